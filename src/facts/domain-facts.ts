import type { Lookup, MxRecord } from '../dns/lookup.ts'
import type { ExchangerFacts, ServerRef } from './exchanger-facts.ts'
import type { MtaStsFacts, ReverseFacts, SubmissionFacts, TlsRptFacts } from './policy-facts.ts'
import type { ServerFacts } from './server-facts.ts'

export type { ExchangerFacts, MxRecord, ServerRef }

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
}
