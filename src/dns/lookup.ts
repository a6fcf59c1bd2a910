import type { Failure } from '../base/failure.ts'
import type { DnsType } from './wire/rr-type.ts'

/**
 * What DNSSEC says about a lookup (RFC 4033 section 5). Only `secure` may be trusted for DANE; `insecure` is a proof that
 * the zone is not signed; `bogus` and `indeterminate` are no answer at all, and a sender must wait (RFC 7672 section 2.1).
 */
export type DnssecStatus = 'secure' | 'insecure' | 'bogus' | 'indeterminate'

/** One zone of the chain of trust, from the anchor down. */
export interface ChainLink {
  /** The zone, lower case, no trailing dot, the root as `.`. */
  readonly zone: string
  /** DS records or anchors that were used, as `keyTag algorithm digestType`. */
  readonly ds: readonly string[]
  /** Keys of the zone, as `keyTag algorithm flags`. */
  readonly dnskey: readonly string[]
  /** Algorithm numbers of the keys, ascending. */
  readonly algorithms: readonly number[]
  /** When the signature over the zone's keys ends, ISO 8601; null where the chain ends without keys. */
  readonly signatureExpires: string | null
  /** When that signature began to count, ISO 8601. Its whole life tells whether its end is near or as it always is. */
  readonly signatureBegins?: string
  /** Bits of the smallest modulus among the zone's RSA keys; absent where there are none. */
  readonly rsaBits?: number
}

/** The time within which a signature counts, ISO 8601. */
export interface SignatureSpan {
  readonly begins: string
  readonly ends: string
}

/** The DNSSEC verdict of a lookup, JSON-able. */
export interface Dnssec {
  readonly status: DnssecStatus
  /** The extended DNS error that names the trouble (RFC 8914), null where there is none. */
  readonly ede: number | null
  /** One English sentence without a full stop. */
  readonly reason: string
  /** The zone or name at which the verdict was decided. */
  readonly at?: string
  readonly chain: readonly ChainLink[]
  /** Of the signatures over the answer itself, or over the proof that there is none, the one that ends first. */
  readonly signature?: SignatureSpan
  /** What the answer said, where a lookup failed although there was one: then only its proof is missing. */
  readonly claimed?: 'records' | 'nodata' | 'nxdomain'
  /** What the verdict cost, caches considered. */
  readonly cost?: { readonly queries: number; readonly verifications: number }
}

/**
 * One question to the DNS with its answer and its proof.
 *
 * `cnames` are the targets of the aliases that were followed, in order. `records` are in canonical order (RFC 4034
 * section 6.3), so that two lookups of an unchanged set are equal. A lookup with `outcome: 'failed'` says why in `failure`.
 */
export interface Lookup<Record> {
  /** Lower case, no trailing dot; octets that a host name cannot hold as `\DDD`. */
  readonly name: string
  readonly type: DnsType
  readonly outcome: 'records' | 'nodata' | 'nxdomain' | 'failed'
  readonly records: readonly Record[]
  readonly cnames: readonly string[]
  readonly dnssec: Dnssec
  /** The smallest TTL of what the answer rests on, as received; 0 when it failed. */
  readonly ttlSeconds: number
  readonly failure?: Failure
}

/** A mail exchanger; the exchange `.` is the null MX (RFC 7505). */
export interface MxRecord {
  readonly preference: number
  readonly exchange: string
}

/** A service (RFC 2782). */
export interface SrvRecord {
  readonly priority: number
  readonly weight: number
  readonly port: number
  readonly target: string
}

/** A certificate association (RFC 6698 section 2.1); `data` in lower-case hexadecimal. */
export interface TlsaRecord {
  readonly usage: number
  readonly selector: number
  readonly matching: number
  readonly data: string
}

/** A certification authority's authorization (RFC 8659 section 4). */
export interface CaaRecord {
  readonly flags: number
  readonly tag: string
  readonly value: string
}

/**
 * How the records of a type look in a lookup. Host names are plain (lower case, no trailing dot). A TXT record is its
 * strings joined without anything between them (as RFC 8461 section 3.1 and RFC 7208 section 3.3 read them), printable
 * ASCII kept, every other octet as `\xNN` and a backslash as `\\`, at most {@link TXT_CHARACTERS} characters. Types that
 * are not listed are in presentation form (RFC 3597 where they are unknown).
 */
export interface RecordShapes {
  readonly A: string
  readonly AAAA: string
  readonly NS: string
  readonly CNAME: string
  readonly PTR: string
  readonly MX: MxRecord
  readonly TXT: string
  readonly SRV: SrvRecord
  readonly TLSA: TlsaRecord
  readonly CAA: CaaRecord
}

/** The shape of a type's records. */
export type RecordOf<T extends DnsType> = T extends keyof RecordShapes ? RecordShapes[T] : string

/** Characters of a TXT record that are kept; a longer one ends in `…`. TLS-RPT and MTA-STS records stay far below. */
export const TXT_CHARACTERS = 4_096

/**
 * Something that answers questions about the DNS. It never throws for trouble in the DNS (that is `outcome: 'failed'`),
 * only ProbeError `cancelled` when the signal says so.
 */
export interface Resolver {
  lookup<T extends DnsType>(name: string, type: T, signal?: AbortSignal): Promise<Lookup<RecordOf<T>>>
  /** Who answers, for reports: `stub of 127.0.0.1:53`. */
  readonly description: string
}
