import { describe, expect, test } from 'vitest'
import { CIPHER_SUITES } from './cipher-suites.ts'
import { speltGroup } from './spelt-group.ts'
import { speltSession } from './spelt-session.ts'
import { speltSuite } from './spelt-suite.ts'
import { speltVersion } from './spelt-version.ts'

const sessions = [
  ['OpenSSL', 'TLSv1.2', 'ECDHE-RSA-AES256-GCM-SHA384', 'tls12', 'TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384', null],
  ['GnuTLS, old', 'TLS1.2', 'DHE_RSA_AES_128_CBC_SHA1', 'tls12', 'TLS_DHE_RSA_WITH_AES_128_CBC_SHA', null],
  ['GnuTLS, RC4', 'TLS1.0', 'RSA_ARCFOUR_128_MD5', 'tls10', 'TLS_RSA_WITH_RC4_128_MD5', null],
  [
    'GnuTLS, ChaCha20',
    'TLS1.2',
    'TLS_ECDHE_ECDSA_CHACHA20_POLY1305',
    'tls12',
    'TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256',
    null,
  ],
  [
    'GnuTLS, anonymous',
    'TLS1.2',
    'TLS_ECDH_ANON_AES_128_CBC_SHA1',
    'tls12',
    'TLS_ECDH_anon_WITH_AES_128_CBC_SHA',
    null,
  ],
  [
    'GnuTLS, session',
    'TLS1.3',
    'ECDHE_X25519__RSA_PSS_RSAE_SHA256__AES_256_GCM',
    'tls13',
    'TLS_AES_256_GCM_SHA384',
    'x25519',
  ],
  [
    'GnuTLS, session 1.2',
    'TLS1.2',
    'ECDHE_SECP256R1__ECDSA_SHA256__AES_256_GCM',
    'tls12',
    'TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384',
    'secp256r1',
  ],
  [
    'GnuTLS, session with MAC',
    'TLS1.2',
    'DHE_CUSTOM2048__RSA_SHA256__AES_128_CBC__SHA1',
    'tls12',
    'TLS_DHE_RSA_WITH_AES_128_CBC_SHA',
    null,
  ],
  ['GnuTLS, session with RSA', 'TLS1.2', 'RSA__AES_128_CBC__SHA1', 'tls12', 'TLS_RSA_WITH_AES_128_CBC_SHA', null],
  [
    'GnuTLS, session with DHE',
    'TLS1.2',
    'DHE_FFDHE2048__RSA_SHA256__CHACHA20_POLY1305',
    'tls12',
    'TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256',
    'ffdhe2048',
  ],
  [
    'GnuTLS, hybrid',
    'TLS1.3',
    'X25519_MLKEM768__ECDSA_SECP256R1_SHA256__AES_128_GCM',
    'tls13',
    'TLS_AES_128_GCM_SHA256',
    'X25519MLKEM768',
  ],
  [
    'Exim’s look-up in TLS 1.3',
    'TLS1.3',
    'TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384',
    'tls13',
    'TLS_AES_256_GCM_SHA384',
    null,
  ],
  [
    'Exim’s look-up, ChaCha20',
    'TLS1.3',
    'TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256',
    'tls13',
    'TLS_CHACHA20_POLY1305_SHA256',
    null,
  ],
  ['TLS 1.3 with CBC cannot be', 'TLS1.3', 'AES128-SHA', 'tls13', null, null],
  ['LibreSSL', 'TLSv1.3', 'AEAD-CHACHA20-POLY1305-SHA256', 'tls13', 'TLS_CHACHA20_POLY1305_SHA256', null],
  ['rustls', 'TLSv1_3', 'TLS13_AES_128_GCM_SHA256', 'tls13', 'TLS_AES_128_GCM_SHA256', null],
  [
    'Windows',
    'TLS1_2',
    'TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384_P384',
    'tls12',
    'TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384',
    'secp384r1',
  ],
  [
    'a line of OpenSSL’s table',
    'TLSv1/SSLv3',
    'ECDHE-RSA-AES128-GCM-SHA256',
    'tls12',
    'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256',
    null,
  ],
  ['a line that leaves it open', 'TLSv1/SSLv3', 'AES128-SHA', null, 'TLS_RSA_WITH_AES_128_CBC_SHA', null],
  [
    'a version that cannot be',
    'TLSv1',
    'ECDHE-RSA-AES128-GCM-SHA256',
    'tls12',
    'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256',
    null,
  ],
  ['no version', null, 'TLS_AES_128_GCM_SHA256', 'tls13', 'TLS_AES_128_GCM_SHA256', null],
  ['no suite', 'TLSv1.1', null, 'tls11', null, null],
  ['nothing known', 'quic', 'whatever', null, null, null],
] as const

describe('speltSession', () => {
  test.each(sessions)('%s: %s %s', (_, version, suite, expectedVersion, expectedSuite, expectedGroup) => {
    const read = speltSession(version, suite)
    expect([read.version, read.suite?.name ?? null, read.group?.name ?? null]).toEqual([
      expectedVersion,
      expectedSuite,
      expectedGroup,
    ])
  })

  test('does not believe a version that is always the suite’s oldest', () => {
    expect(speltSession('TLSv1.0', 'ECDHE-RSA-AES256-SHA', true).version).toBeNull()
    expect(speltSession('TLSv1.2', 'ECDHE-RSA-AES256-GCM-SHA384', true).version).toBe('tls12')
  })
})

describe('speltSuite', () => {
  test('knows every suite by both of its names, and takes none for another', () => {
    for (const suite of CIPHER_SUITES) {
      expect(speltSuite(suite.name)?.suite).toBe(suite)
      if (suite.openssl !== null) expect(speltSuite(suite.openssl)?.suite.openssl).toBe(suite.openssl)
    }
  })

  test.each(['', 'AES', 'ECDHE__', '__', 'ECDHE_X25519__', 'RSA__AES_128_CBC__MD5', 'x'.repeat(10_000)])(
    'not %j',
    (word) => {
      expect(speltSuite(word)).toBeUndefined()
    },
  )
})

describe('speltVersion', () => {
  test.each([
    ['TLSv1', 'tls10'],
    ['TLS1', 'tls10'],
    ['TLS1.0', 'tls10'],
    ['TLSv1.1', 'tls11'],
    ['TLS1_2', 'tls12'],
    ['TLS 1.2', 'tls12'],
    ['tlsv1.3', 'tls13'],
    ['SSLv3', 'ssl3'],
    ['SSLv2', 'ssl2'],
    ['TLSv1/SSLv3', null],
    ['TLSv1.4', null],
    ['', null],
  ])('%s', (word, version) => expect(speltVersion(word)).toBe(version))
})

describe('speltGroup', () => {
  test.each([
    ['X25519', 'x25519'],
    ['prime256v1', 'secp256r1'],
    ['X9_62_prime256v1', 'secp256r1'],
    ['P-384', 'secp384r1'],
    ['P384', 'secp384r1'],
    ['SECP521R1', 'secp521r1'],
    ['FFDHE3072', 'ffdhe3072'],
    ['X25519MLKEM768', 'X25519MLKEM768'],
    ['x25519-mlkem768', 'X25519MLKEM768'],
    ['CUSTOM2048', undefined],
    ['', undefined],
  ])('%s', (word, name) => expect(speltGroup(word)?.name).toBe(name))
})
