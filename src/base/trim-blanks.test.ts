import { expect, test } from 'vitest'
import { trimBlanks } from './trim-blanks.ts'

const cases = [
  { given: '', expected: '' },
  { given: ' \t ', expected: '' },
  { given: 'a', expected: 'a' },
  { given: '\t a\tb \t', expected: 'a\tb' },
  { given: '\u00a0a\r\n', expected: '\u00a0a\r\n' },
]

test.each(cases)('$given', ({ given, expected }) => {
  expect(trimBlanks(given)).toBe(expected)
})

test('a mebibyte of blanks inside is passed over once', { timeout: 2_000 }, () => {
  const text = `a${' '.repeat(1_048_576)}b`
  expect(trimBlanks(` ${text}\t`)).toBe(text)
})
