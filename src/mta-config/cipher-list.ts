import type { CipherSuite } from '../registry/cipher-suite.ts'
import { CIPHER_SUITES } from '../registry/cipher-suites.ts'
import { suiteByName } from '../registry/find-suite.ts'

/** Suites of a mail server: it has neither pre-shared keys nor passwords (SRP), and TLS 1.3's are not in these lists. */
const KEY_EXCHANGES: ReadonlySet<string> = new Set(['RSA', 'DH', 'DHE', 'ECDH', 'ECDHE'])

/** Every such suite that OpenSSL ever had. */
export const ALL_SUITES: readonly CipherSuite[] = CIPHER_SUITES.filter(
  ({ openssl, keyExchange }) => openssl !== null && KEY_EXCHANGES.has(keyExchange),
)

/** Those that OpenSSL 1.1.1 and 3 still have as distributions build them: without RC4, 3DES, IDEA, SEED and fixed Diffie-Hellman. */
export const CURRENT_SUITES: readonly CipherSuite[] = ALL_SUITES.filter(
  ({ keyExchange, authentication, cipher }) =>
    ['RSA', 'DHE', 'ECDHE'].includes(keyExchange) &&
    /^(?:NULL|AES|CAMELLIA|CHACHA20|ARIA_\d+_GCM)/.test(cipher) &&
    !(authentication === 'anon' && cipher.startsWith('ARIA')),
)

type Test = (suite: CipherSuite) => boolean

const isNull: Test = ({ cipher }) => cipher === 'NULL'
const isAnonymous: Test = ({ authentication }) => authentication === 'anon'
const cipherIs =
  (pattern: RegExp): Test =>
  ({ cipher }) =>
    pattern.test(cipher)
const exchanges =
  (...names: readonly string[]): Test =>
  ({ keyExchange }) =>
    names.includes(keyExchange)
const signs =
  (name: string): Test =>
  ({ authentication }) =>
    authentication === name
const macs =
  (hash: string): Test =>
  (suite) =>
    suite.hash === hash && !suite.aead
const both =
  (a: Test, b: Test): Test =>
  (suite) =>
    a(suite) && b(suite)
const not =
  (test: Test): Test =>
  (suite) =>
    !test(suite)

const isMedium: Test = (suite) => !suite.export && /^(?:RC4_128|IDEA|SEED|3DES)/.test(suite.cipher)
const isLow: Test = (suite) => !suite.export && /^(?:DES_|RC2)/.test(suite.cipher)
const isHigh: Test = (suite) => !(suite.export || isNull(suite) || isMedium(suite) || isLow(suite))

/** Suites that OpenSSL has but leaves out of its default list. */
const isNotDefault: Test = (suite) =>
  isAnonymous(suite) ||
  isNull(suite) ||
  suite.authentication === 'DSS' ||
  /^(?:ARIA|CAMELLIA|AES_\d+_CCM|RC4|3DES|IDEA|SEED|DES|RC2)/.test(suite.cipher) ||
  suite.export

/** Words of OpenSSL's cipher lists, in capital letters where ciphers(1) has them so: case counts. */
const WORDS: ReadonlyMap<string, Test> = new Map<string, Test>([
  ['ALL', not(isNull)],
  ['COMPLEMENTOFALL', isNull],
  ['DEFAULT', not(isNotDefault)],
  ['COMPLEMENTOFDEFAULT', both(isNotDefault, not(isNull))],
  ['HIGH', isHigh],
  ['MEDIUM', isMedium],
  ['LOW', isLow],
  ['EXP', (suite) => suite.export],
  ['EXPORT', (suite) => suite.export],
  ['EXPORT40', (suite) => suite.export && suite.bits === 40],
  ['EXPORT56', (suite) => suite.export && suite.bits === 56],
  ['eNULL', isNull],
  ['NULL', isNull],
  ['aNULL', isAnonymous],
  ['kRSA', exchanges('RSA')],
  ['RSA', exchanges('RSA')],
  ['aRSA', signs('RSA')],
  ['kDHE', exchanges('DHE')],
  ['kEDH', exchanges('DHE')],
  ['DH', exchanges('DHE')],
  ['DHE', both(exchanges('DHE'), not(isAnonymous))],
  ['EDH', both(exchanges('DHE'), not(isAnonymous))],
  ['ADH', both(exchanges('DHE'), isAnonymous)],
  ['kDHr', both(exchanges('DH'), signs('RSA'))],
  ['kDHd', both(exchanges('DH'), signs('DSS'))],
  ['kDH', exchanges('DH')],
  ['kECDHE', exchanges('ECDHE')],
  ['kEECDH', exchanges('ECDHE')],
  ['ECDH', exchanges('ECDHE')],
  ['ECDHE', both(exchanges('ECDHE'), not(isAnonymous))],
  ['EECDH', both(exchanges('ECDHE'), not(isAnonymous))],
  ['AECDH', both(exchanges('ECDHE'), isAnonymous)],
  ['kECDH', exchanges('ECDH')],
  ['aDSS', signs('DSS')],
  ['DSS', signs('DSS')],
  ['aECDSA', signs('ECDSA')],
  ['ECDSA', signs('ECDSA')],
  ['AES128', cipherIs(/^AES_128_/)],
  ['AES256', cipherIs(/^AES_256_/)],
  ['AES', cipherIs(/^AES_/)],
  ['AESGCM', cipherIs(/^AES_\d+_GCM$/)],
  ['AESCCM', cipherIs(/^AES_\d+_CCM/)],
  ['AESCCM8', cipherIs(/^AES_\d+_CCM_8$/)],
  ['ARIA128', cipherIs(/^ARIA_128_/)],
  ['ARIA256', cipherIs(/^ARIA_256_/)],
  ['ARIA', cipherIs(/^ARIA_/)],
  ['ARIAGCM', cipherIs(/^ARIA_/)],
  ['CAMELLIA128', cipherIs(/^CAMELLIA_128_/)],
  ['CAMELLIA256', cipherIs(/^CAMELLIA_256_/)],
  ['CAMELLIA', cipherIs(/^CAMELLIA_/)],
  ['CHACHA20', cipherIs(/^CHACHA20/)],
  ['3DES', cipherIs(/^3DES/)],
  ['DES', cipherIs(/^DES/)],
  ['RC4', cipherIs(/^RC4/)],
  ['RC2', cipherIs(/^RC2/)],
  ['IDEA', cipherIs(/^IDEA/)],
  ['SEED', cipherIs(/^SEED/)],
  ['MD5', macs('MD5')],
  ['SHA1', macs('SHA')],
  ['SHA', macs('SHA')],
  ['SHA256', macs('SHA256')],
  ['SHA384', macs('SHA384')],
  ['TLSv1.2', ({ versions }) => versions.length > 0 && versions.every((version) => version === 'tls12')],
  // OpenSSL notes TLS 1.0 as the first version of elliptic curves, and SSL 3.0 as that of all others from before TLS 1.2.
  ['TLSv1.0', (suite) => suite.versions.includes('tls11') && suite.keyExchange.startsWith('ECDH')],
  ['TLSv1', (suite) => suite.versions.includes('tls11') && suite.keyExchange.startsWith('ECDH')],
  ['SSLv3', (suite) => suite.versions.includes('tls11') && !suite.keyExchange.startsWith('ECDH')],
])

/** Words that are right but name nothing a mail server has, or that only old releases knew. */
const EMPTY_WORDS =
  /^(?:[ak]?PSK|k(?:RSA|DHE|ECDHE)PSK|[ak]?SRP|aGOST\w*|kGOST\w*|GOST\w*|aDH|aECDH|KRB5|aKRB5|kKRB5|kFZA|aFZA|eFZA|FZA|RC5|SSLv2|TLSv1\.3|SUITEB\w+|TLS_\w+|CBC)$/

/** What a cipher list comes to. */
export interface CipherList {
  /** The suites that are left, in the order of their numbers. */
  readonly suites: readonly CipherSuite[]
  /** Words that OpenSSL passes over in silence. */
  readonly unknown: readonly string[]
  /** The level of `@SECLEVEL=`; null without one. */
  readonly securityLevel: number | null
}

/**
 * Works out which suites an OpenSSL cipher list leaves, as ciphers(1) describes the language. Their order is left aside.
 *
 * @param universe the suites that the library has
 */
export function readCipherList(list: string, universe: readonly CipherSuite[] = CURRENT_SUITES): CipherList {
  const kept = new Set<CipherSuite>()
  const killed = new Set<CipherSuite>()
  const unknown: string[] = []
  let securityLevel: number | null = null
  for (const item of list.split(/[:\s,;]+/).filter((text) => text !== '')) {
    const command = /^@(?:SECLEVEL=(\d)|STRENGTH)$/.exec(item)
    if (command !== null) {
      if (command[1] !== undefined) securityLevel = Number(command[1])
      continue
    }
    const [, operator = '', words = ''] = /^([!+-]?)(.*)$/s.exec(item) ?? []
    const tests = words.split('+').map((word) => ({ word, test: testOf(word) }))
    unknown.push(...tests.flatMap(({ word, test }) => (test === null && !EMPTY_WORDS.test(word) ? [word] : [])))
    if (operator === '+' || tests.some(({ test }) => test === null)) continue
    const named = universe.filter((suite) => tests.every(({ test }) => test?.(suite) === true))
    for (const suite of named) {
      if (operator === '!') killed.add(suite)
      if (operator === '') kept.add(suite)
      else kept.delete(suite)
    }
  }
  return { suites: universe.filter((suite) => kept.has(suite) && !killed.has(suite)), unknown, securityLevel }
}

function testOf(word: string): Test | null {
  const known = WORDS.get(word)
  if (known !== undefined) return known
  const suite = suiteByName(word)
  return suite === undefined || suite.openssl === null ? null : ({ id }) => id === suite.id
}
