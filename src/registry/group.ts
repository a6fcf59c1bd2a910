import type { TlsVersion } from '../base/answer.ts'

/** What a group is: an elliptic curve, a finite field, a post-quantum KEM alone, or a KEM joined with a curve. */
export type GroupKind = 'ecdh' | 'dh' | 'pq' | 'hybrid-pq'

/** One value of `supported_groups` (RFC 8446 section 4.2.7, RFC 8422 section 5.1.1, RFC 7919). */
export interface NamedGroup {
  /** The two bytes on the wire, such as 0x001d. */
  readonly id: number
  /** The IANA name, such as `x25519`, `secp256r1`, `X25519MLKEM768`. */
  readonly name: string
  readonly kind: GroupKind
  /**
   * Size in bits: of the field of a curve (of a hybrid: its curve's) or of the prime of a finite field; of ML-KEM the number
   * in its name. 0 for the two values that announce explicit curves, whose size is not fixed.
   */
  readonly bits: number
  /**
   * Strength in bits, as NIST rates it: curves by the classes of SP 800-57 part 1, ffdhe by SP 800-56A revision 3,
   * ML-KEM-512, 768 and 1024 as AES-128, 192 and 256. Of a hybrid: the stronger part's. 0 where the size is not fixed.
   */
  readonly securityBits: number
  /** IANA's Recommended column at the snapshot: `Y`, `N`, or `D` (discouraged). */
  readonly recommended: 'Y' | 'N' | 'D'
  /** The versions in which the group may be met, oldest first. */
  readonly versions: readonly TlsVersion[]
  /** Where the registry says it is defined, such as `RFC 8446, RFC 8422`. */
  readonly reference: string
}
