import { describe, expect, test } from 'vitest'
import { ALERTS } from './alerts.ts'
import { EXTENSIONS } from './extensions.ts'
import { alertByCode } from './find-alert.ts'
import { extensionById } from './find-extension.ts'
import { signatureSchemeById } from './find-signature-scheme.ts'
import { ssl2KindById } from './find-ssl2-kind.ts'
import { verifyCode, verifyCodeBySymbol } from './find-verify-code.ts'
import { knownPrime } from './known-prime.ts'
import { SIGNATURE_SCHEMES } from './signature-schemes.ts'
import { SSL2_KINDS } from './ssl2-kinds.ts'
import { VERIFY_CODES } from './verify-codes.ts'

test.each([
  [0, 'close_notify'],
  [40, 'handshake_failure'],
  [70, 'protocol_version'],
  [71, 'insufficient_security'],
  [86, 'inappropriate_fallback'],
  [112, 'unrecognized_name'],
  [121, 'ech_required'],
  [1, undefined],
  [255, undefined],
])('alertByCode(%i) is %s', (code, name) => {
  expect(alertByCode(code)?.name).toBe(name)
})

test.each([
  [0x0804, { name: 'rsa_pss_rsae_sha256', signature: 'RSA-PSS', hash: 'SHA-256', versions: ['tls12', 'tls13'] }],
  [0x0201, { name: 'rsa_pkcs1_sha1', signature: 'RSA', hash: 'SHA-1', versions: ['tls12'] }],
  [0x0101, { name: 'rsa_pkcs1_md5', signature: 'RSA', hash: 'MD5' }],
  [0x0402, { name: 'dsa_sha256', signature: 'DSA', hash: 'SHA-256' }],
  [0x0403, { name: 'ecdsa_secp256r1_sha256', signature: 'ECDSA', hash: 'SHA-256' }],
  [0x0807, { name: 'ed25519', signature: 'EdDSA', hash: 'SHA-512' }],
] as const)('signatureSchemeById(%i)', (id, expected) => {
  expect(signatureSchemeById(id)).toMatchObject(expected)
})

/** RFC 5246 section 7.4.1.4.1: the first byte is the hash, the second the signature. */
test('every pair of TLS 1.2 says in its bytes what it says in its words', () => {
  const hashes = ['none', 'MD5', 'SHA-1', 'SHA-224', 'SHA-256', 'SHA-384', 'SHA-512']
  const signatures = ['anonymous', 'RSA', 'DSA', 'ECDSA']
  const pairs = SIGNATURE_SCHEMES.filter(({ id }) => id < 0x0700)
  expect(pairs).toHaveLength(18)
  for (const { id, hash, signature } of pairs) {
    expect([hash, signature]).toEqual([hashes[id >> 8], signatures[id & 0xff]])
  }
})

test.each([
  [0x010080, { name: 'SSL_CK_RC4_128_WITH_MD5', openssl: 'RC4-MD5', bits: 128, export: false }],
  [0x020080, { openssl: 'EXP-RC4-MD5', bits: 40, export: true }],
  [0x0700c0, { openssl: 'DES-CBC3-MD5', cipher: '3DES_EDE_CBC', bits: 112 }],
])('ssl2KindById(%i)', (id, expected) => {
  expect(ssl2KindById(id)).toMatchObject(expected)
})

describe('verification', () => {
  test.each([
    [0, 'OK', 'ok'],
    [10, 'CERT_HAS_EXPIRED', 'certificate has expired'],
    [18, 'DEPTH_ZERO_SELF_SIGNED_CERT', 'self-signed certificate'],
    [20, 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'unable to get local issuer certificate'],
    [21, 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'unable to verify the first certificate'],
    [62, 'HOSTNAME_MISMATCH', 'hostname mismatch'],
    [65, 'DANE_NO_MATCH', 'no matching DANE TLSA records'],
  ])('%i is %s', (code, symbol, text) => {
    expect(verifyCode(code)).toEqual({ code, symbol, text })
    expect(verifyCodeBySymbol(symbol)).toEqual({ code, symbol, text })
  })

  test("Node's own comparison of names counts as OpenSSL's", () => {
    expect(verifyCodeBySymbol('ERR_TLS_CERT_ALTNAME_INVALID')?.code).toBe(62)
  })

  test('knows every number from 0 to 95', () => {
    expect(VERIFY_CODES.map(({ code }) => code)).toEqual(Array.from({ length: 96 }, (_, code) => code))
  })
})

test('what nobody defined is undefined', () => {
  expect(extensionById(0xff01)?.name).toBe('renegotiation_info')
  expect(extensionById(0x0a0a)).toBeUndefined()
  expect(signatureSchemeById(0x0a0a)).toBeUndefined()
  expect(ssl2KindById(0x010081)).toBeUndefined()
  expect(verifyCode(-1)).toBeUndefined()
  expect(verifyCodeBySymbol('')).toBeUndefined()
  expect(knownPrime('')).toBeUndefined()
})

test.each([
  ['alerts', ALERTS.map(({ code, name }) => [code, name])],
  ['extensions', EXTENSIONS.map(({ id, name }) => [id, name])],
  ['signature schemes', SIGNATURE_SCHEMES.map(({ id, name }) => [id, name])],
  ['SSL 2.0 kinds', SSL2_KINDS.map(({ id, name }) => [id, name])],
  ['verify codes', VERIFY_CODES.map(({ code, symbol }) => [code, symbol])],
])('%s have unique numbers and names', (_, entries) => {
  expect(new Set(entries.map(([number]) => number)).size).toBe(entries.length)
  expect(new Set(entries.map(([, name]) => name)).size).toBe(entries.length)
})
