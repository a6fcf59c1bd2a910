import { describe, expect, test } from 'vitest'
import { domainFacts, lookup, serverFacts } from '../facts/builders.ts'
import type { CaaRecord, DomainFacts } from '../facts/domain-facts.ts'
import { judge } from '../judge/judge.ts'
import { caaLines, caaWords } from './caa-words.ts'
import { reportOf } from './report.ts'

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

describe('caaLines', () => {
  const hosts = ['mx1.example.lab', 'mx2.example.lab', 'mx.other.lab']
  const servers = hosts.map((host, at) => serverFacts({ host, address: `203.0.113.${at + 1}` }))
  const record = (value: string): CaaRecord => ({ flags: 0, tag: 'issue', value })
  const none = (name: string) => lookup<CaaRecord>(name, 'CAA', [])
  const lines = (...caa: DomainFacts['caa']): readonly string[] => {
    const facts = domainFacts({ servers, caa })
    return caaLines(reportOf(facts, judge(facts)))
  }
  const above = [...hosts.map(none), none('lab')]

  test('says the same once, of all hosts', () => {
    const [own, other] = [
      lookup('example.lab', 'CAA', [record('ca.test')]),
      lookup('other.lab', 'CAA', [record('ca.test')]),
    ]
    const atLab = lookup('lab', 'CAA', [record('ca.test')])
    expect(lines(...hosts.map(none), none('example.lab'), none('other.lab'), atLab)).toEqual([
      'CAA at lab: ca.test may issue',
    ])
    expect(lines(...above, own, other)).toEqual([
      'mx1 and mx2: CAA at example.lab: ca.test may issue',
      'mx.other.lab: CAA at other.lab: ca.test may issue',
    ])
  })

  test('leaves out hosts that no record restrains, and those that nobody looked at', () => {
    const own = lookup('example.lab', 'CAA', [record('ca.test')])
    expect(lines(...above, own, none('other.lab'))).toEqual(['mx1 and mx2: CAA at example.lab: ca.test may issue'])
    expect(lines()).toEqual([])
  })
})
