import { domainNameOrNull } from '../base/domain-name.ts'
import { formatIpAddress, parseIpAddress } from '../base/ip-address.ts'
import { printable } from '../base/printable.ts'
import { LIMITS, MOST_SESSIONS, type Oddity, type OddityCode } from './report.ts'

/** Whether a member has to be there. */
type Need = 'required' | 'optional'

/**
 * Reads the members of one JSON object and notes what is odd about them, in a list that all readers of a report share. It
 * never throws: what cannot be read is null.
 */
export class MemberReader {
  readonly #object: object
  readonly #at: string
  readonly #oddities: Oddity[]

  /** @param at JSON Pointer of the object */
  constructor(object: object, at: string, oddities: Oddity[]) {
    this.#object = object
    this.#at = at
    this.#oddities = oddities
  }

  /** Notes that something is odd about a member, or the object itself. */
  note(code: OddityCode, member?: string): void {
    if (this.#oddities.length >= LIMITS.oddities) return
    this.#oddities.push({ code, at: member === undefined ? this.#at : `${this.#at}/${member}` })
  }

  /** A text, printable; empty ones are missing. */
  text(member: string, need: Need, limit: number = LIMITS.text): string | null {
    const value = this.#value(member, need)
    if (value === undefined) return null
    if (typeof value !== 'string') return this.#refuse('type', member)
    return this.#printable(value, member, need, limit)
  }

  /** A domain name: in A-labels where it is one, else the text as it is. */
  domain(member: string, need: Need): string | null {
    const text = this.text(member, need, LIMITS.name)
    if (text === null) return null
    const name = text.endsWith('…') ? null : domainNameOrNull(String(this.#own(member)))
    if (name === null) this.note('domain', member)
    return name ?? text
  }

  /** An address of the internet: in its usual form where it is one, else the text as it is. */
  address(member: string, need: Need): string | null {
    const text = this.text(member, need, LIMITS.name)
    if (text === null) return null
    const octets = parseIpAddress(text.trim())
    if (octets === null) this.note('address', member)
    return octets === null ? text : formatIpAddress(octets)
  }

  /** A number of sessions. */
  sessions(member: string): number | null {
    const value = this.#value(member, 'required')
    if (value === undefined) return null
    const isText = typeof value === 'string' && /^\s*\d{1,16}\s*$/.test(value)
    if (isText) this.note('number-as-text', member)
    else if (typeof value !== 'number') return this.#refuse('type', member)
    const number = Number(value)
    return Number.isInteger(number) && number >= 0 && number <= MOST_SESSIONS ? number : this.#refuse('number', member)
  }

  /** A time as ISO 8601 in UTC. RFC 8460 wants RFC 3339; a large sender leaves the zone out. */
  time(member: string): string | null {
    const value = this.#value(member, 'required')
    if (value === undefined) return null
    if (typeof value === 'number') {
      this.note('time-as-number', member)
      return isoOf(value * 1_000) ?? this.#refuse('time', member)
    }
    if (typeof value !== 'string') return this.#refuse('type', member)
    const [, date = '', clock = '', zone = ''] = TIME.exec(value.trim()) ?? []
    const time = date === '' ? null : isoOf(Date.parse(`${date}T${clock}${zone.toUpperCase() || 'Z'}`))
    if (time === null) return this.#refuse('time', member)
    if (zone === '') this.note('time-without-zone', member)
    return time
  }

  /**
   * A list of texts; a single text is a list of one.
   *
   * @param single whether a single text is as usual as a list
   */
  texts(member: string, need: Need, most: number, single: 'odd' | 'usual' = 'odd'): readonly string[] {
    const value = this.#own(member)
    if (single === 'usual' && typeof value === 'string')
      return listOf(this.#printable(value, member, need, LIMITS.text))
    return this.#list(member, need, most, (value) => typeof value === 'string').flatMap((value, at) => {
      if (typeof value !== 'string') return this.#refuse('type', `${member}/${at}`) ?? []
      return this.#printable(value, `${member}/${at}`, 'required', LIMITS.text) ?? []
    })
  }

  /** Readers of the objects of a list; a single object is a list of one. */
  objects(member: string, need: Need, most: number): readonly MemberReader[] {
    return this.#list(member, need, most, isObject).flatMap((value, at) => {
      const place = `${this.#at}/${member}/${at}`
      if (isObject(value)) return [new MemberReader(value, place, this.#oddities)]
      return this.#refuse('type', `${member}/${at}`) ?? []
    })
  }

  /** A reader of an object; of an empty one when there is none. */
  object(member: string): MemberReader {
    const value = this.#value(member, 'required')
    if (isObject(value)) return new MemberReader(value, `${this.#at}/${member}`, this.#oddities)
    if (value !== undefined) this.note('type', member)
    return new MemberReader({}, `${this.#at}/${member}`, [])
  }

  /** The value; undefined, and noted, where there is none. */
  #value(member: string, need: Need): unknown {
    const value = this.#own(member)
    if (value === undefined && need === 'required') this.note('missing', member)
    if (value === null) this.note('null', member)
    return value ?? undefined
  }

  /** Own members only: what an object inherits is not of the report. */
  #own(member: string): unknown {
    return Object.getOwnPropertyDescriptor(this.#object, member)?.value
  }

  #list(member: string, need: Need, most: number, isOne: (value: unknown) => boolean): readonly unknown[] {
    const value = this.#value(member, need)
    if (value === undefined) return []
    if (!Array.isArray(value)) {
      this.note(isOne(value) ? 'not-a-list' : 'type', member)
      return isOne(value) ? [value] : []
    }
    if (value.length > most) this.note('list-cut', member)
    return value.slice(0, most)
  }

  #printable(value: string, member: string, need: Need, limit: number): string | null {
    const text = printable(value, limit)
    if (text.endsWith('…')) this.note('text-cut', member)
    if (text === '' && need === 'required') this.note('missing', member)
    return text === '' ? null : text
  }

  #refuse(code: OddityCode, member: string): null {
    this.note(code, member)
    return null
  }
}

function listOf(text: string | null): readonly string[] {
  return text === null ? [] : [text]
}

/** RFC 3339 section 5.6, with a blank for the T and without its zone too. */
const TIME = /^(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)([Zz]|[+-]\d\d:\d\d)?$/

/** Years that a report may be of; other numbers are no times. */
const EARLIEST = Date.UTC(2000, 0, 1)
const LATEST = Date.UTC(2200, 0, 1)

function isoOf(milliseconds: number): string | null {
  const isTime = milliseconds >= EARLIEST && milliseconds < LATEST
  return isTime ? new Date(milliseconds).toISOString() : null
}

/** True for an object of JSON that is no array. */
export function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
