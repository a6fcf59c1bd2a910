import { gunzipSync } from 'node:zlib'
import { beforeAll, describe, expect, test } from 'vitest'
import { domainFacts, exchangersOf, lookup, mtaStsFacts, serverFacts } from '../src/facts/builders.ts'
import { judge } from '../src/judge/judge.ts'
import { renderHtml } from '../src/report/html/html.ts'
import { type Report, reportOf } from '../src/report/report.ts'
import { type PageElement, readElements } from './support/html-elements.ts'
import { labReports } from './support/lab-reports.ts'

/** Domains whose reports use every part of the page. */
const DOMAINS = [
  'perfect.lab',
  'legacy.lab',
  'dane-mismatch.lab',
  'mta-sts-untrusted-mx.lab',
  'bogus.lab',
  'hostile.lab',
]

/** Bytes of the page of one report. */
const REPORT_BYTES = 150_000

let reports: readonly Report[] = []
const pages = new Map<string, { readonly page: string; readonly elements: readonly PageElement[] }>()

beforeAll(async () => {
  reports = await labReports(DOMAINS)
  for (const report of reports) {
    const page = renderHtml([report])
    pages.set(report.target, { page, elements: readElements(page) })
  }
  const page = renderHtml(reports)
  pages.set('all', { page, elements: readElements(page) })
}, 60_000)

function pageOf(name: string): { readonly page: string; readonly elements: readonly PageElement[] } {
  const found = pages.get(name)
  if (found === undefined) throw new Error(`no page of ${name}`)
  return found
}

/** The texts that a page lacks. */
function missing(name: string, texts: readonly string[]): readonly string[] {
  const { page } = pageOf(name)
  return texts.filter((text) => !page.includes(text))
}

describe.each([...DOMAINS, 'all'])('the page of %s', (name) => {
  test('has ids that are unique and links that lead somewhere', () => {
    const { elements } = pageOf(name)
    const ids = elements.flatMap(({ attributes }) => attributes['id'] ?? [])
    expect(ids.filter((id, at) => ids.indexOf(id) < at)).toEqual([])
    const targets = elements
      .flatMap(({ attributes }) => attributes['href'] ?? [])
      .filter((href) => href.startsWith('#'))
    expect(targets.length).toBeGreaterThan(5)
    expect(targets.filter((target) => !ids.includes(target.slice(1)))).toEqual([])
  })

  test('has one main title, and headings that skip no level', () => {
    const levels = pageOf(name).elements.flatMap(({ name: tag }) => (/^h[1-6]$/.test(tag) ? [Number(tag[1])] : []))
    expect(levels.filter((level) => level === 1)).toHaveLength(1)
    expect(levels[0]).toBe(1)
    const jumps = levels.filter((level, at) => at > 0 && level - (levels[at - 1] ?? 0) > 1)
    expect(jumps).toEqual([])
    expect(levels.length).toBeGreaterThan(8)
  })

  test('names and describes every picture, and tables have headers', () => {
    const { elements } = pageOf(name)
    const pictures = elements.flatMap((element, at) => (element.name === 'svg' ? [{ element, at }] : []))
    expect(pictures.length).toBeGreaterThan(1)
    const unnamed = pictures.filter(
      ({ element, at }) =>
        element.attributes['role'] !== 'img' ||
        elements[at + 1]?.name !== 'title' ||
        (elements[at + 1]?.text ?? '') === '' ||
        elements[at + 2]?.name !== 'desc' ||
        (elements[at + 2]?.text ?? '') === '',
    )
    expect(unnamed).toEqual([])
    const headers = elements.filter(({ name: tag }) => tag === 'th')
    expect(headers.filter(({ attributes }) => attributes['scope'] === undefined)).toEqual([])
    const summaries = elements.filter(({ name: tag }) => tag === 'summary')
    expect(summaries.filter(({ text }) => text.trim() === '')).toEqual([])
  })

  test('is not too large', () => {
    const { page } = pageOf(name)
    const count = name === 'all' ? DOMAINS.length : 1
    expect(Buffer.byteLength(page)).toBeLessThan(REPORT_BYTES * count)
  })
})

describe('the parts of a report', () => {
  test('every sender stands under every attack, with a sign that needs no colour', () => {
    const { elements } = pageOf('dane-mismatch.lab')
    const senders = reports.find(({ target }) => target === 'dane-mismatch.lab')?.protection?.senders ?? []
    const cells = elements.filter(
      ({ name, attributes, inside }) =>
        name === 'td' && attributes['class']?.startsWith('f-') && inside.includes('tbody'),
    )
    expect(senders.length).toBeGreaterThan(10)
    expect(cells).toHaveLength(senders.length * 7)
    const signs = new Map(cells.map(({ attributes, text }) => [attributes['class'], text.trim().slice(0, 1)]))
    expect(new Set(signs.values()).size).toBe(signs.size)
    expect(cells.filter(({ attributes, text }) => text.trim().slice(0, 1) !== signs.get(attributes['class']))).toEqual(
      [],
    )
  })

  test('the sum of a score leads to its findings', () => {
    expect(
      missing('dane-mismatch.lab', [
        '60 (the exchanger) − 10 <a href="#t0-protection-none"><code>protection-none</code></a> = <b>50</b>, but F for what is critical',
        '100 (its address) − 40 <a href="#t0-dane-mismatch"><code>dane-mismatch</code></a> = <b>60</b>',
      ]),
    ).toEqual([])
  })

  test('records stand beside what they match', () => {
    expect(
      missing('dane-mismatch.lab', [
        'the server itself (DANE-EE), key by SHA-256',
        '✕ nothing that the server showed is what the record is about: 203.0.113.161 (EC)',
        '✕ no TLSA record vouches for it',
      ]),
    ).toEqual([])
    expect(
      missing('perfect.lab', ['✓ vouches for the server: 203.0.113.10 (EC)', '✓ TLSA 3 1 1 vouches for it']),
    ).toEqual([])
  })

  test('the policy stands beside what senders read in it', () => {
    expect(
      missing('mta-sts-untrusted-mx.lab', [
        '<pre>version: STSv1\nmode: enforce\nmx: mx1.mta-sts-untrusted-mx.lab\nmax_age: 31557600\n</pre>',
        'Enforced: senders that know the policy',
        '✕ its certificate is not trusted for its name',
        'HTTP 200, text/plain',
      ]),
    ).toEqual([])
  })

  test('a proof that fails is marked in its zone', () => {
    expect(
      missing('bogus.lab', [
        '<span class="zone">bogus.lab</span> <span class="pill critical">✕ the proof fails here</span>',
      ]),
    ).toEqual([])
    expect(missing('bogus.lab', ['extended error 6 DNSSEC Bogus'])).toEqual([])
    expect(missing('perfect.lab', ['✕ the proof fails here'])).toHaveLength(1)
  })

  test('handshakes are drawn once, and told as tables', () => {
    const { elements, page } = pageOf('perfect.lab')
    const drawn = elements.filter(({ name, attributes }) => name === 'svg' && attributes['class'] === 'sequence')
    const seen =
      reports
        .find(({ target }) => target === 'perfect.lab')
        ?.mx.flatMap(({ addresses }) => addresses.flatMap(({ facts }) => facts?.handshakes ?? [])) ?? []
    expect(seen.length).toBeGreaterThan(drawn.length)
    expect(drawn.length).toBeGreaterThanOrEqual(3)
    expect(
      elements.filter(({ name, attributes }) => name === 'table' && attributes['class'] === 'messages'),
    ).toHaveLength(drawn.length)
    expect(page.includes('the messages are those at <a href="#t0-m0-a0">')).toBe(true)
  })

  test('the plan has the five stages in their order', () => {
    const { elements } = pageOf('legacy.lab')
    const stages = elements.flatMap(({ name, text, attributes }) =>
      (name === 'h3' || attributes['class'] === 'done') && /^[1-5]\. /.test(text) ? [text.slice(0, 2)] : [],
    )
    expect(stages).toEqual(['1.', '2.', '3.', '4.', '5.'])
  })

  test('fixes are tabs of which one of a group is open', () => {
    const { elements } = pageOf('legacy.lab')
    const tabs = elements.filter(({ name, attributes }) => name === 'details' && attributes['name'] !== undefined)
    const groups = [...Map.groupBy(tabs, ({ attributes }) => attributes['name']).values()]
    expect(groups.length).toBeGreaterThan(5)
    expect(groups.filter((group) => group.filter(({ attributes }) => 'open' in attributes).length !== 1)).toEqual([])
  })

  test('the data that can be saved are the report', () => {
    const { elements } = pageOf('legacy.lab')
    const link = elements.find(({ attributes }) => attributes['download'] !== undefined)?.attributes
    expect(link?.['download']).toBe('legacy.lab.json.gz')
    const packed = link?.['href']?.split(',')[1] ?? ''
    const saved: unknown = JSON.parse(gunzipSync(Buffer.from(packed, 'base64')).toString())
    expect(saved).toEqual(reports.find(({ target }) => target === 'legacy.lab'))
  })

  test('where senders come from is said once on a page', () => {
    const { page } = pageOf('all')
    expect(page.split('id="senders"')).toHaveLength(2)
    expect(missing('all', ['Google Workspace administrator help'])).toEqual([])
  })
})

describe('whatever others publish', () => {
  const HOSTILE = {
    markup: '<img src=x onerror=alert(1)></pre></details><script>alert(1)</script>',
    'escape sequences': '\u001b]0;owned\u0007\u001b[31m',
    directions: '\u202egnp.exe\u2066',
    'a link': '"><a href="https://evil.example" onclick="x">',
    'a long line': 'A'.repeat(10_000),
    'many lines': '<b>\n'.repeat(5_000),
  } as const

  /** The text in every policy and name. */
  const published = (text: string): Report => {
    const server = serverFacts()
    const txt = lookup(`_mta-sts.${text}`, 'TXT', [text, `v=STSv1; id=${text}`])
    const [exchanger] = exchangersOf([server])
    if (exchanger === undefined) throw new Error('no exchanger')
    const tlsa = { ...lookup(text, 'TLSA', [{ usage: 3, selector: 1, matching: 1, data: text }]), cnames: [text] }
    const policy = mtaStsFacts({ text })
    const facts = domainFacts({
      servers: [server],
      exchangers: [{ ...exchanger, tlsa: [{ port: 25, base: text, tried: [tlsa], alias: null, notLookedFor: null }] }],
      mtaSts: {
        ...policy,
        record: { ...policy.record, dnssec: { ...txt.dnssec, status: 'bogus', reason: text, at: text } },
      },
      tlsRpt: {
        lookup: lookup(text, 'TXT', [text]),
        reach: [{ uri: text, kind: 'https', external: true, reachable: 'no', because: [text] }],
      },
      submission: [
        {
          service: '_submissions._tcp',
          lookup: lookup(text, 'SRV', [{ priority: 0, weight: 0, port: 465, target: text }]),
          hosts: [{ ...exchanger, host: text, tlsa: [] }],
        },
      ],
      reverse: [{ address: text, ptr: lookup(text, 'PTR', [text]), forward: [] }],
    })
    return reportOf(facts, judge(facts))
  }

  const known = new Set(readElements(renderHtml([published('example.lab')])).map(({ name }) => name))

  test.each(Object.entries(HOSTILE))('%s: no element, no sign and no link of theirs', (_, text) => {
    const page = renderHtml([published(text)])
    const elements = readElements(page)
    const ids = elements.flatMap(({ attributes }) => attributes['id'] ?? [])
    expect(ids.filter((id, at) => ids.indexOf(id) < at)).toEqual([])
    expect(ids.filter((id) => /^t0-m\d/.test(id))).toEqual(['t0-m0-a0', 't0-m1-a0'])
    expect(elements.filter(({ name }) => !known.has(name)).map(({ name }) => name)).toEqual([])
    expect(elements.flatMap(({ attributes }) => Object.keys(attributes)).filter((key) => /^on|^src/.test(key))).toEqual(
      [],
    )
    const links = elements.flatMap(({ attributes }) => attributes['href'] ?? [])
    expect(
      links.filter((link) => !/^(?:#[a-z0-9-]+|data:application\/gzip;base64,[A-Za-z0-9+/]+=*)$/.test(link)),
    ).toEqual([])
    expect(/[^\n\x20-\x7e’‘“”…–−·→←✓✕×◐○●]/.test(page)).toBe(false)
    expect(page.length).toBeLessThan(400_000)
  })
})
