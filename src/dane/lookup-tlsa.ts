import type { Lookup, Resolver, TlsaRecord } from '../dns/lookup.ts'
import { type NotLookedFor, planTlsaLookup, tlsaName } from './tlsa-base.ts'

/** The search for the TLSA records of one host and port, JSON-able. */
export interface TlsaFacts {
  readonly port: number
  /**
   * The TLSA base domain: the name below which secure records were found. It is also the name for SNI, and the first that
   * certificates are checked for. Null when there are no secure records.
   */
  readonly base: string | null
  /** The lookups that were made, in order; the last one decided. */
  readonly tried: readonly Lookup<TlsaRecord>[]
  /** The lookup of the host's own CNAME record; null unless it was needed. */
  readonly alias: Lookup<string> | null
  /** Why no TLSA record was looked for; null when one was. */
  readonly notLookedFor: NotLookedFor | null
}

/** The host whose records are looked for: its name, and its addresses as they were found. */
export interface TlsaQuestion {
  readonly host: string
  readonly port: number
  readonly v4: Lookup<string>
  readonly v6: Lookup<string>
}

/**
 * Looks for the TLSA records of a host. Trouble of the DNS is in the lookups.
 *
 * @throws ProbeError `cancelled` only
 * @see RFC 7672 section 2.2.3
 */
export async function lookupTlsa(
  resolver: Resolver,
  { host, port, v4, v6 }: TlsaQuestion,
  signal?: AbortSignal,
): Promise<TlsaFacts> {
  const first = planTlsaLookup({ host, v4, v6, alias: null })
  const alias = first.kind === 'ask-alias' ? await resolver.lookup(host, 'CNAME', signal) : null
  const plan = alias === null ? first : planTlsaLookup({ host, v4, v6, alias })
  if (plan.kind !== 'look') {
    const notLookedFor = plan.kind === 'none' ? plan.why : 'alias-insecure'
    return { port, base: null, tried: [], alias, notLookedFor }
  }
  const tried: Lookup<TlsaRecord>[] = []
  for (const base of plan.bases) {
    const lookup = await resolver.lookup(tlsaName(port, base), 'TLSA', signal)
    tried.push(lookup)
    if (isSecureSet(lookup)) return { port, base, tried, alias, notLookedFor: null }
    // Not to know is not to be told that there are none: another name must not be asked instead.
    if (lookup.outcome === 'failed') break
  }
  return { port, base: null, tried, alias, notLookedFor: null }
}

/** True for records that DNSSEC proves, over every alias that led to them. */
function isSecureSet({ outcome, dnssec }: Lookup<TlsaRecord>): boolean {
  return outcome === 'records' && dnssec.status === 'secure'
}
