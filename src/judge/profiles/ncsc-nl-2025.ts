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

/**
 * The guidelines of the Dutch NCSC of May 2025, as the test of Internet.nl applies them to mail servers. They file everything
 * under one of four words; what is to be phased out does not fail yet. That a certificate is trusted, or fits the name, does
 * not count for mail: senders that check it there do so by DANE.
 */
export const ncscNl2025: Profile = {
  name: 'ncsc-nl-2025',
  title: 'TLS guidelines of the NCSC-NL, 2025',
  source: 'NCSC-NL, "ICT-beveiligingsrichtlijnen voor TLS", 2025-05, as tested by Internet.nl',
  words: { recommended: 'good', acceptable: 'sufficient', deprecated: 'phase out', prohibited: 'insufficient' },
  classify,
  versions: VERSIONS,
  recommendedSuites: CIPHER_SUITES.filter((suite) => /recommended|acceptable/.test(suiteClass(suite))).map(
    ({ name }) => name,
  ),
  // P-224, with 112 bits of security, is to be phased out.
  groupSecurityBits: 128,
  dhBits: 3072,
  keyBits: { rsa: 3072, ec: 256 },
  expirySoonDays: 30,
  greetingMilliseconds: 15_000,
  severities: {
    'cert-untrusted': 'info',
    'cert-self-signed': 'info',
    'cert-incomplete-chain': 'info',
    'cert-name-mismatch': 'info',
    'cert-no-san': 'info',
    'tls-extended-master-secret-missing': 'medium',
    'tls-version-13-missing': 'info',
  },
  weights: { deprecated: 'low', prohibited: 'medium' },
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
      return isFfdhe(item) ? 'deprecated' : 'prohibited'
    case 'key':
      return keyClass(item)
    case 'hash':
      if (item.hash === 'sha224') return 'deprecated'
      return /^sha(?:3-)?(?:256|384|512)/.test(item.hash) ? 'recommended' : 'prohibited'
    case 'feature':
      return featureClass(item)
    default:
      throw item satisfies never
  }
}

function suiteClass(suite: CipherSuite): Class {
  const { name, cipher, keyExchange, authentication, hash } = suite
  if (keyExchange === 'TLS13') {
    if (name === 'TLS_AES_256_GCM_SHA384' || name === 'TLS_CHACHA20_POLY1305_SHA256') return 'recommended'
    return name === 'TLS_AES_128_GCM_SHA256' || name === 'TLS_AES_128_CCM_SHA256' ? 'acceptable' : 'prohibited'
  }
  const strongMac = hash === 'SHA256' || hash === 'SHA384'
  // Code points of a draft, with the name that OpenSSL gave them later, are none of the standard's.
  const isDraft = name.endsWith('_OLD')
  const isKept = /^(?:AES|ARIA|CAMELLIA)_\d+_(?:GCM|CBC|CCM)$|^CHACHA20/.test(cipher) && strongMac
  if (!isKept || isDraft) return 'prohibited'
  if (keyExchange === 'ECDHE' && (authentication === 'RSA' || authentication === 'ECDSA')) {
    return /^AES_\d+_(?:GCM|CCM)$|^CHACHA20/.test(cipher) ? 'acceptable' : 'deprecated'
  }
  return keyExchange === 'DHE' && authentication === 'RSA' ? 'deprecated' : 'prohibited'
}

const GOOD_CURVES: ReadonlySet<string> = new Set([
  'secp256r1',
  'secp384r1',
  'secp521r1',
  'x25519',
  'x448',
  'brainpoolP256r1',
  'brainpoolP384r1',
  'brainpoolP512r1',
  'brainpoolP256r1tls13',
  'brainpoolP384r1tls13',
  'brainpoolP512r1tls13',
])

function groupClass({ name, kind }: NamedGroup): Class | null {
  // The published table has no row for hybrids; they are not held against a server.
  if (kind === 'pq' || kind === 'hybrid-pq') return null
  if (GOOD_CURVES.has(name)) return 'recommended'
  return name === 'secp224r1' || /^ffdhe(?:3072|4096|6144|8192)$/.test(name) ? 'deprecated' : 'prohibited'
}

/** The primes of RFC 7919 from 3072 bits on, with the generator 2. */
function isFfdhe({ bits, prime, generator }: Item & { readonly kind: 'dh' }): boolean {
  return bits >= 3072 && prime !== null && /\bffdhe\d+\b/.test(prime) && /^0*2$/.test(generator)
}

const GOOD_KEY_CURVES: ReadonlySet<string> = new Set([
  'secp256r1',
  'secp384r1',
  'secp521r1',
  'brainpoolP256r1',
  'brainpoolP384r1',
  'brainpoolP512r1',
])

function keyClass({ algorithm, bits, curve }: Item & { readonly kind: 'key' }): Class | null {
  if (algorithm === 'ed25519' || algorithm === 'ed448') return 'recommended'
  if (algorithm === 'ec') {
    if (curve === null) return null
    return GOOD_KEY_CURVES.has(curve) ? 'recommended' : curve === 'secp224r1' ? 'deprecated' : 'prohibited'
  }
  if (!algorithm.startsWith('rsa')) return 'prohibited'
  if (bits === null) return null
  return bits >= 3072 ? 'recommended' : bits >= 2048 ? 'deprecated' : 'prohibited'
}

/** Client-initiated renegotiation may happen up to ten times; how often it would is not observed. */
function featureClass({ feature, present }: Item & { readonly kind: 'feature' }): Class | null {
  switch (feature) {
    case 'compression':
      return present ? 'prohibited' : 'recommended'
    case 'secureRenegotiation':
    case 'extendedMasterSecret':
      return present ? 'recommended' : 'prohibited'
    case 'clientRenegotiation':
      return present ? null : 'recommended'
    default:
      return null
  }
}
