import fc from 'fast-check'
import { expect, test } from 'vitest'
import { printable } from './printable.ts'

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
