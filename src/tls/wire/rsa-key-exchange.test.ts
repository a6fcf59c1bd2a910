import { constants, createPrivateKey, privateDecrypt } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { createAuthority, type IssuedCertificate } from '../../lab/certificate-authority.ts'
import { PADDING_VARIANTS, writeRsaKeyExchange } from './rsa-key-exchange.ts'

const authority = createAuthority({ name: 'test', now: new Date('2026-11-24T08:00:00Z') })
const random = (length: number): Uint8Array => Uint8Array.from({ length }, (_, at) => at % 256)

let rsa: IssuedCertificate

beforeAll(async () => {
  rsa = await authority.issue({ names: ['mx.example'], key: 'rsa-2048' })
})

/** What the server finds after decryption, without looking at the padding. */
function blockOf(variant: number): Uint8Array {
  const message = writeRsaKeyExchange(rsa.der, variant, random)
  if (message === null) throw new Error('an RSA key was expected')
  const key = createPrivateKey(rsa.privateKeyPem ?? '')
  return privateDecrypt({ key, padding: constants.RSA_NO_PADDING }, message.subarray(6))
}

describe('an RSA key exchange', () => {
  test('has the form of a ClientKeyExchange', () => {
    expect([...(writeRsaKeyExchange(rsa.der, 0, random)?.subarray(0, 6) ?? [])]).toEqual([16, 0, 1, 2, 1, 0])
  })

  const cases = [
    { variant: 0, start: [0, 2], separator: 0, version: [3, 3], lastIsZero: false },
    { variant: 1, start: [0, 0x17], separator: 0, version: [3, 3], lastIsZero: false },
    { variant: 2, start: [0, 2], separator: 0x11, version: [3, 3], lastIsZero: false },
    { variant: 3, start: [0, 2], separator: 0x11, version: [3, 3], lastIsZero: true },
    { variant: 4, start: [0, 2], separator: 0, version: [2, 2], lastIsZero: false },
  ]
  test.each(cases)(
    'variant $variant is wrong in its own way only',
    ({ variant, start, separator, version, lastIsZero }) => {
      const block = blockOf(variant)
      expect([...block.subarray(0, 2)]).toEqual(start)
      expect(block.subarray(2, 256 - 49)).not.toContain(0)
      expect(block[256 - 49]).toBe(separator)
      expect([...block.subarray(256 - 48, 256 - 46)]).toEqual(version)
      expect(block[255] === 0).toBe(lastIsZero)
    },
  )

  test('there is a case for every variant', () => {
    expect(cases.map(({ variant }) => variant)).toEqual([...PADDING_VARIANTS.keys()])
  })

  test('an ECDSA certificate has no RSA key to encrypt to', async () => {
    const ec = await authority.issue({ names: ['mx.example'] })
    expect(writeRsaKeyExchange(ec.der, 0, random)).toBeNull()
  })
})
