import type { FactCheck } from '../../../shown/checks.ts'
import { has, lacks, type Shown, safeFrom, suites, versions } from '../../../shown/shown.ts'
import { FFDHE_GROUPS, TOLERANT, USUAL_GROUPS } from '../usual-facts.ts'

const JAVA: readonly FactCheck[] = [
  'starttls accepted',
  'verify OK',
  ...TOLERANT,
  ...versions('ssl3', 'tls10', 'tls11', 'tls12', 'tls13'),
  ...suites('tls13', 'ecdhe-aead', 'ecdhe-cbc', 'dhe-aead', 'dhe-cbc', 'static-rsa', 'anonymous', 'null'),
  ...suites('3des', 'rc4', 'des', 'export'),
  ...USUAL_GROUPS,
  ...FFDHE_GROUPS,
  ...has('secureRenegotiation', 'clientRenegotiation', 'extendedMasterSecret', 'sessionTicket'),
  ...has('resumptionId', 'resumptionTicket', 'resumption13'),
  ...lacks('compression', 'encryptThenMac', 'heartbeat', 'ocspStaple', 'signedCertificateTimestamps'),
  ...lacks('fallbackScsv', 'earlyData', 'alpn'),
  ...safeFrom('robot', 'ticketbleed', 'starttlsInjection'),
  'dh 512',
  'dh 768',
]

const JAVA_FINDINGS = [
  'tls-version-obsolete',
  'tls-fallback-scsv-missing',
  'tls-renegotiation-client',
  'cipher-null',
  'cipher-anonymous',
  'cipher-export',
  'cipher-rc4',
  'cipher-des',
  'cipher-3des',
  'cipher-md5',
  'cipher-static-rsa',
  'cipher-not-recommended',
  'kex-dh-small',
  'kex-dh-common-prime',
  'kex-no-post-quantum',
  'kex-sha1-signature',
  'vuln-poodle',
  'vuln-freak',
  'vuln-logjam',
  'vuln-sweet32',
  'vuln-beast',
] as const

/** Java's own TLS, with nothing forbidden. */
export const JAVA_SERVERS = {
  'Java 17': {
    peer: 'Java 17 (JSSE) with nothing forbidden, RSA and ECDSA',
    facts: [...JAVA, ...suites('static-dh'), 'order client'],
    findings: [...JAVA_FINDINGS, 'cipher-no-server-preference'],
  },
  'Java 17, its own order': {
    peer: 'Java 17 (JSSE) with nothing forbidden, RSA, its own order',
    facts: [...JAVA, 'order server'],
    findings: JAVA_FINDINGS,
    // Its order is like nobody else's, so that fitting the parts of it together would cost too much.
    open: ['cipher-weak-preferred'],
  },
} as const satisfies Readonly<Record<string, Shown>>
