import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { attemptSync } from '../base/failure.ts'
import { DerReader, TAG } from './der-reader.ts'
import { readTime } from './der-time.ts'
import { der, time } from './der-writer.ts'

const utc = (text: string) => der(TAG.utcTime, new TextEncoder().encode(text))
const generalized = (text: string) => der(TAG.generalizedTime, new TextEncoder().encode(text))
const read = (value: Uint8Array) => attemptSync(() => readTime(new DerReader(value, 'Test')))

const times = [
  { name: 'this century', value: utc('261124092011Z'), iso: '2026-11-24T09:20:11Z' },
  { name: 'the last year of UTCTime', value: utc('491231235959Z'), iso: '2049-12-31T23:59:59Z' },
  { name: 'the first year of UTCTime', value: utc('500101000000Z'), iso: '1950-01-01T00:00:00Z' },
  { name: 'a leap day', value: utc('240229000000Z'), iso: '2024-02-29T00:00:00Z' },
  { name: 'without seconds', value: utc('0801010000Z'), iso: '2008-01-01T00:00:00Z' },
  { name: 'with an offset', value: utc('0801010030+0100'), iso: '2007-12-31T23:30:00Z' },
  { name: 'with an offset westwards', value: utc('080101003000-0530'), iso: '2008-01-01T06:00:00Z' },
  { name: 'after 2049', value: generalized('20810827092011Z'), iso: '2081-08-27T09:20:11Z' },
  { name: 'no end', value: generalized('99991231235959Z'), iso: '9999-12-31T23:59:59Z' },
  { name: 'long ago', value: generalized('00010101000000Z'), iso: '0001-01-01T00:00:00Z' },
]

const malformed = [
  { name: 'empty', value: utc('') },
  { name: 'no time at all', value: utc('yesterday') },
  { name: 'a month 13', value: utc('261301000000Z') },
  { name: 'a 30th of February', value: utc('260230000000Z') },
  { name: 'a leap day in an ordinary year', value: utc('250229000000Z') },
  { name: 'an hour 24', value: utc('260101240000Z') },
  { name: 'a minute 60', value: utc('260101006000Z') },
  { name: 'no Z', value: utc('260101000000') },
  { name: 'a fraction', value: generalized('20260101000000.5Z') },
  { name: 'four digits in UTCTime', value: utc('20260101000000Z') },
  { name: 'two digits in GeneralizedTime', value: generalized('260101000000Z') },
  { name: 'a NUL behind it', value: utc('260101000000Z\0') },
  { name: 'a kilobyte', value: utc('2'.repeat(1024)) },
  { name: 'another type', value: der(TAG.utf8String, new TextEncoder().encode('260101000000Z')) },
]

describe('readTime', () => {
  test.each(times)('$name', ({ value, iso }) => {
    expect(read(value)).toEqual({ ok: true, value: iso })
  })

  test.each(malformed)('refuses: $name', ({ value }) => {
    expect(read(value)).toMatchObject({ ok: false, failure: { code: 'wire-malformed', structure: 'Test' } })
  })

  test('reads what the writer writes, to the second', () => {
    const years = { min: new Date('1900-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }
    fc.assert(
      fc.property(fc.date(years), (at) => {
        expect(read(time(at))).toEqual({ ok: true, value: at.toISOString().replace(/\.\d{3}/, '') })
      }),
    )
  })
})
