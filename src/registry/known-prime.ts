import type { DhPrime } from './dh-prime.ts'
import { DH_PRIMES } from './dh-primes.ts'

const byHash = new Map(DH_PRIMES.map((prime) => [prime.sha256, prime]))

/**
 * The well-known Diffie-Hellman prime of a lower-case SHA-256 (of its unsigned big-endian bytes, no leading zeros); undefined
 * for a prime that the operator made or that this table does not know.
 */
export function knownPrime(sha256Hex: string): DhPrime | undefined {
  return byHash.get(sha256Hex)
}
