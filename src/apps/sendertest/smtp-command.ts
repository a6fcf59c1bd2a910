/** A path of MAIL or RCPT, without its angle brackets and source route. */
export interface MailPath {
  readonly localPart: string
  /** In lower case, without a final dot; empty for the null path. */
  readonly domain: string
}

/** What a client said, as far as this receiver cares. */
export type SmtpCommand =
  | { readonly verb: 'EHLO' | 'HELO'; readonly name: string }
  | { readonly verb: 'MAIL'; readonly parameters: readonly string[] }
  | { readonly verb: 'RCPT'; readonly path: MailPath }
  | { readonly verb: 'STARTTLS' | 'DATA' | 'RSET' | 'NOOP' | 'QUIT' | 'VRFY' | 'HELP' }
  /** A verb that is known, with arguments that it cannot have. */
  | { readonly verb: 'malformed'; readonly of: string }
  | { readonly verb: 'unknown' }

/**
 * Reads a command line without its line end (RFC 5321 section 4.1.1). It is strict where more than one reading is possible,
 * since two readings of one address are a way around a check: no quoted local parts, no address literals, no controls.
 */
export function parseCommand(line: string): SmtpCommand {
  if (!/^[\x20-\x7e]*$/.test(line)) return { verb: 'unknown' }
  const [, word = '', rest = ''] = /^([A-Za-z]+)(?: +(.*?))? *$/.exec(line) ?? []
  const verb = word.toUpperCase()
  const malformed: SmtpCommand = { verb: 'malformed', of: verb }
  switch (verb) {
    case 'EHLO':
    case 'HELO':
      return /^[^ ]+$/.test(rest) ? { verb, name: rest } : malformed
    case 'MAIL':
      return parseMail(rest) ?? malformed
    case 'RCPT':
      return parseRcpt(rest) ?? malformed
    case 'STARTTLS':
    case 'DATA':
    case 'RSET':
    case 'QUIT':
      return rest === '' ? { verb } : malformed
    case 'NOOP':
    case 'VRFY':
    case 'HELP':
      return { verb }
    default:
      return { verb: 'unknown' }
  }
}

/** `FROM:<path> parameters`; blanks behind the colon are a common mistake that nobody can misread. Whose path it is does not matter. */
function parseMail(rest: string): SmtpCommand | null {
  const [, parameters] = /^FROM: *<[^<>]*>(| .*)$/i.exec(rest) ?? []
  return parameters === undefined
    ? null
    : { verb: 'MAIL', parameters: parameters.split(' ').filter((word) => word !== '') }
}

function parseRcpt(rest: string): SmtpCommand | null {
  const [, address, parameters] = /^TO: *<([^<>]*)>(| .*)$/i.exec(rest) ?? []
  if (address === undefined || parameters === undefined) return null
  // RFC 5321 appendix C: source routes are ignored.
  const [, localPart, domain] = /^(?:@[^:@]*:)?([^@:" ]+)@([A-Za-z0-9.-]+)$/.exec(address) ?? []
  if (localPart === undefined || domain === undefined) {
    // A path that is well formed but cannot be one of ours: it has to be refused as a recipient, not as a command.
    return { verb: 'RCPT', path: { localPart: address, domain: '' } }
  }
  return { verb: 'RCPT', path: { localPart, domain: domain.toLowerCase().replace(/\.$/, '') } }
}
