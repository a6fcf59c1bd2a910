import { describe } from 'vitest'
import { type RuleCase, testRules } from '../../../test/rule-cases.ts'
import { ACCEPTED, domainFacts, lookup, serverFacts, silentServerFacts } from '../../facts/builders.ts'
import type { DomainFacts } from '../../facts/domain-facts.ts'
import type { ReverseFacts } from '../../facts/policy-facts.ts'
import { SMTP_NAME_RULES } from './smtp-names.ts'

const ADDRESS = '203.0.113.10'
const REVERSE = '10.113.0.203.in-addr.arpa'

function reverse(names: readonly string[], addresses: readonly string[]): DomainFacts {
  const facts: ReverseFacts = {
    address: ADDRESS,
    ptr: lookup(REVERSE, 'PTR', names),
    forward: names.map((name) => lookup(name, 'A', addresses)),
  }
  return domainFacts({ reverse: [facts] })
}

const failure = { code: 'dns-timeout', server: '192.0.2.53', name: REVERSE } as const
const ptr = lookup<string>(REVERSE, 'PTR', [])
const failed = domainFacts({
  reverse: [{ address: ADDRESS, ptr: { ...ptr, outcome: 'failed', failure }, forward: [] }],
})
const forwardFailed = domainFacts({
  reverse: [
    {
      address: ADDRESS,
      ptr: lookup(REVERSE, 'PTR', ['mx1.example.lab']),
      forward: [{ ...lookup<string>('mx1.example.lab', 'A', []), outcome: 'failed', failure }],
    },
  ],
})
const good = reverse(['mx1.example.lab'], [ADDRESS])

const manyNames: ReverseFacts = {
  address: ADDRESS,
  ptr: lookup(REVERSE, 'PTR', ['a.example.lab', 'b.example.lab', 'c.example.lab', 'mx1.example.lab']),
  forward: ['a', 'b', 'c'].map((label) => lookup(`${label}.example.lab`, 'A', [])),
}

const greeting = (domain: string): DomainFacts =>
  domainFacts({ servers: [serverFacts({ smtp: { ehlo: { kind: 'ehlo', domain, extensions: [] } } })] })

const refusing = silentServerFacts('unreachable', {
  address: '2001:db8::10',
  smtp: { failure: { code: 'tcp-refused', address: '2001:db8::10', port: 25 } },
})
const bothFamilies = domainFacts({ servers: [serverFacts(), serverFacts({ address: '2001:db8::10' })] })
const deadIpv6 = domainFacts({ servers: [serverFacts(), refusing] })
const noIpv6Here = domainFacts({
  servers: [
    serverFacts(),
    silentServerFacts('local', {
      address: '2001:db8::10',
      smtp: {
        failure: { code: 'tcp-unreachable', address: '2001:db8::10', port: 25, errno: 'ENETUNREACH' },
        reachable: { state: 'unknown', why: 'local' },
      },
    }),
  ],
})
const beyond = domainFacts({
  exchangers: bothFamilies.exchangers.map((exchanger) => ({
    ...exchanger,
    servers: exchanger.servers.map(({ address, port }) =>
      address.includes(':')
        ? { address, port, surveyed: false as const, why: 'limit' as const, failure: null }
        : { address, port, surveyed: true as const },
    ),
  })),
})
const limited = domainFacts({
  servers: [
    serverFacts(),
    silentServerFacts('rate-limited', {
      address: '2001:db8::10',
      smtp: {
        failure: { code: 'smtp-refused', during: 'banner', reply: 421, text: '' },
        reachable: { state: 'unknown', why: 'budget' },
      },
    }),
  ],
})

const cases: readonly RuleCase[] = [
  { code: 'smtp-ptr-missing', given: 'no PTR record', facts: reverse([], []), expected: 'info' },
  { code: 'smtp-ptr-missing', given: 'a PTR record', facts: good, expected: 'clear' },
  { code: 'smtp-ptr-missing', given: 'a failed lookup', facts: failed, expected: 'unknown timeout' },
  {
    code: 'smtp-ptr-missing',
    given: 'a server as target',
    facts: domainFacts({ kind: 'server', route: 'target', mx: null }),
    expected: 'not-applicable',
  },
  {
    code: 'smtp-ptr-mismatch',
    given: 'a name with another address',
    facts: reverse(['mx1.example.lab'], ['203.0.113.99']),
    expected: 'info',
    evidence: { kind: 'reverse-names', address: ADDRESS, names: ['mx1.example.lab'] },
  },
  {
    code: 'smtp-ptr-mismatch',
    given: 'more names than are followed, none of which leads back so far',
    facts: domainFacts({ reverse: [manyNames] }),
    expected: 'unknown budget',
  },
  { code: 'smtp-ptr-mismatch', given: 'a name that leads back', facts: good, expected: 'clear' },
  { code: 'smtp-ptr-mismatch', given: 'no name', facts: reverse([], []), expected: 'not-applicable' },
  {
    code: 'smtp-ptr-mismatch',
    given: 'a name that cannot be looked up',
    facts: forwardFailed,
    expected: 'unknown timeout',
  },
  {
    code: 'smtp-name-mismatch',
    given: 'another name',
    facts: greeting('localhost.localdomain'),
    expected: 'info',
    evidence: { kind: 'greeting-name', name: 'localhost.localdomain' },
  },
  {
    code: 'smtp-name-mismatch',
    given: 'the name in the MX record',
    facts: greeting('MX1.example.lab'),
    expected: 'clear',
  },
  {
    code: 'smtp-name-mismatch',
    given: 'no answer to EHLO',
    facts: domainFacts({ servers: [silentServerFacts('timeout', { smtp: { reachable: ACCEPTED } })] }),
    expected: 'unknown not-asked',
  },
  {
    code: 'smtp-ipv6-unreachable',
    given: 'refused over IPv6 alone',
    facts: deadIpv6,
    expected: 'low',
    evidence: { kind: 'addresses', addresses: ['2001:db8::10'] },
  },
  {
    code: 'smtp-ipv6-unreachable',
    given: 'no way to IPv6 from here',
    facts: noIpv6Here,
    expected: 'unknown local',
  },
  {
    code: 'smtp-ipv6-unreachable',
    given: 'an IPv6 address beyond the limit',
    facts: beyond,
    expected: 'unknown budget',
  },
  { code: 'smtp-ipv6-unreachable', given: 'both families', facts: bothFamilies, expected: 'clear' },
  { code: 'smtp-ipv6-unreachable', given: 'no IPv6 address', facts: domainFacts(), expected: 'not-applicable' },
  { code: 'smtp-ipv6-unreachable', given: 'one that was not tried', facts: limited, expected: 'unknown unreachable' },
]

describe('rules about the names of servers', () => testRules(SMTP_NAME_RULES, cases))
