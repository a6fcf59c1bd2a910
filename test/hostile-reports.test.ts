import { describe, expect, test } from 'vitest'
import { FORMATS } from '../src/apps/cli/output.ts'
import { domainFacts, exchangersOf, lookup, serverFacts } from '../src/facts/builders.ts'
import type { DomainFacts } from '../src/facts/domain-facts.ts'
import { judge } from '../src/judge/judge.ts'
import { type Report, reportOf } from '../src/report/report.ts'
import { chainNamed } from './chains.ts'
import { FORMS } from './report-formats.ts'
import { sampleReport } from './report-samples.ts'

/* What a banner, a certificate or a name may hold, in every form of the report. */

const HOSTILE = {
  'escape sequences': '\u001b]0;owned\u0007\u001b[2J\u001b[31mred\u009b31m',
  'bidirectional overrides': 'evil\u202etxt.exe\u202c \u2066isolate\u2069 \u200f\u061c',
  'invisible signs': 'zero\u200bwidth\u2060joiner\ufeffmark\u{e0041}tag\u00ad',
  'a formula': "=cmd|' /C calc'!A0",
  'other formulas': '+1+1 -2 @SUM(1) \t=1 \r=2',
  markup: '<img src=x onerror=alert(1)></script><script>alert(1)</script>',
  Markdown: '[click](https://evil.example) ![x](http://evil.example/x.png) | cell | `code` **bold** <b>',
  XML: ']]>&xxe;<!DOCTYPE x [<!ENTITY xxe SYSTEM "file:///etc/passwd">]>\u0000\u000b\ufffe',
  'line ends': 'one\r\ntwo\nthree\u2028four\u2029five\u0085six',
  'half a character': '\ud800 and \udfff',
  'a long line': 'A'.repeat(10_000),
} as const

/** The text in every place that somebody else writes. */
function everywhere(text: string): DomainFacts {
  const server = serverFacts({
    address: text,
    host: text,
    chains: [chainNamed('hostile')],
    smtp: {
      banner: { code: 554, lines: [text], milliseconds: 20_000 },
      ehlo: { kind: 'ehlo', domain: text, extensions: [{ keyword: 'AUTH', parameters: [text] }] },
      starttlsReply: { code: 454, text },
      mangled: text,
      transcript: [{ direction: '<', text, milliseconds: 1, secure: false }],
      failure: { code: 'smtp-refused', during: 'banner', reply: 554, text },
    },
    accept: { tls10: ['TLS_RSA_WITH_AES_128_CBC_SHA'] },
    verification: { state: 'failed', code: 20, name: text, text, roots: 'mozilla', by: 0 },
  })
  const [exchanger] = exchangersOf([server])
  if (exchanger === undefined) throw new Error('no exchanger')
  const alias = { ...lookup(text, 'A', [text]), cnames: [text] }
  return domainFacts({
    domain: text,
    servers: [server],
    exchangers: [{ ...exchanger, host: text, v4: alias, v6: null }],
  })
}

const reported = (facts: DomainFacts): Report => reportOf(facts, judge(facts))
const hostile = Object.entries(HOSTILE).map(([name, text]) => ({ name, text, report: reported(everywhere(text)) }))
const cases = hostile.flatMap((each) => Object.keys(FORMS).map((form) => ({ ...each, form })))

const rendered = new Map<Report, Map<string, string>>()

/** A report in a form, written once. */
function render(form: string, report: Report): string {
  const forms = rendered.get(report) ?? new Map<string, string>()
  const text = forms.get(form) ?? FORMS[form]?.([report]) ?? ''
  rendered.set(report, forms.set(form, text))
  return text
}

/** What is neither printable ASCII nor a sign of our own sentences. */
const ODD = /[^\r\n\x20-\x7e…–−·→←✓✕×’‘“”█░▏▕●○◐]/gu

test('every form that the command line knows is tried', () => {
  expect(Object.keys(FORMS).toSorted()).toEqual(FORMATS.toSorted())
})

describe('whatever a peer writes', () => {
  test.each(cases)('$name in $form: nothing but plain text comes out', ({ form, report }) => {
    const text = render(form, report)
    expect(text.length).toBeGreaterThan(500)
    const odd = new Set([...text.matchAll(ODD)].map(([sign]) => sign.codePointAt(0)?.toString(16)))
    expect([...odd]).toEqual([])
  })

  test.each(hostile)('$name in JSON, NDJSON and SARIF: still JSON', ({ report }) => {
    for (const form of ['json', 'ndjson', 'sarif']) {
      const text = render(form, report)
      expect(() => JSON.parse(text)).not.toThrow()
      expect(text).not.toMatch(/[<>&]/)
    }
  })

  test.each(hostile)('$name in HTML and JUnit: no element of theirs', ({ report }) => {
    const elements = (text: string) => new Set([...text.matchAll(/<([a-zA-Z!][^\s>/]*)/g)].map(([, name]) => name))
    for (const form of ['html', 'junit']) {
      const known = elements(render(form, sampleReport('mixed')) + render(form, sampleReport('plain')))
      const theirs = [...elements(render(form, report))].filter((name) => !known.has(name))
      expect(theirs).toEqual([])
    }
  })

  test.each(hostile)('$name in Markdown: no link, image, HTML or extra cell', ({ report }) => {
    const outside = render('markdown', report).replace(/^( *)(`{3,})\n[\s\S]*?^\1\2$/gm, '')
    expect(outside).not.toMatch(/(?<!\\)\]\(|(?<!\\)!\[|<[a-zA-Z/!]|https?:\/\//)
    const table = outside.split('\n').filter((line) => line.startsWith('|'))
    const widths = table.map((line) => line.match(/(?<!\\)\|/g)?.length)
    // The table of servers has seven columns, that of findings four.
    expect(new Set(widths)).toEqual(new Set([8, 5]))
  })

  test.each(hostile)('$name in CSV: no cell is a formula', ({ report }) => {
    for (const line of cellsOf(render('csv', report))) {
      for (const cell of line) expect(cell).not.toMatch(/^\s*[=+@\t\r]|^\s*-(?!\d)/)
    }
  })

  test('a long line stays within what a terminal and a spreadsheet take', () => {
    const report = reported(everywhere(HOSTILE['a long line']))
    const lines = render('text', report).split('\n')
    expect(lines.filter((line) => line.length > 100)).toEqual([])
    for (const line of cellsOf(render('csv', report))) {
      for (const cell of line) expect(cell.length).toBeLessThan(32_767)
    }
  })
})

/** Reads CSV strictly by RFC 4180 section 2, independently of the writer. */
function cellsOf(text: string): readonly (readonly string[])[] {
  const rows: string[][] = [[]]
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/y
  while (cell.lastIndex < text.length) {
    const match = cell.exec(text)
    if (match === null) throw new Error('not RFC 4180')
    const [, quoted, plain = '', end] = match
    rows.at(-1)?.push(quoted?.replaceAll('""', '"') ?? plain)
    if (end === '\r\n') rows.push([])
  }
  return rows.slice(0, -1)
}
