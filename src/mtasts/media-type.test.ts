import { expect, test } from 'vitest'
import { isPolicyMediaType, mediaTypeOf } from './media-type.ts'

const cases: readonly (readonly [given: string | null, type: string | null])[] = [
  [null, null],
  ['', null],
  ['text', null],
  ['text/', null],
  ['text/plain', 'text/plain'],
  [' Text/Plain ; charset=utf-8', 'text/plain'],
  ['text/plain;', 'text/plain'],
  ['text/plain; charset', 'text/plain'],
  ['text/plain charset=utf-8', null],
  ['text/plain, text/html', null],
  ['text/plain+x', 'text/plain+x'],
  ['text/html; charset="text/plain"', 'text/html'],
]

test.each(cases)('%j', (given, type) => {
  expect(mediaTypeOf(given)).toBe(type)
  expect(isPolicyMediaType(given)).toBe(type === 'text/plain')
})
