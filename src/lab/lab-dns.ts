import type { Name } from '../dns/wire/name.ts'
import type { DnsType } from '../dns/wire/rr-type.ts'
import type { DenialOptions } from '../dns/zone/build-denial.ts'
import type { Fault } from '../dns/zone/fault.ts'
import type { SigningKey } from '../dns/zone/signing-key.ts'
import type { Authority } from './certificate-authority.ts'

/**
 * The DNS of a lab domain beyond its MX and address records. Without any of this the domain is a zone of its own, signed with
 * one ECDSA key, to which the chain of trust leads from the lab's root.
 */
export interface LabDns {
  /** Not in the DNS at all: its parent proves that there is no such name. */
  readonly absent?: true
  /** False: its parent proves that it is not signed. Default true. */
  readonly signed?: boolean
  /** Signed, but its parent has no DS record, so that no chain of trust leads here. */
  readonly island?: true
  /** Its parent's DS record fits none of its keys, as after a change of keys that the registry was not told of. */
  readonly wrongDs?: true
  /** Keys in place of the usual one. */
  readonly keys?: () => readonly SigningKey[]
  /** Digest types of the DS records. Default SHA-256 alone. */
  readonly digests?: readonly number[]
  /** Default NSEC. */
  readonly denial?: DenialOptions
  /** Days from the lab's present between which its signatures count. */
  readonly signatures?: SignatureDays
  /** What the signer does wrong. `name` gives the name of a label in this zone, `@` its apex. */
  readonly faults?: (name: (label: string) => Name) => readonly Fault[]
  /** Data of the CAA records at the domain; by default one that lets the lab's authority issue. */
  readonly caa?: readonly string[]
  /** Further records as lines of a master file, relative to the domain: `_smtp._tls TXT "v=TLSRPTv1; …"`. */
  readonly records?: readonly string[]
  /** Further records that depend on certificates; asked for when the zone is first needed. */
  readonly recordsFor?: RecordMaker
  /** Questions that its name servers do not answer as they should. */
  readonly failing?: readonly FailingQuestion[]
}

/** Days from the lab's present, negative ones in the past. */
export interface SignatureDays {
  readonly fromDay: number
  readonly toDay: number
}

/** Makes lines of a master file, relative to the domain. */
export type RecordMaker = (setting: RecordSetting) => Promise<readonly string[]>

/** What records may depend on. */
export interface RecordSetting {
  readonly domain: string
  readonly authority: Authority
  /** What the lab takes for the present. */
  readonly now: Date
  /**
   * The chain that a host of the domain sends, in DER, its own certificate first; empty for a host without TLS.
   *
   * @param label relative to the domain, `@` for the domain itself
   * @param key for a host with two chains; by default the ECDSA chain where there is one
   */
  readonly chainOf: (label: string, key?: 'rsa' | 'ecdsa') => Promise<readonly Uint8Array[]>
}

/** A question that name servers fail at, as some load balancers do with types that they do not know (RFC 4074). */
export interface FailingQuestion {
  /** Relative to the domain, `@` for the domain itself. */
  readonly label: string
  readonly type: DnsType
  readonly how: 'SERVFAIL' | 'REFUSED' | 'silence'
}
