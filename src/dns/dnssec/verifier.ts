import { hash, verify } from 'node:crypto'
import { concatBytes } from '../../base/hex.ts'
import { algorithmOf } from './algorithm.ts'
import type { ValidationPolicy } from './policy.ts'
import type { ZoneKey } from './zone-key.ts'

/** Results that are remembered. A P-384 check costs a millisecond, the hash that finds it again a microsecond. */
const MEMORY_ENTRIES = 20_000

/** Checks signatures, counts the checks and remembers their results. */
export interface Verifier {
  check(key: ZoneKey, data: Uint8Array, signature: Uint8Array): boolean
  /** Checks done by OpenSSL so far, remembered ones not counted. */
  readonly verifications: number
}

/** Makes a verifier. Its memory is bounded and may serve many questions: what it remembers is mathematics, not policy. */
export function createVerifier(policy: ValidationPolicy): Verifier {
  const memory = new Map<string, boolean>()
  let verifications = 0

  function check(key: ZoneKey, data: Uint8Array, signature: Uint8Array): boolean {
    if (policy.uncheckedAlgorithms.includes(key.algorithm)) return true
    const fingerprint = fingerprintOf(key.rdata, signature, data)
    const known = memory.get(fingerprint)
    if (known !== undefined) return known
    verifications += 1
    const good = checkSignature(key, data, signature)
    memory.set(fingerprint, good)
    if (memory.size > MEMORY_ENTRIES) {
      const oldest = memory.keys().next()
      if (oldest.done !== true) memory.delete(oldest.value)
    }
    return good
  }

  return {
    check,
    get verifications() {
      return verifications
    },
  }
}

/**
 * What a check is remembered by. The lengths belong to it: signed data may end in what a stranger wrote, and where he may put
 * the border between signature and data, a signature over a record of his becomes one over any other.
 */
function fingerprintOf(key: Uint8Array, signature: Uint8Array, data: Uint8Array): string {
  const lengths = Uint8Array.of(key.length >> 8, key.length, signature.length >> 8, signature.length)
  return hash('sha256', concatBytes([lengths, key, signature, data]), 'base64')
}

function checkSignature(key: ZoneKey, data: Uint8Array, signature: Uint8Array): boolean {
  const algorithm = algorithmOf(key.algorithm)
  const publicKey = key.publicKey()
  if (algorithm === undefined || publicKey === null) return false
  if (algorithm.signatureOctets !== null && signature.length !== algorithm.signatureOctets) return false
  try {
    // RFC 6605 section 4: r and s side by side, which is not OpenSSL's habit.
    return verify(algorithm.digest, data, { key: publicKey, dsaEncoding: 'ieee-p1363' }, signature)
  } catch {
    return false
  }
}
