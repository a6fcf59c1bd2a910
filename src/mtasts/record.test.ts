import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { anyText } from '../../test/support/any-text.ts'
import { parseRecord, selectRecord } from './record.ts'

const broken = [
  { name: 'nothing', given: '', verdict: 'none', errors: ['record-begin 1'] },
  { name: 'a record of SPF', given: 'v=spf1 -all', verdict: 'none', errors: ['record-begin 1'] },
  { name: 'another version', given: 'v=STSv2; id=a', verdict: 'none', errors: ['record-begin 1'] },
  { name: 'a longer version', given: 'v=STSv12;id=a', verdict: 'none', errors: ['record-begin 1'] },
  { name: 'lower case', given: 'v=stsv1; id=a', verdict: 'none', errors: ['record-begin 1'] },
  { name: 'a blank first', given: ' v=STSv1; id=a', verdict: 'none', errors: ['record-begin 1'] },
  { name: 'only the version', given: 'v=STSv1', verdict: 'invalid', errors: ['record-id-missing 0'] },
  { name: 'only a version that nobody has', given: 'v=STSv10', verdict: 'invalid', errors: ['record-begin 1'] },
  { name: 'a comma for a semicolon', given: 'v=STSv1, id=a', verdict: 'invalid', errors: ['record-begin 1'] },
  { name: 'no field', given: 'v=STSv1;', verdict: 'invalid', errors: ['record-id-missing 0'] },
  { name: 'an empty field', given: 'v=STSv1;;id=a', verdict: 'invalid', errors: ['record-field-empty 9'] },
  {
    name: 'an empty field at the end',
    given: 'v=STSv1; id=a; ;',
    verdict: 'invalid',
    errors: ['record-field-empty 15'],
  },
  { name: 'a blank at the end', given: 'v=STSv1; id=a ', verdict: 'invalid', errors: ['record-blank-at-end 14'] },
  {
    name: 'a blank around =',
    given: 'v=STSv1; id = a',
    verdict: 'invalid',
    errors: ['record-name-invalid 10', 'record-id-missing 0'],
  },
  {
    name: 'no =',
    given: 'v=STSv1; id',
    verdict: 'invalid',
    errors: ['record-field-malformed 10', 'record-id-missing 0'],
  },
  { name: 'an id in capitals', given: 'v=STSv1; ID=a', verdict: 'invalid', errors: ['record-id-missing 0'] },
  { name: 'an id of 33', given: `v=STSv1; id=${'a'.repeat(33)}`, verdict: 'invalid', errors: ['record-id-invalid 13'] },
  { name: 'a date as an id', given: 'v=STSv1; id=2026-11-24', verdict: 'invalid', errors: ['record-id-invalid 13'] },
  {
    name: 'a value with a blank',
    given: 'v=STSv1; id=a; x=b c',
    verdict: 'invalid',
    errors: ['record-value-invalid 18'],
  },
  { name: 'two =', given: 'v=STSv1; id=a; x==', verdict: 'invalid', errors: ['record-value-invalid 18'] },
  {
    name: 'a repeated field that is broken',
    given: 'v=STSv1; id=a; id=',
    verdict: 'invalid',
    errors: ['record-value-invalid 19'],
  },
  {
    name: 'a name of 33',
    given: `v=STSv1; id=a; ${'n'.repeat(33)}=1`,
    verdict: 'invalid',
    errors: ['record-name-invalid 16'],
  },
  {
    name: 'an umlaut',
    given: 'v=STSv1; id=a; x=ü',
    verdict: 'invalid',
    errors: ['record-not-ascii 18', 'record-value-invalid 18'],
  },
  {
    name: 'a line end',
    given: 'v=STSv1; id=a\n',
    verdict: 'invalid',
    errors: ['record-not-ascii 14', 'record-id-invalid 13'],
  },
] as const

test.each(broken)('$name: $verdict', ({ given, verdict, errors }) => {
  const parsed = parseRecord(given)
  expect(parsed.verdict).toBe(verdict)
  expect(parsed.errors.map(({ code, at }) => `${code} ${at}`)).toEqual(errors)
})

const sound = [
  { name: 'the example of the RFC', given: 'v=STSv1; id=20160831085700Z;', id: '20160831085700Z', warnings: [] },
  { name: 'no blanks, no end', given: 'v=STSv1;id=a', id: 'a', warnings: [] },
  { name: 'tabs', given: 'v=STSv1;\tid=a\t;\t', id: 'a', warnings: [] },
  {
    name: 'a blank before the first semicolon',
    given: 'v=STSv1 ;id=a',
    id: 'a',
    warnings: ['record-blank-in-begin 1'],
  },
  { name: 'an id of 32', given: `v=STSv1; id=${'9'.repeat(32)}`, id: '9'.repeat(32), warnings: [] },
  {
    name: 'a field that nobody knows, first',
    given: 'v=STSv1; x.y-z_1=<!>; id=a',
    id: 'a',
    warnings: ['record-field-unknown 10'],
  },
  {
    name: 'an id twice: the first counts',
    given: 'v=STSv1; id=a; id=b',
    id: 'a',
    warnings: ['record-field-duplicate 16'],
  },
  { name: 'the version twice', given: 'v=STSv1; id=a; v=STSv2', id: 'a', warnings: ['record-field-duplicate 16'] },
] as const

test.each(sound)('$name: valid', ({ given, id, warnings }) => {
  const parsed = parseRecord(given)
  expect(parsed).toMatchObject({ verdict: 'valid', id, errors: [] })
  expect(parsed.warnings.map(({ code, at }) => `${code} ${at}`)).toEqual(warnings)
})

describe('selectRecord', () => {
  const cases = [
    { name: 'nothing', given: [], kind: 'none' },
    { name: 'something else', given: ['hello'], kind: 'none' },
    { name: 'one of two', given: ['hello', 'v=STSv1; id=a'], kind: 'one' },
    { name: 'a broken one alone', given: ['v=STSv1; id='], kind: 'one' },
    { name: 'two, one of them broken', given: ['v=STSv1; id=a', 'v=STSv1; id='], kind: 'multiple' },
    { name: 'twice the same', given: ['v=STSv1; id=a', 'v=STSv1; id=a'], kind: 'multiple' },
    { name: 'a blank in the begin, alone', given: ['v=STSv1 ; id=a'], kind: 'one' },
    { name: 'a blank in the begin, among others: discarded', given: ['v=STSv1 ; id=a', 'hello'], kind: 'none' },
  ] as const
  test.each(cases)('$name: $kind', ({ given, kind }) => {
    expect(selectRecord(given).kind).toBe(kind)
  })

  test('reads the escapes of lookups: a backslash is a character, an octet is not', () => {
    expect(selectRecord(['v=STSv1; id=a; x=\\\\'])).toMatchObject({
      record: { extensions: [{ name: 'x', value: '\\' }] },
    })
    expect(selectRecord(['v=STSv1; id=a; x=\\xff'])).toMatchObject({ record: { verdict: 'invalid' } })
    expect(selectRecord([`v=STSv1; id=a; x=${'y'.repeat(4_000)}…`])).toMatchObject({ record: { verdict: 'invalid' } })
  })
})

test('every record of the grammar is valid, and none of its prefixes is taken for the whole', () => {
  const blanks = fc.stringMatching(/^[ \t]{0,3}$/)
  const field = fc.tuple(fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,31}$/), fc.stringMatching(/^[!-:<>-~]{1,40}$/))
  const record = fc.tuple(fc.stringMatching(/^[A-Za-z0-9]{1,32}$/), fc.array(field, { maxLength: 5 }), blanks, blanks)
  fc.assert(
    fc.property(record, ([id, extensions, before, behind]) => {
      const others = extensions.filter(([name]) => name !== 'id')
      const delimiter = `${before};${behind}`
      const text = ['v=STSv1', `id=${id}`, ...others.map((pair) => pair.join('='))].join(delimiter)
      expect(parseRecord(text)).toMatchObject({ verdict: 'valid', id })
      for (let length = 0; length < 'v=STSv1;id='.length; length += 1) {
        expect(parseRecord(text.slice(0, length)).verdict).not.toBe('valid')
      }
    }),
  )
})

test('whatever comes is answered, and its issues are printable', () => {
  fc.assert(
    fc.property(anyText(200), (text) => {
      for (const { errors, warnings } of [parseRecord(text), parseRecord(`v=STSv1; ${text}`)]) {
        for (const issue of [...errors, ...warnings]) expect(issue.text).toMatch(/^[\x20-\x7e]*…?$/)
      }
    }),
  )
})
