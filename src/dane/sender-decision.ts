import type { Lookup, MxRecord } from '../dns/lookup.ts'
import type { MatchVerdict } from './match.ts'
import type { Standing } from './standing.ts'

/**
 * How much a sender insists on DANE: `opportunistic` goes by what the domain publishes (Postfix's `dane`), `mandatory` takes
 * nothing less than usable records (`dane-only`).
 */
export type DanePolicy = 'opportunistic' | 'mandatory'

/** A host as a sender meets it. */
export interface MetHost {
  readonly standing: Standing
  /** Whether TLS came about; null when the host could not be reached. */
  readonly tls: boolean | null
  /** What the records say of the chain; null when there were none to ask, or no chain. */
  readonly match: MatchVerdict['verdict'] | null
}

/**
 * What a sender does with a host.
 *
 * - `authenticated`: delivers; the server is the one that the domain's records name
 * - `encrypted`: delivers over TLS that proves nothing about the server
 * - `clear`: delivers, in clear if need be
 * - `skip`: does not deliver there, tries the next host, and else waits
 */
export type HostDecision = 'authenticated' | 'encrypted' | 'clear' | 'skip'

/**
 * Decides about one host as RFC 7672 section 2.2 wants it: usable records must authenticate, unusable ones still demand TLS,
 * and a search that failed makes the host unreachable, never a reason to fall back.
 */
export function decideHost({ standing, tls, match }: MetHost, policy: DanePolicy): HostDecision {
  if (tls === null) return 'skip'
  switch (standing.state) {
    case 'failed':
      return 'skip'
    case 'usable':
      return tls && match === 'authenticated' ? 'authenticated' : 'skip'
    case 'unusable-only':
      // RFC 7672 section 6: who demands DANE is not served by TLS alone.
      return tls && policy === 'opportunistic' ? 'encrypted' : 'skip'
    case 'none':
    case 'insecure':
      if (policy === 'mandatory') return 'skip'
      return tls ? 'encrypted' : 'clear'
    default:
      return standing satisfies never
  }
}

/** What becomes of mail to a domain. */
export interface DomainDecision {
  /** The place of the host that gets the mail; null when it waits. */
  readonly host: number | null
  readonly how: Exclude<HostDecision, 'skip'> | 'delay'
  /** True when the MX records were secure too: an authenticated host is then the domain's, and not just any (RFC 7672 section 2.2.1). */
  readonly isDomainAuthenticated: boolean
}

/**
 * Decides about a domain: the first host that is not skipped gets the mail; when all are, or the MX lookup failed, it waits.
 * A null `mx` stands for a host that was named without one.
 *
 * @param hosts in the order in which a sender tries them
 * @see RFC 7672 sections 2.1.2 and 2.2.1
 */
export function decideDomain(
  mx: Pick<Lookup<MxRecord>, 'outcome' | 'dnssec'> | null,
  hosts: readonly MetHost[],
  policy: DanePolicy,
): DomainDecision {
  const delay: DomainDecision = { host: null, how: 'delay', isDomainAuthenticated: false }
  if (mx?.outcome === 'failed') return delay
  const isSecure = mx === null || mx.dnssec.status === 'secure'
  // A forged MX record could name any host: who demands DANE demands it of this step, too.
  if (policy === 'mandatory' && !isSecure) return delay
  for (const [host, met] of hosts.entries()) {
    const how = decideHost(met, policy)
    if (how !== 'skip') return { host, how, isDomainAuthenticated: isSecure && how === 'authenticated' }
  }
  return delay
}
