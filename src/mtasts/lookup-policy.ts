import { parseDomainName } from '../base/domain-name.ts'
import { InFlight } from '../dns/in-flight.ts'
import type { Lookup, Resolver } from '../dns/lookup.ts'
import { type Policy, parsePolicy } from './policy.ts'
import type { PolicyCache } from './policy-cache.ts'
import type { PolicyFetch } from './policy-fetch.ts'
import { selectRecord } from './record.ts'
import { decideRefresh, type FetchOutcome, type RecordState, type RefreshDecision } from './refresh.ts'

/** The policy that applies to mail for a domain, and how that was found out. */
export interface AppliedPolicy {
  readonly domain: string
  /** Null when none applies. A policy whose mode is none applies, too: it says to behave as if there were none. */
  readonly policy: Policy | null
  readonly decision: RefreshDecision
  readonly record: Lookup<string>
  /** Null when nothing had to be fetched. */
  readonly fetch: PolicyFetch | null
}

/** What the lookup of policies needs. */
export interface PolicyLookupOptions {
  readonly resolver: Resolver
  readonly cache: PolicyCache
  /** Fetches a domain's policy; see `fetchPolicy`. */
  readonly fetch: (domain: string, signal: AbortSignal) => Promise<PolicyFetch>
  /** Milliseconds since 1970. */
  readonly now: () => number
}

/** Looks policies up as a sender must. */
export interface PolicyLookup {
  /**
   * The policy for a domain, from the cache or fresh. The record is looked up every time (the resolver keeps it for its
   * TTL), so that a new id is seen; questions about one domain at the same time are one. Parent domains are not asked
   * (RFC 8461 section 3.4).
   *
   * @throws ProbeError `name-invalid`, `cancelled`
   */
  readonly policyOf: (domain: string, signal?: AbortSignal) => Promise<AppliedPolicy>
  /**
   * Looks at the policies that are to be renewed, oldest first and one after the other, so that an attacker who blocks a
   * single fetch gains nothing (RFC 8461 section 3.3 suggests to do so once a day). Returns what came of each.
   */
  readonly refreshDue: (signal?: AbortSignal) => Promise<readonly AppliedPolicy[]>
}

/** Policies that one run renews; a run takes at most that many minutes, and the rest is older in the next. */
const RENEWALS = 1_000

/** Makes the lookup of policies. */
export function createPolicyLookup({ resolver, cache, fetch, now }: PolicyLookupOptions): PolicyLookup {
  const flights = new InFlight<AppliedPolicy>()

  async function fresh(domain: string, signal: AbortSignal): Promise<AppliedPolicy> {
    const [record, cached] = await Promise.all([
      resolver.lookup(`_mta-sts.${domain}`, 'TXT', signal),
      cache.get(domain),
    ])
    const state = recordStateOf(record)
    const first = decideRefresh(domain, { cached, record: state, fetched: null, now: now() })
    const fetched = first.action === 'fetch' ? await fetch(domain, signal) : null
    const decision =
      fetched === null
        ? first
        : decideRefresh(domain, { cached, record: state, fetched: outcomeOf(fetched), now: now() })
    if (decision.entry !== null) await cache.put(decision.entry)
    else if (cached !== null) await cache.delete(domain)
    const policy = decision.inForce === null ? null : parsePolicy(decision.inForce.text).policy
    return { domain, policy, decision, record, fetch: fetched }
  }

  const policyOf: PolicyLookup['policyOf'] = async (text, signal) => {
    const domain = parseDomainName(text)
    return flights.join(domain, signal, (shared) => fresh(domain, shared))
  }

  return {
    policyOf,
    refreshDue: async (signal) => {
      const refreshed: AppliedPolicy[] = []
      for (const domain of await cache.dueBefore(now(), RENEWALS)) {
        refreshed.push(await policyOf(domain, signal))
      }
      return refreshed
    },
  }
}

/** What the TXT records mean to a sender (RFC 8461 section 3.1): several records, or an invalid one, are as good as none. */
function recordStateOf(lookup: Lookup<string>): RecordState {
  if (lookup.outcome === 'failed') return { kind: 'unknown' }
  const selected = selectRecord(lookup.records)
  const record = selected.kind === 'one' && selected.record.verdict === 'valid' ? selected.record : null
  return record?.id == null ? { kind: 'absent' } : { kind: 'id', id: record.id }
}

/** What a fetch means to a sender: a policy that cannot be read is as good as none. */
export function outcomeOf({ failure, response }: PolicyFetch): FetchOutcome {
  if (failure !== null) return { kind: 'failed', code: failure.code }
  const text = response?.body?.text ?? ''
  const { policy } = parsePolicy(text)
  return policy === null
    ? { kind: 'failed', code: 'policy-invalid' }
    : { kind: 'policy', text, maxAgeSeconds: policy.maxAgeSeconds }
}
