import type { Failure } from '../base/failure.ts'
import type { AddressCoverage, Coverage } from '../dane/coverage.ts'
import type { GenerateWarning } from '../dane/generate.ts'
import type { DomainVerdict, HostState } from '../dane/host-verdict.ts'
import type { TlsaFacts } from '../dane/lookup-tlsa.ts'
import type { Matched, MatchVerdict } from '../dane/match.ts'
import type { MatchFault, MatchFaultCode, RecordOutcome } from '../dane/match-outcome.ts'
import type { RolloverPlan, RolloverScheme, RolloverStep } from '../dane/rollover.ts'
import type { Standing } from '../dane/standing.ts'
import type { UnusableWhy } from '../dane/tlsa.ts'
import type { NotLookedFor } from '../dane/tlsa-base.ts'
import type { Lookup, TlsaRecord } from '../dns/lookup.ts'
import type { DomainFacts, MxRecord } from './domain-facts.ts'

export type {
  AddressCoverage,
  Coverage,
  DomainVerdict,
  GenerateWarning,
  HostState,
  Matched,
  MatchFault,
  MatchFaultCode,
  MatchVerdict,
  NotLookedFor,
  RecordOutcome,
  RolloverPlan,
  RolloverScheme,
  RolloverStep,
  Standing,
  TlsaFacts,
  TlsaRecord,
  UnusableWhy,
}

/** What `dane check` found out about a target. */
export interface DaneCheck {
  readonly target: string
  /** ISO 8601, UTC: when chains and signatures were judged. */
  readonly at: string
  readonly resolver: string
  /** Null for a server that was named itself. */
  readonly mx: Lookup<MxRecord> | null
  readonly route: DomainFacts['route']
  readonly verdict: DomainVerdict
  /** In the order in which a sender tries them. */
  readonly hosts: readonly DaneHost[]
}

/** One host of it. */
export interface DaneHost {
  readonly host: string
  readonly preference: number
  readonly port: number
  readonly state: HostState
  readonly standing: Standing
  readonly search: TlsaFacts
  /** The name that was sent as SNI. */
  readonly sni: string
  readonly referenceNames: readonly string[]
  readonly rollover: RolloverScheme | null
  readonly servers: readonly DaneServer[]
}

/** One address of a host. */
export interface DaneServer {
  readonly address: string
  readonly port: number
  /** Null where there are no usable records to hold against it. */
  readonly state: AddressCoverage['state'] | null
  readonly chains: readonly DaneChain[]
  /** Why no chain was seen; null when one was. */
  readonly failure: Failure | null
  /** Why nobody asked: a special address, too many of them, no such family here; null for one that was asked. */
  readonly skipped: 'special' | 'limit' | 'cancelled' | 'local' | null
}

/** One chain that an address showed. */
export interface DaneChain {
  readonly keyType: string
  readonly version: string
  /** DER in base64, as sent. */
  readonly certificates: readonly string[]
  /** Null where there are no usable records to hold against it. */
  readonly match: MatchVerdict | null
}

/** What `dane match` says. */
export interface DaneMatch {
  readonly names: readonly string[]
  readonly at: string
  /** Certificates of the chain. */
  readonly certificates: number
  readonly match: MatchVerdict
}

/** What `dane generate` makes. */
export interface DaneGenerated {
  readonly name: string | null
  readonly port: number
  readonly records: readonly GeneratedRecord[]
}

/** One record that was made, of which certificate, and what is to be said about it. */
export interface GeneratedRecord {
  readonly record: TlsaRecord
  /** A line of a zone; null without the name of a host. */
  readonly zoneLine: string | null
  /** The subject of the certificate, empty for one without a name; null for a bare key. */
  readonly subject: string | null
  readonly keyType: string
  readonly warnings: readonly GenerateWarning[]
}

/** What `dane rollover` plans. */
export interface DaneRollover {
  readonly name: string
  readonly port: number
  readonly ttlSeconds: number
  readonly at: string
  readonly plan: RolloverPlan
}
