import { spawnSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import type { CipherSuite } from '../../src/registry/cipher-suite.ts'
import { suiteById, suitesOf } from '../../src/registry/find-suite.ts'

/** `0xC0,0x2F - ECDHE-RSA-… TLSv1.2 Kx=ECDH Au=RSA Enc=AESGCM(128) Mac=AEAD`, as `openssl ciphers -V` prints it. */
const LINE = /^\s*0x(..),0x(..) - (\S+)\s+(\S+)\s+Kx=(\S+)\s+Au=(\S+)\s+Enc=(\S+)\s+Mac=(\S+)\s*$/

/**
 * Suites with curves that OpenSSL forbids in SSL 3.0 since 1.1.0. Up to 1.0.2 it took them there, with a curve of its own
 * choice: test/peers/legacy-servers.test.ts has servers and a client that do.
 */
const CURVES_IN_SSL3: ReadonlySet<number> = new Set(
  suitesOf('tls10').flatMap(({ id, keyExchange, hash }) => (keyExchange === 'ECDHE' && hash === 'SHA' ? [id] : [])),
)

const listing = spawnSync('openssl', ['ciphers', '-V', 'ALL:COMPLEMENTOFALL:@SECLEVEL=0'], { encoding: 'utf8' })
const lines = listing.status === 0 ? listing.stdout.split('\n').filter((line) => line.trim() !== '') : []

describe.skipIf(listing.status !== 0)('agreement with the installed OpenSSL', () => {
  test('it lists suites', () => {
    expect(lines.length).toBeGreaterThan(20)
  })

  test.each(lines.map((line) => line.trim().replaceAll(/ +/g, ' ')))('%s', (line) => {
    const [, high, low, name, version, kx, au, enc, mac] = LINE.exec(line) ?? []
    const suite = suiteById(Number.parseInt(`${high}${low}`, 16))
    if (suite === undefined) throw new Error('the registry does not know this suite')
    expect({ name: suite.openssl, kx: kxOf(suite), au: auOf(suite), enc: encOf(suite), mac: macOf(suite) }).toEqual({
      name,
      kx,
      au,
      enc,
      mac,
    })
    // OpenSSL names the oldest version that it allows. It has suites of SSL 3.0 even where it is built without it.
    const oldest = { SSLv3: 'ssl3', TLSv1: 'tls10', 'TLSv1.2': 'tls12', 'TLSv1.3': 'tls13' }[version ?? '']
    expect(suite.versions[0]).toBe(CURVES_IN_SSL3.has(suite.id) ? 'ssl3' : oldest)
  })
})

/** OpenSSL does not tell DH from DHE, and leaves out underscores. */
function kxOf({ keyExchange }: CipherSuite): string {
  if (keyExchange === 'TLS13') return 'any'
  return keyExchange.replace('_', '').replace(/^(EC)?DHE$/, '$1DH')
}

function auOf({ authentication }: CipherSuite): string {
  if (authentication === 'TLS13') return 'any'
  return authentication === 'anon' ? 'None' : authentication
}

function encOf({ cipher, bits }: CipherSuite): string {
  if (cipher === 'NULL') return 'None'
  if (cipher === 'CHACHA20_POLY1305') return 'CHACHA20/POLY1305(256)'
  // It counts the 168 bits of a 3DES key rather than what they are worth.
  if (cipher === '3DES_EDE_CBC') return '3DES(168)'
  const [, algorithm = cipher, mode = ''] = /^([A-Z]+\d?)_(?:\d+_)?(CBC|GCM|CCM_8|CCM)$/.exec(cipher) ?? []
  const name = algorithm === 'CAMELLIA' ? 'Camellia' : algorithm
  return `${name}${mode === 'CBC' ? '' : mode.replace('_', '')}(${bits})`
}

function macOf({ aead, hash }: CipherSuite): string {
  if (aead) return 'AEAD'
  return hash === 'SHA' ? 'SHA1' : hash
}
