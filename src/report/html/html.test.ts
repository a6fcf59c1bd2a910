import { describe, expect, test } from 'vitest'
import { SAMPLE_NAMES, sampleReport } from '../../../test/report-samples.ts'
import { html, trusted } from './fragment.ts'
import { renderHtml } from './html.ts'

/** Elements that have no end tag. */
const VOID = new Set(['meta', 'br', 'hr', 'img', 'input', 'link'])

/** Elements of the page; an end tag that does not fit, or an element without end, is an error. */
function elementsOf(page: string): readonly { readonly name: string; readonly attributes: string }[] {
  const elements: { name: string; attributes: string }[] = []
  const open: string[] = []
  for (const [, end, name = '', attributes = ''] of page.matchAll(/<(\/?)([a-zA-Z][\w-]*)((?:[^<>"]|"[^"]*")*)>/g)) {
    if (end === '/') expect(open.pop()).toBe(name)
    else {
      elements.push({ name, attributes })
      if (!VOID.has(name)) open.push(name)
    }
  }
  expect(open).toEqual([])
  return elements
}

const pages = [
  ...SAMPLE_NAMES.map((name) => ({ name, page: renderHtml([sampleReport(name)]) })),
  { name: 'all together', page: renderHtml(SAMPLE_NAMES.map(sampleReport)) },
  { name: 'none', page: renderHtml([]) },
]

describe('renderHtml', () => {
  test.each(pages)('$name is well formed, runs nothing and loads nothing', ({ page }) => {
    const elements = elementsOf(page)
    const forbidden = ['script', 'link', 'img', 'iframe', 'object', 'embed', 'form', 'base', 'video', 'audio', 'svg']
    expect(elements.filter(({ name }) => forbidden.includes(name))).toEqual([])
    expect(elements.filter(({ attributes }) => /\son\w+\s*=|javascript:|\ssrc\s*=/i.test(attributes))).toEqual([])
    const links = elements.filter(({ attributes }) => /\shref\s*=/.test(attributes))
    expect(links.filter(({ attributes }) => !/href="#t\d+"/.test(attributes))).toEqual([])
    expect(page).not.toMatch(/@import|url\(/)
    expect(page).toContain(
      `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">`,
    )
  })

  test.each(pages)('$name holds no sign that could mislead', ({ page }) => {
    expect(page).toMatch(/^[\n\x20-\x7e’‘“”…–−·→←✓✕×]*$/)
    expect(page).not.toContain('undefined')
    expect(page).not.toContain('NaN')
    expect(page).not.toContain('[object')
  })

  test('markup of a server is text', () => {
    const page = renderHtml([sampleReport('hostile')])
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;')
    expect(page).toContain('\\u{202e}')
  })

  test('what was observed is on the page', () => {
    const page = renderHtml([sampleReport('mixed')])
    for (const text of [
      'Mail to this domain is encrypted, but a certificate has expired.',
      '✓ TLS 1.3 accepted',
      '✕ SSL 2.0 refused',
      '? TLS 1.0 unknown: the server did not answer in time',
      'expired 12 days ago',
      'TLS_RSA_WITH_3DES_EDE_CBC_SHA',
      'in the server’s order',
      'smtpd_tls_exclude_ciphers = ',
      '220 mx1.example.lab ESMTP Postfix',
      'client →',
    ]) {
      expect(page).toContain(text)
    }
  })

  test('several targets have an overview that leads to each', () => {
    const page = renderHtml([sampleReport('good'), sampleReport('plain')])
    expect(page).toContain('<a href="#t1">example.lab</a>')
    expect(page.match(/<section id="t\d"/g)).toHaveLength(2)
  })
})

describe('html', () => {
  test('escapes texts, in lists too, and leaves fragments', () => {
    expect(html`<p>${'<b>&"'}${[html`<i>${1}</i>`, '<', null]}</p>`.toString()).toBe(
      '<p>&lt;b&gt;&amp;&quot;<i>1</i>&lt;</p>',
    )
    expect(html`${trusted('<hr>')}`.toString()).toBe('<hr>')
  })

  test('writes out what is no plain text', () => {
    expect(html`${'a\u0000\u202eb — “c”'}`.toString()).toBe('a\\u{0}\\u{202e}b \\u{2014} “c”')
  })
})
