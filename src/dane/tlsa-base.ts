import type { Lookup } from '../dns/lookup.ts'

/** What is known of a host before its TLSA records are asked for. */
export interface HostLookups {
  /** The name as it stands in the MX record, or the domain itself. */
  readonly host: string
  readonly v4: Lookup<string>
  readonly v6: Lookup<string>
  /** The CNAME record of the host by itself; null while nobody has asked for it. */
  readonly alias: Lookup<string> | null
}

/**
 * Why no TLSA record is looked for.
 *
 * - `no-address`: the host has no address, so nobody connects to it
 * - `address-failed`, `alias-failed`: the DNS failed before; the host counts as unreachable (RFC 7672 section 2.1.2)
 * - `address-insecure`: the zone of the addresses is not signed
 * - `alias-insecure`: the host is an alias, and nothing proves where it leads
 */
export type NotLookedFor = 'no-address' | 'address-failed' | 'address-insecure' | 'alias-failed' | 'alias-insecure'

/** What to do next to find a host's TLSA records. */
export type TlsaPlan =
  /** Ask at these TLSA base domains, in this order, until one has secure records or a lookup fails. */
  | { readonly kind: 'look'; readonly bases: readonly string[] }
  /** Ask for the host's own CNAME record first: its security alone decides. */
  | { readonly kind: 'ask-alias' }
  | { readonly kind: 'none'; readonly why: NotLookedFor }

/**
 * Finds the names at which the TLSA records of a host may be.
 *
 * Addresses come first. Where they are insecure no TLSA record is looked for: it could not be secure either, and name
 * servers that choke on TLSA queries are common in unsigned zones. A host that is an alias has two names. When every link to
 * its addresses is secure the name at the end is asked first, then the host's own; when only the first link is, just the
 * latter.
 *
 * Addresses that were not validated at all (they were given by hand) decide nothing, and the TLSA lookup stands on its own
 * proof.
 *
 * @see RFC 7672 sections 2.1.2, 2.2.2 and 2.2.3, RFC 7671 section 7
 */
export function planTlsaLookup({ host, v4, v6, alias }: HostLookups): TlsaPlan {
  const families = [v4, v6]
  const found = families.filter(({ outcome }) => outcome === 'records')
  if (found.length === 0) {
    const failed = families.some(({ outcome }) => outcome === 'failed')
    return { kind: 'none', why: failed ? 'address-failed' : 'no-address' }
  }
  const expanded = found.map(({ cnames }) => cnames.at(-1)).find((end) => end !== undefined)
  const isInsecure = found.some(({ dnssec }) => dnssec.status === 'insecure')
  if (!isInsecure) return { kind: 'look', bases: expanded === undefined ? [host] : [expanded, host] }
  if (expanded === undefined) return { kind: 'none', why: 'address-insecure' }
  if (alias === null) return { kind: 'ask-alias' }
  if (alias.outcome === 'failed') return { kind: 'none', why: 'alias-failed' }
  const isSecureAlias = alias.outcome === 'records' && alias.dnssec.status === 'secure'
  return isSecureAlias ? { kind: 'look', bases: [host] } : { kind: 'none', why: 'alias-insecure' }
}

/** The name at which the TLSA records of a service are: `_25._tcp.mx.example.org`. RFC 6698 section 3. */
export function tlsaName(port: number, base: string): string {
  return `_${port}._tcp.${base}`
}
