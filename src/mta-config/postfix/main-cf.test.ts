import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { placeAt, textDocument } from '../text-document.ts'
import { parseMainCf, wordsOf } from './main-cf.ts'

const parse = (text: string): ReturnType<typeof parseMainCf> => parseMainCf(textDocument('main.cf', text))

describe('parseMainCf', () => {
  const cases = [
    { name: 'a line', text: 'a = b\n', expected: { a: 'b' } },
    { name: 'no blanks', text: 'a=b', expected: { a: 'b' } },
    { name: 'an = in the value', text: 'a = b=c\n', expected: { a: 'b=c' } },
    { name: 'an empty value', text: 'a =\nb = c\n', expected: { a: '', b: 'c' } },
    { name: 'a continued value', text: 'a = b,\n    c\n\td\n', expected: { a: 'b,    c\td' } },
    { name: 'a value that begins in the next line', text: 'a =\n  b\n', expected: { a: 'b' } },
    {
      name: 'comments and empty lines within a value',
      text: 'a = b\n# no\n\n  # nor this\n  c\n',
      expected: { a: 'b  c' },
    },
    { name: 'a # that begins no line', text: 'a = b # c\n', expected: { a: 'b # c' } },
    { name: 'Windows line ends', text: 'a = b\r\nc = d\r\n', expected: { a: 'b', c: 'd' } },
  ]

  test.each(cases)('reads $name', ({ text, expected }) => {
    const { entries, malformed } = parse(text)
    expect(Object.fromEntries(entries.map(({ name, value }) => [name.text, value]))).toEqual(expected)
    expect(malformed).toEqual([])
  })

  const wrong = [
    { name: 'no =', text: 'ok = 1\nnothing here\n', line: 2 },
    { name: 'no name', text: '= value\n', line: 1 },
    { name: 'a continuation of nothing', text: '# a comment\n  value\nok = 1\n', line: 2 },
  ]

  test.each(wrong)('lists a line with $name, and reads on', ({ text, line }) => {
    const { malformed, document } = parse(text)
    expect(malformed.map(({ offset }) => placeAt(document, offset).line)).toEqual([line])
  })

  test('reads what postconf -P prints', () => {
    const [entry] = parse('submission/inet/smtpd_tls_auth_only = yes\n').entries
    expect(entry).toMatchObject({
      service: 'submission/inet',
      value: 'yes',
      name: { text: 'smtpd_tls_auth_only', offset: 16 },
    })
  })

  test('every word of a value is found where it stands, also behind comments', () => {
    const [entry] = parse('a = one, two\n# between\n   three\n').entries
    const document = entry?.document ?? textDocument('', '')
    const words = entry === undefined ? [] : wordsOf(entry)
    expect(words.map(({ text, offset }) => [text, document.text.slice(offset, offset + text.length)])).toEqual([
      ['one', 'one'],
      ['two', 'two'],
      ['three', 'three'],
    ])
    expect(placeAt(document, words[2]?.offset ?? 0)).toMatchObject({ line: 3, column: 4 })
  })

  test('whatever is written, names are found where they stand', () => {
    const line = fc.constantFrom(
      'a = b',
      'c=d e',
      '  more',
      '# comment',
      '',
      'junk',
      '=',
      'x =',
      '\tb, c',
      '$y = \u0024{z?1}',
    )
    fc.assert(
      fc.property(fc.array(line), fc.constantFrom('\n', '\r\n'), (lines, end) => {
        const { entries, document } = parse(lines.join(end))
        for (const { name } of entries) expect(document.text.startsWith(name.text, name.offset)).toBe(true)
      }),
    )
  })
})
