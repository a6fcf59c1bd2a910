import type { CipherSuite } from '../../registry/cipher-suite.ts'
import type { Class, Item, Profile } from '../profile.ts'

const VERSIONS: Profile['versions'] = {
  ssl2: 'prohibited',
  ssl3: 'prohibited',
  tls10: 'deprecated',
  tls11: 'deprecated',
  tls12: 'acceptable',
  tls13: 'recommended',
}

const RECOMMENDED: readonly string[] = [
  'TLS_AES_256_GCM_SHA384',
  'TLS_CHACHA20_POLY1305_SHA256',
  'TLS_AES_128_GCM_SHA256',
  // The guide prefers the three above and calls all five suites of RFC 8446 appendix B.4 secure.
  'TLS_AES_128_CCM_SHA256',
  'TLS_AES_128_CCM_8_SHA256',
  'TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384',
  'TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384',
  'TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256',
  'TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256',
  'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256',
  'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256',
]

/** The least security of groups and keys, in bits (RFC 9325 section 4.5). */
const LEAST_BITS = 112

/**
 * The default profile: a practical guide to SMTP encryption of February 2026, with the numbers of RFC 9325 where the
 * guide gives none (groups, key lengths).
 */
export const guide2026: Profile = {
  name: 'guide-2026',
  title: 'Guide to SMTP encryption, 2026',
  source: 'CaptainDNS, "STARTTLS, SSL/TLS and SMTP", 17 February 2026; RFC 9325 for groups and key lengths',
  words: { recommended: 'recommended', acceptable: 'acceptable', deprecated: 'deprecated', prohibited: 'prohibited' },
  classify,
  versions: VERSIONS,
  recommendedSuites: RECOMMENDED,
  // 112 bits of security are a curve of 224 bits or a prime of 2048.
  groupSecurityBits: LEAST_BITS,
  dhBits: 2048,
  keyBits: { rsa: 2048, ec: 224 },
  expirySoonDays: 30,
  greetingMilliseconds: 15_000,
  severities: {},
  weights: null,
}

function classify(item: Item): Class | null {
  switch (item.kind) {
    case 'version':
      return VERSIONS[item.version]
    case 'suite':
      if (RECOMMENDED.includes(item.suite.name)) return 'recommended'
      // The guide says nothing of what it neither lists nor bans, such as DHE with AES-GCM.
      return isBanned(item.suite) ? 'prohibited' : null
    case 'group':
      return item.group.securityBits >= LEAST_BITS ? 'acceptable' : 'prohibited'
    case 'dh':
      return item.bits >= 2048 ? 'acceptable' : 'prohibited'
    case 'key':
      return keyClass(item.algorithm, item.bits)
    case 'hash':
      return /^(?:md|sha1$)/.test(item.hash) ? 'prohibited' : 'acceptable'
    case 'feature':
      return item.feature === 'compression' || item.feature === 'clientRenegotiation'
        ? item.present
          ? 'prohibited'
          : 'acceptable'
        : null
    default:
      throw item satisfies never
  }
}

/** RC4, DES, 3DES, MD5, NULL, EXPORT, RSA without (EC)DHE; and aNULL, which its Postfix settings exclude. */
function isBanned({ cipher, hash, keyExchange, authentication, export: isExport }: CipherSuite): boolean {
  const hasBadCipher = /^(?:RC4|DES|3DES|NULL)/.test(cipher)
  return hasBadCipher || hash === 'MD5' || isExport || keyExchange === 'RSA' || authentication === 'anon'
}

function keyClass(algorithm: string, bits: number | null): Class | null {
  if (bits === null) return null
  const least = algorithm === 'ec' ? 224 : algorithm.startsWith('rsa') || algorithm === 'dsa' ? 2048 : 0
  return bits >= least ? 'acceptable' : 'prohibited'
}
