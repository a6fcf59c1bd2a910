import { describe, expect, test } from 'vitest'
import { sampleReport } from '../../test/report-samples.ts'
import { dnssecOfWay, weakestDnssec } from './dnssec-word.ts'
import type { DnssecStatus, Report } from './report.ts'
import { renderText } from './text.ts'

/** A report on a domain with these words for its MX lookup and its exchangers. */
function reportWith(domain: DnssecStatus | null, mx: readonly (DnssecStatus | null)[]): Report {
  const sample = sampleReport('good')
  const [first] = sample.mx
  if (first === undefined) throw new Error('the sample has an exchanger')
  return { ...sample, domain: { ...sample.domain, dnssec: domain }, mx: mx.map((dnssec) => ({ ...first, dnssec })) }
}

const ways = [
  { domain: 'secure', mx: ['secure', 'secure'], way: 'secure' },
  { domain: 'secure', mx: ['secure', 'insecure'], way: 'insecure' },
  { domain: 'insecure', mx: ['secure'], way: 'insecure' },
  { domain: 'insecure', mx: ['indeterminate'], way: 'indeterminate' },
  { domain: 'bogus', mx: [], way: 'bogus' },
  { domain: null, mx: ['secure'], way: 'secure' },
  { domain: null, mx: [null], way: null },
] as const

describe('dnssecOfWay', () => {
  test.each(ways)('MX $domain, addresses $mx: $way', ({ domain, mx, way }) => {
    expect(dnssecOfWay(reportWith(domain, mx))).toBe(way)
  })

  test('of nothing there is nothing', () => expect(weakestDnssec([])).toBeNull())
})

describe('the head of a report', () => {
  test.each(ways)('says DNSSEC $way', ({ domain, mx, way }) => {
    const [head = ''] = renderText(reportWith(domain, mx), { width: 100 }).split('\n')
    if (way === null) expect(head).not.toContain('DNSSEC')
    else expect(head).toMatch(new RegExp(` DNSSEC ${way}   [A-F]`))
  })

  test('leaves it out where there is no room', () => {
    expect(renderText(reportWith('secure', ['secure']), { width: 60 })).not.toContain('DNSSEC secure')
  })

  test('paints only the word, and only what is proved in green', () => {
    const paint = (tone: string, text: string): string => (text.startsWith('DNSSEC') ? `<${tone} ${text}>` : text)
    expect(renderText(reportWith('secure', ['secure']), { width: 100, paint })).toContain(' <good DNSSEC secure>   ')
    expect(renderText(reportWith('bogus', []), { width: 100, paint })).toContain(' <critical DNSSEC bogus>   ')
  })
})
