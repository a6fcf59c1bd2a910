import type { Failure } from '../base/failure.ts'
import type { Lookup, TlsaRecord } from '../dns/lookup.ts'
import type { TlsaFacts } from './lookup-tlsa.ts'
import { type UnusableWhy, usabilityOf } from './tlsa.ts'
import type { NotLookedFor } from './tlsa-base.ts'

/** A record that no client can use, and why. */
export interface UnusableRecord {
  readonly record: TlsaRecord
  readonly why: UnusableWhy
}

/**
 * Why the search for records failed, so that senders treat the host as unreachable.
 *
 * - `address-failed`, `alias-failed`: before it began
 * - `tlsa-failed`: no answer, or SERVFAIL and the like
 * - `tlsa-bogus`: an answer whose proof fails
 * - `denial-broken`: it was said that there is no record, and nothing proves that
 */
export type SearchFailure =
  | Extract<NotLookedFor, 'address-failed' | 'alias-failed'>
  | 'tlsa-failed'
  | 'tlsa-bogus'
  | 'denial-broken'

/**
 * What DANE means for a host and port.
 *
 * - `none`: there are no records, or no address to connect to
 * - `usable`: the server must authenticate, or nothing is delivered there
 * - `unusable-only`: TLS is mandatory, with whatever certificate (RFC 7672 section 2.2)
 * - `insecure`: nothing can be proved, so that DANE says nothing
 * - `failed`: whether there are records is not known; senders must not go there (RFC 7672 section 2.1.2)
 */
export type Standing =
  | { readonly state: 'none'; readonly why: 'no-records' | 'no-address' }
  | {
      readonly state: 'usable'
      readonly base: string
      readonly records: readonly TlsaRecord[]
      readonly unusable: readonly UnusableRecord[]
      readonly ttlSeconds: number
    }
  | { readonly state: 'unusable-only'; readonly base: string; readonly unusable: readonly UnusableRecord[] }
  | { readonly state: 'insecure'; readonly why: 'address-insecure' | 'alias-insecure' | 'tlsa-insecure' }
  | {
      readonly state: 'failed'
      readonly why: SearchFailure
      /** The name that could not be settled; null when that is the address. */
      readonly name: string | null
      /** Extended DNS error (RFC 8914) and sentence of the validator, null where it did not come that far. */
      readonly ede: number | null
      readonly reason: string | null
      readonly failure: Failure | null
    }

/** Says what DANE means for a host, from the lookups alone. */
export function standingOf({ base, tried, alias, notLookedFor }: TlsaFacts): Standing {
  switch (notLookedFor) {
    case 'no-address':
      return { state: 'none', why: 'no-address' }
    case 'address-insecure':
    case 'alias-insecure':
      return { state: 'insecure', why: notLookedFor }
    case 'address-failed':
      return { state: 'failed', why: notLookedFor, name: null, ede: null, reason: null, failure: null }
    case 'alias-failed':
      return failed(notLookedFor, alias)
    case null:
      return standingOfTried(base, tried)
    default:
      return notLookedFor satisfies never
  }
}

function standingOfTried(base: string | null, tried: readonly Lookup<TlsaRecord>[]): Standing {
  const last = tried.at(-1)
  if (last?.outcome === 'failed') return failed(searchFailure(last), last)
  if (base !== null && last !== undefined) return standingOfSet(base, last)
  const isUnsigned = tried.some(({ outcome, dnssec }) => outcome === 'records' && dnssec.status !== 'secure')
  return isUnsigned ? { state: 'insecure', why: 'tlsa-insecure' } : { state: 'none', why: 'no-records' }
}

function standingOfSet(base: string, { records, ttlSeconds }: Lookup<TlsaRecord>): Standing {
  const unusable = records.flatMap((record): readonly UnusableRecord[] => {
    const usability = usabilityOf(record)
    return usability.usable ? [] : [{ record, why: usability.why }]
  })
  return unusable.length === records.length
    ? { state: 'unusable-only', base, unusable }
    : { state: 'usable', base, records, unusable, ttlSeconds }
}

/** What was claimed tells a broken denial from broken records; without any claim there was no answer at all. */
function searchFailure({ dnssec: { status, claimed } }: Lookup<TlsaRecord>): SearchFailure {
  if (claimed === 'nodata' || claimed === 'nxdomain') return 'denial-broken'
  return status === 'bogus' ? 'tlsa-bogus' : 'tlsa-failed'
}

function failed(why: SearchFailure, lookup: Lookup<unknown> | null): Standing {
  const { name = null, dnssec, failure = null } = lookup ?? {}
  return { state: 'failed', why, name, ede: dnssec?.ede ?? null, reason: dnssec?.reason ?? null, failure }
}
