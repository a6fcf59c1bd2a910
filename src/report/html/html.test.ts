import { describe, expect, test } from 'vitest'
import { SAMPLE_NAMES, sampleReport } from '../../../test/report-samples.ts'
import { readElements } from '../../../test/support/html-elements.ts'
import { renderHtml } from './html.ts'

const pages = [
  ...SAMPLE_NAMES.map((name) => ({ name, page: renderHtml([sampleReport(name)]) })),
  { name: 'all together', page: renderHtml(SAMPLE_NAMES.map(sampleReport)) },
  { name: 'none', page: renderHtml([]) },
]

/** Those texts that a page lacks: a page itself is too long for the output of a test. */
const missing = (page: string, texts: readonly string[]): readonly string[] =>
  texts.filter((text) => !page.includes(text))

describe('renderHtml', () => {
  test.each(pages)('$name is well formed, runs nothing and loads nothing', ({ page }) => {
    const elements = readElements(page)
    const forbidden = [
      'script',
      'link',
      'img',
      'iframe',
      'object',
      'embed',
      'form',
      'base',
      'video',
      'audio',
      'image',
      'use',
    ]
    expect(elements.filter(({ name }) => forbidden.includes(name))).toEqual([])
    const attributes = elements.flatMap((element) => Object.entries(element.attributes))
    const running = attributes.filter(
      ([key, value]) => /^(?:on|src|style$|xlink|action|formaction|srcdoc)/i.test(key) || /javascript:/i.test(value),
    )
    expect(running).toEqual([])
    const links = attributes.flatMap(([key, value]) => (key === 'href' ? [value] : []))
    const inside = /^(?:#[a-z0-9-]+|data:application\/gzip;base64,[A-Za-z0-9+/]+=*)$/
    expect(links.filter((link) => !inside.test(link))).toEqual([])
    expect(/@import|url\(/.test(page)).toBe(false)
    expect(
      missing(page, [
        `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">`,
      ]),
    ).toEqual([])
  })

  test.each(pages)('$name holds no sign that could mislead', ({ page }) => {
    const odd = new Set([...page].filter((sign) => !/[\n\x20-\x7e’‘“”…–−·→←✓✕×◐○●]/.test(sign)))
    expect([...odd]).toEqual([])
    const own = page.replaceAll(/data:[^"]*/g, '')
    expect(['undefined', 'NaN', '[object'].filter((text) => own.includes(text))).toEqual([])
  })

  test('markup of a server is text', () => {
    const page = renderHtml([sampleReport('hostile')])
    expect(missing(page, ['&lt;script&gt;alert(1)&lt;/script&gt;', '\\u{202e}'])).toEqual([])
  })

  test('what was observed is on the page', () => {
    const page = renderHtml([sampleReport('mixed')])
    expect(
      missing(page, [
        'Mail to this domain is encrypted, but a certificate has expired.',
        '<b>TLS 1.3</b> <small>✓ accepted</small>',
        '<b>SSL 2.0</b> <small>✕ refused</small>',
        'TLS was not determined: the server did not answer in time.',
        'expired 12 days ago',
        'TLS_RSA_WITH_3DES_EDE_CBC_SHA',
        'Triple DES',
        'in the server’s order',
        'smtpd_tls_exclude_ciphers = ',
        '220 mx1.example.lab ESMTP Postfix',
        'client →',
      ]),
    ).toEqual([])
  })

  test('several targets have an index that leads to each, folded', () => {
    const page = renderHtml([sampleReport('good'), sampleReport('plain')])
    const elements = readElements(page)
    expect(missing(page, ['<a href="#t0-top">example.lab</a>', '<a href="#t1-top">example.lab</a>'])).toEqual([])
    const tops = elements.filter(({ attributes }) => /^t\d-top$/.test(attributes['id'] ?? ''))
    expect(tops.map(({ inside }) => inside.includes('details'))).toEqual([true, true])
  })
})
