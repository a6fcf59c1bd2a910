import { ipVersion } from '../base/ip-address.ts'
import { printable } from '../base/printable.ts'
import { trimBlanks } from '../base/trim-blanks.ts'
import { ISSUE_TEXT_CHARACTERS, ISSUES, type Issue } from './issue.ts'
import { parsePolicyMx } from './policy-mx.ts'

/** What senders shall do: refuse to deliver, deliver and report, or behave as if there were no policy. */
export type PolicyMode = 'enforce' | 'testing' | 'none'

/** A policy that holds. */
export interface Policy {
  readonly version: 'STSv1'
  readonly mode: PolicyMode
  /** Seconds for which senders keep it, from the time of the fetch. */
  readonly maxAgeSeconds: number
  /** Host names and patterns such as `*.example.com`, in lower case, in the order of the text. */
  readonly mx: readonly string[]
}

/** Errors of a policy: each makes it invalid. */
export type PolicyErrorCode =
  /** A page of HTML, as web servers give for what they do not have. */
  | 'policy-html'
  /** A byte order mark at the beginning, which the grammar does not know. */
  | 'policy-byte-order-mark'
  | 'policy-line-blank'
  /** A line without a colon. */
  | 'policy-line-malformed'
  /** The key is no `sts-policy-ext-name`, for example because a blank stands beside it. */
  | 'policy-key-invalid'
  | 'policy-value-empty'
  /** Control characters, or octets that are not UTF-8. */
  | 'policy-value-invalid'
  | 'policy-version-missing'
  | 'policy-version-invalid'
  | 'policy-mode-missing'
  | 'policy-mode-invalid'
  | 'policy-max-age-missing'
  | 'policy-max-age-invalid'
  /** More than {@link MAX_AGE_SECONDS}. */
  | 'policy-max-age-too-large'
  /** No `mx` although the mode is not none. */
  | 'policy-mx-missing'
  | 'policy-mx-invalid'

/** What is allowed in a policy but will not do what its owner wants. */
export type PolicyWarningCode =
  /** Less than a day: an attacker has to hold out for no longer. */
  | 'policy-max-age-under-a-day'
  /** Less than four weeks, in a policy that is enforced. */
  | 'policy-max-age-under-four-weeks'
  /** An address, which no MX record can name. */
  | 'policy-mx-address'
  | 'policy-mx-duplicate'
  /** A key came before; the first one counts. */
  | 'policy-key-duplicate'
  | 'policy-key-unknown'
  /** A key that looks like one of the four that are defined, such as `nmx`. */
  | 'policy-key-misspelt'

/** What a text comes to as a policy. The fields of an invalid one are given as far as they were readable. */
export interface ParsedPolicy {
  readonly verdict: 'valid' | 'invalid'
  /** Null unless the verdict is `valid`. */
  readonly policy: Policy | null
  readonly version: 'STSv1' | null
  readonly mode: PolicyMode | null
  readonly maxAgeSeconds: number | null
  readonly mx: readonly string[]
  readonly errors: readonly Issue<PolicyErrorCode>[]
  readonly warnings: readonly Issue<PolicyWarningCode>[]
}

/** The greatest `max_age`, about a year (RFC 8461 section 3.2). */
export const MAX_AGE_SECONDS = 31_557_600

/** A policy should outlive an attack; RFC 8461 section 3.2 expects "weeks or greater". */
const FOUR_WEEKS_SECONDS = 28 * 86_400

const DAY_SECONDS = 86_400

/** `sts-policy-ext-name`; the keys that are defined fit it, too. */
const KEY = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,31}$/

/** `sts-policy-ext-value`: blanks only inside. U+FFFD stands where octets were not UTF-8. */
const VALUE = /^[\x21-\x7e\u0080-\ufffc\u{fffe}-\u{10ffff}](?:[\x20-\x7e\u0080-\ufffc\u{fffe}-\u{10ffff}]*)$/u

/**
 * Parses the body of a policy by the grammar of RFC 8461 section 3.2. Keys come in any order; `mx` accumulates, and of any
 * other key the first counts; unknown keys are ignored, but must be well-formed.
 *
 * @param text the body, decoded as UTF-8 with U+FFFD for what is not (which makes it invalid) and with its byte order mark
 */
export function parsePolicy(text: string): ParsedPolicy {
  const reading = new Reading()
  if (/^\ufeff?\s*<(?:!doctype|html|head|body|\?xml)/i.test(text)) {
    reading.err('policy-html', 1, text)
    return reading.parsed()
  }
  if (text.startsWith('\ufeff')) reading.err('policy-byte-order-mark', 1, '')
  for (const [index, line] of linesOf(text.replace(/^\ufeff/, '')).entries()) readLine(line, index + 1, reading)
  reading.checkWhole()
  return reading.parsed()
}

/** Lines without their ends, LF or CRLF; the last one need not have any. */
function linesOf(text: string): readonly string[] {
  const lines = text.split('\n').map((line) => line.replace(/\r$/, ''))
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines
}

function readLine(line: string, at: number, reading: Reading): void {
  const pair = splitLine(line)
  if (typeof pair === 'string') reading.err(pair, at, line)
  else if (pair.key === 'mx') readMx(pair.value, at, reading)
  else if (reading.isRepeated(pair.key)) reading.warn('policy-key-duplicate', at, line)
  else readPair(pair, at, line, reading)
}

interface Pair {
  readonly key: string
  readonly value: string
}

/** Key and value of a line, or what is wrong with it. WSP may stand behind the colon and at the end of the line only. */
function splitLine(line: string): Pair | PolicyErrorCode {
  if (/^[ \t]*$/.test(line)) return 'policy-line-blank'
  const colon = line.indexOf(':')
  if (colon < 0) return 'policy-line-malformed'
  const key = line.slice(0, colon)
  const value = trimBlanks(line.slice(colon + 1))
  if (!KEY.test(key)) return 'policy-key-invalid'
  if (value === '') return 'policy-value-empty'
  return VALUE.test(value) ? { key, value } : 'policy-value-invalid'
}

function readPair({ key, value }: Pair, at: number, line: string, reading: Reading): void {
  switch (key) {
    case 'version':
      if (value === 'STSv1') reading.version = value
      else reading.err('policy-version-invalid', at, line)
      break
    case 'mode':
      if (value === 'enforce' || value === 'testing' || value === 'none') reading.mode = value
      else reading.err('policy-mode-invalid', at, line)
      break
    case 'max_age':
      readMaxAge(value, at, line, reading)
      break
    default:
      reading.warn(isMisspelt(key) ? 'policy-key-misspelt' : 'policy-key-unknown', at, line)
  }
}

function readMx(value: string, at: number, reading: Reading): void {
  reading.hasMx = true
  const mx = parsePolicyMx(value)
  if (mx === null) {
    reading.err('policy-mx-invalid', at, value)
    return
  }
  if (ipVersion(mx.replace('*.', '')) !== null) reading.warn('policy-mx-address', at, value)
  // No key contains a blank, so that names of hosts can be remembered among them.
  if (reading.isRepeated(`mx ${mx}`)) reading.warn('policy-mx-duplicate', at, value)
  reading.mx.push(mx)
}

function readMaxAge(value: string, at: number, line: string, reading: Reading): void {
  const seconds = Number(value)
  if (!/^[0-9]{1,10}$/.test(value)) reading.err('policy-max-age-invalid', at, line)
  else if (seconds > MAX_AGE_SECONDS) reading.err('policy-max-age-too-large', at, line)
  else reading.maxAge = { seconds, at }
}

/** Spellings of the defined keys that were seen, or that differ in case and punctuation only. */
const MISSPELT: ReadonlySet<string> = new Set(['nmx', 'mxs', 'mxhost', 'host', 'v', 'ver', 'modes', 'age', 'ttl'])

function isMisspelt(key: string): boolean {
  const letters = key.toLowerCase().replace(/[^a-z0-9]/g, '')
  return MISSPELT.has(letters) || ['version', 'mode', 'maxage', 'mx'].includes(letters)
}

/** What was read so far, and what was wrong with it, in the order of the lines. */
class Reading {
  version: 'STSv1' | null = null
  mode: PolicyMode | null = null
  maxAge: { readonly seconds: number; readonly at: number } | null = null
  hasMx = false
  readonly mx: string[] = []
  readonly #errors: Issue<PolicyErrorCode>[] = []
  readonly #warnings: Issue<PolicyWarningCode>[] = []
  readonly #keys = new Set<string>()

  err(code: PolicyErrorCode, at: number, text: string): void {
    this.#errors.push({ code, at, text: printable(text, ISSUE_TEXT_CHARACTERS) })
  }

  warn(code: PolicyWarningCode, at: number, text: string): void {
    this.#warnings.push({ code, at, text: printable(text, ISSUE_TEXT_CHARACTERS) })
  }

  /** True when the key came before; it has now. */
  isRepeated(key: string): boolean {
    const before = this.#keys.has(key)
    this.#keys.add(key)
    return before
  }

  /** What must be there, and what can be told only of the whole. */
  checkWhole(): void {
    if (!this.#keys.has('version')) this.err('policy-version-missing', 0, '')
    if (!this.#keys.has('mode')) this.err('policy-mode-missing', 0, '')
    if (!this.#keys.has('max_age')) this.err('policy-max-age-missing', 0, '')
    // RFC 8461 section 3.2: `mx` may be left out when the mode is none, and only then.
    if (!this.hasMx && this.mode !== 'none') this.err('policy-mx-missing', 0, '')
    const { maxAge, mode } = this
    // A policy that withdraws another one has a small max_age on purpose (RFC 8461 section 8.3).
    if (maxAge === null || mode === null || mode === 'none') return
    const { seconds, at } = maxAge
    if (seconds < DAY_SECONDS) this.warn('policy-max-age-under-a-day', at, String(seconds))
    else if (seconds < FOUR_WEEKS_SECONDS && mode === 'enforce') {
      this.warn('policy-max-age-under-four-weeks', at, String(seconds))
    }
  }

  parsed(): ParsedPolicy {
    const { version, mode, mx } = this
    const maxAgeSeconds = this.maxAge?.seconds ?? null
    const isValid = this.#errors.length === 0 && version !== null && mode !== null && maxAgeSeconds !== null
    return {
      verdict: isValid ? 'valid' : 'invalid',
      policy: isValid ? { version, mode, maxAgeSeconds, mx } : null,
      version,
      mode,
      maxAgeSeconds,
      mx,
      errors: this.#errors.slice(0, ISSUES),
      warnings: this.#warnings.slice(0, ISSUES),
    }
  }
}
