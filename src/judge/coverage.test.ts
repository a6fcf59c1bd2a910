import { expect, test } from 'vitest'
import { coverageOf, joinCoverage, shareOf } from './coverage.ts'
import { CLEAR, found, NOT_APPLICABLE, open } from './verdict.ts'

test('counts what applies and what is decided', () => {
  const evidence = { kind: 'delay', milliseconds: 1 } as const
  const one = coverageOf([CLEAR, found(evidence), open('budget'), NOT_APPLICABLE, open('not-applicable')])
  expect(one).toEqual({ decided: 2, applicable: 3 })
  expect(joinCoverage([one, { decided: 1, applicable: 1 }])).toEqual({ decided: 3, applicable: 4 })
})

test('the share is cut, so that only a complete audit is complete', () => {
  expect(shareOf({ decided: 0, applicable: 0 })).toBe(1)
  expect(shareOf({ decided: 2, applicable: 3 })).toBe(0.6666)
  expect(shareOf({ decided: 99_999, applicable: 100_000 })).toBe(0.9999)
})
