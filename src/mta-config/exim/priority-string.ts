import type { TlsVersion } from '../../base/answer.ts'

/** What a GnuTLS priority string lets through, as far as rules ask. */
export interface PriorityString {
  readonly versions: readonly TlsVersion[]
  /** True when RSA key transport is let through. */
  readonly staticRsa: boolean
  readonly anonymous: boolean
  /** Finite-field Diffie-Hellman with RSA certificates. */
  readonly dhe: boolean
  /** CBC and CCM ciphers that are let through. */
  readonly lesserCiphers: readonly string[]
  /** Broken ciphers and MACs that are let through. */
  readonly broken: readonly string[]
  /** True when a word makes everything weaker, such as %UNSAFE_RENEGOTIATION or %VERIFY_ALLOW_SIGN_WITH_SHA1. */
  readonly unsafe: readonly string[]
}

const VERSIONS: Readonly<Record<string, TlsVersion>> = {
  'VERS-SSL3.0': 'ssl3',
  'VERS-TLS1.0': 'tls10',
  'VERS-TLS1.1': 'tls11',
  'VERS-TLS1.2': 'tls12',
  'VERS-TLS1.3': 'tls13',
}

const MODERN: readonly string[] = ['VERS-TLS1.0', 'VERS-TLS1.1', 'VERS-TLS1.2', 'VERS-TLS1.3']
const GOOD_CIPHERS: readonly string[] = ['AES-256-GCM', 'CHACHA20-POLY1305', 'AES-128-GCM']
const NORMAL_CIPHERS: readonly string[] = [...GOOD_CIPHERS, 'AES-256-CCM', 'AES-256-CBC', 'AES-128-CCM', 'AES-128-CBC']
const LEGACY_CIPHERS: readonly string[] = [...NORMAL_CIPHERS, '3DES-CBC', 'ARCFOUR-128']
const NORMAL_EXCHANGES: readonly string[] = ['ECDHE-ECDSA', 'ECDHE-RSA', 'RSA', 'DHE-RSA']
const FORWARD: readonly string[] = ['ECDHE-ECDSA', 'ECDHE-RSA', 'DHE-RSA']

/** What the initial words stand for (GnuTLS 3.6 and later, as `gnutls-cli --priority NORMAL --list` prints it). */
const KEYWORDS: ReadonlyMap<string, readonly string[]> = mapOf({
  NORMAL: [...MODERN, ...NORMAL_CIPHERS, ...NORMAL_EXCHANGES, 'SHA1', 'AEAD'],
  PERFORMANCE: [...MODERN, ...NORMAL_CIPHERS, ...NORMAL_EXCHANGES, 'SHA1', 'AEAD'],
  SECURE128: [...MODERN, ...NORMAL_CIPHERS, ...NORMAL_EXCHANGES, 'SHA1', 'AEAD'],
  SECURE192: [...MODERN, 'AES-256-GCM', 'CHACHA20-POLY1305', 'AES-256-CCM', 'AES-256-CBC', ...NORMAL_EXCHANGES, 'AEAD'],
  SECURE256: [...MODERN, 'AES-256-GCM', 'CHACHA20-POLY1305', 'AES-256-CCM', 'AES-256-CBC', ...NORMAL_EXCHANGES, 'AEAD'],
  PFS: [...MODERN, ...NORMAL_CIPHERS, ...FORWARD, 'SHA1', 'AEAD'],
  LEGACY: [...MODERN, ...LEGACY_CIPHERS, ...NORMAL_EXCHANGES, 'SHA1', 'MD5', 'AEAD'],
  SUITEB128: ['VERS-TLS1.2', 'AES-256-GCM', 'AES-128-GCM', 'ECDHE-ECDSA', 'AEAD'],
  SUITEB192: ['VERS-TLS1.2', 'AES-256-GCM', 'ECDHE-ECDSA', 'AEAD'],
  NONE: [],
})

/** Words that stand for all of a kind. */
const GROUPS: ReadonlyMap<string, readonly string[]> = mapOf({
  'VERS-ALL': Object.keys(VERSIONS),
  'VERS-TLS-ALL': Object.keys(VERSIONS),
  'CIPHER-ALL': [...LEGACY_CIPHERS, 'NULL'],
  'KX-ALL': [...NORMAL_EXCHANGES, 'ANON-DH', 'ANON-ECDH', 'DHE-DSS'],
  'MAC-ALL': ['SHA1', 'SHA256', 'SHA384', 'MD5', 'AEAD'],
})

/** A map, because an object has a `constructor` that no priority string means. */
function mapOf(words: Readonly<Record<string, readonly string[]>>): ReadonlyMap<string, readonly string[]> {
  return new Map(Object.entries(words))
}

const BROKEN = /^(?:NULL|ARCFOUR-\d+|3DES-CBC|DES-CBC|RC2-\d+|MD5)$/
const UNSAFE =
  /^%(?:UNSAFE_RENEGOTIATION|DISABLE_SAFE_RENEGOTIATION|VERIFY_ALLOW_SIGN_(?:RSA_MD5|WITH_SHA1)|VERIFY_ALLOW_BROKEN|DISABLE_WILDCARDS|COMPAT)$/

/**
 * Reads a GnuTLS priority string such as `NORMAL:-VERS-TLS1.0:-RSA`; null when it begins with no word that GnuTLS itself
 * defines, since `SYSTEM` and `@NAME` stand for what a file of that machine says.
 */
export function readPriorityString(text: string): PriorityString | null {
  const [first = '', ...rest] = text.trim().split(':')
  const initial = KEYWORDS.get(first)
  if (initial === undefined) return null
  const kept = new Set(initial)
  const unsafe: string[] = []
  for (const item of rest) {
    const sign = item.charAt(0)
    const word = item.slice(1)
    if (UNSAFE.test(item)) unsafe.push(item)
    const named = GROUPS.get(word) ?? KEYWORDS.get(word) ?? [word]
    if (sign === '-' || sign === '!') for (const each of named) kept.delete(each)
    if (sign === '+') for (const each of named) kept.add(each)
  }
  return {
    versions: Object.entries(VERSIONS).flatMap(([name, version]) => (kept.has(name) ? [version] : [])),
    staticRsa: kept.has('RSA'),
    anonymous: kept.has('ANON-DH') || kept.has('ANON-ECDH'),
    dhe: kept.has('DHE-RSA'),
    lesserCiphers: [...kept].filter((word) => /-(?:CBC|CCM(?:-8)?)$/.test(word) && !BROKEN.test(word)),
    broken: [...kept].filter((word) => BROKEN.test(word)),
    unsafe,
  }
}

/** The priority string for forward secrecy and AEAD ciphers alone, from this version on. */
export function goodPriorityString(least: 'TLSv1.2' | 'TLSv1.3'): string {
  const versions = least === 'TLSv1.3' ? '+VERS-TLS1.3' : '+VERS-TLS1.3:+VERS-TLS1.2'
  return `NORMAL:-VERS-ALL:${versions}:-RSA:-DHE-RSA:-CIPHER-ALL:${GOOD_CIPHERS.map((cipher) => `+${cipher}`).join(':')}`
}
