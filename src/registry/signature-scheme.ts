import type { TlsVersion } from '../base/answer.ts'

/**
 * The hash below a scheme's signature as certificates and profiles call it, such as `sha256`; null where the scheme hashes inside
 * itself, so that there is no choice to be judged.
 */
export function hashBelow({ signature, hash }: SignatureScheme): string | null {
  return signature === 'EdDSA' || signature === 'ML-DSA' ? null : hash.toLowerCase().replace(/^sha-/, 'sha')
}

/** The public-key algorithm of a signature scheme. */
export type SignatureAlgorithm = 'RSA' | 'RSA-PSS' | 'DSA' | 'ECDSA' | 'EdDSA' | 'SM2' | 'GOST' | 'ML-DSA'

/**
 * One value of `signature_algorithms`: a SignatureScheme of TLS 1.3, or a pair of hash and signature of TLS 1.2, which share
 * the same two bytes (RFC 8446 section 4.2.3, RFC 5246 section 7.4.1.4.1).
 */
export interface SignatureScheme {
  /** The two bytes on the wire, such as 0x0804. */
  readonly id: number
  /** The name of RFC 8446 where it has one, else made alike, such as `dsa_sha256`. */
  readonly name: string
  readonly signature: SignatureAlgorithm
  /** The hash that the signature covers, such as `SHA-256`; `none` where the scheme takes the message whole. */
  readonly hash: string
  /** The versions in which a handshake may be signed with it (PKCS #1 v1.5 and SHA-1 left with TLS 1.2). */
  readonly versions: readonly TlsVersion[]
  readonly reference: string
}
