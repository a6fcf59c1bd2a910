import fc from 'fast-check'
import { expect, test } from 'vitest'
import { anyText } from '../../test/support/any-text.ts'
import { printable } from '../base/printable.ts'
import { harmless } from './harmless.ts'

test.each([
  { name: 'an escape sequence', given: '\u001b[31mred', expected: '\\u{1b}[31mred' },
  { name: 'a line end', given: 'a\r\nb', expected: 'a\\u{d}\\u{a}b' },
  { name: 'a bidirectional override', given: 'a\u202eb', expected: 'a\\u{202e}b' },
  { name: 'an emoji', given: '📮', expected: '\\u{1f4ee}' },
  { name: 'plain text', given: 'mx1.example.lab <b>', expected: 'mx1.example.lab <b>' },
])('$name', ({ given, expected }) => expect(harmless(given)).toBe(expected))

test('texts of facts stay as they are, whatever their bytes were', () => {
  fc.assert(
    fc.property(fc.uint8Array(), fc.nat({ max: 60 }), (bytes, limit) => {
      const text = printable(bytes, limit)
      expect(harmless(text)).toBe(text)
    }),
  )
})

test('nothing but printable ASCII and the sign of a cut comes out, within the limit', () => {
  fc.assert(
    fc.property(anyText(), fc.nat({ max: 40 }), (text, limit) => {
      const out = harmless(text, limit)
      expect(out).toMatch(/^[\x20-\x7e…]*$/)
      expect(out.length).toBeLessThanOrEqual(limit + 1)
      expect(harmless(out)).toBe(out)
    }),
  )
})
