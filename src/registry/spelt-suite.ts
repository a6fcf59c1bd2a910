import type { Authentication, CipherSuite, KeyExchange } from './cipher-suite.ts'
import { CIPHER_SUITES } from './cipher-suites.ts'
import { suiteByName } from './find-suite.ts'
import type { NamedGroup } from './group.ts'
import { speltGroup } from './spelt-group.ts'

/** What a program's name of a suite says: the suite, and the group where the name has it, too. */
export interface SpeltSuite {
  readonly suite: CipherSuite
  readonly group: NamedGroup | null
}

/**
 * The suite that a program's word stands for, whoever spelt it:
 *
 * - IANA's and OpenSSL's names (`TLS_RSA_WITH_AES_128_CBC_SHA`, `AES128-SHA`)
 * - LibreSSL's `AEAD-AES256-GCM-SHA384` and rustls' `TLS13_AES_256_GCM_SHA384` of TLS 1.3
 * - GnuTLS' names, with or without `TLS_` (`TLS_ECDHE_RSA_AES_256_GCM_SHA384`, `DHE_RSA_AES_128_CBC_SHA1`, `RSA_ARCFOUR_128_MD5`)
 * - GnuTLS' description of a session as Exim writes it (`ECDHE_SECP256R1__RSA_SHA256__AES_256_GCM`), which has the group
 * - Windows' names with a curve at the end (`TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384_P384`)
 *
 * Undefined for a word that is none of these.
 */
export function speltSuite(word: string): SpeltSuite | undefined {
  if (word.length > LONGEST) return undefined
  const plain = suiteByName(word) ?? suiteByName(word.replace(/^TLS13_/, 'TLS_')) ?? byLooseName.get(looseName(word))
  if (plain !== undefined) return { suite: plain, group: null }
  if (word.includes('__')) return describedSession(word)
  const [, name = '', curve = ''] = /^(TLS_.*)_(P(?:256|384|521))$/.exec(word) ?? []
  const suite = suiteByName(name)
  return suite === undefined ? undefined : { suite, group: speltGroup(curve) ?? null }
}

/** Characters of the longest name, with room. */
const LONGEST = 120

/** Suites of the early drafts of ChaCha20 share their names with those that became standards. */
const isDraft = ({ name }: CipherSuite): boolean => name.endsWith('_OLD')

const byLooseName = new Map(
  CIPHER_SUITES.filter((suite) => !isDraft(suite)).map((suite) => [looseName(suite.name), suite]),
)

/** A name without what programs leave out or spell in their own way. */
function looseName(name: string): string {
  return name
    .toUpperCase()
    .replace(/^AEAD-/, 'TLS_')
    .replaceAll('-', '_')
    .replace(/^TLS_/, '')
    .replace('WITH_', '')
    .replace('ARCFOUR_', 'RC4_')
    .replace('PSK_DHE_', 'DHE_PSK_')
    .replace(/AES(?=\d)/, 'AES_')
    .replace(/(CHACHA20_POLY1305)$/, '$1_SHA256')
    .replace(/SHA1$/, 'SHA')
}

/**
 * `KX[_GROUP]`, the signature unless RSA decrypts, cipher and mode, and the MAC unless the cipher has its own; of a session's
 * description by GnuTLS, whose `)-(` Exim writes as `__`.
 */
function describedSession(word: string): SpeltSuite | undefined {
  const parts = word.toUpperCase().split('__')
  const [exchange = ''] = parts
  const [signature, cipher = '', mac] = exchange === 'RSA' ? [undefined, ...parts.slice(1)] : parts.slice(1)
  const [, kind = '', groupName = ''] = /^(ECDHE|DHE)_(.+)$/.exec(exchange) ?? [null, exchange, exchange]
  const group = speltGroup(groupName) ?? null
  const found = CIPHER_SUITES.filter(
    (suite) =>
      !isDraft(suite) &&
      suite.cipher === cipher &&
      (mac === undefined ? suite.aead : suite.hash === mac.replace(/^SHA1$/, 'SHA')),
  )
  const suite =
    found.find(
      ({ keyExchange, authentication }) =>
        keyExchange === exchangeOf(kind, group) && authentication === signerOf(signature),
    ) ?? found.find(({ keyExchange }) => keyExchange === 'TLS13')
  return suite === undefined ? undefined : { suite, group }
}

function exchangeOf(kind: string, group: NamedGroup | null): KeyExchange | null {
  if (kind === 'ECDHE' || kind === 'DHE' || kind === 'RSA') return kind
  // A hybrid stands alone, without the ECDHE that TLS 1.2 would have.
  return group?.kind === 'hybrid-pq' ? 'TLS13' : null
}

function signerOf(signature: string | undefined): Authentication {
  if (signature === undefined || signature.startsWith('RSA')) return 'RSA'
  if (signature.startsWith('DSA')) return 'DSS'
  return signature.startsWith('ECDSA') || signature.startsWith('EDDSA') ? 'ECDSA' : 'NULL'
}
