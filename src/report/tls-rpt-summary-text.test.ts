import { describe, expect, test } from 'vitest'
import { HOSTILE } from '../../test/report-samples.ts'
import type { TlsRptSummary } from '../facts/tls-rpt-facts.ts'
import { type ReadReports, renderTlsRptSummary } from './tls-rpt-summary-text.ts'
import { failureRate, grouped } from './tls-rpt-table.ts'
import { ODDITY_WORDS, RECORD_ERROR_WORDS, RECORD_WARNING_WORDS, RESULT_WORDS, resultWords } from './tls-rpt-wording.ts'

const none: TlsRptSummary = {
  reports: 0,
  repeated: 0,
  successful: 0,
  failed: 0,
  begin: null,
  end: null,
  policies: [],
  senders: [],
  results: [],
  exchangers: [],
  days: [],
}
const empty: ReadReports = { summary: none, audit: [], oddities: new Map(), failures: [], failed: 0 }

/** A summary in which every text is long and hostile, and there is more of everything than is shown. */
const hostile: ReadReports = {
  ...empty,
  summary: {
    ...none,
    reports: 40,
    repeated: 3,
    successful: 9_007_199_254_740_991,
    failed: 9_007_199_254_740_991,
    begin: '2026-11-01T00:00:00.000Z',
    end: '2026-11-30T00:00:00.000Z',
    policies: many((at) => ({
      type: HOSTILE,
      domain: `${at}${HOSTILE}`,
      reports: 1,
      successful: 1_234_567,
      failed: at,
    })),
    senders: many((at) => ({ organization: `${at}${HOSTILE}`, reports: 1, successful: 1, failed: at })),
    results: many((at) => ({
      result: `${at}${HOSTILE}`,
      failed: at,
      senders: [HOSTILE, null],
      exchangers: [HOSTILE],
      reasons: [HOSTILE],
    })),
    exchangers: many((at) => ({
      host: `${at}${HOSTILE}`,
      failed: at + 1,
      results: [{ result: HOSTILE, failed: 1 }],
      senders: [HOSTILE],
    })),
    days: many((at) => ({ day: `2026-11-${at + 1}`, reports: 1, successful: 1, failed: 0 })),
  },
  audit: [
    {
      host: `0${HOSTILE}`,
      at: '2026-11-24T00:00:00.000Z',
      state: 'confirmed',
      findings: [{ code: 'cert-expired', detail: HOSTILE }],
    },
  ],
  oddities: new Map([['missing', { reports: 3, times: 9 }]]),
  failures: [{ file: HOSTILE, part: HOSTILE, failure: { code: 'report-missing', document: HOSTILE, reason: HOSTILE } }],
  failed: 1,
}

function many<Item>(make: (at: number) => Item): readonly Item[] {
  return Array.from({ length: 25 }, (_, at) => make(at))
}

describe('renderTlsRptSummary', () => {
  test.each([60, 80, 100, 120])('fits into %i columns, whatever the texts are', (width) => {
    const text = renderTlsRptSummary(hostile, { width, ascii: true })
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(width)
    expect(text).toMatch(/^[\n\x20-\x7e]*$/)
    expect(text).toContain('and 10 more')
  })

  test('nothing read', () => {
    expect(renderTlsRptSummary(empty)).toContain('No report could be read.')
  })

  test('nothing failed', () => {
    const text = renderTlsRptSummary({ ...empty, summary: { ...none, reports: 1, successful: 1 } })
    expect(text).toContain('All 1 session went well.')
  })
})

describe('numbers', () => {
  const rates = [
    { successful: 0, failed: 0, expected: '' },
    { successful: 10, failed: 0, expected: '0.0 %' },
    { successful: 100_000, failed: 1, expected: '< 0.1 %' },
    { successful: 1, failed: 100_000, expected: '> 99.9 %' },
    { successful: 0, failed: 3, expected: '100.0 %' },
    { successful: 94, failed: 6, expected: '6.0 %' },
  ]
  test.each(rates)('$failed of $successful + $failed is $expected', ({ successful, failed, expected }) => {
    expect(failureRate({ successful, failed })).toBe(expected)
  })

  test.each([
    [0, '0'],
    [999, '999'],
    [1_000, '1,000'],
    [1_234_567, '1,234,567'],
  ])('%i is %s', (number, text) => expect(grouped(number)).toBe(text))
})

describe('words', () => {
  test.each(Object.entries(RESULT_WORDS))('%s is explained in sentences', (_, { means, advice, findings }) => {
    for (const sentence of [means, advice]) expect(sentence).toMatch(/^[A-Z].*(?:\.|FILE)$/)
    expect(findings.length).toBeGreaterThan(0)
  })

  test.each(['toString', '__proto__', 'quantum'])('%s is no result of the RFC', (result) => {
    expect(resultWords(result).findings).toEqual([])
  })

  test('remarks are parts of sentences', () => {
    const words = [
      ...Object.values(ODDITY_WORDS),
      ...Object.values(RECORD_ERROR_WORDS),
      ...Object.values(RECORD_WARNING_WORDS),
    ]
    for (const word of words) expect(word).toMatch(/[^.!]$/)
  })
})
