import { FULL_CHECK } from '../command.ts'
import { isTransient, whySilent } from '../conversation.ts'
import { handshakesFail } from '../handshakes-fail.ts'
import type { AddressRule } from '../rule.ts'
import type { AddressSubject } from '../subject.ts'
import { CLEAR, found, foundIfAccepted, NOT_APPLICABLE, open, type Verdict } from '../verdict.ts'

const S_CLIENT = 'openssl s_client -starttls smtp -connect {connect} -servername {host}'
const EHLO = 'printf "EHLO test.example\\r\\nQUIT\\r\\n" | nc {address} {port}'

const missing: AddressRule = {
  code: 'starttls-missing',
  scope: 'address',
  tls: false,
  severity: 'critical',
  title: 'The server offers no encryption',
  source: ['RFC 3207 section 4', 'RFC 7435', 'RFC 8314 section 3.3'],
  explain:
    'The answer to EHLO has no STARTTLS. All mail to this address travels in clear, and anyone on the path can read and change it. Senders that insist on encryption (DANE, MTA-STS, a local policy) do not deliver here.',
  fix: {
    any: 'Give the server a certificate and switch STARTTLS on; even a certificate that nobody trusts is better than none.',
    postfix: 'smtpd_tls_security_level = may\nsmtpd_tls_chain_files = /etc/ssl/private/mail.pem',
    exim: 'tls_advertise_hosts = *\ntls_certificate = /etc/ssl/mail/fullchain.pem\ntls_privatekey = /etc/ssl/mail/privkey.pem',
    exchange: 'Enable-ExchangeCertificate -Thumbprint THUMBPRINT -Services SMTP',
  },
  verify: EHLO,
  check: (subject) => {
    const { starttls, starttlsReply, mangled, ehlo } = subject.server.smtp
    return whenStartTls(subject, () => {
      if (starttls.state === 'accepted' || starttlsReply !== null || mangled !== null) return CLEAR
      if (starttls.state === 'unknown') return open(starttls.why)
      return found({ kind: 'no-extension', keyword: 'STARTTLS', greeting: ehlo?.kind ?? null })
    })
  },
}

const mangled: AddressRule = {
  code: 'starttls-mangled',
  scope: 'address',
  tls: false,
  severity: 'critical',
  title: 'Something on the path overwrites STARTTLS',
  source: ['RFC 3207 section 6', 'RFC 7435'],
  explain:
    'Where STARTTLS would stand, the answer to EHLO has letters of the same length, such as XXXXXXXA. That is the mark of a device that rewrites SMTP so that nothing can be encrypted: often a firewall in front of the server, sometimes a network in between. Mail passes in clear until it is gone.',
  fix: {
    any: 'Switch off SMTP inspection ("fixup", "inspect esmtp", "mailguard") in the firewalls between the internet and the server; then check from another network.',
  },
  verify: EHLO,
  check: (subject) => {
    const { mangled: keyword, ehlo } = subject.server.smtp
    return whenStartTls(subject, () => {
      if (keyword !== null) return found({ kind: 'extension', keyword, parameters: [] })
      return ehlo === null ? open(whySilent(subject.server)) : CLEAR
    })
  },
}

const refusedTemporarily: AddressRule = {
  code: 'starttls-refused-temporarily',
  scope: 'address',
  tls: false,
  severity: 'critical',
  title: 'The server announces STARTTLS but says that it is not ready',
  source: ['RFC 3207 section 4'],
  explain:
    'STARTTLS got a temporary refusal, usually 454. Senders without a policy then deliver in clear; senders that insist on encryption keep the mail and try again. As a rule the server cannot read its key or certificate. It is also what an attacker on the path would answer.',
  fix: {
    any: 'Look into the server’s log for the reason: most often the key file is missing, unreadable or does not fit the certificate.',
    postfix: 'postfix check; postconf smtpd_tls_chain_files smtpd_tls_cert_file smtpd_tls_key_file',
    exim: 'exim -bP tls_certificate tls_privatekey',
    exchange: 'Get-ExchangeCertificate | Format-List Services, Status, NotAfter',
  },
  verify: S_CLIENT,
  check: (subject) => ofReply(subject, isTransient),
}

const refused: AddressRule = {
  code: 'starttls-refused',
  scope: 'address',
  tls: false,
  severity: 'critical',
  title: 'The server announces STARTTLS and then refuses it',
  source: ['RFC 3207 section 4'],
  explain:
    'STARTTLS got a permanent refusal, or a reply that is neither yes nor no. Senders without a policy deliver in clear, where anyone on the path can read the mail; senders that insist on encryption do not deliver here.',
  fix: {
    any: 'Look into the server’s log for the reason. If a filter or proxy in front of the server answers, let it pass STARTTLS on or end TLS itself.',
  },
  verify: S_CLIENT,
  // A 3yz asks for more of a command that has no more: TLS does not start, whatever it was meant to say.
  check: (subject) => ofReply(subject, (code) => !isTransient(code)),
}

const broken: AddressRule = {
  code: 'starttls-broken',
  scope: 'address',
  tls: false,
  severity: 'critical',
  title: 'TLS starts, but no handshake succeeds',
  source: ['RFC 3207 section 4.1', 'RFC 8446 section 4.1.1'],
  explain:
    'The server agrees to start TLS and then refuses every protocol version that exists, or answers with bytes that are no TLS. After STARTTLS some senders deliver in clear over a new connection, others never deliver; on a port with TLS from the first byte nothing is possible at all. Usually there is no certificate, its key does not fit, or no cipher is left in the settings.',
  fix: {
    any: 'Check the certificate and its key, then the protocol and cipher settings: TLS 1.2 and 1.3 with ECDHE suites must be possible.',
    postfix: 'smtpd_tls_protocols = >=TLSv1.2\nsmtpd_tls_ciphers = medium',
    exim: 'openssl_options = +no_sslv2 +no_sslv3 +no_tlsv1 +no_tlsv1_1',
    exchange: 'Enable-ExchangeCertificate -Thumbprint THUMBPRINT -Services SMTP',
  },
  verify: S_CLIENT,
  check: handshakesFail,
}

/** Connections that must have gone alike before they say something of others. */
const LEAST_CONNECTIONS = 2

/** High: a part of the mail is readable now, and whoever waits for that part needs no attack. */
const intermittent: AddressRule = {
  code: 'starttls-intermittent',
  scope: 'address',
  tls: false,
  severity: 'high',
  title: 'STARTTLS works on some connections and not on others',
  source: ['RFC 3207 section 4', 'RFC 7435 section 3'],
  explain:
    'Of several connections to this address within one audit some could start TLS, and others got no STARTTLS or a refusal. Senders without a policy deliver in clear over the latter, where anyone on the path can read and change the mail; senders that insist on encryption try again. Either several machines answer behind the address and are set up differently, or one that is busy gives TLS up, or somebody between here and there takes STARTTLS away for a part of the time.',
  fix: {
    any: 'Give every machine behind the address the same settings and a readable key, and look into their logs for the time of this audit. If all of them say that they offered STARTTLS, the path is at fault: check from another network.',
    postfix:
      'postconf smtpd_tls_security_level smtpd_tls_chain_files smtpd_discard_ehlo_keywords\n# the same on every machine, and in postscreen: postconf postscreen_discard_ehlo_keywords',
    exim: 'exim -bP tls_advertise_hosts tls_certificate tls_privatekey\n# the same on every machine',
  },
  verify: `for try in 1 2 3 4 5 6 7 8; do ${EHLO}; done | grep -c STARTTLS`,
  check: (subject) =>
    whenStartTls(subject, () => {
      const { starttlsTally: tally } = subject.server.smtp
      const without = tally.missing + tally.mangled + tally.refusedTemporarily + tally.refused
      if (tally.accepted > 0 && without > 0) return found({ kind: 'starttls-tally', ...tally })
      // What never works is told by the rules above.
      if (without > 0) return NOT_APPLICABLE
      if (tally.accepted >= LEAST_CONNECTIONS) return CLEAR
      return open(tally.accepted > 0 ? subject.server.openBecause : whySilent(subject.server))
    }),
}

const injection: AddressRule = {
  code: 'starttls-injection',
  scope: 'address',
  tls: false,
  severity: 'high',
  title: 'Commands sent before TLS are carried out inside it',
  source: ['RFC 3207 section 4.2', 'CVE-2011-0411'],
  explain:
    'The server keeps what arrives together with STARTTLS and treats it as if it had come through TLS. An attacker on the path can put commands of their own in front of a user’s session, for instance to have the user’s mail sent to themselves.',
  fix: {
    any: 'Update the mail server, or the proxy or filter in front of it: the input buffer has to be emptied when TLS starts.',
    postfix: 'Postfix 2.8.0, 2.7.3, 2.6.9, 2.5.12, 2.4.16 and later are not affected.',
  },
  verify: FULL_CHECK,
  check: (subject) =>
    whenStartTls(subject, () => {
      const answer = subject.server.vulnerabilities.starttlsInjection
      if (answer.state === 'unknown' && subject.server.smtp.starttls.state === 'refused') return NOT_APPLICABLE
      return foundIfAccepted(answer, { kind: 'vulnerability', vulnerability: 'starttlsInjection' })
    }),
}

/** Whether and how STARTTLS (RFC 3207) works. On a port with implicit TLS only `starttls-broken` has a meaning. */
export const STARTTLS_RULES: readonly AddressRule[] = [
  missing,
  mangled,
  refusedTemporarily,
  refused,
  broken,
  intermittent,
  injection,
]

function whenStartTls({ server }: AddressSubject, verdict: () => Verdict): Verdict {
  return server.mode === 'implicit' ? NOT_APPLICABLE : verdict()
}

function ofReply(subject: AddressSubject, proves: (code: number) => boolean): Verdict {
  const { starttls, starttlsReply } = subject.server.smtp
  return whenStartTls(subject, () => {
    if (starttls.state === 'accepted') return CLEAR
    if (starttls.state === 'unknown') return open(starttls.why)
    if (starttlsReply === null) return NOT_APPLICABLE
    return proves(starttlsReply.code) ? found({ kind: 'reply', ...starttlsReply }) : CLEAR
  })
}
