import { printable, unprintable } from '../base/printable.ts'
import { trimBlanks } from '../base/trim-blanks.ts'
import { ISSUE_TEXT_CHARACTERS, ISSUES, type Issue } from './issue.ts'

/*
 * MTA-STS in a paragraph. A domain says in the DNS that it has a policy (`_mta-sts.example.com TXT "v=STSv1; id=…"`) and
 * serves it over HTTPS (`https://mta-sts.example.com/.well-known/mta-sts.txt`): which hosts may receive its mail, and that
 * they must present a trusted certificate. A sender keeps the policy for `max_age`, so that somebody who later takes the
 * record away, or breaks the way to the policy, changes nothing for senders that have been there before. The record's `id`
 * tells them when to fetch again. Neither needs DNSSEC: the certificate of the policy host is what is trusted.
 */

/** Errors of a record: each makes it invalid, so that senders must take the domain for one without a new policy. */
export type RecordErrorCode =
  /** It does not begin with `v=STSv1;`. */
  | 'record-begin'
  /** Octets outside of printable ASCII and the tab. */
  | 'record-not-ascii'
  /** Two delimiters with nothing between them. */
  | 'record-field-empty'
  /** A field without `=`. */
  | 'record-field-malformed'
  /** The name of a field is no `sts-ext-name`. */
  | 'record-name-invalid'
  /** The value of a field is empty, or contains `=`, a blank or a control character. */
  | 'record-value-invalid'
  | 'record-id-missing'
  /** The id is not 1 to 32 letters and digits. */
  | 'record-id-invalid'
  /** Blanks at the end, where only a delimiter may be surrounded by them. */
  | 'record-blank-at-end'

/** What is allowed in a record but deserves a look. */
export type RecordWarningCode =
  /** `v=STSv1 ;` fits the grammar, but a sender that compares the first eight characters discards it. */
  | 'record-blank-in-begin'
  /** A field came before; the first one counts. */
  | 'record-field-duplicate'
  /** A field that RFC 8461 does not define; senders ignore it. */
  | 'record-field-unknown'

/** A field that RFC 8461 does not define. */
export interface RecordExtension {
  readonly name: string
  readonly value: string
}

/**
 * What a text means as an MTA-STS record. `none` is the text of something else, or of another version: nobody's mistake.
 * The id of an invalid record is kept when it was readable.
 */
export interface ParsedRecord {
  readonly verdict: 'valid' | 'invalid' | 'none'
  readonly id: string | null
  readonly extensions: readonly RecordExtension[]
  readonly errors: readonly Issue<RecordErrorCode>[]
  readonly warnings: readonly Issue<RecordWarningCode>[]
}

/** What the TXT records at `_mta-sts.<domain>` come to. */
export type SelectedRecord =
  | { readonly kind: 'none' }
  | { readonly kind: 'multiple'; readonly count: number }
  | { readonly kind: 'one'; readonly record: ParsedRecord }

const VERSION = 'v=STSv1'

/** `sts-ext-name`; the names that are defined fit it, too. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,31}$/

/** `sts-ext-value`: printable ASCII without `;`, `=` and the blank. */
const VALUE = /^[\x21-\x3a\x3c\x3e-\x7e]+$/

const ID = /^[A-Za-z0-9]{1,32}$/

/**
 * Chooses among the TXT records of `_mta-sts.<domain>`: if there are several, those that do not begin with `v=STSv1;` are
 * discarded, and exactly one must be left (RFC 8461 section 3.1).
 *
 * @param records texts as lookups have them: the strings of each record joined, octets that are not printable as `\xNN`
 */
export function selectRecord(records: readonly string[]): SelectedRecord {
  // A record that was cut for its length keeps the mark of that, which makes it invalid: its end is not known.
  const texts = records.map((record) => (record.endsWith('…') ? record : unprintable(record)))
  const [only] = texts
  const left = texts.length === 1 && only !== undefined ? texts : texts.filter((text) => text.startsWith(`${VERSION};`))
  const [first] = left
  if (first === undefined) return { kind: 'none' }
  if (left.length > 1) return { kind: 'multiple', count: left.length }
  const record = parseRecord(first)
  return record.verdict === 'none' ? { kind: 'none' } : { kind: 'one', record }
}

/**
 * Parses the text of one TXT record by the grammar of RFC 8461 section 3.1. Names and values are case-sensitive.
 *
 * A text that begins like a record of any version and has no field at all is an invalid record; one of another version with
 * fields of its own is not ours to read.
 *
 * @param text the strings of the record, joined
 */
export function parseRecord(text: string): ParsedRecord {
  const begin = /^v=STSv1([ \t]*);/.exec(text)
  if (begin === null) return withoutBegin(text)
  const [start, blanks = ''] = begin
  const found = new Findings()
  if (blanks !== '') found.warn('record-blank-in-begin', 1, start)
  const alien = text.search(/[^\t\x20-\x7e]/)
  if (alien >= 0) found.err('record-not-ascii', alien + 1, text.slice(alien))

  const parts = text.slice(start.length).split(';')
  let at = start.length
  for (const [index, part] of parts.entries()) {
    const isLast = index === parts.length - 1
    readField(part, at, isLast, found)
    at += part.length + 1
  }
  if (found.id === null && !found.has('record-id-invalid')) found.err('record-id-missing', 0, '')
  return found.parsed()
}

/** What stands between two delimiters, with their blanks. */
function readField(part: string, start: number, isLast: boolean, found: Findings): void {
  const field = trimBlanks(part)
  const at = start + part.indexOf(field) + 1
  if (field === '') {
    // What follows the last delimiter may be nothing: the delimiter at the end is optional.
    if (!isLast) found.err('record-field-empty', start + 1, '')
  } else if (!field.includes('=')) {
    found.err('record-field-malformed', at, field)
  } else {
    readPair(field, at, found)
    if (isLast && !part.endsWith(field)) found.err('record-blank-at-end', at + field.length, field)
  }
}

/** `sts-id` or `sts-extension`. */
function readPair(field: string, at: number, found: Findings): void {
  const equals = field.indexOf('=')
  const name = field.slice(0, equals)
  const value = field.slice(equals + 1)
  const valueAt = at + equals + 1
  if (!NAME.test(name)) {
    found.err('record-name-invalid', at, field)
  } else if (found.isRepeated(name)) {
    // RFC 8461 section 3.2 says so of records and policies alike: all entries except for the first are ignored.
    found.warn('record-field-duplicate', at, field)
    if (!VALUE.test(value)) found.err('record-value-invalid', valueAt, value)
  } else if (name === 'id') {
    if (ID.test(value)) found.id = value
    else found.err('record-id-invalid', valueAt, value)
  } else if (VALUE.test(value)) {
    found.extensions.push({ name, value })
    found.warn('record-field-unknown', at, field)
  } else {
    found.err('record-value-invalid', valueAt, value)
  }
}

function withoutBegin(text: string): ParsedRecord {
  const found = new Findings()
  if (/^v=STSv1[ \t]*$/.test(text)) found.err('record-id-missing', 0, '')
  else found.err('record-begin', 1, text)
  // `1*(sts-field-delim sts-field)`: without a delimiter it is no record of any version.
  const isAttempt = /^v=STSv[^;]*$/.test(text)
  return { ...found.parsed(), verdict: isAttempt ? 'invalid' : 'none' }
}

/** What is found while reading, in the order of the text. */
class Findings {
  id: string | null = null
  readonly extensions: RecordExtension[] = []
  readonly #errors: Issue<RecordErrorCode>[] = []
  readonly #warnings: Issue<RecordWarningCode>[] = []
  readonly #names = new Set(['v'])

  err(code: RecordErrorCode, at: number, text: string): void {
    this.#errors.push({ code, at, text: printable(text, ISSUE_TEXT_CHARACTERS) })
  }

  warn(code: RecordWarningCode, at: number, text: string): void {
    this.#warnings.push({ code, at, text: printable(text, ISSUE_TEXT_CHARACTERS) })
  }

  has(code: RecordErrorCode): boolean {
    return this.#errors.some((error) => error.code === code)
  }

  /** True when the name came before; it has now. */
  isRepeated(name: string): boolean {
    const before = this.#names.has(name)
    this.#names.add(name)
    return before
  }

  parsed(): ParsedRecord {
    return {
      verdict: this.#errors.length === 0 ? 'valid' : 'invalid',
      id: this.id,
      extensions: this.extensions,
      errors: this.#errors.slice(0, ISSUES),
      warnings: this.#warnings.slice(0, ISSUES),
    }
  }
}
