import { domainNameOrNull } from '../base/domain-name.ts'
import { fail } from '../base/failure.ts'
import { ipVersion } from '../base/ip-address.ts'
import { printable } from '../base/printable.ts'

/** What a person may ask to have audited. */
export type Target =
  | { readonly kind: 'domain'; readonly text: string; readonly domain: string }
  | {
      readonly kind: 'server'
      readonly text: string
      /** A host name in A-labels, or an IP address. */
      readonly host: string
      readonly isAddress: boolean
      readonly port: number
      readonly mode: 'starttls' | 'implicit'
    }

/** Ports of RFC 8314 section 7.3 and RFC 5321 section 4.5.4.2. */
const SMTP_PORT = 25
const SUBMISSIONS_PORT = 465

/** Characters of a target that an error message repeats. */
const SHOWN_CHARACTERS = 80

/**
 * Reads a target: `example.org`, `mx.example.org:587`, `[192.0.2.1]:25`, `[2001:db8::1]`, `smtp://host:port` (STARTTLS) or
 * `smtps://host` (implicit TLS, port 465).
 *
 * @throws ProbeError `target-invalid`
 */
export function parseTarget(text: string): Target {
  const trimmed = text.trim()
  const refuse = (reason: string): never =>
    fail({ code: 'target-invalid', target: printable(trimmed, SHOWN_CHARACTERS), reason })
  const [, scheme, rest = ''] = /^(?:([a-z]+):\/\/)?(.*)$/is.exec(trimmed) ?? []
  const mode = scheme?.toLowerCase() === 'smtps' ? 'implicit' : 'starttls'
  if (scheme !== undefined && !['smtp', 'smtps'].includes(scheme.toLowerCase())) {
    refuse('only smtp:// and smtps:// are known as schemes')
  }
  if (ipVersion(rest) === 6)
    return refuse(`write an IPv6 address in brackets: [${printable(rest, SHOWN_CHARACTERS)}]:25`)
  const [, bracketed, plain, portText] = /^(?:\[([^\]]*)\]|([^:/@\s[\]]+))(?::(\d{1,5}))?\/?$/.exec(rest) ?? []
  const name = bracketed ?? plain
  if (name === undefined || name === '') return refuse('expected a domain, host:port, [ip]:port, smtp:// or smtps://')

  const isAddress = ipVersion(name) !== null
  if (bracketed !== undefined && !isAddress) return refuse('what stands in brackets is not an IP address')
  const port = portText === undefined ? undefined : Number(portText)
  if (port !== undefined && (port < 1 || port > 65_535)) return refuse('a port is a number from 1 to 65535')
  const host = isAddress ? name.toLowerCase() : hostName(name, refuse)
  if (!isAddress && port === undefined && scheme === undefined) return { kind: 'domain', text: trimmed, domain: host }
  const implicit = mode === 'implicit' || (scheme === undefined && port === SUBMISSIONS_PORT)
  return {
    kind: 'server',
    text: trimmed,
    host,
    isAddress,
    port: port ?? (implicit ? SUBMISSIONS_PORT : SMTP_PORT),
    mode: implicit ? 'implicit' : 'starttls',
  }
}

function hostName(name: string, refuse: (reason: string) => never): string {
  const parsed = domainNameOrNull(name)
  if (parsed === null || parsed === '' || parsed === '.') return refuse('not a domain name (RFC 1035 section 2.3.4)')
  if (/^[\d.]+$/.test(parsed)) return refuse('not an IP address, and a domain does not consist of digits alone')
  return parsed
}
