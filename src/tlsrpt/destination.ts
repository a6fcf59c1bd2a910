import { type DomainName, domainNameOrNull, isSubdomain } from '../base/domain-name.ts'
import { ipVersion } from '../base/ip-address.ts'

/**
 * Where reports are to be sent: one URI of `rua`. RFC 8460 section 3 knows two schemes, `mailto` and `https`; a URI of
 * another scheme is kept, for a sender passes over it.
 */
export type Destination =
  | {
      readonly kind: 'mailto'
      readonly uri: string
      /** Decoded, without header fields. */
      readonly address: string
      readonly domain: DomainName
    }
  | {
      readonly kind: 'https'
      readonly uri: string
      /** The host in lower case: a domain name, or an address (IPv6 in brackets). */
      readonly host: string
    }
  | { readonly kind: 'unusable'; readonly uri: string; readonly why: 'scheme' | 'address' | 'host' }

/** Octets that `rua` needs for itself; within a URI they are percent-encoded. RFC 8460 section 3. */
export const ENCODED_IN_RUA = /[,;!]/

/** Everything that may stand in a URI (RFC 3986 section 2), percent-encoded octets whole. */
const URI = /^[A-Za-z][A-Za-z0-9+.-]*:(?:[A-Za-z0-9\-._~:/?#[\]@$&'()*+=!,;]|%[0-9A-Fa-f]{2})*$/

/** True for the grammar of a URI with a scheme; nothing is said of what it leads to. */
export function isUri(text: string): boolean {
  return URI.test(text)
}

/** Finds out where a URI leads. */
export function parseDestination(uri: string): Destination {
  const scheme = uri.slice(0, uri.indexOf(':')).toLowerCase()
  if (scheme === 'mailto') return parseMailto(uri)
  return scheme === 'https' ? parseHttps(uri) : { kind: 'unusable', uri, why: 'scheme' }
}

/** The domain that has to take the reports; null where there is none, or an address of the internet. */
export function domainOf(destination: Destination): DomainName | null {
  switch (destination.kind) {
    case 'mailto':
      return destination.domain
    case 'https':
      return domainNameOrNull(destination.host)
    case 'unusable':
      return null
    default:
      return destination satisfies never
  }
}

/**
 * True when a destination lies outside of the domain that it is to receive reports about: neither the domain itself, nor
 * below it, nor above it. RFC 8460 wants no authorisation from such a place, unlike DMARC (RFC 7489 section 7.1).
 */
export function isExternal(destination: Destination, domain: DomainName): boolean {
  const its = domainOf(destination)
  return its !== null && !isSubdomain(its, domain) && !isSubdomain(domain, its)
}

/**
 * The address of a mailto URI, decoded, without header fields (RFC 6068 section 2). It is one: several would be separated by
 * commas, and an encoded comma belongs to the address.
 */
function parseMailto(uri: string): Destination {
  const [encoded = ''] = uri.slice('mailto:'.length).split('?', 1)
  const address = decode(encoded) ?? ''
  const at = address.lastIndexOf('@')
  const local = address.slice(0, Math.max(0, at))
  const domain = /^[!-~]+$/.test(local) ? domainNameOrNull(address.slice(at + 1)) : null
  return domain === null || domain === '.'
    ? { kind: 'unusable', uri, why: 'address' }
    : { kind: 'mailto', uri, address: `${local}@${domain}`, domain }
}

function parseHttps(uri: string): Destination {
  const host = URL.canParse(uri) ? new URL(uri).hostname : ''
  const literal = host.startsWith('[') ? host.slice(1, -1) : host
  const isHost = ipVersion(literal) !== null || domainNameOrNull(host) !== null
  return isHost && /^https:\/\/[^/?#]/i.test(uri)
    ? { kind: 'https', uri, host }
    : { kind: 'unusable', uri, why: 'host' }
}

function decode(text: string): string | null {
  try {
    return decodeURIComponent(text)
  } catch {
    return null
  }
}
