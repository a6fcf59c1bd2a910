import type { CacheEntry, StoredPolicy } from './policy-cache.ts'

/** After a failed fetch the same version of a policy is left alone for at least this long (RFC 8461 section 3.3). */
export const BACK_OFF_MILLISECONDS = 300_000

/** A policy is fetched again before it ends, after half its life or this long; RFC 8461 section 3.3 suggests once a day. */
const REFRESH_MILLISECONDS = 72_000_000

/**
 * What the lookup of the record came to: an id; no valid record; or nothing, because the DNS failed. To a sender the last
 * two are the same (RFC 8461 section 3.1), but its owner wants to know which it was.
 */
export type RecordState =
  | { readonly kind: 'id'; readonly id: string }
  | { readonly kind: 'absent' }
  | { readonly kind: 'unknown' }

/** What a fetch came to: the text of a valid policy, or nothing. */
export type FetchOutcome =
  | { readonly kind: 'policy'; readonly text: string; readonly maxAgeSeconds: number }
  | { readonly kind: 'failed'; readonly code: string }

/** What a decision is made from. */
export interface RefreshInput {
  readonly cached: CacheEntry | null
  readonly record: RecordState
  /** Null as long as nothing was fetched. */
  readonly fetched: FetchOutcome | null
  /** Milliseconds since 1970. */
  readonly now: number
}

/** What to do with what is cached, and which policy applies. */
export interface RefreshDecision {
  /**
   * - `fetch`: fetch, and decide again with the outcome
   * - `replace`: the fetched policy applies and is kept
   * - `keep`: the cached policy applies
   * - `expire`: the cached policy has ended and nothing took its place
   * - `none`: there is no policy and there was none
   */
  readonly action: 'fetch' | 'replace' | 'keep' | 'expire' | 'none'
  /** The policy that applies now; null when none does. While `fetch` is to be done it is the one before. */
  readonly inForce: StoredPolicy | null
  /** What is to be remembered; null for nothing. */
  readonly entry: CacheEntry | null
  /** True when the new text differs from the one that was fetched under the same id: other senders keep the old one. */
  readonly changedUnderSameId: boolean
}

/**
 * Trust on first use, and from then on for as long as the policy said. Pure: the caller looks up, fetches and stores.
 *
 * @param domain the policy domain, for the entry
 * @see RFC 8461 sections 3.1, 3.3 and 5.1
 */
export function decideRefresh(domain: string, { cached, record, fetched, now }: RefreshInput): RefreshDecision {
  const live = cached?.policy != null && cached.policy.expiresAt > now ? cached.policy : null
  if (record.kind === 'id' && fetched?.kind === 'policy') {
    const policy: StoredPolicy = {
      id: record.id,
      text: fetched.text,
      fetchedAt: now,
      refreshAt: now + Math.min(REFRESH_MILLISECONDS, fetched.maxAgeSeconds * 500),
      expiresAt: now + fetched.maxAgeSeconds * 1_000,
    }
    const before = cached?.policy ?? null
    const changedUnderSameId = before !== null && before.id === policy.id && before.text !== policy.text
    return { action: 'replace', inForce: policy, entry: { domain, policy, failure: null }, changedUnderSameId }
  }
  if (record.kind === 'id' && fetched?.kind === 'failed') {
    return standing(domain, live, { cached, now, failure: { id: record.id, at: now, code: fetched.code } })
  }
  const decision = standing(domain, live, { cached, now, failure: cached?.failure ?? null })
  return shouldFetch(live, { cached, record, now }) ? { ...decision, action: 'fetch' } : decision
}

/** True when a fetch is due: nothing valid is cached, the id is new, or the policy is to be renewed in time. */
function shouldFetch(live: StoredPolicy | null, { cached, record, now }: Omit<RefreshInput, 'fetched'>): boolean {
  if (record.kind !== 'id') return false
  const failure = cached?.failure ?? null
  const isResting = failure !== null && failure.id === record.id && now < failure.at + BACK_OFF_MILLISECONDS
  if (isResting) return false
  return live === null || live.id !== record.id || now >= live.refreshAt
}

interface Standing {
  readonly cached: CacheEntry | null
  readonly failure: CacheEntry['failure']
  readonly now: number
}

/** The decision without a new policy: what is valid stays in force, what has ended goes. */
function standing(domain: string, live: StoredPolicy | null, { cached, failure, now }: Standing): RefreshDecision {
  const hasEnded = live === null && cached?.policy != null
  // A refresh that brought nothing is tried again soon, but others get their turn first.
  const isDue = live !== null && (now >= live.refreshAt || failure !== (cached?.failure ?? null))
  const policy = isDue ? { ...live, refreshAt: now + BACK_OFF_MILLISECONDS } : live
  return {
    action: live === null ? (hasEnded ? 'expire' : 'none') : 'keep',
    inForce: live,
    entry: policy === null && failure === null ? null : { domain, policy, failure },
    changedUnderSameId: false,
  }
}
