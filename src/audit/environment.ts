import type { Resolver } from '../dns/lookup.ts'
import type { DomainFacts, KnownAuthority } from '../facts/domain-facts.ts'
import type { ServerFacts } from '../facts/server-facts.ts'
import type { FetchLimits } from '../mtasts/fetch.ts'
import type { SmtpLimits } from '../smtp/conversation.ts'
import type { Dial } from '../smtp/dial.ts'
import type { TrustRoots } from '../tls/handshake.ts'
import type { PlanName } from '../tls/planner/plan.ts'

/** How long a survey waits for each kind of answer, in milliseconds. */
export interface Patience {
  readonly connectMilliseconds: number
  readonly tlsMilliseconds: number
  readonly smtp: SmtpLimits
  /** Pause before the one more try after a server said 421 to parallel connections. */
  readonly backOffMilliseconds: number
  /** For the policy of RFC 8461; what is left out is as that suggests. */
  readonly policy: Partial<FetchLimits>
}

/** Everything an audit takes from the world, so that the lab and the tests can give it another one. */
export interface AuditEnvironment {
  readonly resolver: Resolver
  readonly dial: Dial
  readonly roots: TrustRoots
  /** Certification authorities that no public list holds, such as that of the lab. */
  readonly authorities?: readonly KnownAuthority[]
  readonly ehloName: string
  /** The wall clock, for dates in facts. */
  readonly now: () => Date
  /** The kind of a special address (`private`, `loopback`, …), null for one that may be contacted. */
  readonly specialKind: (address: string) => string | null
  readonly patience: Patience
  /** What this is, for the vantage of the facts. */
  readonly version: string
}

/** What is asked of an audit. */
export interface AuditOptions {
  readonly plan: PlanName
  /** Connections at once to one address. */
  readonly lanes: number
  /** Connections in all to one address and port. */
  readonly connections: number
  /** The ports of each exchanger. */
  readonly ports: readonly number[]
  /** Address families to contact. */
  readonly families: readonly (4 | 6)[]
  /** Contact names that resolve to special addresses, too. */
  readonly allowPrivate: boolean
  /** Look for TLSA records. */
  readonly dane: boolean
  /** Look for a policy of RFC 8461, and fetch it. */
  readonly mtaSts: boolean
  /** Survey the submission servers that the domain announces by SRV records, too. */
  readonly submission: boolean
  /** Ask each server on port 25 whether it relays for anybody, too; no plan does that by itself. */
  readonly openRelay: boolean
  /** Earlier surveys to go on from. */
  readonly earlier?: readonly ServerFacts[]
  /** Earlier facts of domains, to compare their policies with. */
  readonly earlierDomains?: readonly DomainFacts[]
  readonly signal?: AbortSignal
  readonly onProgress?: (event: ProgressEvent) => void
}

/** What a watcher of an audit learns while it runs. */
export type ProgressEvent =
  | { readonly kind: 'started'; readonly target: string }
  | { readonly kind: 'resolved'; readonly target: string; readonly exchangers: number; readonly addresses: number }
  | {
      readonly kind: 'probe'
      readonly host: string
      readonly address: string
      readonly port: number
      /** Connections that were answered so far. */
      readonly connections: number
      /** Versions with a settled answer, such as `TLS 1.3 accepted`. */
      readonly accepted: readonly string[]
      readonly refused: readonly string[]
      readonly goal: string
    }
  | {
      readonly kind: 'waiting'
      readonly host: string
      readonly address: string
      readonly port: number
      readonly goal: string
    }
  | {
      readonly kind: 'server-done'
      readonly host: string
      readonly address: string
      readonly port: number
      readonly connections: number
    }
