import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Column, cutEnd, cutMiddle, fit, layRow, spread, wrap } from './columns.ts'

test('texts are cut in their middle or at their end', () => {
  expect(cutMiddle('mx1.example.lab', 9)).toBe('mx1.….lab')
  expect(cutMiddle('mx1.example.lab', 9, '...')).toBe('mx1...lab')
  expect(cutMiddle('short', 9)).toBe('short')
  expect(cutMiddle('abcdef', 1)).toBe('a')
  expect(cutEnd('mx1.example.lab', 5)).toBe('mx1.…')
})

describe('wrap', () => {
  test('breaks at blanks, and long words where it must', () => {
    expect(wrap('one two three', 7)).toEqual(['one two', 'three'])
    expect(wrap('abcdefghij kl', 4)).toEqual(['abcd', 'efgh', 'ij', 'kl'])
    expect(wrap('', 10)).toEqual([''])
  })

  test('keeps a number with its unit', () => {
    expect(wrap('did not answer within 10 s', 24)).toEqual(['did not answer within', '10 s'])
    expect(wrap('accepted in TLS 1.0', 16)).toEqual(['accepted in', 'TLS 1.0'])
  })

  test('loses nothing and exceeds nothing', () => {
    const text = fc.stringMatching(/^[a-z0-9]{1,20}( [a-z0-9]{1,20}){0,12}$/)
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 40 }), (words, width) => {
        const lines = wrap(words, width)
        expect(lines.every((line) => line.length <= width)).toBe(true)
        expect(lines.join('').replaceAll(' ', '')).toBe(words.replaceAll(' ', ''))
      }),
    )
  })
})

test('left and right share a line while they fit', () => {
  expect(spread('left', 'right', 12)).toEqual(['left   right'])
  expect(spread('left', 'right', 10)).toEqual(['left', '     right'])
})

describe('fit', () => {
  const columns: readonly Column[] = [
    { title: 'name', least: 10 },
    { title: 'n' },
    { title: 'note', expendable: 'before cutting' },
  ]
  const rows = [
    ['a-rather-long-name.example', '1', 'something'],
    ['short', '22', ''],
  ]

  test.each([
    { width: 60, columns: [0, 1, 2], widths: [26, 2, 9] },
    { width: 30, columns: [0, 1], widths: [26, 2] },
    { width: 20, columns: [0, 1], widths: [16, 2] },
    { width: 12, columns: [0, 1], widths: [8, 2] },
  ])('in $width columns', ({ width, ...expected }) => expect(fit(columns, rows, width)).toEqual(expected))

  test('rows of a layout are no wider than it', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.string({ unit: 'grapheme-ascii', maxLength: 40 }), { minLength: 3, maxLength: 3 }), {
          minLength: 1,
        }),
        fc.integer({ min: 30, max: 120 }),
        (cells, width) => {
          const flexible = columns.map((column) => ({ ...column, least: 4 }))
          const layout = fit(flexible, cells, width)
          for (const row of cells) expect(layRow(row, layout, '…').join('').length).toBeLessThanOrEqual(width)
        },
      ),
    )
  })
})
