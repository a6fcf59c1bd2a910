import type { FactCheck } from '../../shown/checks.ts'
import { groups, has, lacks, type Shown, safeFrom, suites, versions } from '../../shown/shown.ts'
import { CURRENT, FFDHE_GROUPS, TOLERANT, USUAL_GROUPS } from './usual-facts.ts'

/** Servers of before 2015: OpenSSL 1.0.1 and 1.0.2. */
const AGED: readonly FactCheck[] = [
  'starttls accepted',
  'verify OK',
  'order client',
  ...TOLERANT,
  ...has('secureRenegotiation', 'sessionTicket'),
  ...lacks('compression', 'heartbeat', 'extendedMasterSecret', 'encryptThenMac', 'ocspStaple', 'alpn', 'resumptionId'),
  ...safeFrom('starttlsInjection', 'robot'),
]

/** Suites of old libraries that are allowed everything. */
const OLD_SUITES = suites('static-rsa', 'null', '3des', 'rc4', 'idea-seed')
const OLD_EPHEMERAL_SUITES = suites('ecdhe-cbc', 'dhe-cbc', 'anonymous')
const OLD_AEAD_SUITES = suites('ecdhe-aead', 'dhe-aead')

const ANCIENT_FINDINGS = [
  'tls-version-obsolete',
  'tls-version-13-missing',
  'tls-extended-master-secret-missing',
  'cipher-null',
  'cipher-rc4',
  'cipher-3des',
  'cipher-md5',
  'cipher-idea-seed',
  'cipher-static-rsa',
  'vuln-sweet32',
  'vuln-beast',
] as const

const GNUTLS: readonly FactCheck[] = [
  'starttls accepted',
  'verify OK',
  'order client',
  'dh 2048',
  ...TOLERANT,
  ...groups('x25519', 'x448', 'secp256r1', 'secp384r1', 'secp521r1'),
  ...has('clientRenegotiation', 'extendedMasterSecret', 'encryptThenMac', 'sessionTicket', 'resumptionTicket'),
  ...has('resumptionId'),
  ...lacks('compression', 'heartbeat', 'alpn'),
  ...safeFrom('robot', 'ticketbleed'),
]

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
  'vuln-poodle',
  'vuln-freak',
  'vuln-logjam',
  'vuln-sweet32',
  'vuln-beast',
] as const

/** What a full survey shows of servers with old libraries and strange settings. */
export const LEGACY = {
  'Node.js 0.10.33': {
    peer: 'Node.js 0.10.33 (OpenSSL 1.0.1j)',
    facts: [
      ...AGED,
      ...versions('ssl2', 'ssl3', 'tls10', 'tls11', 'tls12'),
      ...OLD_SUITES,
      ...suites('ssl2', 'des'),
      ...has('clientRenegotiation', 'resumptionTicket'),
      ...safeFrom('ticketbleed'),
    ],
    findings: [
      ...ANCIENT_FINDINGS,
      'tls-renegotiation-client',
      'cipher-des',
      'cipher-no-forward-secrecy',
      'vuln-drown',
      'vuln-poodle',
    ],
    // It closes instead of sending an alert, so that nobody can tell why it did not like the fallback signal: contradictory.
    open: ['tls-fallback-scsv-missing'],
  },
  'Node.js 0.10.33, 512-bit key': {
    peer: 'Node.js 0.10.33 (OpenSSL 1.0.1j) with a key of 512 bits',
    facts: [
      ...AGED,
      ...versions('ssl2', 'ssl3', 'tls10', 'tls11', 'tls12'),
      ...OLD_SUITES,
      ...suites('ssl2', 'des', 'export'),
    ],
    findings: [
      ...ANCIENT_FINDINGS,
      'tls-renegotiation-client',
      'cipher-des',
      'cipher-export',
      'cipher-no-forward-secrecy',
      'cert-key-small',
      'vuln-drown',
      'vuln-freak',
      'vuln-poodle',
    ],
    open: ['tls-fallback-scsv-missing'], // as above
  },
  'Node.js 0.12.0': {
    peer: 'Node.js 0.12.0 (OpenSSL 1.0.1l) with a prime of 512 bits',
    facts: [
      ...AGED,
      ...versions('ssl2', 'ssl3', 'tls10', 'tls11', 'tls12'),
      ...OLD_SUITES,
      ...OLD_EPHEMERAL_SUITES,
      ...OLD_AEAD_SUITES,
      ...suites('ssl2', 'des', 'export'),
      ...groups('secp256r1'),
      ...has('fallbackScsv'),
      'dh 512',
    ],
    findings: [
      ...ANCIENT_FINDINGS,
      'tls-renegotiation-client',
      'cipher-anonymous',
      'cipher-des',
      'cipher-export',
      'cipher-no-server-preference',
      'cipher-not-recommended',
      'kex-dh-small',
      'vuln-drown',
      'vuln-logjam',
      'vuln-poodle',
    ],
  },
  'Node.js 0.12.18': {
    peer: 'Node.js 0.12.18 (OpenSSL 1.0.1u)',
    facts: [
      ...AGED,
      ...versions('ssl3', 'tls10', 'tls11', 'tls12'),
      ...OLD_SUITES,
      ...OLD_EPHEMERAL_SUITES,
      ...OLD_AEAD_SUITES,
      ...groups('secp256r1'),
      'dh 1024',
    ],
    findings: [
      ...ANCIENT_FINDINGS,
      'tls-renegotiation-client',
      'cipher-anonymous',
      'cipher-no-server-preference',
      'cipher-not-recommended',
      'kex-dh-small',
      'kex-dh-common-prime',
      'vuln-poodle',
    ],
  },
  'Node.js 0.12.18, weak curve': {
    peer: 'Node.js 0.12.18 (OpenSSL 1.0.1u) with the curve secp192r1, its own order',
    facts: [
      // Its own options put Node's out of force that forbid SSL 3.0.
      ...versions('ssl3', 'tls10', 'tls11', 'tls12'),
      ...suites('ecdhe-aead', 'ecdhe-cbc'),
      ...groups('secp192r1'),
      'order server',
    ],
    findings: [
      'tls-version-obsolete',
      'tls-version-13-missing',
      'tls-extended-master-secret-missing',
      'cipher-not-recommended',
      'kex-group-weak',
      'vuln-poodle',
      'vuln-beast',
    ],
    // No library of today has the curve, and so no whole handshake is possible.
    open: [
      'tls-renegotiation-client',
      'tls-version-intolerance',
      'starttls-injection',
      'vuln-ticketbleed',
      'cert-untrusted',
      'cert-incomplete-chain',
    ],
  },
  'Node.js 4.0.0': {
    peer: 'Node.js 4.0.0 (OpenSSL 1.0.2d)',
    facts: [
      ...AGED,
      ...versions('tls10', 'tls11', 'tls12'),
      ...OLD_SUITES,
      ...OLD_EPHEMERAL_SUITES,
      ...OLD_AEAD_SUITES,
      ...suites('des'),
      'dh 1024',
    ],
    findings: [
      ...ANCIENT_FINDINGS,
      'tls-renegotiation-client',
      'cipher-anonymous',
      'cipher-des',
      'cipher-no-server-preference',
      'cipher-not-recommended',
      'kex-dh-small',
      'kex-dh-common-prime',
    ],
  },
  'Node.js 4.0.0, ECDSA': {
    peer: 'Node.js 4.0.0 (OpenSSL 1.0.2d) with an ECDSA key that is not limited to signatures',
    facts: [
      ...versions('tls10', 'tls11', 'tls12'),
      ...suites('static-dh', 'ecdhe-aead', 'ecdhe-cbc'),
      'verify DEPTH_ZERO_SELF_SIGNED_CERT',
    ],
    findings: [
      'cert-self-signed',
      'tls-version-obsolete',
      'tls-version-13-missing',
      'tls-renegotiation-client',
      'tls-extended-master-secret-missing',
      'cipher-no-server-preference',
      'cipher-not-recommended',
      'vuln-beast',
    ],
    // With an ECDSA key alone no curve can be offered without the key's own.
    open: ['kex-group-weak'],
  },
  'Node.js 6.17.1': {
    peer: 'Node.js 6.17.1 (OpenSSL 1.0.2r)',
    facts: [
      ...AGED,
      ...versions('tls10', 'tls11', 'tls12'),
      ...OLD_SUITES,
      ...OLD_EPHEMERAL_SUITES,
      ...OLD_AEAD_SUITES,
      'dh 1024',
    ],
    findings: [
      ...ANCIENT_FINDINGS,
      'tls-renegotiation-client',
      'cipher-anonymous',
      'cipher-no-server-preference',
      'cipher-not-recommended',
      'kex-dh-small',
      'kex-dh-common-prime',
    ],
  },
  'Node.js 8.17.0, TLS 1.0': {
    peer: 'Node.js 8.17.0 (OpenSSL 1.0.2s), TLS 1.0 alone',
    facts: [...AGED, ...versions('tls10'), ...OLD_SUITES, ...OLD_EPHEMERAL_SUITES, 'dh 1024'],
    findings: [
      ...ANCIENT_FINDINGS,
      'tls-version-12-missing',
      'tls-renegotiation-client',
      'cipher-anonymous',
      'cipher-cbc-only',
      'cipher-not-recommended',
      'kex-dh-small',
      'kex-dh-common-prime',
    ],
  },
  'Node.js 10.24.1': {
    peer: 'Node.js 10.24.1 (OpenSSL 1.1.1k)',
    facts: [
      ...CURRENT,
      ...TOLERANT,
      ...USUAL_GROUPS,
      ...versions('tls10', 'tls11', 'tls12'),
      ...suites('ecdhe-aead', 'ecdhe-cbc', 'dhe-aead', 'dhe-cbc', 'static-rsa', 'idea-seed'),
      ...has('clientRenegotiation', 'encryptThenMac', 'sessionTicket', 'resumptionTicket'),
      ...safeFrom('robot', 'ticketbleed', 'starttlsInjection'),
      'order client',
      'dh 1024',
    ],
    findings: [
      'tls-version-obsolete',
      'tls-version-13-missing',
      'tls-renegotiation-client',
      'cipher-idea-seed',
      'cipher-static-rsa',
      'cipher-no-server-preference',
      'cipher-not-recommended',
      'kex-dh-small',
      'kex-dh-common-prime',
      'vuln-sweet32',
      'vuln-beast',
    ],
  },
  'Node.js 24.21.0': {
    peer: 'Node.js 24.21.0 (OpenSSL 3.5)',
    facts: [
      ...CURRENT,
      ...TOLERANT,
      ...USUAL_GROUPS,
      ...groups('X25519MLKEM768', 'ffdhe2048', 'ffdhe3072'),
      ...versions('tls12', 'tls13'),
      ...suites('tls13', 'ecdhe-aead', 'ecdhe-cbc', 'static-rsa'),
      ...has('clientRenegotiation', 'resumptionTicket', 'resumption13'),
      ...safeFrom('robot', 'ticketbleed', 'starttlsInjection'),
    ],
    findings: [
      'tls-renegotiation-client',
      'cipher-static-rsa',
      'cipher-no-server-preference',
      'cipher-not-recommended',
    ],
  },
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
  'gnutls-serv': {
    peer: 'gnutls-serv 3.7 with everything up to TLS 1.2',
    facts: [
      ...GNUTLS,
      ...versions('tls10', 'tls11', 'tls12'),
      ...suites('ecdhe-aead', 'ecdhe-cbc', 'dhe-aead', 'dhe-cbc', 'static-rsa', 'anonymous', 'null', '3des', 'rc4'),
      ...has('secureRenegotiation'),
    ],
    findings: [
      'tls-version-obsolete',
      'tls-version-13-missing',
      'tls-renegotiation-client',
      'cipher-null',
      'cipher-anonymous',
      'cipher-rc4',
      'cipher-3des',
      'cipher-md5',
      'cipher-static-rsa',
      'cipher-no-server-preference',
      'cipher-not-recommended',
      'vuln-sweet32',
      'vuln-beast',
    ],
    open: ['starttls-injection'], // its echo is no answer to a command
  },
  'gnutls-serv, no RFC 5746': {
    peer: 'gnutls-serv 3.7 with renegotiation left unprotected',
    facts: [
      ...GNUTLS,
      ...FFDHE_GROUPS,
      ...versions('tls10', 'tls11', 'tls12', 'tls13'),
      ...suites('tls13', 'ecdhe-aead', 'ecdhe-cbc', 'dhe-aead', 'dhe-cbc', 'static-rsa'),
      ...has('resumption13'),
      ...lacks('secureRenegotiation', 'earlyData'),
    ],
    findings: [
      'tls-version-obsolete',
      'tls-renegotiation-insecure',
      'tls-renegotiation-client',
      'cipher-static-rsa',
      'cipher-no-server-preference',
      'cipher-not-recommended',
      'kex-no-post-quantum',
      'vuln-beast',
    ],
    open: ['starttls-injection'], // as above
  },
  'openssl s_server, early data': {
    peer: 'openssl s_server 3.0 that accepts early data',
    facts: [...versions('tls12', 'tls13'), ...FFDHE_GROUPS, ...has('earlyData', 'resumption13')],
    findings: ['tls-early-data', 'cipher-no-server-preference', 'cipher-not-recommended', 'kex-no-post-quantum'],
    open: ['kex-group-weak'], // as above
  },
  'openssl s_server, TLS 1.0': {
    peer: 'openssl s_server 3.0 with all suites at TLS 1.0, RSA and ECDSA',
    facts: [
      ...versions('tls10'),
      ...suites('ecdhe-cbc', 'dhe-cbc', 'static-rsa', 'anonymous', 'null'),
      'order client',
      'dh 1024',
      'dh 2048',
      'dh 3072',
    ],
    findings: [
      'tls-version-obsolete',
      'tls-version-12-missing',
      'tls-version-13-missing',
      'cipher-null',
      'cipher-anonymous',
      'cipher-md5',
      'cipher-static-rsa',
      'cipher-cbc-only',
      'cipher-not-recommended',
      'kex-dh-small',
      'kex-dh-common-prime',
      'vuln-beast',
    ],
  },
  'openssl s_server, another name': {
    peer: 'openssl s_server 3.0 that is called otherwise and will not be called by its name',
    facts: ['starttls accepted', 'verify OK', ...versions('tls12'), ...has('withoutSni'), ...lacks('sni')],
    findings: ['tls-version-13-missing', 'tls-sni-abort', 'cipher-no-server-preference', 'cipher-not-recommended'],
    open: ['kex-group-weak'], // as above
  },
  'openssl s_server, ChaCha20 first': {
    peer: 'openssl s_server 3.0 with its own order, but for clients that are slow at AES',
    facts: [...versions('tls12'), ...suites('ecdhe-aead'), 'order server'],
    findings: ['tls-version-13-missing'],
    open: ['kex-group-weak'], // as above
  },
  'openssl s_server, PSK': {
    peer: 'openssl s_server 3.0 with a secret shared beforehand',
    facts: [...versions('tls12'), ...suites('other-auth')],
    findings: ['tls-version-13-missing', 'cipher-no-server-preference', 'cipher-not-recommended'],
    // The primes of DHE_PSK are not read.
    open: ['kex-group-weak', 'kex-dh-small', 'kex-dh-common-prime', 'vuln-logjam'],
  },
} as const satisfies Readonly<Record<string, Shown>>
