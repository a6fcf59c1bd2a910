import { parseDomainName } from '../base/domain-name.ts'
import { fail } from '../base/failure.ts'
import { ipVersion } from '../base/ip-address.ts'
import { printable } from '../base/printable.ts'
import type { ServerAddress } from './transport/upstream.ts'

/** Which resolver the user wants. */
export type ResolverSpec =
  | { readonly kind: 'system' }
  | { readonly kind: 'iterate' }
  | { readonly kind: 'plain'; readonly server: ServerAddress }
  /** `name` is what the certificate must say; `address` is null when it has to be looked up. */
  | { readonly kind: 'tls'; readonly name: string; readonly address: string | null; readonly port: number }
  | { readonly kind: 'https'; readonly url: string; readonly name: string; readonly address: string | null }

const PORTS = { plain: 53, tls: 853 } as const

/**
 * Reads the value of `--resolver`:
 *
 * - `system`, `iterate` (ask the authoritative servers from the root down)
 * - `1.1.1.1`, `1.1.1.1:5353`, `2606:4700::1111`, `[2606:4700::1111]:53`
 * - `tls://1.1.1.1`, `tls://dns.example`, `tls://192.0.2.1:853#dns.example` (the part behind `#` is the certificate's name)
 * - `https://dns.example/dns-query`, `https://dns.example/dns-query#192.0.2.1` (the part behind `#` is its address)
 *
 * @throws ProbeError `option-invalid`, `name-invalid` for the name in a `tls://`
 */
export function parseResolverSpec(text: string): ResolverSpec {
  if (text === 'system' || text === 'iterate') return { kind: text }
  if (/^tls:\/\//i.test(text)) return parseTls(text.slice('tls://'.length))
  if (/^https:\/\//i.test(text)) return parseHttps(text)
  const { host, port } = splitPort(text, PORTS.plain)
  if (ipVersion(host) === null) refuse(text, 'it is not an address, tls://, https://, system or iterate')
  return { kind: 'plain', server: { address: host, port } }
}

function parseTls(text: string): ResolverSpec {
  const [authority = '', certificateName] = text.replace(/\/$/, '').split('#')
  const { host, port } = splitPort(authority, PORTS.tls)
  if (ipVersion(host) !== null) return { kind: 'tls', name: nameOr(host, certificateName), address: host, port }
  if (certificateName !== undefined) refuse(text, 'a certificate name needs an address in front of it')
  return { kind: 'tls', name: parseDomainName(host), address: null, port }
}

/** The certificate's name where one is given: a domain name, for an address would not be looked for. */
function nameOr(host: string, certificateName: string | undefined): string {
  return certificateName === undefined || certificateName === host ? host : parseDomainName(certificateName)
}

function parseHttps(text: string): ResolverSpec {
  if (!URL.canParse(text)) return refuse(text, 'it is not a URL')
  const url = new URL(text)
  const address = url.hash === '' ? null : url.hash.slice(1)
  if (address !== null && ipVersion(address) === null) refuse(text, 'the part behind # is not an address')
  if (url.username !== '' || url.password !== '' || url.search !== '')
    refuse(text, 'a user or a query has no place in it')
  const name = url.hostname.replace(/^\[|\]$/g, '')
  url.hash = ''
  return { kind: 'https', url: url.href, name, address: address ?? (ipVersion(name) === null ? null : name) }
}

/** `host`, `host:port`, `[v6]:port`; a bare IPv6 address has no port. */
function splitPort(text: string, otherwise: number): { readonly host: string; readonly port: number } {
  const bracketed = /^\[([^\]]*)\](?::([0-9]{1,5}))?$/.exec(text)
  const plain = /^([^:]*):([0-9]{1,5})$/.exec(text)
  const [, host = text, portText] = bracketed ?? plain ?? []
  const port = portText === undefined ? otherwise : Number(portText)
  return port >= 1 && port <= 65_535 ? { host, port } : refuse(text, 'a port is a number from 1 to 65535')
}

function refuse(text: string, reason: string): never {
  return fail({ code: 'option-invalid', option: '--resolver', reason: `${printable(text, 200)}: ${reason}` })
}
