import { createHash } from 'node:crypto'
import { sameBytes } from '../x509/certificate-fields.ts'
import { MATCHING, type UsableTlsa } from './tlsa.ts'

/** A certificate as records see it: all of it, and its public key; null when it cannot be read so far. */
export interface Selectable {
  readonly der: Uint8Array
  readonly spki: Uint8Array | null
}

/** Says which of a set's records are about a certificate. */
export type Matcher = (candidate: Selectable, tlsa: UsableTlsa) => boolean

/**
 * Makes a matcher that digests each certificate once, however many records there are.
 *
 * @see RFC 6698 sections 2.1.2 to 2.1.4
 */
export function createMatcher(): Matcher {
  const digests = new Map<Uint8Array, Map<number, Uint8Array>>()
  return ({ der, spki }, { selector, matching, data }) => {
    const octets = selector === 0 ? der : spki
    if (octets === null) return false
    const known = digests.get(octets) ?? new Map<number, Uint8Array>()
    digests.set(octets, known)
    const association = known.get(matching) ?? associationData(octets, matching)
    known.set(matching, association)
    return sameBytes(association, data)
  }
}

/** The data of a record about these octets: themselves, or their digest. RFC 6698 section 2.1.3. */
export function associationData(octets: Uint8Array, matching: 0 | 1 | 2): Uint8Array {
  if (matching === MATCHING.full) return octets
  return createHash(matching === MATCHING.sha256 ? 'sha256' : 'sha512')
    .update(octets)
    .digest()
}
