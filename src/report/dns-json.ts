import type { Failure } from '../base/failure.ts'
import type { AnyRecord, DnsFacts } from '../facts/dns-facts.ts'
import { asciiJson } from './json.ts'

type Lookup = DnsFacts['lookup']

/** What `wiretight dns --json` writes. */
export interface DnsDocument {
  readonly schema: 'wiretight/dns@1'
  readonly name: string
  readonly type: Lookup['type']
  readonly status: Lookup['dnssec']['status']
  /** The extended DNS error (RFC 8914), or null. */
  readonly ede: number | null
  readonly reason: string
  /** The zone or name at which the verdict was decided; null when nothing was asked. */
  readonly at: string | null
  readonly outcome: Lookup['outcome']
  readonly records: readonly AnyRecord[]
  readonly cnames: readonly string[]
  readonly ttlSeconds: number
  readonly chain: Lookup['dnssec']['chain']
  /** Of the signatures over the answer itself, or over the proof that there is none, the time of the one that ends first. */
  readonly signature: NonNullable<Lookup['dnssec']['signature']> | null
  readonly queries: number
  readonly verifications: number
  readonly milliseconds: number
  readonly resolver: string
  readonly judgedAt: string
  readonly failure: Failure | null
}

/** The document of a validated lookup. */
export function dnsDocumentOf({ lookup, resolver, judgedAt, milliseconds }: DnsFacts): DnsDocument {
  const { name, type, outcome, records, cnames, ttlSeconds, failure = null, dnssec } = lookup
  const { status, ede, reason, at = null, chain, signature = null, cost = { queries: 0, verifications: 0 } } = dnssec
  return {
    schema: 'wiretight/dns@1',
    name,
    type,
    status,
    ede,
    reason,
    at,
    outcome,
    records,
    cnames,
    ttlSeconds,
    chain,
    signature,
    queries: cost.queries,
    verifications: cost.verifications,
    milliseconds,
    resolver,
    judgedAt,
    failure,
  }
}

/** The document as JSON, in printable ASCII. */
export function renderDnsJson(facts: DnsFacts): string {
  return `${asciiJson(JSON.stringify(dnsDocumentOf(facts), null, 2))}\n`
}
