import { createPublicKey, type KeyObject, sign } from 'node:crypto'
import { concatBytes } from '../../base/hex.ts'
import { algorithmOf } from '../dnssec/algorithm.ts'
import { dsOfKey } from '../dnssec/trust-anchors.ts'
import { keyTag } from '../dnssec/zone-key.ts'
import type { Name } from '../wire/name.ts'
import { writeRdata } from '../wire/rdata.ts'

/** A private key of a zone with its public record. */
export interface SigningKey {
  readonly algorithm: number
  readonly flags: number
  readonly tag: number
  /** Data of its DNSKEY record. */
  readonly rdata: Uint8Array
  sign(data: Uint8Array): Uint8Array
}

/** Makes the signing key of a private key; flags 257 for a key-signing key, 256 for a zone-signing key. */
export function signingKey(algorithm: number, flags: number, privateKey: KeyObject): SigningKey {
  const digest = algorithmOf(algorithm)?.digest ?? null
  const rdata = writeRdata('DNSKEY', { flags, protocol: 3, algorithm, publicKey: publicKeyOctets(privateKey) })
  return {
    algorithm,
    flags,
    tag: keyTag(rdata),
    rdata,
    sign: (data) => sign(digest, data, { key: privateKey, dsaEncoding: 'ieee-p1363' }),
  }
}

/** The DS record data that vouches for a key. */
export function dsOf(zone: Name, key: SigningKey, digestType = 2): Uint8Array {
  return dsOfKey(zone, key.rdata, digestType)
}

/** The public key as a DNSKEY record holds it: RFC 3110 section 2, RFC 6605 section 4, RFC 8080 section 3. */
function publicKeyOctets(privateKey: KeyObject): Uint8Array {
  const { e, n, x = '', y } = createPublicKey(privateKey).export({ format: 'jwk' })
  const octets = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'base64url'))
  if (e === undefined || n === undefined) return y === undefined ? octets(x) : concatBytes([octets(x), octets(y)])
  const exponent = octets(e)
  return concatBytes([Uint8Array.of(exponent.length), exponent, octets(n)])
}
