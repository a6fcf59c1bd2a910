import type { TlsaFacts } from '../dane/lookup-tlsa.ts'
import type { Lookup, SrvRecord, TlsaRecord } from '../dns/lookup.ts'
import type { PolicyFetch } from '../mtasts/policy-fetch.ts'
import type { DestinationReach } from '../tlsrpt/lookup.ts'
import type { ExchangerFacts } from './exchanger-facts.ts'

export type { PolicyFetch, SrvRecord, TlsaFacts, TlsaRecord }

/** What was found of a policy of RFC 8461. Records and text are kept as they came; parsing them is a function of facts. */
export interface MtaStsFacts {
  /** TXT records at `_mta-sts`. */
  readonly record: Lookup<string>
  /** Null when no valid record announces a policy. */
  readonly fetch: PolicyFetch | null
  /** What an earlier audit saw, if one is known. */
  readonly earlier: EarlierPolicy | null
}

/** TXT records at `_smtp._tls`, and whether the destinations of the record can take reports. */
export interface TlsRptFacts {
  readonly lookup: Lookup<string>
  readonly reach: readonly DestinationReach[]
}

/** A policy as an earlier audit fetched it. */
export interface EarlierPolicy {
  /** ISO 8601 in UTC. */
  readonly at: string
  readonly id: string | null
  readonly text: string
  /** Since when all audits have found the mode `testing`; null when the last one did not. */
  readonly testingSince: string | null
}

/** What the reverse zone says of an address that mail goes to, and whether the names it gives lead back. */
export interface ReverseFacts {
  readonly address: string
  readonly ptr: Lookup<string>
  /** Address lookups of the names in `ptr`, of the family of the address; at most {@link REVERSE_NAMES}. */
  readonly forward: readonly Lookup<string>[]
}

/** Names of one reverse entry that are followed; a well-kept address has one. */
export const REVERSE_NAMES = 3

/** The services under which submission is announced (RFC 6186 section 3.1, RFC 8314 section 5.1). */
export type SubmissionService = '_submissions._tcp' | '_submission._tcp'

/** One announced way to submit mail. */
export interface SubmissionFacts {
  readonly service: SubmissionService
  readonly lookup: Lookup<SrvRecord>
  /** Its hosts in the order in which a client tries them; the priority stands for the preference. */
  readonly hosts: readonly ExchangerFacts[]
}
