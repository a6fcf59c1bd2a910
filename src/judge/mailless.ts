import type { DomainFacts, ExchangerFacts } from '../facts/domain-facts.ts'

/**
 * True for a domain to which no mail can go: it says so by a null MX (RFC 7505), or it has neither MX records nor an address
 * of its own to fall back to (RFC 5321 section 5.1). While a lookup is open that is not known.
 */
export function isMailless({ route, exchangers }: Pick<DomainFacts, 'route' | 'exchangers'>): boolean {
  return route === 'null-mx' || route === 'none' || (route === 'implicit' && exchangers.every(hasNoAddress))
}

/** True when one of the two lookups has found an address. */
export function hasAddress({ v4, v6 }: Pick<ExchangerFacts, 'v4' | 'v6'>): boolean {
  return v4?.outcome === 'records' || v6?.outcome === 'records'
}

/** True when both lookups say that there is no address; one that failed may hide one. */
export function hasNoAddress({ v4, v6 }: Pick<ExchangerFacts, 'v4' | 'v6'>): boolean {
  return [v4, v6].every((lookup) => lookup?.outcome === 'nodata' || lookup?.outcome === 'nxdomain')
}
