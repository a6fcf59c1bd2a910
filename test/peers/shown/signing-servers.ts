import type { Shown } from '../../shown/shown.ts'

/** What a full survey shows of how servers sign. The findings are those about key exchange. */
export const SIGNED = {
  'OpenSSL, level 2': {
    peer: 'openssl s_server 3.0 as Debian has it',
    facts: ['signature MD5 refused', 'signature SHA-1 refused'],
    findings: ['kex-no-post-quantum'],
  },
  'OpenSSL, level 1': {
    peer: 'openssl s_server 3.0 at its own level 1',
    facts: ['signature SHA-1 refused'],
    findings: ['kex-no-post-quantum'],
  },
  'OpenSSL, level 0': {
    peer: 'openssl s_server 3.0 at level 0',
    facts: ['signature SHA-1 accepted'],
    findings: ['kex-no-post-quantum', 'kex-sha1-signature'],
  },
  'OpenSSL, two keys': {
    peer: 'openssl s_server 3.0 at level 0, RSA and ECDSA',
    facts: ['signature SHA-1 accepted'],
    findings: ['kex-no-post-quantum', 'kex-sha1-signature'],
  },
  'OpenSSL, SHA-1 alone': {
    peer: 'openssl s_server 3.0 that signs with nothing but SHA-1',
    facts: ['signature SHA-1 accepted'],
    findings: ['kex-no-post-quantum', 'kex-sha1-signature'],
  },
  'OpenSSL 1.0.1': {
    peer: 'Node.js 0.12.18 (OpenSSL 1.0.1u) with ECDHE alone',
    facts: ['signature SHA-1 accepted'],
    findings: ['kex-sha1-signature'],
  },
  Java: {
    peer: 'Java 17 (JSSE) with nothing forbidden, RSA',
    facts: ['signature MD5 accepted'],
    findings: ['kex-dh-small', 'kex-dh-common-prime', 'kex-no-post-quantum', 'kex-sha1-signature'],
  },
  GnuTLS: {
    peer: 'gnutls-serv 3.7, usual settings',
    facts: ['signature SHA-1 accepted'],
    findings: ['kex-no-post-quantum', 'kex-sha1-signature'],
  },
  'GnuTLS, without SHA-1': {
    peer: 'gnutls-serv 3.7 without the signatures SIGN-RSA-SHA1 and SIGN-ECDSA-SHA1',
    facts: ['signature SHA-1 refused'],
    findings: ['kex-no-post-quantum'],
  },
} as const satisfies Readonly<Record<string, Shown>>
