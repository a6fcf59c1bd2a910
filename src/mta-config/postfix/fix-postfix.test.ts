import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { CONFIG_PROFILES, DEFAULT_CONFIG_PROFILE } from '../config-profile.ts'
import { type TextDocument, textDocument } from '../text-document.ts'
import { fixPostfix } from './fix-postfix.ts'
import { lintPostfix } from './lint-postfix.ts'
import { readPostfix } from './postfix-configuration.ts'
import { parseRelease } from './release.ts'

const main = (text: string): TextDocument => textDocument('main.cf', text)
const master = (text: string): TextDocument => textDocument('master.cf', text)

function fixed(text: string): string {
  return fixPostfix([main(text)], { profile: DEFAULT_CONFIG_PROFILE }).documents[0]?.text ?? ''
}

/** Settings to which nobody objects but for what a case changes. */
const GOOD = `smtpd_tls_security_level = may
smtpd_tls_chain_files = /etc/ssl/mail.pem
smtpd_tls_protocols = >=TLSv1.2
smtpd_tls_exclude_ciphers = aNULL, kRSA, DHE, SHA1, SHA256, SHA384, CAMELLIA, ARIA, AESCCM
smtpd_tls_loglevel = 1
smtpd_tls_received_header = yes
smtp_tls_security_level = dane
smtp_dns_support_level = dnssec
smtp_tls_protocols = >=TLSv1.2
smtp_tls_mandatory_protocols = >=TLSv1.2
smtp_tls_CAfile = /etc/ssl/certs/ca-certificates.crt
smtp_tls_loglevel = 1
tls_ssl_options = NO_RENEGOTIATION
`

describe('fixPostfix', () => {
  test('leaves good settings alone', () => {
    expect(lintPostfix(readPostfix([main(GOOD)]), DEFAULT_CONFIG_PROFILE)).toEqual([])
    const document = main(GOOD)
    expect(fixPostfix([document], { profile: DEFAULT_CONFIG_PROFILE }).documents[0]).toBe(document)
  })

  const cases = [
    {
      name: 'a value, and no blank beside it',
      before: 'smtpd_tls_protocols=!SSLv2, !SSLv3  ',
      after: 'smtpd_tls_protocols=>=TLSv1.2  ',
    },
    {
      name: 'a value of several lines, whose comments stay',
      before: 'smtpd_tls_protocols =\n  !SSLv2,\n  # POODLE\n  !SSLv3\n# next',
      after: 'smtpd_tls_protocols = >=TLSv1.2\n  # POODLE\n# next',
    },
    {
      name: 'a level that goes by its old name',
      before: 'smtpd_use_tls = yes\nsmtpd_tls_security_level =\n',
      after: 'smtpd_tls_security_level = may\n',
      without: 'smtpd_tls_security_level',
    },
    {
      name: 'a parameter without use',
      before: '# mine\nsmtpd_tls_dh1024_param_file = /etc/dh.pem\n# yours',
      after: '# mine\n# yours',
    },
    {
      name: 'the first of two',
      before: 'smtpd_tls_loglevel = 0\nsmtpd_tls_loglevel = 1',
      after: 'smtpd_tls_loglevel = 1',
      without: 'smtpd_tls_loglevel',
    },
    {
      name: 'a misspelt name',
      before: 'smtpd_tls_recieved_header = yes',
      after: 'smtpd_tls_received_header = yes',
      without: 'smtpd_tls_received_header',
    },
    {
      name: 'an empty value',
      before: 'smtp_tls_CAfile =',
      after: 'smtp_tls_CAfile = /etc/ssl/certs/ca-certificates.crt',
      without: 'smtp_tls_CAfile',
    },
    {
      name: 'words that were excluded already',
      before: 'smtpd_tls_exclude_ciphers = aNULL, MD5',
      after: 'smtpd_tls_exclude_ciphers = aNULL, MD5, kRSA, DHE, SHA1, SHA256, SHA384, ARIA, AESCCM',
      without: 'smtpd_tls_exclude_ciphers',
    },
  ]

  test.each(cases)('mends $name', ({ before, after, without = before.split(/[\s=]/)[0] }) => {
    const rest = GOOD.split('\n')
      .filter((line) => !line.startsWith(`${without} `))
      .join('\n')
    expect(fixed(`${rest}${before}\n`)).toBe(`${rest}${after}\n`)
  })

  test('keeps Windows line ends, and puts a new parameter behind its likes', () => {
    const text = GOOD.replace('smtpd_tls_loglevel = 1\n', '').replaceAll('\n', '\r\n')
    expect(fixed(text)).toBe(
      text.replace(
        'smtpd_tls_received_header = yes\r\n',
        'smtpd_tls_received_header = yes\r\nsmtpd_tls_loglevel = 1\r\n',
      ),
    )
  })

  test('ends a file that lacks its last line end', () => {
    expect(fixed(GOOD.replace('tls_ssl_options = NO_RENEGOTIATION\n', 'myhostname = a.example'))).toMatch(
      /myhostname = a\.example\ntls_ssl_options = NO_RENEGOTIATION\n$/,
    )
  })

  test('changes overrides in master.cf, adds and removes them', () => {
    const services = master(
      'smtp inet n - y - - smtpd -o smtpd_use_tls=yes\n' +
        'submission inet n - y - - smtpd\n  # users\n  -o smtpd_sasl_auth_enable=yes -o smtpd_tls_security_level=may\n' +
        '465 inet n - y - - smtpd\n  -o { smtpd_tls_mandatory_protocols = !SSLv2, !SSLv3 }\n\nqmgr unix n - n 300 1 qmgr\n',
    )
    const result = fixPostfix([main(`${GOOD}smtpd_tls_mandatory_protocols = >=TLSv1.2\n`), services], {
      profile: DEFAULT_CONFIG_PROFILE,
    })
    expect(result.documents[1]?.text).toBe(
      'smtp inet n - y - - smtpd -o smtpd_use_tls=yes\n' +
        'submission inet n - y - - smtpd\n  # users\n  -o smtpd_sasl_auth_enable=yes -o smtpd_tls_security_level=encrypt\n' +
        '465 inet n - y - - smtpd\n  -o { smtpd_tls_mandatory_protocols = >=TLSv1.2 }\n  -o smtpd_tls_wrappermode=yes\n\nqmgr unix n - n 300 1 qmgr\n',
    )
    expect(result.left.map(({ code }) => code)).toEqual(['config-parameter-deprecated'])
  })

  test('mends what --only names, and nothing else', () => {
    const text = 'smtpd_tls_security_level = may\nsmtpd_tls_protocols = !SSLv2\n'
    const { documents } = fixPostfix([main(text)], {
      profile: DEFAULT_CONFIG_PROFILE,
      only: ['config-version-obsolete'],
    })
    expect(documents[0]?.text).toBe('smtpd_tls_security_level = may\nsmtpd_tls_protocols = >=TLSv1.2\n')
  })

  test('does not write words that a release does not know', () => {
    const { documents } = fixPostfix([main('smtpd_tls_security_level = may\n')], {
      profile: DEFAULT_CONFIG_PROFILE,
      release: parseRelease('3.3'),
    })
    expect(documents[0]?.text).toContain('smtpd_tls_protocols = !SSLv2, !SSLv3, !TLSv1, !TLSv1.1\n')
    expect(documents[0]?.text).not.toContain('NO_RENEGOTIATION')
  })
})

/** Lines of main.cf, good and bad, from which configurations are put together. */
const LINES = [
  '',
  '# a comment',
  '   # another, indented',
  'myhostname = mx.example.com',
  'smtpd_tls_security_level = may',
  'smtpd_tls_security_level = encrypt',
  'smtpd_tls_security_level = none',
  'smtpd_tls_security_level =',
  'smtpd_use_tls = yes',
  'smtpd_enforce_tls=yes',
  'smtp_use_tls=no',
  'smtp_enforce_tls = yes',
  'smtpd_tls_protocols = !SSLv2,\n   !SSLv3',
  'smtpd_tls_protocols = >=TLSv1.2',
  'smtpd_tls_mandatory_protocols =\n  # why\n  !SSLv2',
  'smtpd_tls_mandatory_ciphers = high',
  'smtpd_tls_ciphers = low',
  'smtpd_tls_ciphers = high',
  'tls_high_cipherlist = ALL:@SECLEVEL=0',
  'smtpd_tls_exclude_ciphers = aNULL',
  'smtpd_tls_exclude_ciphers =',
  'smtpd_tls_chain_files = /etc/ssl/a.pem',
  'smtpd_tls_cert_file = /etc/ssl/b.pem',
  'smtpd_tls_dh1024_param_file = /etc/dh.pem',
  'smtpd_sasl_auth_enable = yes',
  'smtp_sasl_auth_enable = yes',
  'smtp_sasl_security_options = noanonymous',
  'smtp_tls_security_level = may',
  'smtp_tls_security_level = dane',
  'smtp_tls_security_level = dane-only',
  'smtp_dns_support_level = enabled',
  'smtp_tls_policy_maps = static:may',
  'smtpd_tls_loglevel = 4',
  'smtpd_tls_securty_level = may',
  'unheard_of = $smtpd_tls_ciphers',
  'tls_ssl_options = NO_COMPRESSION',
  'tls_eecdh_auto_curves = secp192r1',
  'fallback_relay = a.example',
  'junk',
] as const

const SERVICES = [
  'smtp inet n - y - - smtpd',
  'smtp inet n - y - 1 postscreen\n  -o postscreen_tls_security_level=none',
  'smtpd pass - - n - - smtpd',
  'submission inet n - y - - smtpd\n  -o smtpd_tls_security_level=may',
  'submission inet n - y - - smtpd\n  # x\n  -o smtpd_sasl_auth_enable=yes -o smtpd_tls_auth_only=no',
  '465 inet n - y - - smtpd -o smtpd_tls_wrappermode=yes -o { smtpd_tls_mandatory_protocols = !SSLv2, !SSLv3 }',
  'smtps inet n - y - - smtpd',
  'relay unix - - y - - smtp\n        -o smtp_tls_security_level=none',
  '# comment',
] as const

describe('whatever the settings are', () => {
  const arbitrary = fc.record({
    lines: fc.array(fc.constantFrom(...LINES), { maxLength: 25 }),
    services: fc.array(fc.constantFrom(...SERVICES), { maxLength: 6 }),
    end: fc.constantFrom('\n', ''),
    profile: fc.constantFrom(...CONFIG_PROFILES),
    release: fc.constantFrom('2.11', '3.3', '3.7', '3.11'),
  })

  test('a second fix changes nothing, and every line that was right is still there', () => {
    fc.assert(
      fc.property(arbitrary, ({ lines, services, end, profile, release: text }) => {
        const documents = [
          main(`${lines.join('\n')}${end}`),
          ...(services.length === 0 ? [] : [master(`${services.join('\n')}${end}`)]),
        ]
        const release = parseRelease(text)
        const once = fixPostfix(documents, { profile, release })
        const twice = fixPostfix(once.documents, { profile, release })
        expect(twice.documents.map((document) => document.text)).toEqual(
          once.documents.map((document) => document.text),
        )
        const kept = ['# a comment', '   # another, indented', 'myhostname = mx.example.com', '  # why', '  # x']
        const count = (all: readonly TextDocument[], line: string): number =>
          all.flatMap((document) => document.text.split('\n')).filter((own) => own === line).length
        for (const line of kept) {
          // A name that is set twice loses all but its last line.
          const most = line.startsWith('my') ? 1 : Number.POSITIVE_INFINITY
          expect(Math.min(count(once.documents, line), most)).toBe(Math.min(count(documents, line), most))
        }
      }),
      { numRuns: 250 },
    )
  })

  test('nothing that was mended is found again', () => {
    fc.assert(
      fc.property(arbitrary, ({ lines, services, profile }) => {
        const { fixed: ended, left } = fixPostfix([main(lines.join('\n')), master(services.join('\n'))], { profile })
        const open = new Set(left.map(({ code, parameter }) => `${code} ${parameter}`))
        expect(ended.filter(({ code, parameter }) => open.has(`${code} ${parameter}`))).toEqual([])
      }),
      { numRuns: 100 },
    )
  })
})
