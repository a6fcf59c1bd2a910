import { nothing, type Protections } from './tally.ts'

/** Which way a message went, and whether it left the machine. */
export type Way = 'in' | 'out' | 'localIn' | 'localOut'

/** One day's messages. */
export type DayTally = Readonly<Record<Way, Protections>>

const WAYS: readonly Way[] = ['in', 'out', 'localIn', 'localOut']

const MONTHS = 'JanFebMarAprMayJunJulAugSepOctNovDec'

/** A jump back by so many months is the turn of a year; a smaller one is a line that came late. */
const TURN_MONTHS = 6

/** A jump forward by so many months is a line of last year that came late; a smaller one is a gap in the log. */
const LATE_MONTHS = 10

/** Days that are kept; beyond, a line counts for the last one. A hundred years have fewer. */
const DAYS = 40_000

/**
 * Sorts lines by day. Syslog's old timestamp has no year, so years of such lines are found from the end of their file: the last
 * line was written at about the time at which the file was, and each turn from December to January before is a year.
 */
export class DayClock {
  readonly #days = new Map<string, DayTally>()
  /** Days of the file under way that have no year yet, by turns of the year since its start. */
  readonly #undated = new Map<
    number,
    { readonly turns: number; readonly month: number; readonly day: number; readonly tally: DayTally }
  >()
  #turns = 0
  #month = 0
  #lastDay = 0
  #text = ''
  #current: DayTally = emptyDay()

  /** The tally of `2026-11-24…`. */
  iso(line: string): DayTally | null {
    if (this.#text.length === 10 && line.startsWith(this.#text)) return this.#current
    const text = line.slice(0, 10)
    if (!/^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/.test(text)) return null
    this.#set(text, this.#dated(text))
    return this.#current
  }

  /** The tally of `Nov 24 …`. */
  classic(line: string): DayTally | null {
    if (this.#text.length === 6 && line.startsWith(this.#text)) return this.#current
    const month = MONTHS.indexOf(line.slice(0, 3)) / 3 + 1
    const day = Number(line.slice(4, 6))
    if (!Number.isInteger(month) || month < 1 || !(day >= 1 && day <= 31)) return null
    if (this.#month - month >= TURN_MONTHS) {
      this.#turns += 1
      this.#month = month
      this.#lastDay = day
    } else if (month - this.#month < LATE_MONTHS || this.#month === 0) {
      this.#month = month
      this.#lastDay = day
    }
    // A line of December that comes late in January belongs to the year before.
    const turns = this.#turns - (month - this.#month >= LATE_MONTHS ? 1 : 0)
    const key = (turns * 12 + month) * 32 + day
    const known = this.#undated.get(key) ?? { turns, month, day, tally: emptyDay() }
    if (this.#undated.size < DAYS) this.#undated.set(key, known)
    this.#set(line.slice(0, 6), known.tally)
    return this.#current
  }

  /**
   * Gives the lines of a file their years.
   *
   * @param written when the file was written last; the present, for a stream
   */
  endFile(written: Date): void {
    const isLater =
      this.#month > written.getUTCMonth() + 1 ||
      (this.#month === written.getUTCMonth() + 1 && this.#lastDay > written.getUTCDate() + 1)
    const lastYear = written.getUTCFullYear() - (isLater ? 1 : 0)
    for (const { turns, month, day, tally } of this.#undated.values()) {
      const year = lastYear - (this.#turns - turns)
      const target = this.#dated(`${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`)
      for (const way of WAYS) addTo(target[way], tally[way])
    }
    this.#undated.clear()
    this.#turns = 0
    this.#month = 0
    this.#text = ''
  }

  /** Every day that was met, oldest first. Call {@link endFile} before. */
  days(): readonly { readonly day: string; readonly tally: DayTally }[] {
    return [...this.#days].map(([day, tally]) => ({ day, tally })).toSorted((a, b) => (a.day < b.day ? -1 : 1))
  }

  #dated(day: string): DayTally {
    const tally = this.#days.get(day) ?? emptyDay()
    if (this.#days.size < DAYS) this.#days.set(day, tally)
    return tally
  }

  #set(text: string, tally: DayTally): void {
    this.#text = text
    this.#current = tally
  }
}

/** A day without messages. */
export function emptyDay(): DayTally {
  return { in: nothing(), out: nothing(), localIn: nothing(), localOut: nothing() }
}

function addTo(target: Protections, { encrypted, clear, silent }: Protections): void {
  target.encrypted += encrypted
  target.clear += clear
  target.silent += silent
}
