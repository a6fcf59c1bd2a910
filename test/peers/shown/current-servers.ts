import type { FactCheck } from '../../shown/checks.ts'
import { has, lacks, type Shown, safeFrom, suites, versions } from '../../shown/shown.ts'
import { CURRENT, FFDHE_GROUPS, TOLERANT, USUAL_GROUPS } from './usual-facts.ts'

/** What the default plan of Postfix on Debian leaves to the full one: which suites there are beside the first of each kind. */
const DETAILS = [
  'cipher-null',
  'cipher-anonymous',
  'cipher-export',
  'cipher-rc4',
  'cipher-des',
  'cipher-3des',
  'cipher-md5',
  'cipher-idea-seed',
  'cipher-no-server-preference',
  'cipher-weak-preferred',
  'cipher-not-recommended',
  'kex-dh-small',
  'kex-dh-common-prime',
  'kex-group-weak',
  'kex-sha1-signature',
  'starttls-injection',
  'tls-renegotiation-client',
  'tls-version-intolerance',
  'tls-extension-intolerance',
  'vuln-ccs-injection',
  'vuln-robot',
  'vuln-ticketbleed',
  'vuln-logjam',
  'vuln-freak',
  'vuln-sweet32',
  'vuln-beast',
] as const

/** What `wiretight check` shows of current servers. */
export const CHECKED = {
  postfix: {
    peer: 'Postfix 3.7 as Debian ships it, RSA and ECDSA, default plan',
    facts: [...versions('tls12', 'tls13'), ...suites('tls13', 'ecdhe-aead', 'static-rsa', 'anonymous'), ...CURRENT],
    findings: ['cipher-static-rsa', 'kex-no-post-quantum'],
    open: DETAILS,
  },
  exim: {
    peer: 'Exim 4.96 (GnuTLS 3.7), default plan',
    facts: [
      ...versions('tls10', 'tls11', 'tls12', 'tls13'),
      ...suites('tls13', 'ecdhe-aead', 'static-rsa'),
      ...CURRENT,
    ],
    findings: ['tls-version-obsolete', 'cipher-static-rsa', 'kex-no-post-quantum'],
    open: DETAILS,
  },
  s_server: {
    peer: 'openssl s_server 3.0, ECDSA, default plan',
    facts: [...versions('tls12', 'tls13'), ...suites('tls13', 'ecdhe-aead'), ...CURRENT],
    findings: ['kex-no-post-quantum'],
    open: DETAILS,
  },
} as const satisfies Readonly<Record<string, Shown>>

const FULL_POSTFIX: readonly FactCheck[] = [
  ...CURRENT,
  ...TOLERANT,
  ...USUAL_GROUPS,
  ...has('sessionTicket', 'resumptionTicket', 'resumption13'),
  ...lacks('clientRenegotiation', 'earlyData'),
  ...safeFrom('ticketbleed', 'starttlsInjection'),
]

/** What `wiretight check --full` shows of Exim and of three configurations of Postfix. */
export const SURVEYED = {
  default: {
    peer: 'Postfix 3.7 as Debian ships it, RSA and ECDSA',
    facts: [
      ...FULL_POSTFIX,
      ...versions('tls12', 'tls13'),
      ...suites('tls13', 'ecdhe-aead', 'ecdhe-cbc', 'dhe-aead', 'dhe-cbc', 'static-rsa', 'anonymous'),
      ...has('encryptThenMac'),
      ...safeFrom('robot'),
      'order client',
      'dh 1024',
      'dh 2048',
      'dh 3072',
    ],
    findings: [
      'cipher-anonymous',
      'cipher-static-rsa',
      'cipher-no-server-preference',
      'cipher-not-recommended',
      'kex-dh-small',
      'kex-dh-common-prime',
      'kex-no-post-quantum',
      'kex-sha1-signature',
    ],
  },
  hard: {
    peer: 'Postfix 3.7, hardened',
    facts: [...FULL_POSTFIX, ...versions('tls12', 'tls13'), ...suites('tls13', 'ecdhe-aead'), 'order server'],
    findings: ['kex-no-post-quantum', 'kex-sha1-signature'],
  },
  weak: {
    peer: 'Postfix 3.7, weakened to all that OpenSSL 3.0 has',
    facts: [
      ...FULL_POSTFIX,
      ...versions('tls10', 'tls11', 'tls12', 'tls13'),
      ...suites('tls13', 'ecdhe-aead', 'ecdhe-cbc', 'dhe-aead', 'dhe-cbc', 'static-rsa', 'anonymous', 'null'),
      ...has('encryptThenMac'),
      ...safeFrom('robot'),
      'order server',
      'dh 1024',
    ],
    findings: [
      'tls-version-obsolete',
      'cipher-null',
      'cipher-anonymous',
      'cipher-md5',
      'cipher-static-rsa',
      'cipher-weak-preferred',
      'cipher-not-recommended',
      'kex-dh-small',
      'kex-dh-common-prime',
      'kex-no-post-quantum',
      'kex-sha1-signature',
      'vuln-beast',
    ],
  },
  exim: {
    peer: 'Exim 4.96 (GnuTLS 3.7)',
    facts: [
      ...CURRENT,
      ...TOLERANT,
      ...USUAL_GROUPS,
      ...FFDHE_GROUPS,
      ...versions('tls10', 'tls11', 'tls12', 'tls13'),
      ...suites('tls13', 'ecdhe-aead', 'ecdhe-cbc', 'dhe-aead', 'dhe-cbc', 'static-rsa'),
      ...has('encryptThenMac'),
      ...lacks('clientRenegotiation', 'sessionTicket', 'resumption13', 'earlyData'),
      ...safeFrom('robot', 'starttlsInjection'),
      'order client',
      'dh 2048',
    ],
    findings: [
      'tls-version-obsolete',
      'cipher-static-rsa',
      'cipher-no-server-preference',
      'cipher-not-recommended',
      'kex-no-post-quantum',
      'kex-sha1-signature',
      'vuln-beast',
    ],
  },
} as const satisfies Readonly<Record<string, Shown>>
