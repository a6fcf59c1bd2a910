import type { TlsVersion } from '../base/answer.ts'

/**
 * How the premaster secret is agreed on. `TLS13` suites leave it to groups and signatures. The anonymous suites, `DH_anon` and
 * `ECDH_anon` in their names, are ephemeral: `DHE` and `ECDHE` here, with the authentication `anon`.
 */
export type KeyExchange =
  | 'NULL'
  | 'RSA'
  | 'DH'
  | 'DHE'
  | 'ECDH'
  | 'ECDHE'
  | 'PSK'
  | 'RSA_PSK'
  | 'DHE_PSK'
  | 'ECDHE_PSK'
  | 'SRP'
  | 'KRB5'
  | 'ECCPWD'
  | 'GOST'
  | 'FORTEZZA'
  | 'TLS13'

/** Who signs or decrypts. `anon` is nobody: anyone on the path can take the server's place. */
export type Authentication =
  | 'NULL'
  | 'anon'
  | 'RSA'
  | 'DSS'
  | 'ECDSA'
  | 'PSK'
  | 'SRP'
  | 'KRB5'
  | 'ECCPWD'
  | 'GOST'
  | 'FORTEZZA'
  | 'TLS13'

/**
 * The weakest thing about a suite, the first that applies of this list. It is what findings and the quick plan's classes
 * speak of; a suite belongs to exactly one family.
 *
 * `null` no encryption · `anonymous` no authentication · `export` 40/56-bit export grade · `des` single DES · `rc2` ·
 * `rc4` · `md5` (MAC) · `3des` · `idea-seed` IDEA and SEED · `static-rsa` RSA key transport, any cipher · `static-dh` fixed DH or ECDH ·
 * `other-auth` PSK, SRP, Kerberos, ECCPWD, GOST, FORTEZZA · `dhe-cbc` · `dhe-aead` · `ecdhe-cbc` · `ecdhe-aead` · `tls13`
 */
export type SuiteFamily =
  | 'null'
  | 'anonymous'
  | 'export'
  | 'des'
  | 'rc2'
  | 'rc4'
  | 'md5'
  | '3des'
  | 'idea-seed'
  | 'static-rsa'
  | 'static-dh'
  | 'other-auth'
  | 'dhe-cbc'
  | 'dhe-aead'
  | 'ecdhe-cbc'
  | 'ecdhe-aead'
  | 'tls13'

/** One cipher suite of the IANA registry (or a historic one outside it). */
export interface CipherSuite {
  /** The two bytes on the wire, such as 0xc02f. SSL 2.0 kinds have three bytes and live in `ssl2-kinds.ts`. */
  readonly id: number
  /** The IANA name, such as `TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256`. */
  readonly name: string
  /** OpenSSL's name, such as `ECDHE-RSA-AES128-GCM-SHA256`; null when OpenSSL never had one. */
  readonly openssl: string | null
  readonly keyExchange: KeyExchange
  readonly authentication: Authentication
  /** Algorithm and mode, such as `AES_128_GCM`, `3DES_EDE_CBC`, `RC4_40`, `NULL`. */
  readonly cipher: string
  /** Effective key length of the cipher in bits (3DES counts as 112, DES as 56, export as 40 or 56, NULL 0). */
  readonly bits: number
  /** The MAC, or the hash of the key schedule for AEAD suites, such as `SHA`, `SHA256`, `SHA384`, `MD5`, `NULL`. */
  readonly hash: string
  readonly aead: boolean
  readonly export: boolean
  /** True when past sessions stay closed after the long-term key leaks: ephemeral (EC)DH, signed or anonymous, and every TLS 1.3 suite. */
  readonly forwardSecrecy: boolean
  /** IANA's Recommended column at the snapshot: `Y`, `N`, or `D` (discouraged). */
  readonly recommended: 'Y' | 'N' | 'D'
  readonly family: SuiteFamily
  /**
   * The versions in which the suite may be met in the wild, oldest first; what old servers do, not what is allowed. EXPORT, DES
   * and IDEA are met up to TLS 1.2; AEAD and SHA-2 MACs in TLS 1.2 only (RFC 5288, RFC 5289), except PSK with a SHA-2 MAC,
   * which OpenSSL offers from TLS 1.0. Empty for `TLS_NULL_WITH_NULL_NULL` alone.
   */
  readonly versions: readonly TlsVersion[]
  /** Where the registry says it is defined, such as `RFC 5289`. */
  readonly reference: string
}
