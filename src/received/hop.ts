import type { CipherSuite } from '../registry/cipher-suite.ts'

/** How one server took the message from another, as the Received field that it wrote says. */
export interface Hop {
  /**
   * The word behind `from`, as it stands: with most servers the name that the sender gave itself (EHLO); with Exim, qmail and Cisco
   * its name by reverse lookup, or the one of EHLO where that is `unknown`. Null when the field has no such clause.
   */
  readonly from: string | null
  /** The sender's IP address, as the receiver saw it. */
  readonly address: string | null
  readonly by: string | null
  /** The protocol: an IANA keyword in capitals (`ESMTPS`, RFC 3848), else the words as they stand. */
  readonly with: string | null
  /** The receiver's program, such as `Postfix`; null when nothing gives it away. */
  readonly software: string | null
  readonly softwareVersion: string | null
  /** True when the message came from a program on the receiver's own machine. */
  readonly local: boolean
  readonly tls: HopTls
  /** ISO 8601 in UTC, null without a date that can be placed. */
  readonly time: string | null
  /** Since the hop before (the next one of the list); negative where clocks disagree, null where one has no time. */
  readonly delaySeconds: number | null
}

/**
 * What the field says about encryption. It is `plaintext` only when the writer is known to name TLS whenever there is TLS, and
 * does not, or when the suite has no encryption. Whatever is not understood is `unknown`.
 */
export interface HopTls {
  readonly state: 'encrypted' | 'plaintext' | 'unknown'
  /** `TLS 1.2`; null when the field does not say, or not believably. */
  readonly version: string | null
  /** IANA's name; null when the field names none that exists. */
  readonly suite: string | null
  readonly opensslName: CipherSuite['openssl']
  /** The key length that was used, as stated. */
  readonly bits: number | null
  /** IANA's name of the group of the key exchange, such as `x25519`. */
  readonly group: string | null
  /** True when the sender proved who it is: by SMTP AUTH, or by a certificate that the receiver verified. */
  readonly authenticated: boolean
  /** What became of the sender's certificate or raw public key. */
  readonly certificate: ClientCertificate
  /** The words about TLS as they stand; null when there are none. */
  readonly raw: string | null
}

/**
 * `verified` by the receiver · `unverified` presented, but not trusted · `raw-public-key` a key alone (RFC 7250) · `none` asked for
 * or not, there was none · `unknown`
 */
export type ClientCertificate = 'verified' | 'unverified' | 'raw-public-key' | 'none' | 'unknown'
