import { createPublicKey, ECDH } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { toHex } from '../base/hex.ts'
import { makeKeyShare } from './key-share.ts'
import { groupUniverse } from './planner/universe.ts'

/** Sizes of RFC 8446 section 4.2.8.2, RFC 7748 sections 5 and 6, and FIPS 203 table 3. */
const SIZES = [
  { name: 'secp256r1', group: 0x0017, bytes: 65 },
  { name: 'secp384r1', group: 0x0018, bytes: 97 },
  { name: 'secp521r1', group: 0x0019, bytes: 133 },
  { name: 'x25519', group: 0x001d, bytes: 32 },
  { name: 'x448', group: 0x001e, bytes: 56 },
  { name: 'X25519MLKEM768', group: 0x11ec, bytes: 1184 + 32 },
]

describe('makeKeyShare', () => {
  test.each(SIZES)('$name has $bytes bytes, fresh ones each time', ({ group, bytes }) => {
    const share = makeKeyShare(group)
    expect(share).toHaveLength(bytes)
    expect(toHex(makeKeyShare(group) ?? new Uint8Array(0))).not.toBe(toHex(share ?? new Uint8Array(0)))
  })

  const curves = [
    { curve: 'prime256v1', group: 0x0017 },
    { curve: 'secp384r1', group: 0x0018 },
    { curve: 'secp521r1', group: 0x0019 },
  ]
  test.each(curves)('the point lies on $curve, uncompressed', ({ curve, group }) => {
    const share = makeKeyShare(group) ?? new Uint8Array(0)
    expect(share[0]).toBe(4)
    // OpenSSL refuses to convert what is not a point of the curve.
    expect(ECDH.convertKey(share, curve, undefined, undefined, 'uncompressed')).toEqual(Buffer.from(share))
  })

  test('the hybrid is a key of ML-KEM-768, then one of X25519', () => {
    const share = makeKeyShare(0x11ec) ?? new Uint8Array(0)
    const kem = { kty: 'AKP', alg: 'ML-KEM-768', pub: Buffer.from(share.subarray(0, 1184)).toString('base64url') }
    const curve = { kty: 'OKP', crv: 'X25519', x: Buffer.from(share.subarray(1184)).toString('base64url') }
    expect(createPublicKey({ key: kem, format: 'jwk' }).asymmetricKeyType).toBe('ml-kem-768')
    expect(createPublicKey({ key: curve, format: 'jwk' }).asymmetricKeyType).toBe('x25519')
  })

  test('other groups have none', () => {
    const known = new Set(SIZES.map(({ group }) => group))
    const made = groupUniverse('tls13').filter((group) => !known.has(group) && makeKeyShare(group) !== undefined)
    expect(made).toEqual([])
  })
})
