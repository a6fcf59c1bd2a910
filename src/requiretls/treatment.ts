/** A header field of a message, unfolded or not. */
export interface HeaderField {
  readonly name: string
  readonly value: string
}

/**
 * What the header field TLS-Required says. Its one defined value is `No`; a message that has several, or another value, has
 * said nothing that can be obeyed.
 */
export type TlsRequired =
  | { readonly state: 'absent' }
  | { readonly state: 'no' }
  | { readonly state: 'ignored'; readonly why: 'value' | 'repeated' }

/**
 * Reads the header field TLS-Required: `TLS-Required: No`, once, in any letter case, with folding white space before the
 * value.
 *
 * @param fields the header of the message; fields of other names are passed over
 * @see RFC 8689 section 3
 */
export function parseTlsRequired(fields: readonly HeaderField[]): TlsRequired {
  const [first, ...more] = fields.filter(({ name }) => name.trim().toLowerCase() === 'tls-required')
  if (first === undefined) return { state: 'absent' }
  if (more.length > 0) return { state: 'ignored', why: 'repeated' }
  return /^(?:[ \t]|\r?\n[ \t])*no[ \t\r\n]*$/i.test(first.value) ? { state: 'no' } : { state: 'ignored', why: 'value' }
}

/** Whether MAIL FROM carries REQUIRETLS. The parameter has no value; one that is given a value is malformed. */
export type RequireTlsParameter = 'absent' | 'present' | 'malformed'

/**
 * Reads the parameters of MAIL FROM, such as `['SIZE=1000', 'REQUIRETLS']`.
 *
 * @see RFC 8689 section 2
 */
export function parseRequireTlsParameter(parameters: readonly string[]): RequireTlsParameter {
  const own = parameters.map((each) => each.toUpperCase()).filter((each) => /^REQUIRETLS(?:=|$)/.test(each))
  if (own.length === 0) return 'absent'
  return own.length === 1 && own[0] === 'REQUIRETLS' ? 'present' : 'malformed'
}

/**
 * How a message is to be sent on:
 *
 * - `require`: over proved TLS to servers that announce REQUIRETLS, or not at all
 * - `relax`: in any case; policies of the recipient's domain (DANE, MTA-STS) are not heeded, TLS is used where it is offered
 * - `usual`: as the client's own rules and the recipient's policies want it
 */
export type Treatment = 'require' | 'relax' | 'usual'

/** The option of MAIL FROM outranks the header field, which is then not looked at. @see RFC 8689 section 4.1 */
export function treatmentOf(parameter: RequireTlsParameter, header: TlsRequired): Treatment {
  if (parameter === 'present') return 'require'
  return header.state === 'no' ? 'relax' : 'usual'
}
