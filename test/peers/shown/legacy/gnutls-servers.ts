import type { FactCheck } from '../../../shown/checks.ts'
import { groups, has, lacks, type Shown, safeFrom, suites, versions } from '../../../shown/shown.ts'
import { FFDHE_GROUPS, TOLERANT } from '../usual-facts.ts'

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

/** GnuTLS with settings of the past. */
export const GNUTLS_SERVERS = {
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
      'kex-sha1-signature',
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
      'kex-sha1-signature',
      'vuln-beast',
    ],
    open: ['starttls-injection'], // as above
  },
} as const satisfies Readonly<Record<string, Shown>>
