import { unprintable } from '../../base/printable.ts'
import { trimBlanks } from '../../base/trim-blanks.ts'

/** What an `issue` or `issuewild` property says (RFC 8659 section 4.2). */
export interface IssueValue {
  /** The domain name by which an authority is allowed, lower case; null where the property allows nobody. */
  readonly issuer: string | null
  /** What it demands besides, such as `accounturi=…` (RFC 8657); who knows no such demand cannot judge it. */
  readonly parameters: readonly string[]
}

const NOBODY: IssueValue = { issuer: null, parameters: [] }

/** A label: letters and digits, with hyphens between them. */
const LABEL = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/i

/** A parameter: its tag, and a value of printable characters other than the semicolon. */
const PARAMETER = /^([a-z0-9](?:[a-z0-9-]*[a-z0-9])?)[ \t]*=[ \t]*([\x21-\x7e]*)$/i

/**
 * Reads the value of an `issue` or `issuewild` property. What does not follow the grammar allows nobody, as if it named no
 * authority (RFC 8659 section 4.2). A semicolon too many at the end, which the grammar has no room for, is passed over:
 * authorities do.
 *
 * @param value in the printable form of lookups; of one that was cut, the parameters are left out
 */
export function parseIssueValue(value: string): IssueValue {
  const isCut = value.endsWith('…')
  const [name = '', ...rest] = unprintable(value).split(';').map(trimBlanks)
  // Before it is in lower case: that would make a plain k of the sign for kelvin.
  if (!name.split('.').every((label) => LABEL.test(label))) return NOBODY
  const issuer = name.toLowerCase()
  if (isCut) return { issuer, parameters: [] }
  const demands = rest.at(-1) === '' ? rest.slice(0, -1) : rest
  const parameters = demands.map((demand) => PARAMETER.exec(demand))
  if (parameters.includes(null)) return NOBODY
  return { issuer, parameters: parameters.map((parts) => `${parts?.[1]?.toLowerCase()}=${parts?.[2]}`) }
}
