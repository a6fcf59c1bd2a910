import fc from 'fast-check'
import { expect, test } from 'vitest'
import { editDistance } from './edit-distance.ts'

test.each([
  { a: '', b: '', distance: 0 },
  { a: '', b: 'abc', distance: 3 },
  { a: 'kitten', b: 'sitting', distance: 3 },
  { a: 'form', b: 'from', distance: 1 },
  { a: 'ca', b: 'abc', distance: 3 },
  { a: 'same', b: 'same', distance: 0 },
])('from "$a" to "$b"', ({ a, b, distance }) => expect(editDistance(a, b)).toBe(distance))

test('is symmetric, and no longer than the longer text', () => {
  const word = fc.string({ maxLength: 12 })
  fc.assert(
    fc.property(word, word, (a, b) => {
      const distance = editDistance(a, b)
      expect(editDistance(b, a)).toBe(distance)
      expect(distance).toBeLessThanOrEqual(Math.max(a.length, b.length))
      expect(distance === 0).toBe(a === b)
    }),
  )
})
