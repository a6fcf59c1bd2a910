import fc from 'fast-check'
import { expect, test } from 'vitest'
import { anyText } from '../../test/support/any-text.ts'
import { printable, unprintable } from './printable.ts'

const cases = [
  { name: 'plain', given: '220 mx.example ESMTP', expected: '220 mx.example ESMTP' },
  { name: 'escape sequence', given: '\u001b[2J\u001b]0;x\u0007', expected: '\\x1b[2J\\x1b]0;x\\x07' },
  { name: 'bidirectional override', given: 'a\u202eb', expected: 'a\\xe2\\x80\\xaeb' },
  { name: 'C1 control', given: Uint8Array.of(0x9b, 0x41), expected: '\\x9bA' },
  { name: 'backslash stays lossless', given: 'a\\x1b', expected: 'a\\\\x1b' },
]

test.each(cases)('printable: $name', ({ given, expected }) => {
  expect(printable(given, 100)).toBe(expected)
})

test('printable never passes a byte outside printable ASCII and respects its limit', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.integer({ min: 0, max: 50 }), (bytes, limit) => {
      const out = printable(bytes, limit)
      expect(out.replace(/…$/, '')).toMatch(/^[\x20-\x7e]*$/)
      expect(out.length).toBeLessThanOrEqual(limit + 1)
    }),
  )
})

test('unprintable: the text comes back as it was', () => {
  fc.assert(
    fc.property(anyText(), (text) => {
      expect(unprintable(printable(text, 10_000))).toBe(text)
    }),
  )
})

const returned = [
  { name: 'octets that are no UTF-8', given: '\\x80\\xff', expected: '\ufffd\ufffd' },
  { name: 'an escape that is none', given: '\\xZZ\\y', expected: '\\xZZ\\y' },
  { name: 'a text that was cut', given: 'abc…', expected: 'abc' },
]

test.each(returned)('unprintable: $name', ({ given, expected }) => {
  expect(unprintable(given)).toBe(expected)
})
