import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { CONFIG_PROFILES } from '../config-profile.ts'
import { type TextDocument, textDocument } from '../text-document.ts'
import { fixPostfix } from './fix-postfix.ts'
import { parseRelease } from './release.ts'

const main = (text: string): TextDocument => textDocument('main.cf', text)
const master = (text: string): TextDocument => textDocument('master.cf', text)

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
