import type { ConfigCode } from './config-codes.ts'
import type { ConfigSeverity } from './config-rule.ts'

/** The name of a published set of lists. */
export type ConfigProfileName = 'guide-2026' | 'rfc9325' | 'ncsc-nl-2025'

/**
 * What a published opinion asks of a mail server's settings, as data. Suites are OpenSSL cipher lists; they speak of TLS 1.2 alone,
 * since every profile takes the suites of TLS 1.3 as they are shipped.
 */
export interface ConfigProfile {
  readonly name: ConfigProfileName
  readonly title: string
  readonly source: string
  /** Suites to which nobody can object. */
  readonly goodSuites: string
  /** Suites that should go, but not today: a low finding. Whatever is in neither list is a medium one. */
  readonly toleratedSuites: string
  /** Groups of the key exchange that are good enough, by OpenSSL's names. */
  readonly groups: readonly string[]
  /** The least bits of an RSA key. */
  readonly rsaBits: number
  /** True when the server's order must count where it accepts more than the good suites. */
  readonly needsOrder: boolean
  readonly severities: Readonly<Partial<Record<ConfigCode, ConfigSeverity>>>
}

/** Curves that OpenSSL and all three profiles know, in Postfix's order. */
const CURVES = ['X25519', 'X448', 'prime256v1', 'secp384r1', 'secp521r1'] as const

/** Groups with a post-quantum half; none of the profiles objects to them. */
const HYBRIDS = ['X25519MLKEM768', 'SecP256r1MLKEM768', 'SecP384r1MLKEM1024'] as const

/** Every profile, the default first. */
export const CONFIG_PROFILES: readonly [ConfigProfile, ...ConfigProfile[]] = [
  {
    name: 'guide-2026',
    title: 'Guide to SMTP encryption, 2026',
    source: 'CaptainDNS, "STARTTLS, SSL/TLS and SMTP", 17 February 2026',
    goodSuites:
      'ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305:ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256',
    // Whatever the guide bans has a rule of its own; the rest is only not on its list.
    toleratedSuites: 'ALL',
    groups: [...HYBRIDS, ...CURVES],
    rsaBits: 2048,
    needsOrder: true,
    severities: {},
  },
  {
    name: 'rfc9325',
    title: 'RFC 9325 (BCP 195)',
    source: 'RFC 9325: Recommendations for Secure Use of TLS and DTLS, November 2022',
    goodSuites: 'ECDHE+AESGCM:ECDHE+CHACHA20:ECDHE+AESCCM:DHE+AESGCM:DHE+CHACHA20:DHE+AESCCM:!AESCCM8:!DSS',
    toleratedSuites: 'ALL',
    groups: [...HYBRIDS, ...CURVES, 'ffdhe2048', 'ffdhe3072', 'ffdhe4096'],
    rsaBits: 2048,
    needsOrder: true,
    // Section 3.2 asks for TLS in every case; opportunistic use is a subject of its own there, and better than none.
    severities: {},
  },
  {
    name: 'ncsc-nl-2025',
    title: 'Guidelines of the Dutch NCSC, May 2025',
    source: 'NCSC-NL, IT Security Guidelines for Transport Layer Security 2025-05, as Internet.nl applies them',
    goodSuites: 'ECDHE+AESGCM:ECDHE+CHACHA20:ECDSA+AESCCM:!AESCCM8',
    // "Phase out": DHE with RSA, and CBC with SHA-2.
    toleratedSuites:
      'DHE+aRSA+AESGCM:DHE+aRSA+CHACHA20:DHE+aRSA+AESCCM:DHE+aRSA+ARIA:DHE+aRSA+SHA256:ECDHE+SHA256:ECDHE+SHA384:ECDHE+ARIA:!AESCCM8',
    groups: [...HYBRIDS, ...CURVES, 'brainpoolP256r1', 'brainpoolP384r1', 'brainpoolP512r1'],
    rsaBits: 3072,
    needsOrder: true,
    severities: { 'config-outbound-opportunistic': 'high', 'config-cipher-no-forward-secrecy': 'high' },
  },
]

/** What is used when nobody chooses. */
export const DEFAULT_CONFIG_PROFILE: ConfigProfile = CONFIG_PROFILES[0]

/** The profile of a name; undefined for a name that is none. */
export function configProfileByName(name: string): ConfigProfile | undefined {
  return CONFIG_PROFILES.find((profile) => profile.name === name)
}
