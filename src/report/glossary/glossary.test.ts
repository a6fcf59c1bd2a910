import { describe, expect, test } from 'vitest'
import { GLOSSARY, nearestTerms, termOf } from './glossary.ts'
import { glossaryJson, glossaryText, termText } from './glossary-text.ts'

describe('GLOSSARY', () => {
  test('explains the field, each term once', () => {
    const terms = GLOSSARY.map(({ term }) => term.toLowerCase())
    expect(terms.length).toBeGreaterThanOrEqual(40)
    expect(new Set(terms).size).toBe(terms.length)
    for (const term of [
      'TLS',
      'STARTTLS',
      'implicit TLS',
      'forward secrecy',
      'cipher suite',
      'DANE',
      'MTA-STS',
      'TOFU',
    ]) {
      expect(termOf(term)?.term).toBe(term)
    }
  })

  test.each(GLOSSARY.map((entry) => ({ name: entry.term, entry })))(
    '$name leads only to terms that there are',
    ({ entry }) => {
      expect(entry.see.filter((name) => termOf(name)?.term !== name)).toEqual([])
      expect(entry.see).not.toContain(entry.term)
      expect(entry.text).toMatch(/^\p{Lu}[^!]*[.]$/u)
      expect(entry.text.length).toBeLessThan(420)
      for (const source of entry.source) {
        expect(source).toMatch(/^(?:RFC \d{4}(?: (?:section|appendix) [A-Z]?[\d.]+)?|CVE-\d{4}-\d+)$/)
      }
      // An abbreviation may stand for one thing only, unless it is a term itself.
      for (const name of entry.also)
        expect([entry.term, name.toLowerCase()]).toContain(
          termOf(name)?.term === entry.term ? entry.term : termOf(name)?.term.toLowerCase(),
        )
    },
  )
})

describe('termOf', () => {
  const cases = [
    ['dane', 'DANE'],
    ['mta sts', 'MTA-STS'],
    ['Perfect Forward Secrecy', 'forward secrecy'],
    ['pfs', 'forward secrecy'],
    ['0-rtt', 'early data'],
    ['tls_fallback_scsv', 'TLS_FALLBACK_SCSV'],
    ['  smtps ', 'implicit TLS'],
    ['sweet32', 'SWEET32'],
  ] as const
  test.each(cases)('%s is %s', (name, term) => expect(termOf(name)?.term).toBe(term))

  test('what is not explained has no term', () => {
    expect(termOf('constructor')).toBeUndefined()
    expect(termOf('')).toBeUndefined()
  })
})

describe('nearestTerms', () => {
  const cases = [
    ['starttsl', 'STARTTLS'],
    ['forward secresy', 'forward secrecy'],
    ['dnsec', 'DNSSEC'],
    ['hartbleed', 'Heartbleed'],
    ['tlsrtp', 'TLS-RPT'],
  ] as const
  test.each(cases)('%s: %s', (name, term) => expect(nearestTerms(name)[0]).toBe(term))

  test('nothing is near nonsense', () => {
    expect(nearestTerms('qwertyuiop')).toEqual([])
    expect(nearestTerms('x'.repeat(10_000))).toEqual([])
  })
})

describe('as text', () => {
  test.each([40, 80, 100, 120])('within %i columns', (width) => {
    const texts = [glossaryText(GLOSSARY, { width }), ...GLOSSARY.map((entry) => termText(entry, { width }))]
    for (const line of texts.join('').split('\n')) expect(line.length).toBeLessThanOrEqual(width)
  })

  test('a term', () => {
    const dane = termOf('DANE-EE')
    expect(dane && termText(dane)).toBe(`DANE-EE  (usage 3, 3 1 1)
  The usage 3 of a TLSA record: the record names the server’s own key or certificate. Name, expiry
  and issuer do not count then; the match is all.
  See also: TLSA, DANE-TA
  Source: RFC 7671 section 5.1, RFC 7672 section 3.1.1
`)
  })

  test('the list has the first sentence of each', () => {
    expect(glossaryText(GLOSSARY)).toMatch(/^TLSA +The DNS record of DANE, such as 3 1 1 and a hash/m)
    expect(glossaryText(GLOSSARY)).toMatch(/^RC4 +A stream cipher whose output is biased\.$/m)
  })
})

test('as JSON', () => {
  expect(JSON.parse(glossaryJson(GLOSSARY))).toEqual({ schema: 'wiretight/glossary@1', terms: GLOSSARY })
  const dane = termOf('DANE')
  expect(dane && JSON.parse(glossaryJson(dane))).toEqual({ schema: 'wiretight/term@1', ...dane })
})
