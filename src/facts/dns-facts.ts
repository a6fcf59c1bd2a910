import type { Lookup, RecordOf } from '../dns/lookup.ts'
import type { DnsType } from '../dns/wire/rr-type.ts'

/** A record in any of the shapes that lookups have. */
export type AnyRecord = RecordOf<DnsType>

/** One question to the DNS, asked for its own sake, with its answer, its proof and what it cost. */
export interface DnsFacts {
  readonly lookup: Lookup<AnyRecord>
  /** Who answered: `validating here, through 127.0.0.1:53`. */
  readonly resolver: string
  /** The time at which signatures were judged, ISO 8601 in UTC. */
  readonly judgedAt: string
  /** How long the answer took. */
  readonly milliseconds: number
}
