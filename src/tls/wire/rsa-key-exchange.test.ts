import { constants, createPrivateKey, privateDecrypt } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { createAuthority, type IssuedCertificate } from '../../lab/certificate-authority.ts'
import { PADDING_VARIANTS, writeRsaKeyExchange } from './rsa-key-exchange.ts'

const authority = createAuthority({ name: 'test', now: new Date('2026-11-24T08:00:00Z') })
const [SSL3, TLS10, TLS12] = [0x0300, 0x0301, 0x0303] as const
const random = (length: number): Uint8Array => Uint8Array.from({ length }, (_, at) => at % 256)

let rsa: IssuedCertificate

beforeAll(async () => {
  rsa = await authority.issue({ names: ['mx.example'], key: 'rsa-2048' })
})

/** What the server finds after decryption, without looking at the padding. */
function blockOf(variant: number, clientVersion: number = TLS12): Uint8Array {
  const message = writeRsaKeyExchange(rsa.der, variant, clientVersion, random)
  if (message === null) throw new Error('an RSA key was expected')
  const key = createPrivateKey(rsa.privateKeyPem ?? '')
  const header = clientVersion === SSL3 ? 4 : 6
  return privateDecrypt({ key, padding: constants.RSA_NO_PADDING }, message.subarray(header))
}

describe('an RSA key exchange', () => {
  test('has the form of a ClientKeyExchange', () => {
    expect([...(writeRsaKeyExchange(rsa.der, 0, TLS12, random)?.subarray(0, 6) ?? [])]).toEqual([16, 0, 1, 2, 1, 0])
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

  test('in SSL 3.0 it has no length of its own', () => {
    const message = writeRsaKeyExchange(rsa.der, 0, SSL3, random)
    expect([...(message?.subarray(0, 4) ?? [])]).toEqual([16, 0, 1, 0])
    expect(message).toHaveLength(4 + 256)
  })

  test.each([SSL3, TLS10, TLS12])('the secret begins with the version of the hello: %i', (version) => {
    const written = [version >> 8, version & 255]
    expect([...blockOf(0, version).subarray(256 - 48, 256 - 46)]).toEqual(written)
    expect([...blockOf(4, version).subarray(256 - 48, 256 - 46)]).not.toEqual(written)
  })

  test('there is a case for every variant', () => {
    expect(cases.map(({ variant }) => variant)).toEqual([...PADDING_VARIANTS.keys()])
  })

  test('an ECDSA certificate has no RSA key to encrypt to', async () => {
    const ec = await authority.issue({ names: ['mx.example'] })
    expect(writeRsaKeyExchange(ec.der, 0, TLS12, random)).toBeNull()
  })

  test('what a server sends in place of a certificate is encrypted to nobody', () => {
    expect(writeRsaKeyExchange(Uint8Array.of(1, 2, 3), 0, TLS12, random)).toBeNull()
    expect(writeRsaKeyExchange(rsa.der.subarray(0, 200), 0, TLS12, random)).toBeNull()
    // The algorithm's identifier is another, or the key no longer has the form that goes with it.
    for (let at = 0; at < rsa.der.length; at += 1) {
      const other = Uint8Array.from(rsa.der, (octet, index) => (index === at ? octet ^ 0x21 : octet))
      expect(() => writeRsaKeyExchange(other, 0, TLS12, random)).not.toThrow()
    }
  })
})
