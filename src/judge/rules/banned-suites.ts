import type { CipherSuite } from '../../registry/cipher-suite.ts'
import { FULL_CHECK } from '../command.ts'
import { excluding } from '../fixes.ts'
import type { AddressRule } from '../rule.ts'

/*
 * Suites are judged by what they are made of, not by the one family that the registry files them under: a suite with RC4
 * and an MD5 MAC counts for both rules, since excluding one of them alone would leave the other possible elsewhere.
 * SSL 2.0 has ciphers of its own; `tls-version-obsolete` and `vuln-drown` speak of them.
 */

const S_CLIENT = 'openssl s_client {starttls}-connect {connect} -servername {host} -tls1_2'

/** A property of suites that is banned, and the rule that says so. */
export interface Ban {
  readonly holds: (suite: CipherSuite) => boolean
  readonly rule: Omit<AddressRule, 'scope' | 'tls' | 'check'>
}

/** What no suite may be. */
export const BANS: readonly Ban[] = [
  {
    holds: ({ cipher }) => cipher === 'NULL',
    rule: {
      code: 'cipher-null',
      severity: 'high',
      title: 'Suites without encryption are accepted',
      source: ['RFC 9325 section 4.1'],
      explain:
        'The server agrees to “encrypted” connections whose content is in clear. No sender asks for that by itself, but one that is misconfigured gets what it asks for, and both sides then report TLS while anyone on the path reads along.',
      fix: excluding(
        ['eNULL'],
        'Exclude suites without encryption (eNULL in OpenSSL’s terms).',
        'Disable-TlsCipherSuite -Name TLS_RSA_WITH_NULL_SHA256',
      ),
      verify: `${S_CLIENT} -cipher eNULL:@SECLEVEL=0`,
    },
  },
  {
    holds: ({ authentication }) => authentication === 'anon',
    rule: {
      code: 'cipher-anonymous',
      severity: 'medium',
      cases: [
        {
          when: { port: 'submission' },
          severity: 'high',
          because: 'mail programs are expected to check the certificate there',
        },
      ],
      title: 'Suites without a certificate are accepted',
      source: ['RFC 9325 section 5.1', 'RFC 7672 section 8.2'],
      explain:
        'With these suites the server shows no certificate, so that anyone on the path can take its place. On port 25 that is how Postfix is shipped, because a sender that checks nothing loses nothing by it; a sender that does check never offers them. It is still better not to have them, and where users log in it is a fault.',
      fix: excluding(['aNULL'], 'Exclude anonymous suites (aNULL in OpenSSL’s terms).'),
      verify: `${S_CLIENT} -cipher aNULL:@SECLEVEL=0`,
    },
  },
  {
    holds: (suite) => suite.export,
    rule: {
      code: 'cipher-export',
      severity: 'high',
      title: 'Export-grade suites are accepted',
      source: ['RFC 9325 section 4.1', 'CVE-2015-0204', 'CVE-2015-4000'],
      explain:
        'These suites were weakened on purpose in the 1990s, to 40 or 56 bits. They are broken in hours, and an attacker on the path may be able to force them on a client that would never have chosen them (FREAK, Logjam).',
      fix: excluding(['EXPORT'], 'Exclude export suites and update the TLS library: current ones no longer have them.'),
      verify: FULL_CHECK,
    },
  },
  {
    holds: ({ cipher }) => cipher.startsWith('RC4'),
    rule: {
      code: 'cipher-rc4',
      severity: 'high',
      title: 'RC4 is accepted',
      source: ['RFC 7465 section 2', 'RFC 9325 section 4.1'],
      explain:
        'The output of RC4 is biased, and text that is sent often, such as a password, can be recovered from many connections. The standards forbid it in every version of TLS.',
      fix: excluding(['RC4'], undefined, 'Disable-TlsCipherSuite -Name TLS_RSA_WITH_RC4_128_SHA'),
      verify: FULL_CHECK,
    },
  },
  {
    holds: ({ cipher }) => cipher === 'DES_CBC',
    rule: {
      code: 'cipher-des',
      severity: 'high',
      title: 'Single DES is accepted',
      source: ['RFC 5469 section 2', 'RFC 9325 section 4.1'],
      explain:
        'DES has a key of 56 bits. All of them can be tried within a day on rented hardware, so that a recorded connection can be opened later.',
      fix: excluding(['DES']),
      verify: FULL_CHECK,
    },
  },
  {
    holds: ({ cipher }) => cipher === '3DES_EDE_CBC',
    rule: {
      code: 'cipher-3des',
      severity: 'medium',
      title: 'Triple DES is accepted',
      source: ['RFC 9325 section 4.1', 'CVE-2016-2183'],
      explain:
        'Triple DES works on blocks of 64 bits, which begin to repeat after some tens of gigabytes and then leak content (SWEET32). Single messages are far from that size, but the cipher is also slow, and nothing of the last fifteen years needs it.',
      fix: excluding(['3DES'], undefined, 'Disable-TlsCipherSuite -Name TLS_RSA_WITH_3DES_EDE_CBC_SHA'),
      verify: FULL_CHECK,
    },
  },
  {
    holds: ({ hash }) => hash === 'MD5',
    rule: {
      code: 'cipher-md5',
      severity: 'medium',
      title: 'Suites with MD5 are accepted',
      source: ['RFC 6151 section 2', 'this product'],
      explain:
        'These suites protect against changes with MD5, a broken hash. The way TLS uses it is not broken in practice, but such suites come only together with other ciphers that are.',
      fix: excluding(['MD5']),
      verify: FULL_CHECK,
    },
  },
  {
    holds: ({ cipher }) => cipher.startsWith('IDEA') || cipher.startsWith('SEED') || cipher.startsWith('RC2'),
    rule: {
      code: 'cipher-idea-seed',
      severity: 'medium',
      title: 'IDEA, SEED or RC2 is accepted',
      source: ['RFC 5469 section 3', 'this product'],
      explain:
        'These ciphers were given up long ago. SEED is not known to be broken; IDEA and RC2 work on blocks of 64 bits like 3DES. None of them is offered by a sender that keeps up, so that they only add attack surface.',
      fix: excluding(['IDEA', 'SEED', 'RC2']),
      verify: FULL_CHECK,
    },
  },
  {
    holds: ({ keyExchange }) => keyExchange === 'RSA',
    rule: {
      code: 'cipher-static-rsa',
      severity: 'medium',
      title: 'Key exchange without forward secrecy is accepted (static RSA)',
      source: ['RFC 9325 section 4.1'],
      explain:
        'The client sends the session key under the server’s RSA key. Whoever records such connections and gets hold of that key later can read them all. Senders of the last decade prefer ECDHE, so that few connections are affected while both kinds are on offer.',
      fix: excluding(
        ['kRSA'],
        'Exclude static RSA key exchange (kRSA in OpenSSL’s terms); ECDHE suites remain.',
        'Disable-TlsCipherSuite for each suite that begins with TLS_RSA_WITH_',
      ),
      verify: `${S_CLIENT} -cipher kRSA:@SECLEVEL=0`,
    },
  },
]

/** True when a rule of its own speaks against the suite. */
export function isBanned(suite: CipherSuite): boolean {
  return BANS.some(({ holds }) => holds(suite))
}
