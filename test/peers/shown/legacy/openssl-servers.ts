import { has, lacks, type Shown, suites, versions } from '../../../shown/shown.ts'
import { FFDHE_GROUPS } from '../usual-facts.ts'

/** OpenSSL 3.0 with settings that no mail server has by itself. */
export const OPENSSL_SERVERS = {
  'openssl s_server, early data': {
    peer: 'openssl s_server 3.0 that accepts early data',
    facts: [...versions('tls12', 'tls13'), ...FFDHE_GROUPS, ...has('earlyData', 'resumption13')],
    findings: ['tls-early-data', 'cipher-no-server-preference', 'cipher-not-recommended', 'kex-no-post-quantum'],
    open: ['kex-group-weak'], // with an ECDSA key alone no curve can be offered without the key's own
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
