import { type ConfigProfile, DEFAULT_CONFIG_PROFILE } from '../config-profile.ts'
import type { EximLibrary } from './exim-configuration.ts'
import { goodPriorityString } from './priority-string.ts'

/** What to generate for. */
export interface EximWishes {
  readonly library: EximLibrary
  readonly least?: 'TLSv1.2' | 'TLSv1.3'
  readonly outbound?: 'may' | 'encrypt' | 'dane'
  readonly certificate?: string
  readonly key?: string | null
  readonly profile?: ConfigProfile
}

/**
 * Writes the TLS settings of an Exim: options of the main section, and a transport. Each has a comment that says why. What comes
 * out is a configuration by itself, which `exim -bV -C` accepts.
 */
export function generateExim({
  library,
  least = 'TLSv1.2',
  outbound = 'dane',
  certificate = '/etc/exim4/fullchain.pem',
  key = '/etc/exim4/privkey.pem',
  profile = DEFAULT_CONFIG_PROFILE,
}: EximWishes): string {
  const ciphers = library === 'gnutls' ? goodPriorityString(least) : profile.goodSuites
  return `# TLS settings of Exim with ${library === 'gnutls' ? 'GnuTLS' : 'OpenSSL'}, profile ${profile.name}, written by wiretight.
# Options of the main section go before the first "begin"; try with: exim -bV

# Offer STARTTLS to everybody.
tls_advertise_hosts = *

# The chain: the own certificate and each that issued the one before it, without the root.
tls_certificate = ${certificate}
${key === null ? '' : `tls_privatekey = ${key}\n`}
${library === 'openssl' ? `# SSL and TLS before ${least.slice(4)} are retired (RFC 8996); what is excluded by default stays so.\nopenssl_options = ${opensslOptions(least)}\n\n# Suites of TLS 1.2` : `# Versions from ${least.slice(4)} on (RFC 8996), and suites`} with forward secrecy and an AEAD cipher.
tls_require_ciphers = ${ciphers}

# No passwords outside of TLS (RFC 8314 section 4.1).
auth_advertise_hosts = \${if def:tls_in_cipher {*}{}}

# Port 465 speaks TLS from the first octet.
tls_on_connect_ports = 465

# Suite, peer and server name in the log: who is still without TLS?
log_selector = +tls_cipher +tls_peerdn +tls_sni +tls_certificate_verified

begin transports

# For mail to other domains; name it in the router that sends with driver = dnslookup.
remote_smtp:
  driver = smtp
${transport(outbound, library, least, ciphers)}`
}

function opensslOptions(least: 'TLSv1.2' | 'TLSv1.3'): string {
  return `+no_sslv2 +no_sslv3 +no_tlsv1 +no_tlsv1_1${least === 'TLSv1.3' ? ' +no_tlsv1_2' : ''}`
}

function transport(outbound: 'may' | 'encrypt' | 'dane', library: EximLibrary, least: string, ciphers: string): string {
  const dane =
    outbound === 'may'
      ? ['# Does not look for DANE: an attacker who strips STARTTLS reads the mail.', 'hosts_try_dane =']
      : [
          '# DANE where it is published: there, no attacker strips STARTTLS or forges a certificate. It needs a',
          '# validating resolver on this machine: nameserver 127.0.0.1 in /etc/resolv.conf.',
          'hosts_try_dane = *',
          'dnssec_request_domains = *',
        ]
  const required =
    outbound === 'encrypt'
      ? ['# No mail without TLS: what cannot be encrypted waits, and comes back.', 'hosts_require_tls = *']
      : []
  const lines = [
    ...dane,
    ...required,
    '# Authorities of the system, for the log (CV=yes) and for what verifies.',
    'tls_verify_certificates = system',
    ...(library === 'gnutls'
      ? [`# Versions from ${least.slice(4)} on, as for mail that comes in.`]
      : ['# Suites as for mail that comes in.']),
    `tls_require_ciphers = ${ciphers}`,
  ]
  return lines.map((line) => `  ${line}\n`).join('')
}
