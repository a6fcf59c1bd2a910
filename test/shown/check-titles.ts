import type { Feature, Vulnerability } from '../../src/facts/server-facts.ts'
import type { RULE_FAMILIES } from '../../src/judge/codes.ts'
import type { SuiteFamily } from '../../src/registry/cipher-suite.ts'

/* The words of docs/coverage.md for what the checks are about. */

/** Families of suites that are accepted. */
export const FAMILY_TITLES: Readonly<Record<SuiteFamily, string>> = {
  tls13: 'TLS 1.3',
  'ecdhe-aead': 'ECDHE with authenticated encryption',
  'ecdhe-cbc': 'ECDHE with CBC',
  'dhe-aead': 'DHE with authenticated encryption',
  'dhe-cbc': 'DHE with CBC',
  'static-rsa': 'static RSA',
  'static-dh': 'static DH and ECDH',
  anonymous: 'anonymous',
  null: 'NULL, without encryption',
  export: 'EXPORT',
  des: 'single DES',
  '3des': '3DES',
  rc2: 'RC2',
  rc4: 'RC4',
  md5: 'with MD5, and nothing weaker about them',
  'idea-seed': 'IDEA and SEED',
  'other-auth': 'PSK, SRP, Kerberos, GOST and other authentication',
}

/** Properties of TLS that a server has or has not. */
export const FEATURE_TITLES: Readonly<Record<Feature, string>> = {
  compression: 'compression',
  secureRenegotiation: 'secure renegotiation (RFC 5746)',
  clientRenegotiation: 'renegotiation by the client',
  extendedMasterSecret: 'extended master secret (RFC 7627)',
  encryptThenMac: 'encrypt-then-MAC (RFC 7366)',
  heartbeat: 'heartbeat (RFC 6520)',
  sessionTicket: 'session tickets (RFC 5077)',
  ocspStaple: 'stapled OCSP response (RFC 6066)',
  signedCertificateTimestamps: 'signed certificate timestamps (RFC 6962)',
  alpn: 'ALPN (RFC 7301)',
  fallbackScsv: 'fallback signal heeded (RFC 7507)',
  earlyData: 'early data (RFC 8446 section 2.3)',
  resumptionId: 'resumption by session id',
  resumptionTicket: 'resumption by ticket',
  resumption13: 'resumption in TLS 1.3',
  versionTolerance: 'tolerance of unknown versions',
  extensionTolerance: 'tolerance of unknown extensions',
  largeHelloTolerance: 'tolerance of large hellos',
  sni: 'handshakes with its own name (SNI)',
  withoutSni: 'handshakes without a name',
}

/** Vulnerabilities with a probe of their own. */
export const VULNERABILITY_TITLES: Readonly<Record<Vulnerability, string>> = {
  heartbleed: 'Heartbleed',
  ccsInjection: 'early ChangeCipherSpec',
  robot: 'ROBOT',
  ticketbleed: 'Ticketbleed',
  starttlsInjection: 'commands carried over into TLS',
}

/** What the findings of a family are about. */
export const FAMILY_SECTIONS = {
  mx: 'names',
  dnssec: 'DNSSEC',
  smtp: 'SMTP',
  starttls: 'STARTTLS',
  tls: 'versions and properties',
  cipher: 'suites',
  kex: 'key exchange',
  cert: 'certificates',
  'mta-sts': 'MTA-STS',
  dane: 'DANE',
  'tls-rpt': 'TLS reporting',
  requiretls: 'REQUIRETLS',
  protection: 'protection',
  vuln: 'named attacks',
} as const satisfies Readonly<Record<(typeof RULE_FAMILIES)[number], string>>
