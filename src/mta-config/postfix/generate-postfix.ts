import { type ConfigProfile, DEFAULT_CONFIG_PROFILE } from '../config-profile.ts'
import { hasParameter } from './parameter-reference.ts'
import { protocolsFrom } from './protocols.ts'
import { isAtLeast, MEASURED_RELEASE, type Release } from './release.ts'

/** How mail that goes out is to be protected. */
export type OutboundWish = 'may' | 'encrypt' | 'dane' | 'mta-sts'

/** The words for it. */
export const OUTBOUND_WISHES: readonly OutboundWish[] = ['may', 'encrypt', 'dane', 'mta-sts']

/** What to generate for. */
export interface PostfixWishes {
  readonly release?: Release
  readonly least?: 'TLSv1.2' | 'TLSv1.3'
  readonly outbound?: OutboundWish
  /** The chain, own certificate first. */
  readonly certificate?: string
  /** The key; null when the chain's file holds it too. */
  readonly key?: string | null
  /** Trusted authorities for mail that goes out. */
  readonly authorities?: string
  /** Where the policy server for MTA-STS listens, as a Postfix table. */
  readonly policyServer?: string
  readonly profile?: ConfigProfile
}

/** One line of `main.cf`, and why it is there. */
interface Line {
  readonly name: string
  readonly value: string
  readonly because: string
}

/** Where a policy server of this machine is asked, unless told otherwise; since 3.10 Postfix takes more attributes. */
const POLICY_SERVER = {
  before: 'socketmap:inet:127.0.0.1:8461:postfix',
  since310: 'socketmap:inet:127.0.0.1:8461:postfix-tlsrpt',
} as const

/**
 * Writes the TLS part of a `main.cf`: only parameters that the release knows, each with a comment that says why. Settings
 * that are the release's default are left out, unless the guide names them and a reader would look for them.
 */
export function generatePostfix({
  release = MEASURED_RELEASE,
  least = 'TLSv1.2',
  outbound = 'dane',
  certificate = '/etc/letsencrypt/live/mail.example.com/fullchain.pem',
  key = '/etc/letsencrypt/live/mail.example.com/privkey.pem',
  authorities = '/etc/ssl/certs/ca-certificates.crt',
  policyServer = isAtLeast(release, '3.10') ? POLICY_SERVER.since310 : POLICY_SERVER.before,
  profile = DEFAULT_CONFIG_PROFILE,
}: PostfixWishes = {}): string {
  const protocols = protocolsFrom(least, release)
  const sections: readonly (readonly [string, readonly Line[]])[] = [
    ['Mail that comes in', inbound(release, protocols, certificate, key)],
    ['Mail that goes out', outboundLines(protocols, outbound, authorities, policyServer)],
    ['Cipher suites of TLS 1.2, for both directions', suites(profile)],
  ]
  const body = sections.map(([title, lines]) => {
    const known = lines.filter(({ name }) => hasParameter(release, name))
    return `# ${title}\n\n${known.map(({ name, value, because }) => `${comment(because)}\n${name} = ${value}\n`).join('\n')}`
  })
  return `# TLS settings of Postfix ${release.join('.')}, profile ${profile.name}, written by wiretight.\n# For main.cf; take out what stands there about TLS, then: postfix check && postfix reload\n\n${body.join('\n')}`
}

function inbound(release: Release, protocols: string, certificate: string, key: string | null): readonly Line[] {
  const chained = isAtLeast(release, '3.4')
  const files = key === null ? certificate : `${key}, ${certificate}`
  const names: readonly Line[] = chained
    ? [
        {
          name: 'smtpd_tls_chain_files',
          value: files,
          because:
            'The key first, then the chain: the own certificate and each that issued the one before it, without the root.',
        },
      ]
    : [
        {
          name: 'smtpd_tls_cert_file',
          value: certificate,
          because: 'The own certificate and each that issued the one before it, without the root.',
        },
        { name: 'smtpd_tls_key_file', value: key ?? certificate, because: 'The key of the certificate.' },
      ]
  return [
    {
      name: 'smtpd_tls_security_level',
      value: 'may',
      because:
        'Offer STARTTLS. A public mail exchanger may not require it (RFC 3207 section 4); MTA-STS and DANE let senders require it.',
    },
    ...names,
    { name: 'smtpd_tls_protocols', value: protocols, because: 'SSL and TLS before 1.2 are retired (RFC 8996).' },
    {
      name: 'smtpd_tls_mandatory_protocols',
      value: protocols,
      because: 'The same where TLS is required, as for submission.',
    },
    {
      name: 'smtpd_tls_ciphers',
      value: 'high',
      because: 'The list at the end of this file; the default, medium, takes more.',
    },
    { name: 'smtpd_tls_mandatory_ciphers', value: 'high', because: 'The same where TLS is required.' },
    { name: 'smtpd_tls_auth_only', value: 'yes', because: 'No passwords outside of TLS (RFC 8314 section 4.1).' },
    {
      name: 'smtpd_tls_loglevel',
      value: '1',
      because: 'One line in the log for each connection: who is still without TLS?',
    },
    {
      name: 'smtpd_tls_received_header',
      value: 'yes',
      because: 'Version and suite in the Received field, for the recipient to see.',
    },
    {
      name: 'tls_ssl_options',
      value: 'NO_RENEGOTIATION',
      because: 'Mail needs no renegotiation, and it costs the server more than the client.',
    },
  ]
}

function outboundLines(
  protocols: string,
  wish: OutboundWish,
  authorities: string,
  policyServer: string,
): readonly Line[] {
  const level = wish === 'mta-sts' ? 'dane' : wish
  const dane: readonly Line[] =
    level === 'dane'
      ? [
          {
            name: 'smtp_dns_support_level',
            value: 'dnssec',
            because:
              'DANE needs DNSSEC, and a validating resolver on this machine: nameserver 127.0.0.1 in /etc/resolv.conf.',
          },
        ]
      : []
  const policies: readonly Line[] =
    wish === 'mta-sts'
      ? [
          {
            name: 'smtp_tls_policy_maps',
            value: policyServer,
            because:
              'MTA-STS by a policy server of this machine, which has to ask for DANE first (RFC 8461 section 2), as postfix-tlspol does.',
          },
        ]
      : []
  return [
    { name: 'smtp_tls_security_level', value: level, because: LEVEL_REASONS[wish] },
    ...dane,
    ...policies,
    { name: 'smtp_tls_protocols', value: protocols, because: 'SSL and TLS before 1.2 are retired (RFC 8996).' },
    {
      name: 'smtp_tls_mandatory_protocols',
      value: protocols,
      because: 'The same where TLS is required, as by DANE and MTA-STS.',
    },
    { name: 'smtp_tls_ciphers', value: 'high', because: 'The list at the end of this file.' },
    { name: 'smtp_tls_mandatory_ciphers', value: 'high', because: 'The same where TLS is required.' },
    {
      name: 'smtp_tls_CAfile',
      value: authorities,
      because: 'Authorities to verify receivers with, for MTA-STS and for the log.',
    },
    {
      name: 'smtp_tls_loglevel',
      value: '1',
      because: 'One line in the log for each connection: which destinations would break under a stricter level?',
    },
  ]
}

const LEVEL_REASONS: Readonly<Record<OutboundWish, string>> = {
  may: 'TLS where it is offered. An attacker who strips STARTTLS reads the mail; “dane” is better and breaks nothing.',
  encrypt:
    'No mail without TLS: what cannot be encrypted waits, and comes back after five days. A forged certificate passes.',
  dane: 'DANE where it is published: there, no attacker strips STARTTLS or forges a certificate. Elsewhere TLS where it is offered.',
  'mta-sts': 'DANE where it is published; what MTA-STS asks for comes from the policy server below.',
}

function suites({ goodSuites, groups }: ConfigProfile): readonly Line[] {
  return [
    {
      name: 'tls_high_cipherlist',
      value: goodSuites,
      because: 'Forward secrecy and an AEAD cipher, nothing else. TLS 1.3 has its own suites, which are all good.',
    },
    // With good suites alone the sender may choose: it knows whether its processor has AES.
    ...(groups.includes('ffdhe2048')
      ? [
          {
            name: 'tls_preempt_cipherlist',
            value: 'yes',
            because: 'The server’s order counts: elliptic curves before finite fields.',
          },
        ]
      : []),
  ]
}

/** A comment of lines of moderate length. */
function comment(text: string): string {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const last = lines.at(-1)
    if (last === undefined || last.length + word.length + 1 > 98) lines.push(`# ${word}`)
    else lines[lines.length - 1] = `${last} ${word}`
  }
  return lines.join('\n')
}
