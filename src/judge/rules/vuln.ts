import type { TlsVersion } from '../../base/answer.ts'
import type { Vulnerability } from '../../facts/server-facts.ts'
import type { CipherSuite } from '../../registry/cipher-suite.ts'
import { FULL_CHECK } from '../command.ts'
import { foundInDh } from '../dh.ts'
import { excluding, MODERN_VERSIONS, NO_COMPRESSION } from '../fixes.ts'
import type { AddressRule } from '../rule.ts'
import type { AddressSubject } from '../subject.ts'
import { foundIfAny, suitesWhere } from '../suites.ts'
import { foundIfAccepted, NOT_APPLICABLE, unlessRefused, type Verdict } from '../verdict.ts'

/** Versions in which most of these faults can be; TLS 1.3 has no room for them. */
const OLD_VERSIONS: readonly TlsVersion[] = ['ssl3', 'tls10', 'tls11', 'tls12']

const heartbleed: AddressRule = {
  code: 'vuln-heartbleed',
  scope: 'address',
  tls: true,
  severity: 'critical',
  title: 'Heartbleed: anyone can read the server’s memory',
  source: ['CVE-2014-0160', 'RFC 6520 section 4'],
  explain:
    'The server answered a heartbeat that claims to be longer than it is with bytes it should not have sent. The same request, repeated, reads passwords, mail and the private key out of the server’s memory, and leaves no trace in logs.',
  fix: {
    any: 'Update OpenSSL (1.0.1g or later) and restart everything that uses it. Then replace the key and the certificate, and change passwords that were used there.',
  },
  verify: FULL_CHECK,
  check: byProbe('heartbleed', ({ server }) => server.features.heartbeat.state === 'refused'),
}

const ccsInjection: AddressRule = {
  code: 'vuln-ccs-injection',
  scope: 'address',
  tls: true,
  severity: 'high',
  title: 'CCS injection: the session key can be forced',
  source: ['CVE-2014-0224'],
  explain:
    'The server takes a ChangeCipherSpec message before the keys are agreed on. An attacker between two vulnerable OpenSSL programs can make both use a key that they know, and read and change everything.',
  fix: { any: 'Update OpenSSL (1.0.1h, 1.0.0m, 0.9.8za or later) and restart the mail server.' },
  verify: FULL_CHECK,
  check: byProbe('ccsInjection', () => false),
}

const robot: AddressRule = {
  code: 'vuln-robot',
  scope: 'address',
  tls: true,
  severity: 'high',
  title: 'ROBOT: recorded connections can be decrypted',
  source: ['RFC 5246 section 7.4.7.1', 'CVE-2017-13099'],
  explain:
    'The server answers differently to well-formed and badly formed RSA key messages. With enough questions that difference opens recorded connections that used static RSA, or makes a signature in the server’s name. Connections with ECDHE cannot be opened that way.',
  fix: excluding(['kRSA'], 'Exclude static RSA key exchange, and update the TLS library or the device that ends TLS.'),
  verify: FULL_CHECK,
  check: byProbe(
    'robot',
    (subject) => bySuites(subject, ({ keyExchange }) => keyExchange === 'RSA').verdict === 'clear',
  ),
}

const ticketbleed: AddressRule = {
  code: 'vuln-ticketbleed',
  scope: 'address',
  tls: true,
  severity: 'high',
  title: 'Ticketbleed: session tickets leak memory',
  source: ['CVE-2016-9244'],
  explain:
    'When a client resumes a session with a short session ID, the server answers with 32 bytes, some of which come from its memory and may belong to other connections. It is a fault of F5 load balancers.',
  fix: { any: 'Update the load balancer (BIG-IP 11.6.1 HF2, 12.1.2 HF1 or later), or switch session tickets off.' },
  verify: FULL_CHECK,
  check: byProbe('ticketbleed', ({ server }) => server.features.sessionTicket.state === 'refused'),
}

const drown: AddressRule = {
  code: 'vuln-drown',
  scope: 'address',
  tls: true,
  severity: 'critical',
  title: 'DROWN: SSL 2.0 opens connections of better versions',
  source: ['RFC 6176', 'CVE-2016-0800'],
  explain:
    'While SSL 2.0 is possible, an attacker can use it to decrypt recorded TLS connections that used static RSA with the same key, including those of other servers that share the key or the certificate.',
  fix: { ...MODERN_VERSIONS, any: 'Switch SSL 2.0 off on every server that uses this key.' },
  verify: FULL_CHECK,
  check: ({ server }) => foundIfAccepted(server.versions.ssl2, { kind: 'version', version: 'ssl2', suite: null }),
}

const poodle: AddressRule = {
  code: 'vuln-poodle',
  scope: 'address',
  tls: true,
  severity: 'high',
  title: 'POODLE: SSL 3.0 with CBC suites',
  source: ['RFC 7568 section 4.1', 'CVE-2014-3566'],
  explain:
    'SSL 3.0 does not protect the padding of CBC suites. An attacker on the path who can make a client repeat a secret recovers it byte by byte. For mail that chiefly concerns programs that log in; two current servers never use SSL 3.0 with each other.',
  fix: { ...MODERN_VERSIONS, any: 'Switch SSL 3.0 off.' },
  verify: FULL_CHECK,
  check: (subject) => bySuites(subject, isCbc, ['ssl3']),
}

const freak: AddressRule = {
  code: 'vuln-freak',
  scope: 'address',
  tls: true,
  severity: 'high',
  title: 'FREAK: an RSA key of 512 bits can be forced',
  source: ['CVE-2015-0204'],
  explain:
    'The server accepts RSA export suites. An attacker on the path can talk a vulnerable client into one, break the 512-bit key within hours, and read and change its connections for as long as the server keeps that key.',
  fix: excluding(['EXPORT'], 'Exclude export suites and update the TLS library.'),
  verify: FULL_CHECK,
  check: (subject) => bySuites(subject, (suite) => suite.export && suite.keyExchange === 'RSA'),
}

/** Primes up to 768 bits were broken by academic teams; those below 1024 are a matter of money. */
const LOGJAM_BITS = 1024

const logjam: AddressRule = {
  code: 'vuln-logjam',
  scope: 'address',
  tls: true,
  severity: 'high',
  title: 'Logjam: a Diffie-Hellman exchange that can be broken',
  source: ['CVE-2015-4000'],
  explain:
    'The server accepts export suites with Diffie-Hellman, or uses a prime of less than 1024 bits. The exchange can be broken, with an export suite even while the connection is being made, and then nothing of it is secret.',
  fix: {
    change: 'dh',
    any: 'Exclude export suites, and use a prime of 2048 bits or more, or no DHE suites at all.',
    postfix: 'smtpd_tls_dh1024_param_file = auto\nsmtpd_tls_exclude_ciphers = EXPORT, kDHE',
    exim: 'tls_dhparam = ffdhe2048\ntls_require_ciphers = HIGH:!EXPORT:!aNULL',
  },
  verify: FULL_CHECK,
  check: (subject) => {
    const exported = bySuites(subject, (suite) => suite.export && suite.keyExchange === 'DHE')
    return exported.verdict === 'found' ? exported : foundInDh(subject, ({ bits }) => bits < LOGJAM_BITS)
  },
}

/** Block ciphers of 64 bits, whose blocks repeat after 2^32 of them. */
const SHORT_BLOCK = /^(?:3DES|DES|IDEA|RC2|28147|MAGMA)/

const sweet32: AddressRule = {
  code: 'vuln-sweet32',
  scope: 'address',
  tls: true,
  severity: 'low',
  title: 'SWEET32: ciphers with blocks of 64 bits',
  source: ['CVE-2016-2183', 'RFC 9325 section 4.1'],
  explain:
    'Ciphers such as 3DES, DES and IDEA repeat blocks after some tens of gigabytes over one connection, which leaks content that is sent again and again. A mail connection is far shorter, so this is chiefly a reason to be rid of them.',
  fix: excluding(['3DES', 'DES', 'IDEA', 'RC2']),
  verify: FULL_CHECK,
  check: (subject) => bySuites(subject, ({ cipher }) => SHORT_BLOCK.test(cipher)),
}

const beast: AddressRule = {
  code: 'vuln-beast',
  scope: 'address',
  tls: true,
  severity: 'low',
  title: 'BEAST: CBC suites before TLS 1.1',
  source: ['CVE-2011-3389', 'RFC 4346 section 1.1'],
  explain:
    'In SSL 3.0 and TLS 1.0 each CBC record starts from the last block of the one before. An attacker who can insert text of their own beside a secret can guess it. Clients have worked around that since 2011, and mail gives little opportunity.',
  fix: { ...MODERN_VERSIONS, any: 'Switch SSL 3.0 and TLS 1.0 off.' },
  verify: FULL_CHECK,
  check: (subject) => bySuites(subject, isCbc, ['ssl3', 'tls10']),
}

const crime: AddressRule = {
  code: 'vuln-crime',
  scope: 'address',
  tls: true,
  severity: 'low',
  title: 'CRIME: compression betrays secrets',
  source: ['CVE-2012-4929', 'RFC 9325 section 3.3'],
  explain:
    'TLS compression is possible, which is what the CRIME attack lives on. The compression itself is reported as `tls-compression`; for mail, where an attacker cannot make a client repeat its password beside chosen text at will, the attack is hard to carry out.',
  fix: NO_COMPRESSION,
  verify: FULL_CHECK,
  check: ({ server }) =>
    unlessRefused(
      OLD_VERSIONS.map((version) => server.versions[version]),
      foundIfAccepted(server.features.compression, { kind: 'feature', feature: 'compression', present: true }),
    ),
}

/** Attacks that have a name: some were probed, the others follow from versions, suites and primes. */
export const VULN_RULES: readonly AddressRule[] = [
  heartbleed,
  ccsInjection,
  robot,
  ticketbleed,
  drown,
  poodle,
  freak,
  logjam,
  sweet32,
  beast,
  crime,
]

/** @param impossible true when the server lacks what the attack needs, so that there is nothing to probe */
function byProbe(vulnerability: Vulnerability, impossible: (subject: AddressSubject) => boolean): AddressRule['check'] {
  return (subject) => {
    const { vulnerabilities, versions } = subject.server
    const verdict = unlessRefused(
      OLD_VERSIONS.map((version) => versions[version]),
      foundIfAccepted(vulnerabilities[vulnerability], { kind: 'vulnerability', vulnerability }),
    )
    return verdict.verdict === 'unknown' && impossible(subject) ? NOT_APPLICABLE : verdict
  }
}

function bySuites(
  { suites }: AddressSubject,
  test: (suite: CipherSuite) => boolean,
  versions?: readonly TlsVersion[],
): Verdict {
  return foundIfAny(suitesWhere(suites, test, versions))
}

function isCbc({ cipher }: CipherSuite): boolean {
  return cipher.includes('CBC')
}
