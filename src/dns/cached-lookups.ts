import type { Attempt, Failure } from '../base/failure.ts'
import { InFlight } from './in-flight.ts'
import type { Dnssec, Lookup, RecordOf, Resolver } from './lookup.ts'
import { TtlCache } from './ttl-cache.ts'
import type { DnsType } from './wire/rr-type.ts'

/** The longest time an answer is kept, whatever its TTL says. RFC 8767 section 4 suggests a cap of days. */
export const CACHE_SECONDS = 86_400

/** How lookups are kept. */
export interface CachedLookupsOptions {
  /** Lookups that the cache holds. */
  readonly entries: number
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** Asks a question afresh. A failure is nothing to keep. */
  readonly ask: (name: string, type: DnsType, signal: AbortSignal) => Promise<Attempt<Lookup<unknown>>>
}

/** The lookups of a resolver: equal questions at one time are one question, and answers are kept for their TTL. */
export function cachedLookups({ entries, now, ask }: CachedLookupsOptions): Resolver['lookup'] {
  const cache = new TtlCache<Lookup<unknown>>(entries)
  const flights = new InFlight<Lookup<unknown>>()

  async function fresh(key: string, name: string, type: DnsType, signal: AbortSignal): Promise<Lookup<unknown>> {
    const result = await ask(name, type, signal)
    if (!result.ok) return failedLookup(name, type, result.failure)
    cache.set(key, result.value, now() + Math.min(result.value.ttlSeconds, CACHE_SECONDS) * 1_000)
    return result.value
  }

  return async <T extends DnsType>(name: string, type: T, signal?: AbortSignal): Promise<Lookup<RecordOf<T>>> => {
    const key = `${name.toLowerCase()} ${type}`
    const found = cache.get(key, now()) ?? (await flights.join(key, signal, (shared) => fresh(key, name, type, shared)))
    return found as Lookup<RecordOf<T>> // the key holds the type
  }
}

/** The lookup of a question that got no answer. */
export function failedLookup(name: string, type: DnsType, failure: Failure): Lookup<never> {
  const dnssec: Dnssec = { status: 'indeterminate', ede: null, reason: 'there is no answer to validate', chain: [] }
  return { name, type, outcome: 'failed', records: [], cnames: [], dnssec, ttlSeconds: 0, failure }
}
