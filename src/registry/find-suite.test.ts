import { describe, expect, test } from 'vitest'
import type { TlsVersion } from '../base/answer.ts'
import { CIPHER_SUITES } from './cipher-suites.ts'
import { isGrease, suiteById, suiteByName, suitesOf } from './find-suite.ts'

describe('suiteById', () => {
  test.each([
    { id: 0x0005, name: 'TLS_RSA_WITH_RC4_128_SHA' },
    { id: 0x0062, name: 'TLS_RSA_EXPORT1024_WITH_DES_CBC_SHA' },
    { id: 0xc02f, name: 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256' },
    { id: 0xcc13, name: 'TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256_OLD' },
    { id: 0x1301, name: 'TLS_AES_128_GCM_SHA256' },
    { id: 0x00ff, name: undefined },
    { id: 0x5600, name: undefined },
    { id: 0x0a0a, name: undefined },
    { id: 0x1300, name: undefined },
    { id: 0x1_c02f, name: undefined },
  ])('$id is $name', ({ id, name }) => {
    expect(suiteById(id)?.name).toBe(name)
  })
})

describe('suiteByName', () => {
  test.each([
    { name: 'TLS_DHE_RSA_WITH_DES_CBC_SHA', id: 0x0015 },
    { name: 'EDH-RSA-DES-CBC-SHA', id: 0x0015 },
    { name: 'DHE-RSA-DES-CBC-SHA', id: 0x0015 },
    { name: 'EXP-EDH-RSA-DES-CBC-SHA', id: 0x0014 },
    { name: 'EDH-RSA-DES-CBC3-SHA', id: 0x0016 },
    { name: 'ECDHE-RSA-AES128-GCM-SHA256', id: 0xc02f },
    { name: 'AECDH-NULL-SHA', id: 0xc015 },
    { name: 'RC4-SHA', id: 0x0005 },
    { name: 'EXP-RC4-MD5', id: 0x0003 },
    { name: 'SEED-SHA', id: 0x0096 },
    { name: 'rc4-sha', id: undefined },
    { name: 'TLS_FALLBACK_SCSV', id: undefined },
    { name: '', id: undefined },
  ])('$name', ({ name, id }) => {
    expect(suiteByName(name)?.id).toBe(id)
  })

  test('finds every suite by both of its names', () => {
    for (const suite of CIPHER_SUITES) {
      expect(suiteByName(suite.name)).toBe(suite)
      if (suite.openssl !== null) expect(suiteByName(suite.openssl)?.id).toBe(suite.id)
    }
  })
})

describe('suitesOf', () => {
  const has = (version: TlsVersion, id: number): boolean => suitesOf(version).some((suite) => suite.id === id)

  test.each([
    { version: 'ssl3', holds: [0x0005, 0x001d, 0x002f, 0xc013], lacks: [0x0000, 0xc027, 0x009c, 0x1301] },
    { version: 'tls10', holds: [0x0003, 0x0005, 0xc013, 0x0084], lacks: [0x0000, 0x001d, 0x003c, 0x009c] },
    { version: 'tls11', holds: [0x0003, 0x0009, 0xc013], lacks: [0xc027, 0x1301] },
    { version: 'tls12', holds: [0x0003, 0x0009, 0xc013, 0xc02f, 0xcc13], lacks: [0x0000, 0x1301, 0x00c6] },
    { version: 'tls13', holds: [0x1301, 0x1305, 0x00c6, 0xc0b4, 0xc103], lacks: [0x0000, 0x009c, 0xc02f, 0xc102] },
  ] as const)('$version', ({ version, holds, lacks }) => {
    expect(holds.filter((id) => !has(version, id))).toEqual([])
    expect(lacks.filter((id) => has(version, id))).toEqual([])
  })

  test('SSL 2.0 has kinds, not suites', () => {
    expect(suitesOf('ssl2')).toEqual([])
  })
})

test('isGrease knows the sixteen numbers of RFC 8701 among all', () => {
  const found = Array.from({ length: 0x1_0000 }, (_, value) => value).filter(isGrease)
  expect(found).toEqual(Array.from({ length: 16 }, (_, n) => 0x0a0a + n * 0x1010))
})
