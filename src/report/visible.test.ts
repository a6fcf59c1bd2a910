import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { anyText } from '../../test/support/any-text.ts'
import { visible } from './visible.ts'

describe('visible', () => {
  const cases = [
    { name: 'an escape sequence', given: '\u001b[31m', expected: '\\u{1b}[31m' },
    { name: 'an override of direction', given: 'a\u202eb', expected: 'a\\u{202e}b' },
    { name: 'a line end', given: 'a\r\nb', expected: 'a\\u{d}\\u{a}b' },
    { name: 'half a character', given: '\ud800x', expected: '\\u{d800}x' },
    { name: 'a non-character', given: '\ufffe', expected: '\\u{fffe}' },
    { name: 'our own signs', given: 'a – b → “c” … ü', expected: 'a – b → “c” … ü' },
  ]
  test.each(cases)('$name', ({ given, expected }) => expect(visible(given)).toBe(expected))

  test('line feeds stay where they are wanted, carriage returns nowhere', () => {
    expect(visible('a\nb\rc', true)).toBe('a\nb\\u{d}c')
  })

  test('whatever comes in, XML 1.0 and a terminal can take what comes out', () => {
    fc.assert(
      fc.property(anyText(), (text) => {
        expect(visible(text)).toMatch(/^[\x20-\x7e\u00a0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u)
        expect(visible(text)).not.toMatch(/\p{Cc}|\p{Cf}|\p{Cs}/u)
      }),
    )
  })
})
