/** A policy as it is kept: the text, because what is made of it may change with the program. */
export interface StoredPolicy {
  /** The id of the record under which it was fetched. */
  readonly id: string
  readonly text: string
  /** Milliseconds since 1970. */
  readonly fetchedAt: number
  /** Milliseconds since 1970: when to look again although no mail asks for it. */
  readonly refreshAt: number
  /** Milliseconds since 1970: the fetch plus `max_age`. */
  readonly expiresAt: number
}

/** The last attempt to fetch a policy, if it failed. */
export interface StoredFailure {
  /** The id of the record that was to be followed. */
  readonly id: string
  /** Milliseconds since 1970. */
  readonly at: number
  /** The code of the failure, or `policy-invalid`. */
  readonly code: string
}

/** What is remembered of one domain. */
export interface CacheEntry {
  /** The policy domain in A-labels. */
  readonly domain: string
  readonly policy: StoredPolicy | null
  readonly failure: StoredFailure | null
}

/**
 * Where policies are kept between deliveries. Whoever loses it loses the protection that comes from having been there
 * before, so a sender keeps it on disk.
 */
export interface PolicyCache {
  readonly get: (domain: string) => Promise<CacheEntry | null>
  readonly put: (entry: CacheEntry) => Promise<void>
  readonly delete: (domain: string) => Promise<void>
  /** Domains whose `refreshAt` is before a time (milliseconds since 1970), the longest waiting first. */
  readonly dueBefore: (time: number, limit: number) => Promise<readonly string[]>
  readonly close: () => Promise<void>
}

/** Domains that a cache in memory holds. */
const MEMORY_ENTRIES = 10_000

/**
 * A cache that lives as long as the process. When it is full, a domain without a policy makes room, or else the one whose
 * policy ends first: a flood of new names should not push out what protects others.
 */
export function createMemoryPolicyCache(entries: number = MEMORY_ENTRIES): PolicyCache {
  const byDomain = new Map<string, CacheEntry>()
  const makeRoom = (): void => {
    const [first] = [...byDomain.values()].toSorted((a, b) => endOf(a) - endOf(b))
    if (first !== undefined) byDomain.delete(first.domain)
  }
  return {
    get: async (domain) => byDomain.get(domain) ?? null,
    put: async (entry) => {
      if (byDomain.size >= entries && !byDomain.has(entry.domain)) makeRoom()
      byDomain.set(entry.domain, entry)
    },
    delete: async (domain) => {
      byDomain.delete(domain)
    },
    dueBefore: async (time, limit) =>
      [...byDomain.values()]
        .flatMap(({ domain, policy }) => (policy !== null && policy.refreshAt < time ? [{ domain, policy }] : []))
        .toSorted((a, b) => a.policy.refreshAt - b.policy.refreshAt)
        .slice(0, limit)
        .map(({ domain }) => domain),
    close: async () => byDomain.clear(),
  }
}

function endOf({ policy }: CacheEntry): number {
  return policy?.expiresAt ?? 0
}
