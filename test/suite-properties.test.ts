import { describe, expect, test } from 'vitest'
import { suiteProperties } from '../scripts/registry/suite-properties.ts'

const CLASSIC = 'ssl3 tls10 tls11 tls12'
const TLS10_UP = 'tls10 tls11 tls12'

/** Name; key exchange, authentication, cipher, bits, hash; flags (fs: forward secrecy); family; versions. */
const known: readonly (readonly [string, string, string, string, string])[] = [
  ['TLS_NULL_WITH_NULL_NULL', 'NULL NULL NULL 0 NULL', '', 'null', ''],
  ['TLS_RSA_WITH_NULL_MD5', 'RSA RSA NULL 0 MD5', '', 'null', CLASSIC],
  ['TLS_RSA_WITH_NULL_SHA256', 'RSA RSA NULL 0 SHA256', '', 'null', 'tls12'],
  ['TLS_RSA_EXPORT_WITH_RC4_40_MD5', 'RSA RSA RC4_40 40 MD5', 'export', 'export', CLASSIC],
  ['TLS_RSA_EXPORT_WITH_RC2_CBC_40_MD5', 'RSA RSA RC2_CBC_40 40 MD5', 'export', 'export', CLASSIC],
  ['TLS_RSA_WITH_RC4_128_MD5', 'RSA RSA RC4_128 128 MD5', '', 'rc4', CLASSIC],
  ['TLS_RSA_WITH_IDEA_CBC_SHA', 'RSA RSA IDEA_CBC 128 SHA', '', 'idea-seed', CLASSIC],
  ['TLS_RSA_WITH_DES_CBC_SHA', 'RSA RSA DES_CBC 56 SHA', '', 'des', CLASSIC],
  ['TLS_RSA_WITH_3DES_EDE_CBC_SHA', 'RSA RSA 3DES_EDE_CBC 112 SHA', '', '3des', CLASSIC],
  ['TLS_RSA_WITH_AES_128_CBC_SHA', 'RSA RSA AES_128_CBC 128 SHA', '', 'static-rsa', CLASSIC],
  ['TLS_RSA_WITH_AES_256_GCM_SHA384', 'RSA RSA AES_256_GCM 256 SHA384', 'aead', 'static-rsa', 'tls12'],
  ['TLS_DH_DSS_WITH_AES_256_CBC_SHA', 'DH DSS AES_256_CBC 256 SHA', '', 'static-dh', CLASSIC],
  ['TLS_ECDH_ECDSA_WITH_AES_128_CBC_SHA', 'ECDH ECDSA AES_128_CBC 128 SHA', '', 'static-dh', CLASSIC],
  ['TLS_DHE_RSA_EXPORT_WITH_DES40_CBC_SHA', 'DHE RSA DES40_CBC 40 SHA', 'export fs', 'export', CLASSIC],
  ['TLS_DH_anon_WITH_RC4_128_MD5', 'DHE anon RC4_128 128 MD5', 'fs', 'anonymous', CLASSIC],
  ['TLS_DH_anon_EXPORT_WITH_DES40_CBC_SHA', 'DHE anon DES40_CBC 40 SHA', 'export fs', 'anonymous', CLASSIC],
  ['TLS_ECDH_anon_WITH_NULL_SHA', 'ECDHE anon NULL 0 SHA', 'fs', 'null', CLASSIC],
  ['TLS_KRB5_WITH_IDEA_CBC_MD5', 'KRB5 KRB5 IDEA_CBC 128 MD5', '', 'md5', CLASSIC],
  ['TLS_KRB5_EXPORT_WITH_DES_CBC_40_SHA', 'KRB5 KRB5 DES40_CBC 40 SHA', 'export', 'export', CLASSIC],
  ['TLS_DHE_RSA_WITH_CAMELLIA_256_CBC_SHA', 'DHE RSA CAMELLIA_256_CBC 256 SHA', 'fs', 'dhe-cbc', CLASSIC],
  ['TLS_DHE_RSA_WITH_SEED_CBC_SHA', 'DHE RSA SEED_CBC 128 SHA', 'fs', 'idea-seed', CLASSIC],
  ['TLS_DHE_RSA_WITH_AES_256_CCM_8', 'DHE RSA AES_256_CCM_8 256 SHA256', 'aead fs', 'dhe-aead', 'tls12'],
  ['TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA', 'ECDHE RSA AES_128_CBC 128 SHA', 'fs', 'ecdhe-cbc', CLASSIC],
  ['TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384', 'ECDHE RSA AES_256_CBC 256 SHA384', 'fs', 'ecdhe-cbc', 'tls12'],
  ['TLS_ECDHE_ECDSA_WITH_RC4_128_SHA', 'ECDHE ECDSA RC4_128 128 SHA', 'fs', 'rc4', CLASSIC],
  [
    'TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256',
    'ECDHE ECDSA CHACHA20_POLY1305 256 SHA256',
    'aead fs',
    'ecdhe-aead',
    'tls12',
  ],
  ['TLS_PSK_WITH_AES_128_CBC_SHA256', 'PSK PSK AES_128_CBC 128 SHA256', '', 'other-auth', TLS10_UP],
  ['TLS_RSA_PSK_WITH_AES_128_CBC_SHA', 'RSA_PSK RSA AES_128_CBC 128 SHA', '', 'other-auth', CLASSIC],
  ['TLS_PSK_DHE_WITH_AES_128_CCM_8', 'DHE_PSK PSK AES_128_CCM_8 128 SHA256', 'aead fs', 'other-auth', 'tls12'],
  ['TLS_SRP_SHA_DSS_WITH_3DES_EDE_CBC_SHA', 'SRP DSS 3DES_EDE_CBC 112 SHA', '', '3des', CLASSIC],
  ['TLS_ECCPWD_WITH_AES_128_CCM_SHA256', 'ECCPWD ECCPWD AES_128_CCM 128 SHA256', 'aead', 'other-auth', 'tls12'],
  ['TLS_AES_128_GCM_SHA256', 'TLS13 TLS13 AES_128_GCM 128 SHA256', 'aead fs', 'tls13', 'tls13'],
  ['TLS_AES_128_CCM_8_SHA256', 'TLS13 TLS13 AES_128_CCM_8 128 SHA256', 'aead fs', 'tls13', 'tls13'],
  ['TLS_AEGIS_128L_SHA256', 'TLS13 TLS13 AEGIS_128L 128 SHA256', 'aead fs', 'tls13', 'tls13'],
  ['TLS_SM4_GCM_SM3', 'TLS13 TLS13 SM4_GCM 128 SM3', 'aead fs', 'tls13', 'tls13'],
  ['TLS_SHA384_SHA384', 'TLS13 TLS13 NULL 0 SHA384', 'fs', 'null', 'tls13'],
  ['TLS_GOSTR341001_WITH_28147_CNT_IMIT', 'GOST GOST 28147_CNT 256 IMIT', '', 'other-auth', TLS10_UP],
  [
    'TLS_GOSTR341112_256_WITH_KUZNYECHIK_MGM_L',
    'TLS13 TLS13 KUZNYECHIK_MGM_L 256 STREEBOG256',
    'aead fs',
    'tls13',
    'tls13',
  ],
  ['SSL_FORTEZZA_KEA_WITH_FORTEZZA_CBC_SHA', 'FORTEZZA FORTEZZA FORTEZZA_CBC 80 SHA', '', 'other-auth', 'ssl3'],
  ['SSL_RSA_FIPS_WITH_DES_CBC_SHA', 'RSA RSA DES_CBC 56 SHA', '', 'des', CLASSIC],
  ['TLS_RSA_EXPORT1024_WITH_DES_CBC_SHA', 'RSA RSA DES_CBC 56 SHA', 'export', 'export', CLASSIC],
]

describe('suiteProperties', () => {
  test.each(known)('%s', (name, parts, flags, family, versions) => {
    const [keyExchange, authentication, cipher, bits, hash] = parts.split(' ')
    expect(suiteProperties(name)).toEqual({
      keyExchange,
      authentication,
      cipher,
      bits: Number(bits),
      hash,
      family,
      versions: versions === '' ? [] : versions.split(' '),
      aead: flags.includes('aead'),
      export: flags.includes('export'),
      forwardSecrecy: flags.includes('fs'),
    })
  })

  test('a suffix of ours changes nothing', () => {
    const name = 'TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256'
    expect(suiteProperties(`${name}_OLD`)).toEqual(suiteProperties(name))
  })

  test.each([
    ['an unknown key exchange', 'TLS_PIGEON_WITH_AES_128_CBC_SHA', 'PIGEON'],
    ['an unknown cipher', 'TLS_RSA_WITH_ROT13_CBC_SHA', 'ROT13_CBC'],
    ['an unknown hash', 'TLS_RSA_WITH_AES_128_CBC_CRC32', 'CRC32'],
    ['an unknown TLS 1.3 cipher', 'TLS_AES_512_GCM_SHA256', 'AES_512_GCM'],
    ['hashes that differ', 'TLS_SHA256_SHA384', 'SHA256'],
    ['encryption without a key', 'TLS_NULL_WITH_AES_128_CBC_SHA', 'TLS_NULL_WITH_AES_128_CBC_SHA'],
    ['a signalling value', 'TLS_FALLBACK_SCSV', 'FALLBACK'],
    ['nothing', '', 'cipher'],
  ])('stops at %s', (_, name, part) => {
    expect(() => suiteProperties(name)).toThrow(part)
  })
})
