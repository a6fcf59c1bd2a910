import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { SAMPLE_NAMES, sampleReport } from '../../test/report-samples.ts'
import { anyText } from '../../test/support/any-text.ts'
import { csvCell, csvText, renderCsv } from './csv.ts'

describe('csvCell', () => {
  const cases = [
    { name: 'a word', given: 'word', expected: 'word' },
    { name: 'nothing', given: null, expected: '' },
    { name: 'a number', given: -4, expected: '-4' },
    { name: 'a comma', given: 'a, b', expected: '"a, b"' },
    { name: 'a quote', given: 'say "hi"', expected: '"say ""hi"""' },
    { name: 'a formula', given: '=1+1', expected: "'=1+1" },
    { name: 'a plus', given: '+49 30', expected: "'+49 30" },
    { name: 'a minus', given: '-2+3', expected: "'-2+3" },
    { name: 'an at sign', given: '@SUM(A1)', expected: "'@SUM(A1)" },
    { name: 'a tab', given: '\t=1', expected: "'\\u{9}=1" },
    { name: 'a carriage return', given: '\r=1', expected: "'\\u{d}=1" },
    { name: 'blanks before a formula', given: '  =1', expected: "'  =1" },
    {
      name: 'a formula with commas',
      given: '=HYPERLINK("http://x","y")',
      expected: '"\'=HYPERLINK(""http://x"",""y"")"',
    },
    { name: 'an equals sign inside', given: 'a = b', expected: 'a = b' },
  ]
  test.each(cases)('$name', ({ given, expected }) => expect(csvCell(given)).toBe(expected))
})

describe('csvText', () => {
  /** RFC 4180 section 2, letter by letter; shares nothing with the writer. */
  function read(text: string): readonly (readonly string[])[] {
    const rows: string[][] = []
    let row: string[] = []
    let cell = ''
    let quoted = false
    for (let at = 0; at < text.length; at += 1) {
      const sign = text[at] ?? ''
      if (quoted) {
        if (sign !== '"') cell += sign
        else if (text[at + 1] === '"') {
          cell += '"'
          at += 1
        } else quoted = false
      } else if (sign === '"' && cell === '') quoted = true
      else if (sign === ',') {
        row.push(cell)
        cell = ''
      } else if (sign === '\r' && text[at + 1] === '\n') {
        rows.push([...row, cell])
        row = []
        cell = ''
        at += 1
      } else cell += sign
    }
    expect([cell, row]).toEqual(['', []])
    return rows
  }

  test('what was written is read again, but for what was made harmless', () => {
    const plain = fc.string({ unit: fc.constantFrom(...'ab ,;"\'=+-@.ü'.split('')), maxLength: 12 })
    fc.assert(
      fc.property(fc.array(fc.array(plain, { minLength: 2, maxLength: 5 }), { minLength: 1 }), (rows) => {
        const harmless = rows.map((cells) => cells.map((cell) => (/^\s*[=+\-@]/.test(cell) ? `'${cell}` : cell)))
        expect(read(csvText(rows))).toEqual(harmless)
      }),
    )
  })

  test('no cell begins a formula, whatever is in it', () => {
    fc.assert(
      fc.property(anyText(), (text) => {
        const [[cell = ''] = []] = read(csvText([[text, 'end']]))
        expect(cell).not.toMatch(/^\s*[=+\-@\t\r]/)
      }),
    )
  })
})

describe('renderCsv', () => {
  test('a row for each finding, and a header', () => {
    for (const name of SAMPLE_NAMES) {
      const report = sampleReport(name)
      // No line end is left inside a cell, so that lines can be counted.
      expect(renderCsv([report]).split('\r\n')).toHaveLength(report.findings.length + 2)
    }
  })

  test('a finding about an address has that address’s grade, one about the domain the domain’s', () => {
    const rows = renderCsv([sampleReport('mixed')])
      .split('\r\n')
      .map((line) => line.split(','))
    const [titles = []] = rows
    const value = (code: string, title: string) => rows.find((row) => row.includes(code))?.[titles.indexOf(title)]
    expect(value('cert-expired', 'address')).toBe('203.0.113.20')
    expect(value('cert-expired', 'port')).toBe('25')
    expect(value('cert-expired', 'grade')).toBe('F')
    expect(value('cert-expired', 'mx')).toBe('mx2.example.lab')
    expect(value('mx-no-ipv6', 'mx') ?? '').toBe('')
  })
})
