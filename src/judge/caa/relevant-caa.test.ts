import { describe, expect, test } from 'vitest'
import type { Lookup } from '../../dns/lookup.ts'
import { lookup } from '../../facts/builders.ts'
import type { CaaRecord } from '../../facts/domain-facts.ts'
import { UNANSWERED } from '../../facts/good-dnssec.ts'
import { relevantCaa } from './relevant-caa.ts'

const record: CaaRecord = { flags: 0, tag: 'issue', value: 'ca.example' }
const none = (name: string): Lookup<CaaRecord> => lookup<CaaRecord>(name, 'CAA', [])
const some = (name: string): Lookup<CaaRecord> => lookup(name, 'CAA', [record])
const failed = (name: string): Lookup<CaaRecord> => ({
  ...none(name),
  outcome: 'failed',
  dnssec: UNANSWERED,
  failure: { code: 'dns-timeout', server: '192.0.2.53', name },
})

const cases = [
  {
    // RFC 8659 section 3: CAA("X.Y.Z.") and all above it are empty.
    given: 'nothing up to the top-level domain',
    lookups: [none('x.y.z'), none('y.z'), none('z')],
    expected: { state: 'none' },
  },
  {
    given: 'records at the name above, as in the second example of the RFC',
    lookups: [none('x.y.z'), some('y.z')],
    expected: { state: 'found', at: 'y.z', records: [record] },
  },
  {
    given: 'records at the name itself, which hide those above',
    lookups: [some('x.y.z'), some('y.z')],
    expected: { state: 'found', at: 'x.y.z' },
  },
  {
    given: 'records at the top-level domain, which counts',
    lookups: [none('x.y.z'), none('y.z'), some('z')],
    expected: { state: 'found', at: 'z' },
  },
  {
    given: 'records at the root, which does not',
    lookups: [none('x.y.z'), none('y.z'), none('z'), some('.')],
    expected: { state: 'none' },
  },
  {
    given: 'a name that does not exist',
    lookups: [{ ...none('x.y.z'), outcome: 'nxdomain' as const }, some('y.z')],
    expected: { state: 'found', at: 'y.z' },
  },
  {
    given: 'a lookup that fails on the way',
    lookups: [none('x.y.z'), failed('y.z'), some('z')],
    expected: { state: 'unknown', at: 'y.z', why: 'timeout' },
  },
  { given: 'no lookups', lookups: [], expected: { state: 'unknown', at: 'x.y.z', why: 'not-asked' } },
  {
    given: 'a climb that was ended',
    lookups: [none('x.y.z'), none('y.z')],
    expected: { state: 'unknown', at: 'z', why: 'budget' },
  },
]

describe('relevantCaa', () => {
  test.each(cases)('$given', ({ lookups, expected }) => {
    expect(relevantCaa('x.y.z', lookups)).toMatchObject(expected)
  })

  test('letter case does not matter', () => {
    expect(relevantCaa('X.Y.Z', [some('x.y.z')])).toMatchObject({ state: 'found' })
  })

  test.each(['203.0.113.7', '[203.0.113.7]', 'mx\\032.example'])('%s gets no certificate', (name) => {
    expect(relevantCaa(name, [])).toMatchObject({ state: 'unknown', why: 'not-applicable' })
  })
})
