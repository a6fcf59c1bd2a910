import { describe, expect, test } from 'vitest'
import type { CaaRecord } from '../../facts/domain-facts.ts'
import { permissionOf } from './permission.ts'

const record = (text: string): CaaRecord => {
  const [flags = '', tag = '', ...value] = text.split(' ')
  return { flags: Number(flags), tag, value: value.join(' ') }
}

/** Sets of the RFC's own examples, and what follows for `x.example` and for `*.x.example`. */
const cases = [
  { given: ['0 issue ca1.example', '0 issue ca2.example'], host: ['ca1.example', 'ca2.example'] },
  { given: ['0 issue ;'], host: [] },
  { given: ['0 issue %%%%%'], host: [] },
  { given: ['0 issue ;', '0 issue ca1.example'], host: ['ca1.example'] },
  { given: ['0 issue ca1.example', '0 issuewild ca2.example'], host: ['ca1.example'], wildcard: ['ca2.example'] },
  { given: ['0 issue ca1.example', '0 issuewild ;'], host: ['ca1.example'], wildcard: [] },
  { given: ['0 issuewild ca2.example'], host: null, wildcard: ['ca2.example'] },
  { given: ['0 issuewild ca2.example', '0 issue ;'], host: [], wildcard: ['ca2.example'] },
  { given: ['0 iodef mailto:a@b.example'], host: null },
  { given: ['0 tbs Unknown'], host: null },
  { given: ['0 ISSUE CA1.example', '0 issue ca1.example'], host: ['ca1.example'] },
  { given: ['128 issue ca1.example'], host: ['ca1.example'] },
  { given: ['128 issuemail ca1.example', '128 contactemail a@b.example'], host: null },
  // Bits other than the first are reserved and do not count.
  { given: ['1 tbs Unknown'], host: null },
  { given: ['127 tbs Unknown'], host: null },
  { given: [], host: null },
]

describe('permissionOf', () => {
  test.each(cases.map((each) => ({ ...each, name: each.given.join(', ') })))(
    '$name',
    ({ given, host, wildcard = host }) => {
      const records = given.map(record)
      expect(permissionOf(records, false)).toMatchObject({ issuers: host, critical: [] })
      expect(permissionOf(records, true)).toMatchObject({ issuers: wildcard, critical: [] })
    },
  )

  test('a critical property that nobody understands decides', () => {
    const records = ['0 issue ca1.example', '128 Tbs Unknown'].map(record)
    for (const isWildcard of [false, true]) {
      expect(permissionOf(records, isWildcard)).toMatchObject({ critical: ['tbs'], deciding: [records[1]] })
    }
  })

  test('the records that decide are those of the kind that counts', () => {
    const records = ['0 issue ca1.example', '0 issuewild ;', '0 iodef mailto:a@b.example'].map(record)
    expect(permissionOf(records, false).deciding).toEqual([records[0]])
    expect(permissionOf(records, true).deciding).toEqual([records[1]])
  })
})
