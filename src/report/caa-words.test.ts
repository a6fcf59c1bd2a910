import { describe, expect, test } from 'vitest'
import { lookup } from '../facts/builders.ts'
import type { CaaRecord, DomainFacts } from '../facts/domain-facts.ts'
import { caaWords } from './caa-words.ts'

const HOST = 'mx.example.org'

/** Lookups up to `example.org`, which has the records given as `flags tag value`. */
function at(...records: readonly string[]): DomainFacts['caa'] {
  const parsed = records.map((text): CaaRecord => {
    const [flags, tag = '', ...value] = text.split(' ')
    return { flags: Number(flags), tag, value: value.join(' ') }
  })
  return [lookup(HOST, 'CAA', []), lookup('example.org', 'CAA', parsed), lookup('org', 'CAA', [])]
}

const many = Array.from({ length: 7 }, (_, index) => `0 issue ca${index}.example`)

const cases = [
  { lookups: at(), says: 'CAA: no record, so that any authority may issue' },
  { lookups: at('0 issue pki.goog'), says: 'CAA at example.org: pki.goog may issue' },
  {
    lookups: at('0 issue pki.goog', '0 issue ca.example; accounturi=https://ca.example/1'),
    says: 'CAA at example.org: pki.goog and ca.example (accounturi=https://ca.example/1) may issue',
  },
  { lookups: at('0 issue ;'), says: 'CAA at example.org: nobody may issue' },
  {
    lookups: at('0 issue pki.goog', '0 issuewild ;'),
    says: 'CAA at example.org: pki.goog may issue, and for wildcards nobody',
  },
  { lookups: at('0 iodef mailto:a@b.example'), says: 'CAA at example.org: any authority may issue' },
  {
    lookups: at('0 issue pki.goog', '128 tbs x'),
    says: 'CAA at example.org: nobody may issue, for a critical property that no authority understands',
  },
  {
    lookups: at(...many),
    says: 'CAA at example.org: ca0.example, ca1.example, ca2.example, ca3.example, ca4.example and 2 more may issue',
  },
  { lookups: [], says: 'CAA: who may issue certificates is not determined, this run did not ask' },
]

describe('caaWords', () => {
  test.each(cases)('$says', ({ lookups, says }) => expect(caaWords(HOST, lookups)).toBe(says))

  test('an address gets no certificate', () => {
    expect(caaWords('203.0.113.1', at())).toBe('CAA: for what is no host name nobody issues certificates')
  })
})
