import type { Profile } from '../profile.ts'

/**
 * The default profile: a practical guide to SMTP encryption of February 2026, with the numbers of RFC 9325 where the
 * guide gives none (groups, key lengths).
 */
export const guide2026: Profile = {
  name: 'guide-2026',
  title: 'Guide to SMTP encryption, 2026',
  source: 'CaptainDNS, "STARTTLS, SSL/TLS and SMTP", 17 February 2026; RFC 9325 for groups and key lengths',
  versions: {
    ssl2: 'prohibited',
    ssl3: 'prohibited',
    tls10: 'deprecated',
    tls11: 'deprecated',
    tls12: 'acceptable',
    tls13: 'recommended',
  },
  recommendedSuites: [
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
  ],
  // RFC 9325 section 4.5 asks for 112 bits of security at least: a curve of 224 bits, a prime of 2048.
  groupSecurityBits: 112,
  dhBits: 2048,
  keyBits: { rsa: 2048, ec: 224 },
  expirySoonDays: 30,
  greetingMilliseconds: 15_000,
  severities: {},
}
