import type { Failure } from '../base/failure.ts'
import { failedLookup } from './cached-lookups.ts'
import { EDE } from './dnssec/extended-error.ts'
import type { Lookup, RecordOf, Resolver } from './lookup.ts'
import type { DnsType } from './wire/rr-type.ts'

/** For this long nobody is asked again who has just let every attempt of a diagnosis time out. */
const REST_MILLISECONDS = 30_000

/** What a diagnosis found. */
export interface Silence {
  /** In words, for the verdict. */
  readonly reason: string
  readonly failure: Failure
}

/**
 * A resolver whose upstream has just been found silent. Each lookup fails at once with what is known, where it would fail all
 * the same after its own timeouts; after a rest the upstream is asked again.
 *
 * @param clock milliseconds since any moment; default `performance.now`
 */
export function afterSilence(
  resolver: Resolver,
  { reason, failure }: Silence,
  clock: () => number = () => performance.now(),
): Resolver {
  const until = clock() + REST_MILLISECONDS
  return {
    description: resolver.description,
    async lookup<T extends DnsType>(name: string, type: T, signal?: AbortSignal): Promise<Lookup<RecordOf<T>>> {
      if (clock() >= until || signal?.aborted === true) return resolver.lookup(name, type, signal)
      const own: Failure = 'name' in failure ? { ...failure, name } : failure
      const dnssec = { status: 'indeterminate', ede: EDE.unreachable, reason, chain: [] } as const
      return { ...failedLookup(name, type, own), dnssec }
    },
  }
}
