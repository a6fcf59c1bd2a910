import { describe, expect, test } from 'vitest'
import type { ReportDocument } from '../facts/tls-rpt-facts.ts'
import { CSV_HEADER, renderCsv } from './tls-rpt-csv.ts'

const detail = {
  result: 'certificate-expired',
  sendingIp: null,
  receivingMx: 'mx1',
  receivingHelo: null,
  receivingIp: null,
  sessions: 3,
  information: null,
  reason: null,
}
const policy = {
  type: 'sts',
  domain: 'b.example',
  lines: [],
  mxPatterns: [],
  successful: 5,
  failed: 6,
  details: [detail, detail],
}
const document: ReportDocument = {
  file: 'a.json',
  part: null,
  name: null,
  repeated: false,
  oddities: [],
  failure: null,
  report: { organization: 'A', contact: null, reportId: '1', begin: null, end: null, policies: [policy] },
}
const named = (organization: string): ReportDocument => ({
  ...document,
  report: { organization, contact: null, reportId: null, begin: null, end: null, policies: [] },
})

/** Reads CSV as RFC 4180 tells it. */
function read(text: string): readonly (readonly string[])[] {
  return text
    .split('\r\n')
    .slice(0, -1)
    .map((row) =>
      [...row.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^",]*))/g)].map(
        ([, quoted, bare]) => quoted?.replaceAll('""', '"') ?? bare ?? '',
      ),
    )
}

describe('CSV of reports', () => {
  test('every row has the columns of the first', () => {
    const failed: ReportDocument = {
      ...document,
      report: null,
      failure: { code: 'report-missing', document: 'x', reason: 'none' },
    }
    const none: ReportDocument = {
      ...document,
      report: document.report && { ...document.report, policies: [{ ...policy, details: [] }] },
    }
    const rows = [document, failed, none, named('B')].flatMap((each) => read(renderCsv(each)))
    expect(rows.map(({ length }) => length)).toEqual(rows.map(() => read(CSV_HEADER)[0]?.length))
    expect(rows.map((row) => row.at(-1))).toEqual(['', '', 'report-missing', '', ''])
  })

  test('totals stand once, so that a column can be added up', () => {
    const rows = read(renderCsv(document))
    expect(rows.map((row) => [row[9], row[10], row[12]])).toEqual([
      ['5', '6', '3'],
      ['', '', '3'],
    ])
  })

  const cells = [
    { name: 'a formula', given: '=cmd()', expected: "'=cmd()" },
    { name: 'a formula behind blanks', given: '  +1', expected: "'  +1" },
    { name: 'an at sign', given: '@SUM(A1)', expected: "'@SUM(A1)" },
    { name: 'a minus', given: '-1', expected: "'-1" },
    { name: 'quotes and commas', given: 'A "B", C', expected: 'A "B", C' },
    { name: 'a line end', given: 'A\r\nB', expected: 'A\\u{d}\\u{a}B' },
    { name: 'an override', given: 'a\u202eb', expected: 'a\\u{202e}b' },
  ]
  test.each(cells)('$name is text', ({ given, expected }) => {
    expect(read(renderCsv(named(given)))[0]?.[3]).toBe(expected)
  })
})
