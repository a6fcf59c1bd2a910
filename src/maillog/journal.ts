import type { DayClock } from './day-clock.ts'
import { type LineHead, readTag } from './line-head.ts'

/** The fields of the systemd journal that matter here. */
interface JournalFields {
  readonly __REALTIME_TIMESTAMP?: unknown
  readonly _HOSTNAME?: unknown
  readonly SYSLOG_IDENTIFIER?: unknown
  readonly SYSLOG_PID?: unknown
  readonly _PID?: unknown
  readonly MESSAGE?: unknown
}

/** Reads a line of `journalctl -o json`. Returns false for what is none. */
export function readJournalJson(line: string, clock: DayClock, head: LineHead): boolean {
  // The line was decoded as octets; JSON of mail addresses in other scripts is UTF-8, and the octets are what other lines have.
  try {
    const fields: JournalFields = JSON.parse(line)
    return fillHead(fields, clock, head)
  } catch (error) {
    if (error instanceof SyntaxError) return false
    throw error
  }
}

function fillHead(fields: JournalFields, clock: DayClock, head: LineHead): boolean {
  const message = textOf(fields.MESSAGE)
  const micros = Number(fields.__REALTIME_TIMESTAMP)
  if (message === null || !(micros > 0) || micros > 8.64e18) return false
  const day = clock.iso(new Date(micros / 1_000).toISOString())
  if (day === null) return false
  const program = textOf(fields.SYSLOG_IDENTIFIER) ?? ''
  head.day = day
  const number = textOf(fields.SYSLOG_PID) ?? textOf(fields._PID) ?? ''
  return readTag(`${textOf(fields._HOSTNAME) ?? ''} ${program}[${number}]: ${message}`, 0, head)
}

/** A text, or the list of octets that the journal writes for a text with control characters. */
function textOf(value: unknown): string | null {
  if (typeof value === 'string') return value
  if (!Array.isArray(value)) return null
  return String.fromCharCode(...value.slice(0, 65_536).map((octet) => Number(octet) & 0xff))
}

/** The entries of `journalctl -o export`, which are lines of `NAME=value` up to an empty one. */
export class JournalExport {
  #fields: Record<string, string> = {}
  /** The name of a binary field whose octets come next. */
  pending: string | null = null

  /** True for a line with which an export begins. */
  static begins(line: string): boolean {
    return line.startsWith('__CURSOR=') || line.startsWith('__REALTIME_TIMESTAMP=')
  }

  /** Takes a line. Returns true when an entry is complete and the head was filled. */
  line(line: string, clock: DayClock, head: LineHead): boolean {
    if (line === '') {
      const fields = this.#fields
      this.#fields = {}
      return fillHead(fields, clock, head)
    }
    const equals = line.indexOf('=')
    const name = equals < 0 ? line : line.slice(0, equals)
    if (!WANTED.has(name)) {
      if (equals < 0) this.pending = name
      return false
    }
    if (equals < 0) this.pending = name
    else this.#fields[name] = line.slice(equals + 1)
    return false
  }

  /** Takes the octets of the pending field. */
  binary(value: string): void {
    if (this.pending !== null && WANTED.has(this.pending)) this.#fields[this.pending] = value
    this.pending = null
  }
}

const WANTED: ReadonlySet<string> = new Set<keyof JournalFields>([
  '__REALTIME_TIMESTAMP',
  '_HOSTNAME',
  'SYSLOG_IDENTIFIER',
  'SYSLOG_PID',
  '_PID',
  'MESSAGE',
])
