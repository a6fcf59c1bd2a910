import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { CONFIG_CODES } from '../src/mta-config/config-codes.ts'
import type { ConfigFinding } from '../src/mta-config/config-finding.ts'
import { DEFAULT_CONFIG_PROFILE } from '../src/mta-config/config-profile.ts'
import { readExchange } from '../src/mta-config/exchange/exchange-configuration.ts'
import { lintExchange } from '../src/mta-config/exchange/lint-exchange.ts'
import { readExim } from '../src/mta-config/exim/exim-configuration.ts'
import { lintExim } from '../src/mta-config/exim/lint-exim.ts'
import { lintPostfix } from '../src/mta-config/postfix/lint-postfix.ts'
import { readPostfix } from '../src/mta-config/postfix/postfix-configuration.ts'
import { releaseText } from '../src/mta-config/postfix/release.ts'
import { readTextDocument, type TextDocument } from '../src/mta-config/text-document.ts'

/*
 * What each configuration of test/vectors/config must lead to, written down by hand: severity, code without its family, file and
 * line, parameter. Where a setting is missing, the line is that of the setting that makes it matter.
 */

const NOW = '2026-11-24T12:00:00Z'

function read(folder: string, file: string): TextDocument {
  return readTextDocument(file, readFileSync(join(import.meta.dirname, 'vectors/config', folder, file)))
}

function lines(findings: readonly ConfigFinding[]): readonly string[] {
  return findings.map(
    ({ severity, code, file, line, parameter }) =>
      `${severity} ${code.replace('config-', '')} ${basename(file)}:${line} ${parameter}`,
  )
}

/** Sorted, since the order of several findings on one line is of no interest here. */
function sorted(texts: readonly string[]): readonly string[] {
  return texts.toSorted()
}

interface Case {
  readonly folder: string
  readonly files: readonly string[]
  readonly release?: string
  readonly expected: readonly string[]
}

const postfix: readonly Case[] = [
  {
    folder: 'docker-mailserver',
    files: ['main.cf', 'master.cf'],
    release: '3.10',
    expected: [
      'medium certificate-test main.cf:33 smtpd_tls_chain_files',
      'info received-header-missing main.cf:36 smtpd_tls_received_header',
      'medium outbound-opportunistic main.cf:38 smtp_tls_security_level',
      'info tls-rpt-missing main.cf:38 smtp_tlsrpt_enable',
      // Two suites of DHE, for the submission services alone: port 25 uses the grade medium.
      'low cipher-not-recommended main.cf:45 tls_high_cipherlist',
      // RSA+AES leaves the two suites of ARIA with RSA key transport.
      'medium cipher-no-forward-secrecy main.cf:51 smtpd_tls_exclude_ciphers',
      'low cipher-not-recommended main.cf:51 smtpd_tls_exclude_ciphers',
    ],
  },
  {
    folder: 'debian-fresh',
    files: ['main.cf'],
    expected: [
      'medium certificate-test main.cf:8 smtpd_tls_cert_file',
      'medium version-obsolete main.cf:10 smtpd_tls_protocols',
      'medium cipher-anonymous main.cf:10 smtpd_tls_ciphers',
      'medium cipher-no-forward-secrecy main.cf:10 smtpd_tls_ciphers',
      'low cipher-not-recommended main.cf:10 smtpd_tls_ciphers',
      'low cipher-order main.cf:10 tls_preempt_cipherlist',
      'low renegotiation main.cf:10 tls_ssl_options',
      'low tls-log-missing main.cf:10 smtpd_tls_loglevel',
      'info received-header-missing main.cf:10 smtpd_tls_received_header',
      'medium version-obsolete main.cf:13 smtp_tls_protocols',
      'medium outbound-opportunistic main.cf:13 smtp_tls_security_level',
      'low tls-log-missing main.cf:13 smtp_tls_loglevel',
    ],
  },
  {
    folder: 'old-tutorial',
    files: ['main.cf'],
    expected: [
      'low renegotiation main.cf:1 tls_ssl_options',
      'medium version-obsolete main.cf:1 smtp_tls_protocols',
      'low tls-log-missing main.cf:1 smtp_tls_loglevel',
      'low trust-anchors-missing main.cf:1 smtp_tls_CAfile',
      'low parameter-deprecated main.cf:2 smtpd_use_tls',
      'low parameter-deprecated main.cf:3 smtp_use_tls',
      'medium outbound-opportunistic main.cf:3 smtp_tls_security_level',
      'high auth-in-clear main.cf:4 smtpd_tls_auth_only',
      'low tls-log-verbose main.cf:8 smtpd_tls_loglevel',
      'low parameter-deprecated main.cf:10 smtpd_tls_dh1024_param_file',
      'low parameter-deprecated main.cf:11 smtpd_tls_eecdh_grade',
      'low value-without-effect main.cf:12 smtpd_tls_mandatory_protocols',
      'high version-obsolete main.cf:14 smtpd_tls_protocols',
      'medium security-level-lowered main.cf:15 tls_high_cipherlist',
      'medium cipher-weak main.cf:15 tls_high_cipherlist',
      'medium cipher-no-forward-secrecy main.cf:15 tls_high_cipherlist',
      'low cipher-not-recommended main.cf:15 tls_high_cipherlist',
      'low cipher-order main.cf:16 tls_preempt_cipherlist',
    ],
  },
  {
    folder: 'panel-mysql',
    files: ['main.cf', 'master.cf'],
    expected: [
      'high auth-in-clear main.cf:8 smtpd_tls_auth_only',
      'low cipher-order main.cf:10 tls_preempt_cipherlist',
      'low cipher-not-recommended main.cf:14 smtpd_tls_exclude_ciphers',
      'high submission-tls-optional master.cf:5 smtpd_tls_security_level',
      'high version-obsolete master.cf:11 smtpd_tls_mandatory_protocols',
    ],
  },
  {
    folder: 'container-dane',
    files: ['main.cf'],
    release: '3.8',
    expected: [
      'medium key-exchange-weak main.cf:15 tls_eecdh_auto_curves',
      'high dane-without-dnssec main.cf:20 smtp_dns_support_level',
      'low policy-overrides-dane main.cf:21 smtp_tls_policy_maps',
      'medium policy-weaker main.cf:21 smtp_tls_policy_maps',
    ],
  },
  {
    folder: 'relay-client',
    files: ['main.cf'],
    expected: [
      'high auth-in-clear main.cf:9 smtp_tls_security_level',
      'medium outbound-opportunistic main.cf:9 smtp_tls_security_level',
      'medium version-obsolete main.cf:9 smtp_tls_protocols',
      'low tls-log-missing main.cf:9 smtp_tls_loglevel',
      'low trust-anchors-missing main.cf:9 smtp_tls_CAfile',
      'low value-without-effect main.cf:10 smtp_tls_verify_cert_match',
      'low value-without-effect main.cf:11 smtp_tls_mandatory_ciphers',
    ],
  },
  {
    folder: 'postscreen-printed',
    files: ['postconf-n.txt', 'postconf-P.txt', 'postconf-M.txt'],
    expected: [
      'medium outbound-blocks-mail postconf-n.txt:9 smtp_tls_security_level',
      'high cipher-weak postconf-n.txt:12 smtpd_tls_ciphers',
      'high submission-tls-optional postconf-n.txt:16 smtpd_tls_wrappermode',
      'low cipher-order postconf-n.txt:16 tls_preempt_cipherlist',
      'medium version-obsolete postconf-P.txt:3 smtpd_tls_mandatory_protocols',
      'high cipher-anonymous postconf-P.txt:3 smtpd_tls_mandatory_ciphers',
      'medium cipher-no-forward-secrecy postconf-P.txt:3 smtpd_tls_mandatory_ciphers',
      'low cipher-not-recommended postconf-P.txt:3 smtpd_tls_mandatory_ciphers',
      'high auth-in-clear postconf-P.txt:4 smtpd_tls_auth_only',
      'critical tls-off postconf-M.txt:1 postscreen_tls_security_level',
    ],
  },
  {
    folder: 'null-client',
    files: ['main.cf'],
    expected: ['low outbound-unauthenticated main.cf:6 smtp_tls_security_level'],
  },
  {
    folder: 'typing-errors',
    files: ['main.cf'],
    expected: [
      'medium parameter-misspelt main.cf:3 smtpd_tls_securty_level',
      'low tls-required-on-mx main.cf:4 smtpd_tls_security_level',
      'low parameter-duplicate main.cf:5 smtpd_tls_cert_file',
      'low value-without-effect main.cf:6 smtpd_tls_cert_file',
      'high value-invalid main.cf:8 smtpd_tls_mandatory_protocols',
      'high value-invalid main.cf:9 smtpd_tls_mandatory_ciphers',
      'high dane-without-dnssec main.cf:13 smtp_dns_support_level',
      'high dane-without-dnssec main.cf:14 smtp_host_lookup',
      'low parameter-unknown main.cf:20 my_note',
      'medium parameter-too-new main.cf:21 smtp_tlsrpt_enable',
      'high syntax main.cf:24 null',
    ],
  },
]

describe('Postfix', () => {
  test.each(postfix)('$folder', ({ folder, files, release = '3.7', expected }) => {
    const configuration = readPostfix(files.map((file) => read(folder, file)))
    expect(releaseText(configuration.release)).toBe(release)
    expect(sorted(lines(lintPostfix(configuration, DEFAULT_CONFIG_PROFILE)))).toEqual(sorted(expected))
  })
})

const exim: readonly (Case & { readonly library: string })[] = [
  {
    folder: 'exim-debian',
    files: ['config.autogenerated'],
    library: 'gnutls',
    expected: [
      'medium certificate-test config.autogenerated:22 tls_certificate',
      'medium version-obsolete config.autogenerated:25 tls_require_ciphers',
      'medium cipher-no-forward-secrecy config.autogenerated:25 tls_require_ciphers',
      'low cipher-not-recommended config.autogenerated:25 tls_require_ciphers',
      'high submission-tls-optional config.autogenerated:30 tls_on_connect_ports',
      'high parameter-removed config.autogenerated:31 gnutls_require_protocols',
      'high parameter-misspelt config.autogenerated:32 tls_on_conect_ports',
      'medium outbound-opportunistic config.autogenerated:57 hosts_try_dane',
      'high auth-in-clear config.autogenerated:61 hosts_require_tls',
      'high auth-in-clear config.autogenerated:76 server_advertise_condition',
    ],
  },
  {
    folder: 'exim-panel',
    files: ['exim.conf'],
    library: 'openssl',
    expected: [
      'medium version-obsolete exim-tls.conf:1 openssl_options',
      'low renegotiation exim-tls.conf:1 openssl_options',
      'medium cipher-no-forward-secrecy exim-tls.conf:2 tls_require_ciphers',
      'low cipher-not-recommended exim-tls.conf:2 tls_require_ciphers',
      'low tls-log-missing exim.conf:7 log_selector',
      'medium key-exchange-weak exim.conf:11 tls_dhparam',
      'low outbound-unauthenticated exim.conf:17 hosts_require_tls',
      'medium outbound-blocks-mail exim.conf:22 hosts_require_dane',
      'high outbound-cleartext exim.conf:26 hosts_avoid_tls',
    ],
  },
]

describe('Exim', () => {
  test.each(exim)('$folder', ({ folder, files: [file = ''], library, expected }) => {
    const include = (path: string): TextDocument | null => (path.startsWith('/') ? null : read(folder, path))
    const configuration = readExim(read(folder, file), include)
    expect(configuration.library).toBe(library)
    expect(sorted(lines(lintExim(configuration, DEFAULT_CONFIG_PROFILE)))).toEqual(sorted(expected))
  })
})

const exchange: readonly Case[] = [
  {
    folder: 'css-exchange',
    files: ['GetSendConnector.xml', 'GetAllTlsSettings-misconfigured.xml'],
    expected: [
      'medium certificate-test GetSendConnector.xml:102 TlsCertificateName',
      'medium outbound-opportunistic GetSendConnector.xml:117 RequireTLS',
      'low tls-log-missing GetSendConnector.xml:120 ProtocolLoggingLevel',
      'medium version-half-disabled GetAllTlsSettings-misconfigured.xml:19 TLS 1.1',
      'medium version-half-disabled GetAllTlsSettings-misconfigured.xml:61 TLS 1.0',
      'medium version-obsolete GetAllTlsSettings-misconfigured.xml:91 SystemDefaultTlsVersions',
      ...[199, 222, 245].map(
        (line) => `low cipher-not-recommended GetAllTlsSettings-misconfigured.xml:${line} TlsCipherSuite`,
      ),
      ...[268, 294, 320, 346, 372, 401].map(
        (line) => `medium cipher-no-forward-secrecy GetAllTlsSettings-misconfigured.xml:${line} TlsCipherSuite`,
      ),
      'high cipher-weak GetAllTlsSettings-misconfigured.xml:430 TlsCipherSuite',
    ],
  },
  {
    folder: 'exchange-connectors',
    files: ['receive-connectors.csv', 'send-connectors.json', 'certificates.txt'],
    expected: [
      'low tls-required-on-mx receive-connectors.csv:3 RequireTLS',
      'critical tls-off receive-connectors.csv:4 AuthMechanism',
      'low tls-log-missing receive-connectors.csv:4 ProtocolLoggingLevel',
      'high auth-in-clear receive-connectors.csv:5 AuthMechanism',
      'medium outbound-blocks-mail send-connectors.json:6 RequireTLS',
      'low outbound-unauthenticated send-connectors.json:7 TlsAuthLevel',
      'medium outbound-opportunistic send-connectors.json:16 RequireTLS',
      'low value-without-effect send-connectors.json:17 TlsAuthLevel',
      'high auth-in-clear send-connectors.json:20 SmartHostAuthMechanism',
      'high outbound-cleartext send-connectors.json:28 IgnoreSTARTTLS',
      'low tls-log-missing send-connectors.json:29 ProtocolLoggingLevel',
      'low certificate-expired certificates.txt:5 NotAfter',
      'medium certificate-weak certificates.txt:7 PublicKeySize',
      'high certificate-expired certificates.txt:14 NotAfter',
    ],
  },
  {
    folder: 'schannel-registry',
    files: ['schannel.reg'],
    expected: [
      'high version-obsolete schannel.reg:3 SSL 3.0',
      'medium version-obsolete schannel.reg:15 TLS 1.1',
      'medium version-half-disabled schannel.reg:15 TLS 1.1',
      'medium version-half-disabled schannel.reg:18 TLS 1.2',
    ],
  },
]

describe('Exchange', () => {
  test.each(exchange)('$folder', ({ folder, files, expected }) => {
    const configuration = readExchange(files.map((file) => read(folder, file)))
    expect(sorted(lines(lintExchange(configuration, DEFAULT_CONFIG_PROFILE, NOW)))).toEqual(sorted(expected))
  })
})

test('these configurations lead to nearly every code; the others have a test of their own', () => {
  const seen = new Set(
    [...postfix, ...exim, ...exchange].flatMap(({ expected }) =>
      expected.map((line) => `config-${line.split(' ')[1]}`),
    ),
  )
  expect(CONFIG_CODES.filter((code) => !seen.has(code))).toEqual(['config-wrong-library', 'config-certificate-missing'])
})
