import { createPublicKey, type KeyObject } from 'node:crypto'

/**
 * The signature algorithms of DNSSEC (IANA, Domain Name System Security (DNSSEC) Algorithm Numbers): how a public key is
 * laid out in a DNSKEY record, and what OpenSSL calls the rest.
 */
export interface Algorithm {
  readonly number: number
  readonly mnemonic: string
  /** The digest for `crypto.verify`; null where the algorithm has its own. */
  readonly digest: 'sha1' | 'sha256' | 'sha384' | 'sha512' | null
  /** Octets of a signature; null where the key decides. */
  readonly signatureOctets: number | null
  /** SHA-1 has lost its collision resistance; RFC 9905 tells signers to stop, validators may go on. */
  readonly sha1: boolean
  /** Bits of the modulus, for RSA keys; null when there is none. */
  readonly modulusBits?: (publicKey: Uint8Array) => number | null
  /** The public key, or null when its octets do not make one. */
  readonly importKey: (publicKey: Uint8Array) => KeyObject | null
}

const RSA = {
  signatureOctets: null,
  importKey: importRsa,
  modulusBits: (key: Uint8Array): number | null => bitsOf(readRsa(key).modulus) || null,
} as const

export const ALGORITHMS: readonly Algorithm[] = [
  { number: 5, mnemonic: 'RSASHA1', digest: 'sha1', sha1: true, ...RSA },
  { number: 7, mnemonic: 'RSASHA1-NSEC3-SHA1', digest: 'sha1', sha1: true, ...RSA },
  { number: 8, mnemonic: 'RSASHA256', digest: 'sha256', sha1: false, ...RSA },
  { number: 10, mnemonic: 'RSASHA512', digest: 'sha512', sha1: false, ...RSA },
  {
    number: 13,
    mnemonic: 'ECDSAP256SHA256',
    digest: 'sha256',
    signatureOctets: 64,
    sha1: false,
    importKey: (key) => importEcdsa(key, 'P-256', 32),
  },
  {
    number: 14,
    mnemonic: 'ECDSAP384SHA384',
    digest: 'sha384',
    signatureOctets: 96,
    sha1: false,
    importKey: (key) => importEcdsa(key, 'P-384', 48),
  },
  {
    number: 15,
    mnemonic: 'ED25519',
    digest: null,
    signatureOctets: 64,
    sha1: false,
    importKey: (key) => importEdwards(key, 'Ed25519', 32),
  },
  {
    number: 16,
    mnemonic: 'ED448',
    digest: null,
    signatureOctets: 114,
    sha1: false,
    importKey: (key) => importEdwards(key, 'Ed448', 57),
  },
]

const BY_NUMBER = new Map(ALGORITHMS.map((algorithm) => [algorithm.number, algorithm]))

/** The algorithm of a number, or undefined when it is not implemented. */
export function algorithmOf(number: number): Algorithm | undefined {
  return BY_NUMBER.get(number)
}

/** Bits of an RSA modulus: RFC 3110 section 2 and RFC 5702 section 2 end at 4096; below 512 OpenSSL takes no part. */
const RSA_BITS = { least: 512, most: 4_096 }

/** Octets of an RSA exponent. A longer one makes each check dear, and nobody needs it. */
const RSA_EXPONENT_OCTETS = 8

/** Exponent length (one octet, or zero and two), exponent, modulus. RFC 3110 section 2. */
function readRsa(key: Uint8Array): {
  readonly length: number
  readonly exponent: Uint8Array
  readonly modulus: Uint8Array
} {
  const short = key[0] ?? 0
  const length = short === 0 ? ((key[1] ?? 0) << 8) | (key[2] ?? 0) : short
  const start = short === 0 ? 3 : 1
  const exponent = key.subarray(start, start + length)
  const modulus = key.subarray(start + length)
  const first = modulus.findIndex((octet) => octet !== 0)
  return { length, exponent, modulus: modulus.subarray(first < 0 ? modulus.length : first) }
}

/** The bits of a number without leading zero octets; 0 of none. */
function bitsOf(octets: Uint8Array): number {
  const [first] = octets
  return first === undefined ? 0 : octets.length * 8 - Math.clz32(first) + 24
}

function importRsa(key: Uint8Array): KeyObject | null {
  const { length, exponent, modulus } = readRsa(key)
  const bits = bitsOf(modulus)
  if (length === 0 || length > RSA_EXPONENT_OCTETS || exponent.length < length) return null
  if (bits < RSA_BITS.least || bits > RSA_BITS.most) return null
  return importJwk({ kty: 'RSA', e: base64url(exponent), n: base64url(modulus) })
}

/** The two coordinates, one behind the other. RFC 6605 section 4. */
function importEcdsa(key: Uint8Array, curve: string, octets: number): KeyObject | null {
  if (key.length !== 2 * octets) return null
  return importJwk({ kty: 'EC', crv: curve, x: base64url(key.subarray(0, octets)), y: base64url(key.subarray(octets)) })
}

/** The key as it is. RFC 8080 section 3. */
function importEdwards(key: Uint8Array, curve: string, octets: number): KeyObject | null {
  return key.length === octets ? importJwk({ kty: 'OKP', crv: curve, x: base64url(key) }) : null
}

function importJwk(jwk: Record<string, string>): KeyObject | null {
  try {
    return createPublicKey({ key: jwk, format: 'jwk' })
  } catch {
    // A point that is not on the curve, a modulus that is none.
    return null
  }
}

function base64url(octets: Uint8Array): string {
  return Buffer.from(octets).toString('base64url')
}
