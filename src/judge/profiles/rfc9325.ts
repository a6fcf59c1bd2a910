import type { CipherSuite } from '../../registry/cipher-suite.ts'
import { CIPHER_SUITES } from '../../registry/cipher-suites.ts'
import type { NamedGroup } from '../../registry/group.ts'
import type { Class, Item, Profile } from '../profile.ts'

const VERSIONS: Profile['versions'] = {
  ssl2: 'prohibited',
  ssl3: 'prohibited',
  tls10: 'prohibited',
  tls11: 'prohibited',
  tls12: 'acceptable',
  tls13: 'recommended',
}

/** RFC 9325 section 4.2 for TLS 1.2; for TLS 1.3 it refers to RFC 8446 section 9.1. */
const RECOMMENDED: ReadonlySet<string> = new Set([
  'TLS_AES_128_GCM_SHA256',
  'TLS_AES_256_GCM_SHA384',
  'TLS_CHACHA20_POLY1305_SHA256',
  'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256',
  'TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384',
  'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256',
  'TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384',
])

/** Below this many bits of security nothing may be negotiated (RFC 9325 section 4.1), and no key may be (section 4.5). */
const LEAST_BITS = 112

/** Best current practice 195: what the IETF recommends for every use of TLS. */
export const rfc9325: Profile = {
  name: 'rfc9325',
  title: 'BCP 195',
  source: 'RFC 9325 (BCP 195), November 2022, sections 3 and 4',
  words: { recommended: 'recommended', acceptable: 'allowed', deprecated: 'discouraged', prohibited: 'forbidden' },
  classify,
  versions: VERSIONS,
  recommendedSuites: CIPHER_SUITES.filter((suite) => /recommended|acceptable/.test(suiteClass(suite))).map(
    ({ name }) => name,
  ),
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
      return suiteClass(item.suite)
    case 'group':
      return groupClass(item.group)
    case 'dh':
      // Suites with finite-field DHE are discouraged whatever the prime (section 4.1); short primes are forbidden (4.5).
      return item.bits >= 2048 ? 'deprecated' : 'prohibited'
    case 'key':
      return keyClass(item)
    case 'hash':
      if (/^(?:md|sha1$)/.test(item.hash)) return 'prohibited'
      return item.hash === 'sha256' ? 'recommended' : 'acceptable'
    case 'feature':
      if (item.feature === 'compression') return item.present ? 'deprecated' : 'recommended'
      return item.feature === 'secureRenegotiation' ? (item.present ? 'recommended' : 'prohibited') : null
    default:
      throw item satisfies never
  }
}

/** Section 4.1 for what is forbidden and discouraged, section 4.2 for what is recommended and for CBC. */
function suiteClass(suite: CipherSuite): Class {
  const { name, cipher, bits, hash, keyExchange, authentication } = suite
  if (RECOMMENDED.has(name)) return 'recommended'
  if (cipher === 'NULL' || cipher.startsWith('RC4') || bits < LEAST_BITS) return 'prohibited'
  // Without authentication there is none of the security that its section 5 presupposes.
  if (authentication === 'anon' || authentication === 'NULL' || hash === 'MD5') return 'prohibited'
  if (keyExchange === 'TLS13') return 'acceptable'
  const isEphemeral = keyExchange === 'ECDHE' || keyExchange === 'ECDHE_PSK'
  // The code points of a draft, which OpenSSL calls old, are none of the standard's.
  const isStandard = !name.endsWith('_OLD')
  return isEphemeral && suite.aead && bits >= 128 && isStandard ? 'acceptable' : 'deprecated'
}

function groupClass({ name, kind, securityBits }: NamedGroup): Class | null {
  // It was written before hybrid key exchange.
  if (kind === 'pq' || kind === 'hybrid-pq') return null
  if (name === 'secp256r1' || name === 'x25519') return 'recommended'
  return securityBits >= LEAST_BITS ? 'acceptable' : 'prohibited'
}

function keyClass({ algorithm, bits, curve }: Item & { readonly kind: 'key' }): Class | null {
  if (algorithm.startsWith('rsa')) return bits !== null && bits >= 2048 ? 'recommended' : 'prohibited'
  if (algorithm === 'ec')
    return curve === 'secp256r1' ? 'recommended' : (bits ?? 0) >= 224 ? 'acceptable' : 'prohibited'
  return null
}
