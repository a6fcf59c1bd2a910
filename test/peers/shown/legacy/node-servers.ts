import type { FactCheck } from '../../../shown/checks.ts'
import { groups, has, lacks, type Shown, safeFrom, suites, versions } from '../../../shown/shown.ts'
import { CURRENT, TOLERANT, USUAL_GROUPS } from '../usual-facts.ts'

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
const ALL_OLD_SUITES = [...OLD_SUITES, ...OLD_EPHEMERAL_SUITES, ...suites('ecdhe-aead', 'dhe-aead')]

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

/** With ephemeral keys of 1024 bits, and an order of the client's. */
const LATE_FINDINGS = [
  ...ANCIENT_FINDINGS,
  'tls-renegotiation-client',
  'cipher-anonymous',
  'cipher-no-server-preference',
  'cipher-not-recommended',
  'kex-dh-small',
  'kex-dh-common-prime',
  'kex-sha1-signature',
] as const

/** Releases of Node.js from 2014 to this day, each with the OpenSSL that it was built with. */
export const NODE_SERVERS = {
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
      ...ALL_OLD_SUITES,
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
      'kex-sha1-signature',
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
      ...ALL_OLD_SUITES,
      ...groups('secp256r1'),
      'dh 1024',
    ],
    findings: [...LATE_FINDINGS, 'vuln-poodle'],
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
      'kex-sha1-signature',
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
    facts: [...AGED, ...versions('tls10', 'tls11', 'tls12'), ...ALL_OLD_SUITES, ...suites('des'), 'dh 1024'],
    findings: [...LATE_FINDINGS, 'cipher-des'],
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
      'kex-sha1-signature',
      'vuln-beast',
    ],
    // With an ECDSA key alone no curve can be offered without the key's own.
    open: ['kex-group-weak'],
  },
  'Node.js 6.17.1': {
    peer: 'Node.js 6.17.1 (OpenSSL 1.0.2r)',
    facts: [...AGED, ...versions('tls10', 'tls11', 'tls12'), ...ALL_OLD_SUITES, 'dh 1024'],
    findings: [...LATE_FINDINGS],
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
      'kex-sha1-signature',
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
} as const satisfies Readonly<Record<string, Shown>>
