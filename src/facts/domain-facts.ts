import type { CaaRecord, Lookup, MxRecord } from '../dns/lookup.ts'
import type { ExchangerFacts, ServerRef } from './exchanger-facts.ts'
import type { MtaStsFacts, ReverseFacts, SubmissionFacts, TlsRptFacts } from './policy-facts.ts'
import type { ServerFacts } from './server-facts.ts'

export type { CaaRecord, ExchangerFacts, MxRecord, ServerRef }

/** Everything observed about one target; the input of every judgement. */
export interface DomainFacts {
  readonly schema: 'wiretight/facts@1'
  /** The domain in A-labels, or the `host:port` target as given. */
  readonly domain: string
  readonly kind: 'domain' | 'server'
  /** ISO 8601 in UTC: the `now` of every rule. */
  readonly at: string
  readonly finishedAt: string
  readonly vantage: Vantage
  /** The MX lookup; null for a `host:port` target, which needs none. */
  readonly mx: Lookup<MxRecord> | null
  /** Where the exchangers come from: MX records, the domain's own address (RFC 5321 section 5.1), the target, or nowhere. */
  readonly route: 'mx' | 'implicit' | 'target' | 'null-mx' | 'none' | 'unknown'
  /** In the order in which a sender tries them. */
  readonly exchangers: readonly ExchangerFacts[]
  /** The policy of RFC 8461; null when nobody looked for one. */
  readonly mtaSts: MtaStsFacts | null
  /** What the domain says of TLS reporting (RFC 8460 section 3); null when nobody looked. */
  readonly tlsRpt: TlsRptFacts | null
  /** How mail is submitted, as SRV records say; empty when nobody looked. */
  readonly submission: readonly SubmissionFacts[]
  /** The names of the addresses that were surveyed; empty for a `host:port` target. */
  readonly reverse: readonly ReverseFacts[]
  /**
   * CAA records (RFC 8659) at the names of all hosts, and above them up to the first set, each name once; `relevantCaa` finds
   * what counts for a host. Empty when nobody looked.
   */
  readonly caa: readonly Lookup<CaaRecord>[]
  /** Each surveyed address and port once, however many exchangers share it. */
  readonly servers: readonly ServerFacts[]
}

/** From where and with what was observed. */
export interface Vantage {
  /** This product's version. */
  readonly version: string
  readonly node: string
  readonly openssl: string
  readonly resolver: string
  readonly ehlo: string
  /** The plan that was asked for. */
  readonly plan: 'quick' | 'default' | 'full'
  /** Certification authorities that are in no public list, as whoever asked for the audit knows them; absent where none are. */
  readonly authorities?: readonly KnownAuthority[]
}

/** A certification authority, and the names by which CAA records allow it (RFC 8659 section 4.2). */
export interface KnownAuthority {
  /** The organisation (O) in the names of its issuing certificates. */
  readonly organization: string
  /** Lower case; the first is the one that it tells people to use. */
  readonly caaDomains: readonly string[]
}
