import type { TlsVersion } from '../../src/base/answer.ts'
import type { Authentication, CipherSuite, KeyExchange, SuiteFamily } from '../../src/registry/cipher-suite.ts'

/** What the name of a cipher suite tells about it. */
export type SuiteProperties = Pick<
  CipherSuite,
  | 'keyExchange'
  | 'authentication'
  | 'cipher'
  | 'bits'
  | 'hash'
  | 'aead'
  | 'export'
  | 'forwardSecrecy'
  | 'family'
  | 'versions'
>

/**
 * Derives the properties of a suite from its IANA name.
 *
 * A name is a sentence: `TLS_` key exchange and authentication `_WITH_` cipher and mode, `_` hash. TLS 1.3 names leave
 * out the first half, since groups and signatures are negotiated apart (RFC 8446 section 4.1.1). Each half is looked up
 * in a closed table, so that a name this function does not understand stops the generator and is never guessed.
 *
 * @throws Error naming the part that no table knows
 */
export function suiteProperties(name: string): SuiteProperties {
  const words = name.replace(/^(TLS|SSL)_/, '').replace(/_OLD$/, '')
  const parts = words.split('_WITH_')
  const [method, protection] = parts.length === 2 && !isGostTls13(words) ? parts : ['TLS13', parts.at(-1)]
  const exchange = EXCHANGES.get(method ?? '')
  if (exchange === undefined) throw new Error(`${name}: unknown key exchange ${method}`)
  const { keyExchange, authentication } = exchange
  const { cipher, hash } = splitProtection(protection ?? '', keyExchange)
  const bits = BITS.get(cipher)
  if (bits === undefined) throw new Error(`${name}: unknown cipher ${cipher}`)
  if (!HASHES.has(hash)) throw new Error(`${name}: unknown hash ${hash}`)

  const aead = AEAD_MODE.test(cipher)
  const basis = { name, keyExchange, authentication, cipher, hash, aead, export: words.includes('_EXPORT') }
  return {
    keyExchange,
    authentication,
    cipher,
    bits,
    hash,
    aead,
    export: basis.export,
    forwardSecrecy: EPHEMERAL.has(keyExchange),
    family: suiteFamily(basis),
    versions: suiteVersions(basis),
  }
}

type Basis = Pick<CipherSuite, 'name' | 'keyExchange' | 'authentication' | 'cipher' | 'hash' | 'aead' | 'export'>

interface Exchange {
  readonly keyExchange: KeyExchange
  readonly authentication: Authentication
}

/**
 * The first half of a name. `DH_anon` and `ECDH_anon` are ephemeral: both sides send fresh values in
 * ServerKeyExchange and ClientKeyExchange (RFC 5246 section 7.4.3, RFC 8422 section 2), so they are DHE and ECDHE
 * here, signed by nobody.
 */
const EXCHANGES: ReadonlyMap<string, Exchange> = new Map([
  ['NULL', { keyExchange: 'NULL', authentication: 'NULL' }],
  ['RSA', { keyExchange: 'RSA', authentication: 'RSA' }],
  ['RSA_EXPORT', { keyExchange: 'RSA', authentication: 'RSA' }],
  ['RSA_EXPORT1024', { keyExchange: 'RSA', authentication: 'RSA' }],
  ['RSA_FIPS', { keyExchange: 'RSA', authentication: 'RSA' }],
  ['RSA_OLDFIPS', { keyExchange: 'RSA', authentication: 'RSA' }],
  ['DH_DSS', { keyExchange: 'DH', authentication: 'DSS' }],
  ['DH_DSS_EXPORT', { keyExchange: 'DH', authentication: 'DSS' }],
  ['DH_RSA', { keyExchange: 'DH', authentication: 'RSA' }],
  ['DH_RSA_EXPORT', { keyExchange: 'DH', authentication: 'RSA' }],
  ['DHE_DSS', { keyExchange: 'DHE', authentication: 'DSS' }],
  ['DHE_DSS_EXPORT', { keyExchange: 'DHE', authentication: 'DSS' }],
  ['DHE_DSS_EXPORT1024', { keyExchange: 'DHE', authentication: 'DSS' }],
  ['DHE_RSA', { keyExchange: 'DHE', authentication: 'RSA' }],
  ['DHE_RSA_EXPORT', { keyExchange: 'DHE', authentication: 'RSA' }],
  ['DH_anon', { keyExchange: 'DHE', authentication: 'anon' }],
  ['DH_anon_EXPORT', { keyExchange: 'DHE', authentication: 'anon' }],
  ['ECDH_ECDSA', { keyExchange: 'ECDH', authentication: 'ECDSA' }],
  ['ECDH_RSA', { keyExchange: 'ECDH', authentication: 'RSA' }],
  ['ECDHE_ECDSA', { keyExchange: 'ECDHE', authentication: 'ECDSA' }],
  ['ECDHE_RSA', { keyExchange: 'ECDHE', authentication: 'RSA' }],
  ['ECDH_anon', { keyExchange: 'ECDHE', authentication: 'anon' }],
  ['KRB5', { keyExchange: 'KRB5', authentication: 'KRB5' }],
  ['KRB5_EXPORT', { keyExchange: 'KRB5', authentication: 'KRB5' }],
  ['PSK', { keyExchange: 'PSK', authentication: 'PSK' }],
  ['RSA_PSK', { keyExchange: 'RSA_PSK', authentication: 'RSA' }],
  ['DHE_PSK', { keyExchange: 'DHE_PSK', authentication: 'PSK' }],
  // RFC 6655 section 4 writes the CCM_8 suites the other way round.
  ['PSK_DHE', { keyExchange: 'DHE_PSK', authentication: 'PSK' }],
  ['ECDHE_PSK', { keyExchange: 'ECDHE_PSK', authentication: 'PSK' }],
  ['SRP_SHA', { keyExchange: 'SRP', authentication: 'SRP' }],
  ['SRP_SHA_RSA', { keyExchange: 'SRP', authentication: 'RSA' }],
  ['SRP_SHA_DSS', { keyExchange: 'SRP', authentication: 'DSS' }],
  ['ECCPWD', { keyExchange: 'ECCPWD', authentication: 'ECCPWD' }],
  ['GOSTR341094', { keyExchange: 'GOST', authentication: 'GOST' }],
  ['GOSTR341001', { keyExchange: 'GOST', authentication: 'GOST' }],
  ['GOSTR341112_256', { keyExchange: 'GOST', authentication: 'GOST' }],
  ['FORTEZZA_KEA', { keyExchange: 'FORTEZZA', authentication: 'FORTEZZA' }],
  ['TLS13', { keyExchange: 'TLS13', authentication: 'TLS13' }],
])

/** Effective key bits: 3DES as 112 (meet in the middle), Skipjack of FORTEZZA as 80. */
const BITS: ReadonlyMap<string, number> = new Map([
  ['NULL', 0],
  ['RC4_40', 40],
  ['RC4_56', 56],
  ['RC4_128', 128],
  ['RC2_CBC_40', 40],
  ['RC2_CBC_56', 56],
  ['DES40_CBC', 40],
  ['DES_CBC', 56],
  ['3DES_EDE_CBC', 112],
  ['IDEA_CBC', 128],
  ['SEED_CBC', 128],
  ['FORTEZZA_CBC', 80],
  ['AES_128_CBC', 128],
  ['AES_256_CBC', 256],
  ['AES_128_GCM', 128],
  ['AES_256_GCM', 256],
  ['AES_128_CCM', 128],
  ['AES_256_CCM', 256],
  ['AES_128_CCM_8', 128],
  ['AES_256_CCM_8', 256],
  ['CAMELLIA_128_CBC', 128],
  ['CAMELLIA_256_CBC', 256],
  ['CAMELLIA_128_GCM', 128],
  ['CAMELLIA_256_GCM', 256],
  ['ARIA_128_CBC', 128],
  ['ARIA_256_CBC', 256],
  ['ARIA_128_GCM', 128],
  ['ARIA_256_GCM', 256],
  ['CHACHA20_POLY1305', 256],
  ['AEGIS_128L', 128],
  ['AEGIS_256', 256],
  ['SM4_GCM', 128],
  ['SM4_CCM', 128],
  ['28147_CNT', 256],
  ['KUZNYECHIK_CTR', 256],
  ['MAGMA_CTR', 256],
  ['KUZNYECHIK_MGM_L', 256],
  ['MAGMA_MGM_L', 256],
  ['KUZNYECHIK_MGM_S', 256],
  ['MAGMA_MGM_S', 256],
])

const HASHES = new Set(['NULL', 'MD5', 'SHA', 'SHA256', 'SHA384', 'SM3', 'IMIT', 'OMAC', 'GOSTR3411', 'STREEBOG256'])
const AEAD_MODE = /_(GCM|CCM|CCM_8|POLY1305|MGM_[LS])$|^AEGIS_/
const EPHEMERAL: ReadonlySet<KeyExchange> = new Set(['DHE', 'ECDHE', 'DHE_PSK', 'ECDHE_PSK', 'TLS13'])

/** The GOST suites of TLS 1.3 keep `_WITH_` in their names; MGM, the AEAD mode, tells them apart (RFC 9367). */
function isGostTls13(words: string): boolean {
  return /^GOSTR341112_256_WITH_.*_MGM_[LS]$/.test(words)
}

function splitProtection(protection: string, keyExchange: KeyExchange): { cipher: string; hash: string } {
  // RFC 9150: integrity only, so the hash stands twice, as HMAC and for the key schedule.
  const integrityOnly = /^(SHA\d+)_\1$/.exec(protection)
  if (keyExchange === 'TLS13' && integrityOnly) return { cipher: 'NULL', hash: integrityOnly[1] ?? '' }
  // RFC 9367: every GOST suite of TLS 1.3 hashes with the 256-bit GOST R 34.11-2012.
  if (/_MGM_[LS]$/.test(protection)) return { cipher: protection, hash: 'STREEBOG256' }
  // RFC 6655 section 3: CCM suites without a hash in the name use the default of TLS 1.2, SHA-256.
  if (/_CCM(_8)?$/.test(protection)) return { cipher: protection, hash: 'SHA256' }

  const at = protection.lastIndexOf('_')
  const cipher = protection.slice(0, at)
  // RFC 2712 writes the 40-bit DES of its Kerberos suites the other way round.
  return { cipher: cipher === 'DES_CBC_40' ? 'DES40_CBC' : cipher, hash: protection.slice(at + 1) }
}

/** The weakest property that applies, in the order that `SuiteFamily` documents. */
function suiteFamily({ name, keyExchange, authentication, cipher, hash, aead, export: isExport }: Basis): SuiteFamily {
  if (cipher === 'NULL') return 'null'
  if (authentication === 'anon') return 'anonymous'
  if (isExport) return 'export'
  if (cipher === 'DES_CBC') return 'des'
  if (cipher.startsWith('RC2_')) return 'rc2'
  if (cipher.startsWith('RC4_')) return 'rc4'
  if (hash === 'MD5') return 'md5'
  if (cipher === '3DES_EDE_CBC') return '3des'
  if (cipher === 'IDEA_CBC' || cipher === 'SEED_CBC') return 'idea-seed'
  switch (keyExchange) {
    case 'RSA':
      return 'static-rsa'
    case 'DH':
    case 'ECDH':
      return 'static-dh'
    case 'DHE':
      return aead ? 'dhe-aead' : 'dhe-cbc'
    case 'ECDHE':
      return aead ? 'ecdhe-aead' : 'ecdhe-cbc'
    case 'TLS13':
      return 'tls13'
    case 'PSK':
    case 'RSA_PSK':
    case 'DHE_PSK':
    case 'ECDHE_PSK':
    case 'SRP':
    case 'KRB5':
    case 'ECCPWD':
    case 'GOST':
    case 'FORTEZZA':
      return 'other-auth'
    case 'NULL':
      throw new Error(`${name}: encrypts without exchanging a key`)
    default:
      return keyExchange satisfies never
  }
}

const CLASSIC: readonly TlsVersion[] = ['ssl3', 'tls10', 'tls11', 'tls12']
const SINCE_TLS10: readonly TlsVersion[] = ['tls10', 'tls11', 'tls12']

/**
 * The versions in which a server of the real world may choose the suite; not the same as the versions that allow it.
 *
 * Old stacks gate nothing by version: EXPORT, DES and IDEA are met in TLS 1.2 though RFC 4346 and RFC 5469 forbid them
 * there. What TLS 1.2 brought (AEAD, MACs of SHA-2) cannot work earlier, save PSK with a SHA-2 MAC, which OpenSSL
 * offers from TLS 1.0. Curves were made for TLS 1.0, but OpenSSL up to 1.0.2 uses its own curve in SSL 3.0, where
 * no extension names any.
 */
function suiteVersions({ keyExchange, cipher, hash, aead, name }: Basis): readonly TlsVersion[] {
  // RFC 5246 appendix A.5: the state before the handshake, never to be negotiated.
  if (keyExchange === 'NULL') return []
  if (keyExchange === 'TLS13') return ['tls13']
  if (keyExchange === 'FORTEZZA') return ['ssl3']
  if (keyExchange === 'GOST') return cipher.endsWith('_CTR') ? ['tls12'] : SINCE_TLS10
  if (aead) return ['tls12']
  const isPsk = keyExchange.endsWith('PSK')
  if (hash === 'SHA256' || hash === 'SHA384') return isPsk && !/ARIA/.test(name) ? SINCE_TLS10 : ['tls12']
  return keyExchange === 'ECCPWD' || keyExchange === 'ECDHE_PSK' ? SINCE_TLS10 : CLASSIC
}
