import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { runs } from '../../../test/support/runs.ts'
import type { ConfigCode } from '../config-codes.ts'
import { CONFIG_PROFILES, DEFAULT_CONFIG_PROFILE } from '../config-profile.ts'
import { textDocument } from '../text-document.ts'
import { type EximLibrary, readExim, readEximBuild } from './exim-configuration.ts'
import { fixExim } from './fix-exim.ts'
import { generateExim } from './generate-exim.ts'
import { lintExim } from './lint-exim.ts'
import { goodPriorityString, readPriorityString } from './priority-string.ts'

const none = (): null => null

function codes(text: string, library: EximLibrary | null = 'gnutls'): readonly ConfigCode[] {
  const configuration = readExim(
    textDocument('exim.conf', text),
    none,
    library === null ? null : { library, version: null },
  )
  return lintExim(configuration, DEFAULT_CONFIG_PROFILE).map(({ code }) => code)
}

const CERT = 'tls_certificate = /etc/x.pem\n'
const GNUTLS = `${CERT}tls_require_ciphers = ${goodPriorityString('TLSv1.2')}\n`
const OPENSSL = `${CERT}openssl_options = +no_tlsv1 +no_tlsv1_1\ntls_require_ciphers = ECDHE+AESGCM:ECDHE+CHACHA20\n`
const SMTP = 'begin transports\nt:\n  driver = smtp\n'

const rules: readonly {
  readonly code: ConfigCode
  readonly bad: string
  readonly good: string
  readonly library?: EximLibrary
}[] = [
  {
    code: 'config-syntax',
    bad: 'tls_certificate /etc/x\n',
    good: 'domainlist local_domains = @\nhide tls_privatekey = /x\nno_tls_remember_esmtp\n',
  },
  { code: 'config-parameter-unknown', bad: 'something_of_mine = 1\n', good: 'primary_hostname = a.example\n' },
  { code: 'config-parameter-misspelt', bad: 'tls_adverise_hosts = *\n', good: 'tls_advertise_hosts = *\n' },
  {
    code: 'config-parameter-misspelt',
    bad: `${SMTP}  hosts_requires_tls = *\n`,
    good: `${SMTP}  hosts_require_tls = *\n`,
  },
  { code: 'config-parameter-duplicate', bad: `${CERT}${CERT}`, good: CERT },
  { code: 'config-parameter-removed', bad: 'gnutls_require_kx = RSA\n', good: GNUTLS },
  { code: 'config-wrong-library', bad: OPENSSL, good: GNUTLS },
  { code: 'config-wrong-library', bad: GNUTLS, good: OPENSSL, library: 'openssl' },
  { code: 'config-tls-off', bad: 'tls_advertise_hosts =\n', good: GNUTLS },
  { code: 'config-certificate-missing', bad: 'tls_advertise_hosts = *\n', good: GNUTLS },
  { code: 'config-certificate-test', bad: 'tls_certificate = /etc/exim4/exim.crt\n', good: GNUTLS },
  { code: 'config-version-obsolete', bad: CERT, good: GNUTLS },
  { code: 'config-version-obsolete', bad: CERT, good: OPENSSL, library: 'openssl' },
  {
    code: 'config-version-obsolete',
    bad: `${CERT}openssl_options = +no_tlsv1 +no_tlsv1_1 -no_sslv3\n`,
    good: OPENSSL,
    library: 'openssl',
  },
  { code: 'config-cipher-anonymous', bad: `${CERT}tls_require_ciphers = ALL\n`, good: OPENSSL, library: 'openssl' },
  { code: 'config-cipher-anonymous', bad: `${CERT}tls_require_ciphers = NORMAL:+ANON-ECDH\n`, good: GNUTLS },
  { code: 'config-cipher-weak', bad: `${CERT}tls_require_ciphers = LEGACY\n`, good: GNUTLS },
  { code: 'config-cipher-weak', bad: `${CERT}tls_require_ciphers = ALL:eNULL\n`, good: OPENSSL, library: 'openssl' },
  { code: 'config-cipher-no-forward-secrecy', bad: CERT, good: GNUTLS },
  { code: 'config-cipher-no-forward-secrecy', bad: CERT, good: OPENSSL, library: 'openssl' },
  { code: 'config-cipher-not-recommended', bad: `${CERT}tls_require_ciphers = PFS\n`, good: GNUTLS },
  {
    code: 'config-security-level-lowered',
    bad: `${CERT}tls_require_ciphers = NORMAL:%UNSAFE_RENEGOTIATION\n`,
    good: GNUTLS,
  },
  {
    code: 'config-security-level-lowered',
    bad: `${CERT}tls_require_ciphers = HIGH:@SECLEVEL=0\n`,
    good: OPENSSL,
    library: 'openssl',
  },
  { code: 'config-key-exchange-weak', bad: 'tls_dhparam = /etc/dh1024.pem\n', good: 'tls_dhparam = historic\n' },
  { code: 'config-renegotiation', bad: 'openssl_options = -no_renegotiation\n', good: OPENSSL, library: 'openssl' },
  {
    code: 'config-auth-in-clear',
    bad: 'begin authenticators\na:\n  driver = plaintext\n  server_condition = yes\n',
    good: 'begin authenticators\na:\n  driver = plaintext\n  server_condition = yes\n  server_advertise_condition = \u0024{if def:tls_in_cipher}\n',
  },
  {
    code: 'config-auth-in-clear',
    bad: 'begin authenticators\na:\n  driver = plaintext\n  server_prompts = :\n',
    good: 'begin authenticators\na:\n  driver = plaintext\n  client_send = x\n',
  },
  {
    code: 'config-submission-tls-optional',
    bad: 'daemon_smtp_ports = smtp : 465\n',
    good: 'daemon_smtp_ports = smtp : 465\ntls_on_connect_ports = 465\n',
  },
  { code: 'config-tls-log-missing', bad: 'log_selector = +subject -tls_cipher\n', good: 'log_selector = +subject\n' },
  {
    code: 'config-outbound-cleartext',
    bad: `${SMTP}  hosts_avoid_tls = *\n`,
    good: `${SMTP}  hosts_avoid_tls = 192.0.2.1\n`,
  },
  { code: 'config-outbound-opportunistic', bad: `${SMTP}  hosts_try_dane =\n`, good: SMTP },
  {
    code: 'config-outbound-unauthenticated',
    bad: `${SMTP}  hosts_require_tls = *\n`,
    good: `${SMTP}  hosts_require_tls = *\n  tls_verify_hosts = *\n  hosts = a.example\n`,
  },
  {
    code: 'config-outbound-blocks-mail',
    bad: `${SMTP}  hosts_require_dane = *\n`,
    good: `${SMTP}  hosts_require_dane = mx.example\n`,
  },
  { code: 'config-dane-without-dnssec', bad: `dns_dnssec_ok = 0\n${SMTP}`, good: `dns_dnssec_ok = 1\n${SMTP}` },
  {
    code: 'config-trust-anchors-missing',
    bad: `${SMTP}  tls_verify_hosts = x\n  tls_verify_certificates =\n`,
    good: `${SMTP}  tls_verify_hosts = x\n`,
  },
]

describe('lintExim', () => {
  test.each(rules)('$code', ({ code, bad, good, library }) => {
    expect(codes(bad, library), 'found').toContain(code)
    expect(codes(good, library), 'clear').not.toContain(code)
  })

  test('says nothing about values that are worked out for each connection', () => {
    const text = `${CERT}tls_require_ciphers = \u0024{if eq{$tls_in_sni}{old}{ALL}{HIGH}}\n`
    for (const library of ['openssl', 'gnutls'] as const) {
      expect(codes(text, library).filter((code) => /cipher|library/.test(code))).toEqual([])
    }
  })

  test('knows the library from exim -bV, or from the settings', () => {
    const printed = 'Exim version 4.96 #2 built 27-May-2026\nSupport for: crypteq iconv() IPv6 GnuTLS DANE\n'
    expect(readEximBuild(printed)).toEqual({ library: 'gnutls', version: [4, 96] })
    expect(readEximBuild('tls_certificate = x\n')).toBeNull()
    const known = (text: string): unknown => readExim(textDocument('f', text), none).library
    expect([known(OPENSSL), known(GNUTLS), known(CERT)]).toEqual(['openssl', 'gnutls', null])
  })
})

describe('readPriorityString', () => {
  test.each([
    { text: 'NORMAL', versions: 'tls10 tls11 tls12 tls13', staticRsa: true },
    { text: 'NORMAL:-VERS-ALL:+VERS-TLS1.2', versions: 'tls12', staticRsa: true },
    { text: 'PFS:-VERS-TLS1.0:-VERS-TLS1.1', versions: 'tls12 tls13', staticRsa: false },
    { text: 'SECURE256:+VERS-SSL3.0:-RSA', versions: 'ssl3 tls10 tls11 tls12 tls13', staticRsa: false },
    { text: 'NONE:+VERS-TLS1.3', versions: 'tls13', staticRsa: false },
  ])('$text', ({ text, versions, staticRsa }) => {
    expect(readPriorityString(text)).toMatchObject({ versions: versions.split(' '), staticRsa })
  })

  test('knows nothing of words that a file of the machine defines', () => {
    expect(readPriorityString('SYSTEM:-RSA')).toBeNull()
    expect(readPriorityString('@MAIL')).toBeNull()
  })
})

describe('generateExim', () => {
  test.each([
    { library: 'gnutls', outbound: 'dane' },
    { library: 'gnutls', outbound: 'encrypt' },
    { library: 'openssl', outbound: 'dane' },
  ] as const)('$library, $outbound: nothing to object to at medium or above', ({ library, outbound }) => {
    const text = generateExim({ library, outbound })
    const findings = lintExim(
      readExim(textDocument('f', text), none, { library, version: null }),
      DEFAULT_CONFIG_PROFILE,
    )
    expect(findings.filter(({ severity }) => severity !== 'low' && severity !== 'info')).toEqual([])
  })

  test('may is what it says', () => {
    expect(codes(generateExim({ library: 'gnutls', outbound: 'may' }))).toContain('config-outbound-opportunistic')
  })
})

const LINES = [
  '# a comment',
  CERT.trim(),
  'tls_require_ciphers = NORMAL:\\\n   # why\n   +VERS-SSL3.0',
  'tls_require_ciphers = ALL:@SECLEVEL=0',
  'openssl_options = +no_sslv2 -no_renegotiation',
  'tls_advertise_hosts =',
  'tls_advertse_hosts = *',
  'log_selector = -tls_cipher',
  'daemon_smtp_ports = 25 : 465',
  'tls_dhparam = /etc/dh1024',
  'dns_dnssec_ok = 0',
  'X = y',
  '.ifdef X',
  '.endif',
  SMTP.trim(),
  '  hosts_avoid_tls = *',
  '  hosts_try_dane =',
  '  hosts_try_auth = *',
  'begin authenticators\np:\n  driver = plaintext\n  server_condition = 1',
] as const

test('a second fix changes nothing, and comments stay', () => {
  const arbitrary = fc.record({
    lines: fc.array(fc.constantFrom(...LINES), { maxLength: 20 }),
    library: fc.constantFrom('openssl', 'gnutls', null),
    profile: fc.constantFrom(...CONFIG_PROFILES),
  })
  fc.assert(
    fc.property(arbitrary, ({ lines, library, profile }) => {
      const document = textDocument('exim.conf', `${lines.join('\n')}\n`)
      const options = { profile, include: none, build: library === null ? null : { library, version: null } }
      const once = fixExim(document, options)
      expect(fixExim(once.document, options).document.text).toBe(once.document.text)
      const count = (text: string): number => text.split('\n').filter((line) => line === '# a comment').length
      expect(count(once.document.text)).toBe(count(document.text))
    }),
    { numRuns: runs(50, 200) },
  )
})
