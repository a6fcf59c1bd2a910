import { describe, expect, test } from 'vitest'
import { chainNamed } from '../../../test/chains.ts'
import { type RuleCase, rulingOf, testRules } from '../../../test/rule-cases.ts'
import { unknown } from '../../base/answer.ts'
import {
  ACCEPTED,
  domainFacts,
  exchangersOf,
  REFUSED,
  type ServerOverrides,
  serverFacts,
  silentServerFacts,
} from '../../facts/builders.ts'
import type { DomainFacts, ExchangerFacts } from '../../facts/domain-facts.ts'
import type { GroupAnswer, SuiteAnswer } from '../../facts/server-facts.ts'
import { inconsistent } from './mx-inconsistent.ts'

const [A, B] = ['203.0.113.10', '203.0.113.11'] as const

/** A good server, and another at a second address. */
const beside = (other: ServerOverrides): DomainFacts =>
  domainFacts({ servers: [serverFacts(), serverFacts({ address: B, ...other })] })

const clear = silentServerFacts('not-asked', {
  address: B,
  smtp: { starttls: { state: 'refused', by: 0, how: 'reply' } },
})

/** Makes the answers about some names contradictory. */
const contradict = <Named extends SuiteAnswer | GroupAnswer>(answers: readonly Named[], names: readonly string[]) =>
  answers.map((answer) => (names.includes(answer.name) ? { ...answer, ...unknown('contradictory') } : answer))

const good = serverFacts()
const contradictory = domainFacts({
  servers: [
    serverFacts({
      suites: { tls12: contradict(good.suites.tls12, ['TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256']) },
      groups: contradict(good.groups, ['x25519']),
    }),
  ],
})

const classical = good.groups.map((group): GroupAnswer => (/MLKEM/.test(group.name) ? { ...group, ...REFUSED } : group))

const [exchanger] = exchangersOf([good])
const partly = (why: 'special' | 'limit'): DomainFacts => {
  const more: ExchangerFacts['servers'] = [{ address: '10.0.0.1', port: 25, surveyed: false, why, failure: null }]
  return domainFacts({ exchangers: exchanger ? [{ ...exchanger, servers: [...exchanger.servers, ...more] }] : [] })
}

const code = 'mx-inconsistent'
const cases: readonly RuleCase[] = [
  { code, given: 'one address', facts: domainFacts(), expected: 'clear' },
  {
    code,
    given: 'one address that is silent',
    facts: domainFacts({ servers: [silentServerFacts('timeout')] }),
    expected: 'not-applicable',
  },
  { code, given: 'two alike', facts: beside({}), expected: 'clear' },
  {
    code,
    given: 'STARTTLS at one address',
    facts: domainFacts({ servers: [serverFacts(), clear] }),
    expected: 'low',
    evidence: { kind: 'unlike', trait: 'starttls', having: [A], lacking: [B] },
  },
  {
    code,
    given: 'TLS 1.3 at one address',
    facts: beside({ versions: { tls13: REFUSED } }),
    expected: 'low',
    evidence: { trait: 'tls13', having: [A], lacking: [B] },
  },
  {
    code,
    given: 'TLS 1.0 at one address',
    facts: beside({ versions: { tls10: ACCEPTED } }),
    expected: 'low',
    evidence: { trait: 'tls10', having: [B], lacking: [A] },
  },
  {
    code,
    given: 'RC4 at one address',
    facts: beside({ accept: { tls12: ['TLS_ECDHE_RSA_WITH_RC4_128_SHA'] } }),
    expected: 'low',
    evidence: { trait: 'weak-suites', having: [B], lacking: [A] },
  },
  {
    code,
    given: 'ML-KEM at one address',
    facts: beside({ groups: classical }),
    expected: 'low',
    evidence: { trait: 'post-quantum', having: [A], lacking: [B] },
  },
  {
    code,
    given: 'answers that contradict each other',
    facts: contradictory,
    expected: 'low',
    evidence: {
      kind: 'contradiction',
      address: A,
      version: 'tls12',
      names: ['TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256', 'x25519'],
    },
  },
  { code, given: 'another certificate alone', facts: beside({ chains: [chainNamed('both')] }), expected: 'clear' },
  {
    code,
    given: 'another port, which may differ',
    facts: beside({ address: A, port: 587, versions: { tls13: REFUSED } }),
    expected: 'clear',
  },
  {
    code,
    given: 'a contradiction about something else',
    facts: beside({
      features: { fallbackScsv: unknown('contradictory') },
      vulnerabilities: { robot: unknown('contradictory') },
    }),
    expected: 'clear',
  },
  {
    code,
    given: 'a version that is not known at one address',
    facts: beside({ versions: { tls10: unknown('rate-limited') } }),
    expected: 'unknown rate-limited',
  },
  {
    code,
    given: 'a second address that is silent',
    facts: domainFacts({ servers: [serverFacts(), silentServerFacts('timeout', { address: B })] }),
    expected: 'unknown timeout',
  },
  { code, given: 'a second address that was left out', facts: partly('limit'), expected: 'unknown budget' },
  { code, given: 'a second address that nobody can reach', facts: partly('special'), expected: 'clear' },
  {
    code,
    given: 'no TLS at either',
    facts: domainFacts({ servers: [{ ...clear, address: A }, clear] }),
    expected: 'clear',
  },
  {
    code,
    given: 'no servers',
    facts: domainFacts({ servers: [], exchangers: exchanger ? [{ ...exchanger, servers: [] }] : [] }),
    expected: 'not-applicable',
  },
]

describe('mx-inconsistent', () => {
  testRules([inconsistent], cases)

  test('where TLS 1.3 makes the difference, post-quantum groups are not named besides', () => {
    const { verdict } = rulingOf(inconsistent, beside({ versions: { tls13: REFUSED } }))
    expect(verdict).toMatchObject({ verdict: 'found', evidence: [{ trait: 'tls13' }] })
  })

  test('several addresses are told by what they have', () => {
    const servers = [A, B, '203.0.113.12'].map((address, at) =>
      serverFacts({ address, ...(at === 1 ? { versions: { tls13: REFUSED } } : {}) }),
    )
    const { verdict } = rulingOf(inconsistent, domainFacts({ servers }))
    expect(verdict).toMatchObject({ evidence: [{ having: [A, '203.0.113.12'], lacking: [B] }] })
  })
})
