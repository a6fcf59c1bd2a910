import type { Failure } from '../base/failure.ts'
import type { Lookup, MxRecord } from '../dns/lookup.ts'
import type { ServerFacts } from './server-facts.ts'

export type { MxRecord }

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

/** One mail exchanger of the domain. */
export interface ExchangerFacts {
  readonly host: string
  readonly preference: number
  readonly v4: Lookup<string> | null
  readonly v6: Lookup<string> | null
  readonly servers: readonly ServerRef[]
}

/** Points from an exchanger to the survey of one of its addresses, or says why there is none. */
export type ServerRef =
  | { readonly address: string; readonly port: number; readonly surveyed: true }
  | {
      readonly address: string
      readonly port: number
      readonly surveyed: false
      /** `special`: a private, loopback or otherwise special address; `limit`: more addresses than one audit surveys. */
      readonly why: 'special' | 'limit' | 'cancelled' | 'local'
      readonly failure: Failure | null
    }
