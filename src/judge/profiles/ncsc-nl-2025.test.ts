import { describe, expect, test } from 'vitest'
import type { TlsVersion } from '../../base/answer.ts'
import { CIPHER_SUITES } from '../../registry/cipher-suites.ts'
import { GROUPS } from '../../registry/groups.ts'
import { type Item, wordOf } from '../profile.ts'
import { ncscNl2025 } from './ncsc-nl-2025.ts'

/* The table of Internet.nl, row by row and cell by cell. */

const word = (item: Item): string | null => wordOf(ncscNl2025, item)
const version = (name: TlsVersion): Item => ({ kind: 'version', version: name })
const suite = (name: string): Item => {
  const found = CIPHER_SUITES.find((each) => each.name === name)
  if (found === undefined) throw new Error(`no suite ${name}`)
  return { kind: 'suite', suite: found }
}
const group = (name: string): Item => {
  const found = GROUPS.find((each) => each.name === name)
  if (found === undefined) throw new Error(`no group ${name}`)
  return { kind: 'group', group: found }
}
const dh = (bits: number, prime: string | null, generator = '2'): Item => ({ kind: 'dh', bits, prime, generator })
const key = (algorithm: string, bits: number | null, curve: string | null = null): Item => {
  return { kind: 'key', algorithm, bits, curve }
}
const hash = (name: string): Item => ({ kind: 'hash', hash: name })
const feature = (
  name: 'compression' | 'secureRenegotiation' | 'clientRenegotiation' | 'extendedMasterSecret',
  present: boolean,
): Item => {
  return { kind: 'feature', feature: name, present }
}

const TABLE: readonly { readonly row: string; readonly word: string | null; readonly items: readonly Item[] }[] = [
  { row: 'versions', word: 'good', items: [version('tls13')] },
  { row: 'versions', word: 'sufficient', items: [version('tls12')] },
  {
    row: 'versions',
    word: 'insufficient',
    items: [version('tls11'), version('tls10'), version('ssl3'), version('ssl2')],
  },

  {
    row: 'suites of TLS 1.3',
    word: 'good',
    items: ['TLS_AES_256_GCM_SHA384', 'TLS_CHACHA20_POLY1305_SHA256'].map(suite),
  },
  {
    row: 'suites of TLS 1.3',
    word: 'sufficient',
    items: ['TLS_AES_128_GCM_SHA256', 'TLS_AES_128_CCM_SHA256'].map(suite),
  },
  { row: 'suites of TLS 1.3', word: 'insufficient', items: ['TLS_AES_128_CCM_8_SHA256', 'TLS_SM4_GCM_SM3'].map(suite) },
  {
    row: 'suites: ECDHE with AES-GCM or ChaCha20, ECDHE-ECDSA with AES-CCM',
    word: 'sufficient',
    items: [
      'TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384',
      'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256',
      'TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256',
      'TLS_ECDHE_ECDSA_WITH_AES_128_CCM',
      'TLS_ECDHE_ECDSA_WITH_AES_256_CCM',
      'TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384',
      'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256',
      'TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256',
    ].map(suite),
  },
  {
    row: 'suites: DHE_RSA with AEAD and with CBC and SHA-2',
    word: 'phase out',
    items: [
      'TLS_DHE_RSA_WITH_AES_256_GCM_SHA384',
      'TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256',
      'TLS_DHE_RSA_WITH_AES_128_CCM',
      'TLS_DHE_RSA_WITH_AES_256_CBC_SHA256',
      'TLS_DHE_RSA_WITH_AES_128_CBC_SHA256',
    ].map(suite),
  },
  {
    row: 'suites: ECDHE with CBC and SHA-2',
    word: 'phase out',
    items: [
      'TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384',
      'TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256',
      'TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384',
      'TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256',
    ].map(suite),
  },
  {
    row: 'suites: ARIA, CAMELLIA',
    word: 'phase out',
    items: [
      'TLS_ECDHE_RSA_WITH_ARIA_256_GCM_SHA384',
      'TLS_ECDHE_ECDSA_WITH_CAMELLIA_128_CBC_SHA256',
      'TLS_DHE_RSA_WITH_CAMELLIA_256_CBC_SHA256',
      'TLS_DHE_RSA_WITH_ARIA_128_GCM_SHA256',
    ].map(suite),
  },
  {
    row: 'suites: everything else',
    word: 'insufficient',
    items: [
      'TLS_RSA_WITH_AES_256_GCM_SHA384',
      'TLS_RSA_WITH_AES_128_CBC_SHA',
      'TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA',
      'TLS_DHE_RSA_WITH_AES_128_CBC_SHA',
      'TLS_DHE_RSA_WITH_CAMELLIA_256_CBC_SHA',
      'TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA',
      'TLS_ECDHE_RSA_WITH_RC4_128_SHA',
      'TLS_ECDHE_ECDSA_WITH_AES_128_CCM_8',
      'TLS_DHE_RSA_WITH_AES_256_CCM_8',
      'TLS_RSA_WITH_NULL_SHA256',
      'TLS_ECDHE_RSA_WITH_NULL_SHA',
      'TLS_DH_anon_WITH_AES_128_GCM_SHA256',
      'TLS_ECDH_anon_WITH_AES_256_CBC_SHA',
      'TLS_ECDH_RSA_WITH_AES_128_GCM_SHA256',
      'TLS_DHE_DSS_WITH_AES_128_GCM_SHA256',
      'TLS_ECDHE_PSK_WITH_AES_128_GCM_SHA256',
      'TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256_OLD',
    ].map(suite),
  },

  {
    row: 'groups',
    word: 'good',
    items: [
      'secp256r1',
      'secp384r1',
      'secp521r1',
      'x25519',
      'x448',
      'brainpoolP256r1',
      'brainpoolP384r1',
      'brainpoolP512r1',
    ].map(group),
  },
  {
    row: 'groups',
    word: 'phase out',
    items: ['secp224r1', 'ffdhe3072', 'ffdhe4096', 'ffdhe6144', 'ffdhe8192'].map(group),
  },
  { row: 'groups', word: 'insufficient', items: ['ffdhe2048', 'sect283k1', 'secp192r1', 'secp256k1'].map(group) },
  { row: 'groups that the table does not know', word: null, items: ['X25519MLKEM768', 'SecP256r1MLKEM768'].map(group) },
  {
    row: 'primes of RFC 7919 with generator 2',
    word: 'phase out',
    items: [dh(3072, 'ffdhe3072'), dh(8192, 'ffdhe8192', '02')],
  },
  {
    row: 'other primes',
    word: 'insufficient',
    items: [
      dh(2048, 'ffdhe2048'),
      dh(4096, null),
      dh(4096, 'MODP group 16'),
      dh(3072, 'ffdhe3072', '5'),
      dh(1024, null),
    ],
  },

  {
    row: 'keys',
    word: 'good',
    items: [key('rsa', 3072), key('rsa-pss', 4096), key('ec', 256, 'secp256r1'), key('ec', 521, 'secp521r1')],
  },
  { row: 'keys', word: 'good', items: [key('ed25519', 256), key('ed448', 456)] },
  { row: 'keys', word: 'phase out', items: [key('rsa', 2048), key('rsa', 3071), key('ec', 224, 'secp224r1')] },
  {
    row: 'keys',
    word: 'insufficient',
    items: [key('rsa', 2047), key('rsa', 1024), key('ec', 192, 'secp192r1'), key('dsa', 3072)],
  },

  { row: 'hashes', word: 'good', items: ['sha256', 'sha384', 'sha512'].map(hash) },
  { row: 'hashes', word: 'phase out', items: [hash('sha224')] },
  { row: 'hashes', word: 'insufficient', items: ['sha1', 'md5'].map(hash) },

  {
    row: 'others',
    word: 'good',
    items: [
      feature('compression', false),
      feature('secureRenegotiation', true),
      feature('clientRenegotiation', false),
      feature('extendedMasterSecret', true),
    ],
  },
  {
    row: 'others, the contrary',
    word: 'insufficient',
    items: [
      feature('compression', true),
      feature('secureRenegotiation', false),
      feature('extendedMasterSecret', false),
    ],
  },
  {
    row: 'renegotiation by the client, whose number of times nobody counted',
    word: null,
    items: [feature('clientRenegotiation', true)],
  },
]

test.each(TABLE)('$row: $word', ({ word: expected, items }) => {
  expect(items.map(word)).toEqual(items.map(() => expected))
})

describe('every suite and group of the registry', () => {
  test('is filed, but for the hybrids', () => {
    expect(CIPHER_SUITES.filter(({ name }) => word(suite(name)) === null)).toEqual([])
    const unfiled = GROUPS.filter(({ name }) => word(group(name)) === null)
    expect(unfiled.every(({ kind }) => kind === 'pq' || kind === 'hybrid-pq')).toBe(true)
  })

  test('few are good or sufficient', () => {
    const names = (wanted: string) =>
      CIPHER_SUITES.filter(({ name }) => word(suite(name)) === wanted).map(({ name }) => name)
    expect(names('good')).toHaveLength(2)
    expect(names('sufficient')).toHaveLength(10)
    expect(names('good').concat(names('sufficient')).toSorted()).toEqual(ncscNl2025.recommendedSuites.toSorted())
  })
})
