/** A Diffie-Hellman prime that many servers share, so that breaking it once breaks them all. */
export interface DhPrime {
  /** Lower-case SHA-256 of the prime's unsigned big-endian bytes, without leading zeros. */
  readonly sha256: string
  /** Length of the prime in bits. */
  readonly bits: number
  /** What people call it, such as `ffdhe2048`, `RFC 3526 group 14`. */
  readonly name: string
  /** The document or the software that it comes from, such as `RFC 7919`, `Postfix`. */
  readonly source: string
}
