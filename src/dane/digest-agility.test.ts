import { expect, test } from 'vitest'
import { strongestDigests } from './digest-agility.ts'
import type { UsableTlsa } from './tlsa.ts'

const cases = [
  { name: 'one', given: ['3 1 1'], kept: ['3 1 1'] },
  { name: 'the stronger of two', given: ['3 1 1', '3 1 2'], kept: ['3 1 2'] },
  { name: 'all of the strongest', given: ['3 1 2', '3 1 1', '3 1 2'], kept: ['3 1 2', '3 1 2'] },
  { name: 'each selector by itself', given: ['3 0 1', '3 1 2'], kept: ['3 0 1', '3 1 2'] },
  { name: 'each usage by itself', given: ['2 1 1', '3 1 2'], kept: ['2 1 1', '3 1 2'] },
  { name: 'what is full is no digest', given: ['3 1 0', '3 1 1', '3 1 2'], kept: ['3 1 0', '3 1 2'] },
  { name: 'what is full displaces none', given: ['2 0 1', '2 0 0'], kept: ['2 0 1', '2 0 0'] },
]

test.each(cases)('strongestDigests: $name', ({ given, kept }) => {
  const records = given.map((text): UsableTlsa => {
    const [usage = 3, selector = 1, matching = 1] = text.split(' ').map(Number)
    const record = { usage, selector, matching, data: '' }
    return { ...record, data: new Uint8Array(0), record } as UsableTlsa
  })
  expect(strongestDigests(records).map(({ usage, selector, matching }) => `${usage} ${selector} ${matching}`)).toEqual(
    kept,
  )
})
