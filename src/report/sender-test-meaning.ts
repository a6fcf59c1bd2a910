import type { Severity } from '../judge/severity.ts'
import type { Software } from '../judge/software.ts'

/**
 * What became of the message of a case. `encrypted` and `clear`: it arrived, inside TLS or not. `refused`: the sender came and
 * handed nothing over. `never`: it did not come. `injected`: the client took reply lines from before TLS for real. `required`:
 * it came with REQUIRETLS. `relaxed`: it said `TLS-Required: No`. `waiting`: it is too early to tell. `untried`: it did not come,
 * and nobody even asked for the names, so that perhaps no message was sent. `unserved`: the service has no address for this case.
 */
export type SenderTestOutcome =
  | 'encrypted'
  | 'clear'
  | 'refused'
  | 'never'
  | 'injected'
  | 'required'
  | 'relaxed'
  | 'waiting'
  | 'untried'
  | 'unserved'

/** What an outcome says of the sender; the severity of one that is bad. */
export interface Meaning {
  readonly verdict: 'good' | 'bad' | 'info'
  readonly severity: Severity
  /** What it means, in a sentence or two without final full stop. */
  readonly says: string
  /** The setting that changes it; null where there is nothing to change. */
  readonly fix: SenderTestFix | null
}

/** A case in words, and what each outcome means. `never` means the same as `refused` unless it is said otherwise. */
export interface CaseWords {
  /** A few words for a table. */
  readonly title: string
  /** What the domain says, and what its server does. */
  readonly teaches: string
  readonly encrypted: Meaning
  readonly clear: Meaning
  readonly refused: Meaning
  readonly never?: Meaning
  readonly injected?: Meaning
  readonly required?: Meaning
  readonly relaxed?: Meaning
}

/** Names of settings that change an outcome. */
export type SenderTestFix = keyof typeof SENDER_TEST_FIXES

/** Settings by software. `any` is for people whose software is not there. */
export const SENDER_TEST_FIXES = {
  'use-tls': {
    any: 'Let the sender use TLS wherever it is offered',
    postfix: 'smtp_tls_security_level = may',
    exim: 'remove hosts_avoid_tls from the smtp transport',
    exchange: 'Set-SendConnector NAME -IgnoreSTARTTLS $false',
  },
  dane: {
    any: 'Turn DANE on, behind a validating resolver on the same machine',
    postfix: 'smtp_dns_support_level = dnssec\nsmtp_tls_security_level = dane',
    exim: 'dnssec_request_domains = *\nhosts_try_dane = *\ntls_tempfail_tryclear = false',
    exchange: 'Exchange Online does it by itself; Exchange Server cannot: send through a smart host that does',
  },
  'mta-sts': {
    any: 'Let the sender hold to MTA-STS policies',
    postfix: 'smtp_tls_policy_maps = socketmap:inet:127.0.0.1:8461:postfix',
    exim: 'Exim has no MTA-STS of its own; put the domains that matter into hosts_require_tls and tls_verify_hosts',
    exchange: 'Exchange Online does it by itself; Exchange Server cannot: send through a smart host that does',
  },
  'validating-resolver': {
    any: 'Use a resolver that validates DNSSEC, such as unbound on 127.0.0.1, and let the sender ask it alone',
    postfix: 'smtp_dns_support_level = dnssec',
    exim: 'dns_dnssec_ok = 1',
  },
  'less-demanding': {
    any: 'Authenticate where the domain asks for it (DANE, MTA-STS), and encrypt everywhere else',
    postfix: 'smtp_tls_security_level = dane',
    exim: 'hosts_try_dane = * in place of hosts_require_dane',
  },
  protocols: {
    any: 'Offer TLS 1.2 and 1.3 only',
    postfix: 'smtp_tls_protocols = >=TLSv1.2\nsmtp_tls_mandatory_protocols = >=TLSv1.2',
    exim: 'tls_require_ciphers = NORMAL:-VERS-TLS1.0:-VERS-TLS1.1 (GnuTLS), openssl_options = +no_tlsv1 +no_tlsv1_1 (OpenSSL)',
    exchange: 'Turn TLS 1.0 and 1.1 off for clients in the SChannel registry',
  },
  suites: {
    any: 'Offer only suites with forward secrecy and authenticated encryption',
    postfix: 'smtp_tls_ciphers = high\nsmtp_tls_exclude_ciphers = kRSA',
    exim: 'tls_require_ciphers = NORMAL:-RSA (GnuTLS), HIGH:!kRSA (OpenSSL)',
    exchange: 'Disable-TlsCipherSuite for every suite that begins with TLS_RSA_',
  },
  'post-quantum': {
    any: 'Use a TLS library with X25519MLKEM768: OpenSSL 3.5, GnuTLS 3.8.8 or later',
  },
  update: { any: 'Update the sender: this was fixed in all common mail servers in 2021 (CVE-2021-38371 and its like)' },
  addresses: {
    any: 'Give the sender an address of this family, with a PTR record and a place in the SPF record',
    postfix: 'inet_protocols = all',
    exim: 'disable_ipv6 = false',
  },
  retries: { any: 'Let the sender try again after a temporary refusal, for some days (RFC 5321 section 4.5.4.1)' },
} as const satisfies Record<string, { readonly any: string } & Partial<Record<Software, string>>>

/** As it should be. */
export function good(says: string): Meaning {
  return { verdict: 'good', severity: 'info', says, fix: null }
}

/** Neither good nor bad. */
export function info(says: string, fix: SenderTestFix | null = null): Meaning {
  return { verdict: 'info', severity: 'info', says, fix }
}

/** Not as it should be. */
export function bad(severity: Exclude<Severity, 'info'>, says: string, fix: SenderTestFix | null): Meaning {
  return { verdict: 'bad', severity, says, fix }
}
