import type { DnssecStatus } from '../dns/lookup.ts'

/** One question about the names of a sender test, and its answer. */
export interface DelegationCheck {
  readonly name: string
  readonly type: 'NS' | 'A' | 'MX'
  /** What DNSSEC has to say of it; `bogus` for the case that is meant to be. */
  readonly wanted: DnssecStatus
  readonly found: DnssecStatus
  /** `unserved`: the service has no address for this case. */
  readonly result: 'good' | 'bad' | 'unknown' | 'unserved'
  /** What was found, or why nothing was. */
  readonly detail: string
}
