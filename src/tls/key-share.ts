import { generateKeyPairSync, type KeyObject } from 'node:crypto'

/** Groups for which this machine can make a public key, with Node's names for them. */
const CURVES: ReadonlyMap<number, string> = new Map([
  [0x0017, 'prime256v1'],
  [0x0018, 'secp384r1'],
  [0x0019, 'secp521r1'],
])

const X25519 = 0x001d
const X448 = 0x001e
const X25519_MLKEM768 = 0x11ec

/** Bytes of the raw X25519, X448 and ML-KEM-768 public keys at the end of their SubjectPublicKeyInfo. */
const X25519_BYTES = 32
const X448_BYTES = 56
const MLKEM768_BYTES = 1184

/**
 * A public key for a group, as `key_share` wants it. The private key is thrown away: the handshake is never finished.
 * Undefined for groups that Node cannot make keys for.
 *
 * @see RFC 8446 section 4.2.8.2; the hybrid is ML-KEM-768's key followed by X25519's
 */
export function makeKeyShare(group: number): Uint8Array | undefined {
  const curve = CURVES.get(group)
  if (curve !== undefined) return ecPoint(curve)
  if (group === X25519) return rawTail(generateKeyPairSync('x25519').publicKey, X25519_BYTES)
  if (group === X448) return rawTail(generateKeyPairSync('x448').publicKey, X448_BYTES)
  if (group === X25519_MLKEM768) return mlkemHybrid()
  return undefined
}

function ecPoint(namedCurve: string): Uint8Array {
  const jwk = generateKeyPairSync('ec', { namedCurve }).publicKey.export({ format: 'jwk' })
  return Buffer.concat([Buffer.of(4), Buffer.from(jwk.x ?? '', 'base64url'), Buffer.from(jwk.y ?? '', 'base64url')])
}

function mlkemHybrid(): Uint8Array {
  const kem = rawTail(generateKeyPairSync('ml-kem-768').publicKey, MLKEM768_BYTES)
  return Buffer.concat([kem, rawTail(generateKeyPairSync('x25519').publicKey, X25519_BYTES)])
}

function rawTail(key: KeyObject, length: number): Uint8Array {
  return key.export({ format: 'der', type: 'spki' }).subarray(-length)
}
