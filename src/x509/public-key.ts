import { DerReader, TAG } from './der-reader.ts'
import { KEY_ALGORITHMS, type KeyAlgorithm, NAMED_CURVES } from './object-identifiers.ts'

/** What a public key is, without its value. */
export interface PublicKeyFacts {
  readonly algorithm: KeyAlgorithm
  /** The object identifier, dotted, which tells an `unknown` algorithm. */
  readonly identifier: string
  /** The size that people speak of: of the modulus (RSA), the prime (DSA), the field (EC). Null where there is none. */
  readonly bits: number | null
  /** The curve's name, or its object identifier, or `explicit` for parameters written out; null unless EC. */
  readonly curve: string | null
}

/**
 * Reads a SubjectPublicKeyInfo: the algorithm with its parameters, and the key as a bit string.
 *
 * @throws ProbeError `wire-malformed`, structure `SubjectPublicKeyInfo`
 * @see RFC 5280 section 4.1.2.7
 */
export function readPublicKey(spki: Uint8Array): PublicKeyFacts {
  const whole = new DerReader(spki, 'SubjectPublicKeyInfo')
  const info = whole.enter(TAG.sequence)
  whole.end()
  const algorithmIdentifier = info.enter(TAG.sequence)
  const identifier = algorithmIdentifier.objectIdentifier()
  const key = info.bitString()
  info.end()

  const algorithm = KEY_ALGORITHMS.get(identifier) ?? 'unknown'
  const facts = { algorithm, identifier, bits: null, curve: null }
  switch (algorithm) {
    case 'rsa':
    case 'rsa-pss':
      return { ...facts, bits: modulusBits(key) }
    case 'dsa':
      return { ...facts, bits: primeBits(algorithmIdentifier) }
    case 'ec':
      return { ...facts, ...curveOf(algorithmIdentifier) }
    case 'ed25519':
      return { ...facts, bits: 256 }
    case 'ed448':
      return { ...facts, bits: 456 }
    case 'ml-dsa-44':
    case 'ml-dsa-65':
    case 'ml-dsa-87':
    case 'unknown':
      return facts
    default:
      return algorithm satisfies never
  }
}

/**
 * The key of a SubjectPublicKeyInfo without its algorithm: what key identifiers and the hashes of OCSP are taken over.
 *
 * @throws ProbeError `wire-malformed`, structure `SubjectPublicKeyInfo`
 * @see RFC 5280 section 4.2.1.2, RFC 6960 section 4.1.1
 */
export function subjectPublicKeyOf(spki: Uint8Array): Uint8Array {
  const info = new DerReader(spki, 'SubjectPublicKeyInfo').enter(TAG.sequence)
  info.next(TAG.sequence)
  return info.bitString()
}

/** RSAPublicKey ::= SEQUENCE { modulus INTEGER, publicExponent INTEGER }. @see RFC 3279 section 2.3.1 */
function modulusBits(key: Uint8Array): number {
  const numbers = new DerReader(key, 'RSAPublicKey').enter(TAG.sequence)
  const bits = bitLength(numbers.integer())
  numbers.integer()
  numbers.end()
  return bits
}

/** Dss-Parms ::= SEQUENCE { p INTEGER, q INTEGER, g INTEGER }, inherited from the issuer when absent. @see RFC 3279 section 2.3.2 */
function primeBits(algorithmIdentifier: DerReader): number | null {
  const parameters = algorithmIdentifier.enterOptional(TAG.sequence)
  return parameters && bitLength(parameters.integer())
}

/** The curve by name; parameters that are written out are allowed nowhere in the PKIX profile. @see RFC 5480 section 2.1.1 */
function curveOf(algorithmIdentifier: DerReader): Pick<PublicKeyFacts, 'bits' | 'curve'> {
  if (!algorithmIdentifier.sees(TAG.objectIdentifier)) return { bits: null, curve: 'explicit' }
  const identifier = algorithmIdentifier.objectIdentifier()
  const known = NAMED_CURVES.get(identifier)
  return known ? { bits: known.bits, curve: known.name } : { bits: null, curve: identifier }
}

function bitLength(octets: Uint8Array): number {
  const first = octets.findIndex((octet) => octet !== 0)
  const top = octets[first]
  return top === undefined ? 0 : (octets.length - first) * 8 - (Math.clz32(top) - 24)
}
