import { describe, expect, test } from 'vitest'
import { parseCsv } from '../scripts/registry/csv.ts'

describe('parseCsv', () => {
  test.each([
    { name: 'nothing', given: '', expected: [] },
    { name: 'a header alone', given: 'a,b\n', expected: [] },
    { name: 'a row', given: 'a,b\n1,2\n', expected: [{ a: '1', b: '2' }] },
    { name: 'no last line end', given: 'a,b\n1,2', expected: [{ a: '1', b: '2' }] },
    { name: 'CR LF', given: 'a,b\r\n1,2\r\n', expected: [{ a: '1', b: '2' }] },
    { name: 'empty fields', given: 'a,b\n,\n', expected: [{ a: '', b: '' }] },
    { name: 'an empty last field without a line end', given: 'a,b\n1,', expected: [{ a: '1', b: '' }] },
    { name: 'a quoted comma', given: 'a,b\n"1,2",3\n', expected: [{ a: '1,2', b: '3' }] },
    { name: 'a quoted line end', given: 'a,b\n1,"2\n3"\n', expected: [{ a: '1', b: '2\n3' }] },
    { name: 'a doubled quote', given: 'a\n"1 ""2"""\n', expected: [{ a: '1 "2"' }] },
  ])('reads $name', ({ given, expected }) => {
    expect(parseCsv(given)).toEqual(expected)
  })

  test.each([
    { name: 'a field too few', given: 'a,b\n1\n', message: 'row 1 has 1 fields, the header 2' },
    { name: 'a field too many', given: 'a\n1\n1,2\n', message: 'row 2 has 2 fields, the header 1' },
    { name: 'an open quote', given: 'a\n"1\n', message: 'opened at offset 2' },
    { name: 'text after a quote', given: 'a\n"1"2\n', message: 'after a quoted field at offset 5' },
  ])('refuses $name', ({ given, message }) => {
    expect(() => parseCsv(given)).toThrow(message)
  })
})
