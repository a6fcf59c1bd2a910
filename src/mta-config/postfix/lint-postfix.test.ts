import { describe, expect, test } from 'vitest'
import { startProcessorTime } from '../../../test/support/processor-time.ts'
import type { ConfigCode } from '../config-codes.ts'
import { configProfileByName, DEFAULT_CONFIG_PROFILE } from '../config-profile.ts'
import { textDocument } from '../text-document.ts'
import { lintPostfix } from './lint-postfix.ts'
import { readPostfix } from './postfix-configuration.ts'
import { parseRelease } from './release.ts'

interface Given {
  readonly main?: string
  readonly master?: string
  readonly release?: string
  readonly profile?: string
}

function findings({ main = '', master, release = '3.7', profile = 'guide-2026' }: Given) {
  const documents = [
    textDocument('main.cf', main),
    ...(master === undefined ? [] : [textDocument('master.cf', master)]),
  ]
  return lintPostfix(
    readPostfix(documents, parseRelease(release)),
    configProfileByName(profile) ?? DEFAULT_CONFIG_PROFILE,
  )
}

function has(given: Given, code: ConfigCode): boolean {
  return findings(given).some((finding) => finding.code === code)
}

const TLS = 'smtpd_tls_security_level = may\nsmtpd_tls_chain_files = /etc/ssl/mail.pem\n'
const SMTPD = 'smtp inet n - y - - smtpd\n'

/** Mail that goes out, and TLS demanded for it. */
const OUT = 'smtp_tls_security_level = encrypt\n'

/** Each rule with a case that it finds and one that is just right. */
const rules: readonly {
  readonly code: ConfigCode
  readonly name: string
  readonly bad: Given
  readonly good: Given
}[] = [
  {
    code: 'config-parameter-removed',
    name: 'a parameter of the past',
    bad: { main: 'tls_dane_digest_agility = on' },
    good: { main: 'tls_dane_digest_agility = on', release: '3.3' },
  },
  {
    code: 'config-parameter-too-new',
    name: 'a parameter of the future',
    bad: { main: `${TLS}`, release: '3.3' },
    good: { main: TLS },
  },
  {
    code: 'config-parameter-unknown',
    name: 'a name nobody uses',
    bad: { main: 'my_thing_of_old = 1' },
    good: { main: 'my_thing_of_old = 1\nmyorigin = $my_thing_of_old' },
  },
  {
    code: 'config-parameter-misspelt',
    name: 'a letter too many',
    bad: { main: 'smtpd_tlss_loglevel = 1' },
    good: { main: 'smtpd_tls_loglevel = 1' },
  },
  {
    code: 'config-parameter-unknown',
    name: 'a service’s own parameter',
    bad: { main: 'foo_bar_baz = 5' },
    good: { main: 'foo_destination_recipient_limit = 5' },
  },
  {
    code: 'config-value-invalid',
    name: 'a level',
    bad: { main: 'smtp_tls_security_level = dnae' },
    good: { main: 'smtp_tls_security_level = DANE' },
  },
  {
    code: 'config-value-invalid',
    name: 'bounds before 3.6',
    bad: { main: 'smtpd_tls_protocols = >=TLSv1.2', release: '3.5' },
    good: { main: 'smtpd_tls_protocols = >=TLSv1.2', release: '3.6' },
  },
  {
    code: 'config-value-without-effect',
    name: 'mandatory ciphers while TLS is optional',
    bad: { main: `${TLS}smtpd_tls_mandatory_ciphers = high` },
    good: { main: `${TLS}smtpd_tls_mandatory_ciphers = high\nsmtpd_tls_ciphers = high` },
  },
  {
    code: 'config-value-without-effect',
    name: 'mandatory ciphers with a submission service',
    bad: { main: `${TLS}smtpd_tls_mandatory_ciphers = high`, master: SMTPD },
    good: {
      main: `${TLS}smtpd_tls_mandatory_ciphers = high`,
      master: `${SMTPD}587 inet n - y - - smtpd -o smtpd_tls_security_level=encrypt\n`,
    },
  },
  {
    code: 'config-value-without-effect',
    name: 'a list of another grade',
    bad: { main: `${TLS}tls_high_cipherlist = ECDHE+AESGCM` },
    good: { main: `${TLS}smtpd_tls_ciphers = high\ntls_high_cipherlist = ECDHE+AESGCM` },
  },
  {
    code: 'config-value-without-effect',
    name: 'required client certificates',
    bad: { main: `${TLS}smtpd_tls_req_ccert = yes` },
    good: { main: 'smtpd_tls_security_level = encrypt\nsmtpd_tls_req_ccert = yes' },
  },
  { code: 'config-tls-off', name: 'nothing set', bad: { main: '' }, good: { main: TLS } },
  {
    code: 'config-tls-off',
    name: 'only a machine of its own',
    bad: { main: 'inet_interfaces = all' },
    good: { main: 'inet_interfaces = loopback-only' },
  },
  {
    code: 'config-certificate-missing',
    name: 'no certificate',
    bad: { main: 'smtpd_tls_security_level = may' },
    good: { main: 'smtpd_tls_security_level = may\nsmtpd_tls_eccert_file = /x' },
  },
  {
    code: 'config-version-obsolete',
    name: '!SSLv2, !SSLv3',
    bad: { main: `${TLS}smtpd_tls_protocols = !SSLv2, !SSLv3` },
    good: {
      main: `${TLS}smtpd_tls_protocols = !SSLv2, !SSLv3, !TLSv1, !TLSv1.1\ninet_interfaces = all\ndefault_transport = error:none`,
    },
  },
  {
    code: 'config-cipher-anonymous',
    name: 'the default',
    bad: { main: TLS },
    good: { main: `${TLS}smtpd_tls_exclude_ciphers = aNULL` },
  },
  {
    code: 'config-cipher-no-forward-secrecy',
    name: 'the default',
    bad: { main: TLS },
    good: { main: `${TLS}smtpd_tls_exclude_ciphers = kRSA` },
  },
  {
    code: 'config-cipher-weak',
    name: 'the grade low',
    bad: { main: `${TLS}smtpd_tls_ciphers = low` },
    good: { main: `${TLS}smtpd_tls_ciphers = medium` },
  },
  {
    code: 'config-cipher-weak',
    name: 'a client that demands TLS with the grade low',
    bad: { main: `${OUT}smtp_tls_mandatory_ciphers = low` },
    good: { main: `${OUT}smtp_tls_mandatory_ciphers = medium` },
  },
  {
    code: 'config-cipher-weak',
    name: 'a client that checks certificates with the grade export',
    bad: { main: 'smtp_tls_security_level = secure\nsmtp_tls_mandatory_ciphers = export' },
    // postconf(5): where clear text is acceptable, demanding more than the default merely reduces interoperability.
    good: { main: 'smtp_tls_security_level = may\nsmtp_tls_ciphers = export' },
  },
  {
    code: 'config-cipher-weak',
    name: 'a list of a client with RC4, and TLS 1.3 alone',
    bad: { main: `${OUT}smtp_tls_mandatory_ciphers = high\ntls_high_cipherlist = HIGH:RC4` },
    good: {
      main: `${OUT}smtp_tls_mandatory_ciphers = high\ntls_high_cipherlist = HIGH:RC4\nsmtp_tls_mandatory_protocols = >=TLSv1.3`,
    },
  },
  {
    code: 'config-cipher-weak',
    name: 'nothing but NULL, and NULL that is excluded',
    bad: { main: 'smtp_tls_security_level = may\nsmtp_tls_ciphers = null' },
    good: { main: `${OUT}smtp_tls_mandatory_ciphers = null` },
  },
  {
    code: 'config-cipher-weak',
    name: 'DANE, whose receivers get the grade for required TLS',
    bad: { main: 'smtp_tls_security_level = dane\nsmtp_tls_mandatory_ciphers = low' },
    good: { main: 'smtp_tls_security_level = dane\nsmtp_tls_ciphers = low' },
  },
  {
    code: 'config-cipher-weak',
    name: 'an entry of a policy table',
    bad: { main: 'smtp_tls_policy_maps = inline:{ { a.example = encrypt ciphers=low } }' },
    good: { main: `${OUT}smtp_tls_policy_maps = inline:{ { a.example = encrypt ciphers=high } }` },
  },
  {
    code: 'config-cipher-no-forward-secrecy',
    name: 'a client whose suites somebody chose',
    bad: { main: `${OUT}smtp_tls_mandatory_ciphers = high` },
    good: { main: `${OUT}smtp_tls_mandatory_ciphers = high\nsmtp_tls_mandatory_exclude_ciphers = kRSA` },
  },
  {
    code: 'config-cipher-no-forward-secrecy',
    name: 'an entry that takes the place of what is excluded',
    bad: {
      main: `smtp_tls_exclude_ciphers = kRSA\nsmtp_tls_policy_maps = inline:{ { a.example = secure exclude=MD5 } }`,
    },
    good: { main: `smtp_tls_exclude_ciphers = kRSA\nsmtp_tls_policy_maps = inline:{ a.example=secure }` },
  },
  {
    code: 'config-cipher-anonymous',
    name: 'nothing of a client: Postfix excludes what does not fit the level',
    bad: { main: `${OUT}${TLS}` },
    good: { main: `${OUT}${TLS}smtpd_tls_exclude_ciphers = aNULL` },
  },
  {
    code: 'config-cipher-order',
    name: 'lesser suites',
    bad: { main: TLS },
    good: { main: `${TLS}tls_preempt_cipherlist = yes` },
  },
  {
    code: 'config-security-level-lowered',
    name: 'a level of 0',
    bad: { main: `${TLS}tls_medium_cipherlist = HIGH:@SECLEVEL=0` },
    good: { main: `${TLS}tls_medium_cipherlist = HIGH:@SECLEVEL=2` },
  },
  {
    code: 'config-key-exchange-weak',
    name: 'no curves',
    bad: { main: `${TLS}smtpd_tls_eecdh_grade = none`, release: '3.5' },
    good: { main: `${TLS}smtpd_tls_eecdh_grade = none`, release: '3.6' },
  },
  {
    code: 'config-key-exchange-weak',
    name: 'a short prime',
    bad: { main: `${TLS}smtpd_tls_dh1024_param_file = /etc/dh_1024.pem`, release: '3.5' },
    good: { main: `${TLS}smtpd_tls_dh1024_param_file = /etc/dh_2048.pem`, release: '3.5' },
  },
  {
    code: 'config-renegotiation',
    name: 'the default',
    bad: { main: TLS },
    good: { main: `${TLS}tls_ssl_options = no_renegotiation` },
  },
  {
    code: 'config-auth-in-clear',
    name: 'AUTH without smtpd_tls_auth_only',
    bad: { main: `${TLS}smtpd_sasl_auth_enable = yes` },
    good: { main: `${TLS}smtpd_sasl_auth_enable = yes\nsmtpd_tls_auth_only = yes` },
  },
  {
    code: 'config-auth-in-clear',
    name: 'a password for the relay',
    bad: { main: 'smtp_sasl_auth_enable = yes\nsmtp_sasl_security_options =\nsmtp_tls_security_level = may' },
    good: { main: 'smtp_sasl_auth_enable = yes\nsmtp_sasl_security_options =\nsmtp_tls_security_level = encrypt' },
  },
  {
    code: 'config-submission-tls-optional',
    name: 'port 587',
    bad: { main: TLS, master: `${SMTPD}[::]:587 inet n - y - - smtpd\n` },
    good: { main: TLS, master: `${SMTPD}587 inet n - y - - smtpd -o smtpd_tls_security_level=encrypt\n` },
  },
  {
    code: 'config-submission-tls-optional',
    name: 'port 465',
    bad: { main: TLS, master: `${SMTPD}465 inet n - y - - smtpd\n` },
    good: { main: TLS, master: `${SMTPD}465 inet n - y - - smtpd -o smtpd_tls_wrappermode=yes\n` },
  },
  {
    code: 'config-tls-required-on-mx',
    name: 'encrypt on port 25',
    bad: { main: 'smtpd_tls_security_level = encrypt', master: SMTPD },
    good: { main: 'smtpd_tls_security_level = encrypt', master: 'submission inet n - y - - smtpd\n' },
  },
  {
    code: 'config-outbound-cleartext',
    name: 'nothing set',
    bad: { main: '' },
    good: { main: 'smtp_tls_security_level = may' },
  },
  {
    code: 'config-outbound-cleartext',
    name: 'the default since 3.11',
    bad: { main: 'compatibility_level = 3.10', release: '3.11' },
    good: { main: 'compatibility_level = 3.11', release: '3.11' },
  },
  {
    code: 'config-outbound-opportunistic',
    name: 'may',
    bad: { main: 'smtp_tls_security_level = may' },
    good: { main: 'smtp_tls_security_level = dane' },
  },
  {
    code: 'config-outbound-opportunistic',
    name: 'a client of its own',
    bad: { main: 'smtp_tls_security_level = dane', master: 'x unix - - y - - smtp -o smtp_tls_security_level=may\n' },
    good: { main: 'smtp_tls_security_level = dane', master: 'x unix - - y - - smtp -o smtp_bind_address=::1\n' },
  },
  {
    code: 'config-outbound-unauthenticated',
    name: 'encrypt',
    bad: { main: 'smtp_tls_security_level = encrypt' },
    good: { main: 'smtp_tls_security_level = secure' },
  },
  {
    code: 'config-outbound-blocks-mail',
    name: 'dane-only for all',
    bad: { main: 'smtp_tls_security_level = dane-only' },
    good: { main: 'smtp_tls_security_level = secure\nrelayhost = [hub.example]' },
  },
  {
    code: 'config-outbound-blocks-mail',
    name: 'a grade of which the level leaves nothing',
    bad: { main: `${OUT}smtp_tls_mandatory_ciphers = null` },
    good: { main: `${OUT}smtp_tls_mandatory_ciphers = medium` },
  },
  {
    code: 'config-outbound-blocks-mail',
    name: 'nothing left of a list',
    bad: { main: `${OUT}smtp_tls_mandatory_exclude_ciphers = ALL` },
    good: { main: 'smtp_tls_security_level = may\nsmtp_tls_mandatory_exclude_ciphers = ALL' },
  },
  {
    code: 'config-outbound-blocks-mail',
    name: 'no version left',
    bad: { main: `${OUT}smtp_tls_mandatory_protocols = >=TLSv1.3, <=TLSv1.2` },
    good: { main: `${OUT}smtp_tls_mandatory_protocols = >=TLSv1.2, <=TLSv1.2` },
  },
  {
    code: 'config-outbound-blocks-mail',
    name: 'a table that may demand TLS',
    bad: { main: 'smtp_tls_policy_maps = hash:/etc/postfix/tls\nsmtp_tls_mandatory_ciphers = null' },
    good: { main: 'smtp_tls_policy_maps = inline:{a.example=may}\nsmtp_tls_mandatory_ciphers = null' },
  },
  {
    code: 'config-outbound-cleartext',
    name: 'no version left, and clear text to fall back to',
    bad: {
      main: 'smtp_tls_security_level = may\nsmtp_tls_protocols = !SSLv2 !SSLv3 !TLSv1 !TLSv1.1 !TLSv1.2 !TLSv1.3',
    },
    good: { main: 'smtp_tls_security_level = may\nsmtp_tls_protocols = TLSv1.3' },
  },
  {
    code: 'config-version-obsolete',
    name: 'an entry of a policy table',
    bad: {
      main: 'smtp_tls_mandatory_protocols = >=TLSv1.2\nsmtp_tls_policy_maps = inline:{ { a.example = encrypt protocols=TLSv1.1 } }\ninet_interfaces = loopback-only',
    },
    good: {
      main: 'smtp_tls_mandatory_protocols = >=TLSv1.2\nsmtp_tls_policy_maps = inline:{ { a.example = encrypt } }\ninet_interfaces = loopback-only',
    },
  },
  {
    code: 'config-dane-without-dnssec',
    name: 'dane',
    bad: { main: 'smtp_tls_security_level = dane' },
    good: { main: 'smtp_tls_security_level = dane\nsmtp_dns_support_level = dnssec' },
  },
  {
    code: 'config-policy-overrides-dane',
    name: 'a table of all domains',
    bad: { main: 'smtp_tls_security_level = dane\nsmtp_tls_policy_maps = static:encrypt' },
    good: { main: 'smtp_tls_security_level = dane\nsmtp_tls_policy_maps = socketmap:unix:/run/postfix-tlspol:QUERY' },
  },
  {
    code: 'config-policy-weaker',
    name: 'an entry',
    bad: { main: 'smtp_tls_security_level = dane\nsmtp_tls_policy_maps = inline:{a.example=none}' },
    good: { main: 'smtp_tls_security_level = dane\nsmtp_tls_policy_maps = inline:{a.example=encrypt}' },
  },
  {
    code: 'config-trust-anchors-missing',
    name: 'secure',
    bad: { main: 'smtp_tls_security_level = secure' },
    good: { main: 'smtp_tls_security_level = secure\ntls_append_default_CA = yes' },
  },
  {
    code: 'config-tls-rpt-missing',
    name: '3.10',
    bad: { main: 'smtp_tls_security_level = dane', release: '3.10' },
    good: { main: 'smtp_tls_security_level = dane\nsmtp_tlsrpt_enable = yes', release: '3.10' },
  },
]

describe('lintPostfix', () => {
  test.each(rules)('$code: $name', ({ code, bad, good }) => {
    expect(has(bad, code), 'found').toBe(true)
    expect(has(good, code), 'clear').toBe(false)
  })

  test.each([
    {
      name: 'TLS 1.0',
      main: `${TLS}smtpd_tls_protocols = !SSLv2, !SSLv3`,
      code: 'config-version-obsolete',
      severity: 'medium',
    },
    { name: 'SSL 3.0', main: `${TLS}smtpd_tls_protocols = !SSLv2`, code: 'config-version-obsolete', severity: 'high' },
    {
      name: 'no valid certificate for anybody',
      main: 'smtp_tls_security_level = verify',
      code: 'config-trust-anchors-missing',
      severity: 'high',
    },
    {
      name: 'a log without names',
      main: 'smtp_tls_security_level = dane',
      code: 'config-trust-anchors-missing',
      severity: 'low',
    },
    {
      name: 'a policy of no TLS for all',
      main: 'smtp_tls_security_level = dane\nsmtp_tls_policy_maps = static:none',
      code: 'config-policy-weaker',
      severity: 'high',
    },
    {
      name: 'RC4 of old libraries for a client',
      main: `${OUT}smtp_tls_mandatory_ciphers = low`,
      code: 'config-cipher-weak',
      severity: 'medium',
    },
    {
      name: 'NULL where certificates are checked',
      main: 'smtp_tls_security_level = verify\nsmtp_tls_mandatory_ciphers = null',
      code: 'config-cipher-weak',
      severity: 'high',
    },
    {
      name: 'a choice that is left to the receiver',
      main: `${OUT}smtp_tls_mandatory_ciphers = medium`,
      code: 'config-cipher-no-forward-secrecy',
      severity: 'info',
    },
    {
      name: 'a client without ephemeral keys',
      main: `${OUT}smtp_tls_mandatory_exclude_ciphers = ECDHE, DHE`,
      code: 'config-cipher-no-forward-secrecy',
      severity: 'medium',
    },
    {
      name: 'a grade that stops all mail',
      main: `${OUT}smtp_tls_mandatory_ciphers = null`,
      code: 'config-outbound-blocks-mail',
      severity: 'high',
    },
  ])('weighs $name as $severity', ({ main, code, severity }) => {
    expect(findings({ main }).find((finding) => finding.code === code)?.severity).toBe(severity)
  })

  test('the profiles differ where their lists do', () => {
    const dhe = `${TLS}tls_medium_cipherlist = ECDHE+AESGCM:DHE-RSA-AES128-GCM-SHA256`
    const severities = ['guide-2026', 'rfc9325', 'ncsc-nl-2025'].map(
      (profile) =>
        findings({ main: dhe, profile }).find(({ code }) => code === 'config-cipher-not-recommended')?.severity,
    )
    expect(severities).toEqual(['low', undefined, 'low'])
    const cbc = `${TLS}tls_medium_cipherlist = ECDHE-RSA-AES128-SHA`
    const insufficient = ['guide-2026', 'ncsc-nl-2025'].map(
      (profile) =>
        findings({ main: cbc, profile }).find(({ code }) => code === 'config-cipher-not-recommended')?.severity,
    )
    expect(insufficient).toEqual(['low', 'medium'])
  })

  test('what each port sees is judged by its own overrides', () => {
    const master = `${SMTPD}587 inet n - y - - smtpd -o smtpd_tls_security_level=encrypt -o smtpd_tls_exclude_ciphers=aNULL\n`
    const anonymous = findings({ main: TLS, master }).filter(({ code }) => code === 'config-cipher-anonymous')
    expect(anonymous.map(({ file, severity }) => `${file} ${severity}`)).toEqual(['main.cf medium'])
  })

  test('one finding names every service of which it is true', () => {
    const master = `${SMTPD}587 inet n - y - - smtpd\n2525 inet n - y - - smtpd -o smtpd_tls_security_level=encrypt\n`
    const list = findings({ main: `${TLS}tls_medium_cipherlist = HIGH:!aNULL:!kRSA\n`, master })
    const lesser = list.filter(({ code }) => code === 'config-cipher-not-recommended')
    expect(lesser.map(({ message }) => message.split(' lets ')[0])).toEqual(['The server on port 25, 587 and 2525'])
  })

  test('of what differs at one place, each is said', () => {
    const master = `${SMTPD}587 inet n - y - - smtpd -o smtpd_tls_exclude_ciphers=RSA+AES256\n`
    const list = findings({ main: `${TLS}tls_medium_cipherlist = HIGH:!aNULL\n`, master })
    const secrecy = list.filter(({ code }) => code === 'config-cipher-no-forward-secrecy')
    expect(secrecy).toHaveLength(1)
    expect(secrecy[0]?.message).toMatch(
      /^The server on port 25 lets \d+ suites .*\. The server on 587 lets \d+ suites .*\.$/,
    )
    expect(secrecy[0]?.fix?.split('\n')).toEqual([
      'smtpd_tls_exclude_ciphers = kRSA',
      '-o { smtpd_tls_exclude_ciphers = RSA+AES256, kRSA }   # 587 in master.cf',
    ])
  })

  test('a gap in the versions of a client takes away all that stand above it', () => {
    const list = findings({ main: `${OUT}smtp_tls_mandatory_protocols = !SSLv2, !SSLv3, !TLSv1.1` })
    expect(list.find(({ parameter }) => parameter === 'smtp_tls_mandatory_protocols')?.message).toBe(
      'smtp_tls_mandatory_protocols, with “!SSLv2, !SSLv3, !TLSv1.1”, lets TLS 1.0 through for outgoing mail, and not TLS 1.2 and TLS 1.3, which stand above a gap.',
    )
  })

  test.each([
    {
      name: 'a list that somebody wrote',
      more: 'tls_medium_cipherlist = HIGH:!aNULL',
      parameter: 'tls_medium_cipherlist',
    },
    { name: 'what is excluded', more: 'smtpd_tls_exclude_ciphers = aNULL', parameter: 'smtpd_tls_exclude_ciphers' },
    { name: 'the grade', more: '', parameter: 'smtpd_tls_ciphers' },
  ])('blames $name for lesser suites', ({ more, parameter }) => {
    const main = `${TLS}${more}\n`
    const lesser = findings({ main }).filter(({ code }) => code === 'config-cipher-not-recommended')
    expect(lesser.map((finding) => finding.parameter)).toEqual([parameter])
  })

  test('a list for submission is a finding apart from what port 25 lets through', () => {
    const main = `${TLS}smtpd_tls_mandatory_ciphers = high\ntls_high_cipherlist = ECDHE+AESGCM:DHE+AESGCM\nsmtpd_tls_exclude_ciphers = aNULL\n`
    const master = `${SMTPD}587 inet n - y - - smtpd -o smtpd_tls_security_level=encrypt\n`
    const lesser = findings({ main, master }).filter(({ code }) => code === 'config-cipher-not-recommended')
    expect(lesser.map(({ line, message }) => [line, /(?<=server on )(?:port )?\w+/.exec(message)?.[0]])).toEqual([
      [4, '587'],
      [5, 'port 25'],
    ])
  })

  test('counts exactly the suites that Postfix 3.7 was measured to offer by default', () => {
    const messages = findings({ main: TLS }).map(({ message }) => message)
    expect(messages).toContainEqual(expect.stringContaining('12 suites without a certificate'))
    expect(messages).toContainEqual(expect.stringContaining('16 suites without forward secrecy'))
  })

  test('a main.cf of a megabyte is judged in a moment', () => {
    const spent = startProcessorTime()
    const lines = Array.from(
      { length: 30_000 },
      (_, at) => `local_${at % 20_000} = $local_${(at % 20_000) + 1} and more`,
    ).join('\n')
    const chain = Array.from(
      { length: 12_000 },
      (_, at) => `note_${at} = some words, $myhostname and others that fill a line\n`,
    ).join('')
    for (const main of [
      chain,
      `a = ${'x, '.repeat(400_000)}`,
      ` ${'\n\n '.repeat(300_000)}`,
      `smtpd_tls_protocols = ${'!SSLv3 '.repeat(150_000)}`,
    ])
      findings({ main })
    expect(() => findings({ main: lines })).toThrow()
    expect(spent()).toBeLessThan(10_000)
  })
})
