import { describe, expect, test } from 'vitest'
import { DEFAULT_CONFIG_PROFILE } from '../config-profile.ts'
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
