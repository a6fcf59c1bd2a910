import { describe } from 'vitest'
import { type RuleCase, testRules } from '../../../test/rule-cases.ts'
import type { Lookup } from '../../dns/lookup.ts'
import { domainFacts, exchangersOf, lookup, serverFacts } from '../../facts/builders.ts'
import type { DomainFacts, ExchangerFacts, MxRecord } from '../../facts/domain-facts.ts'
import { INSECURE, UNANSWERED } from '../../facts/good-dnssec.ts'
import { MX_RULES } from './mx.ts'

function failed<Record>(name: string, type: 'MX' | 'A' | 'AAAA'): Lookup<Record> {
  return {
    ...lookup<Record>(name, type, []),
    outcome: 'failed',
    dnssec: UNANSWERED,
    failure: { code: 'dns-timeout', server: '192.0.2.53', name },
  }
}

/** The domain with its one exchanger changed. */
function exchanger(changes: Partial<ExchangerFacts>, more: Partial<DomainFacts> = {}): DomainFacts {
  const [first] = exchangersOf([serverFacts()])
  return domainFacts({ exchangers: first ? [{ ...first, ...changes }] : [], ...more })
}

const nothing = domainFacts({
  route: 'none',
  mx: lookup<MxRecord>('example.lab', 'MX', []),
  exchangers: [],
  servers: [],
})
const undecided = domainFacts({ route: 'unknown', mx: failed('example.lab', 'MX'), exchangers: [], servers: [] })
const nullMx = domainFacts({
  route: 'null-mx',
  mx: lookup('example.lab', 'MX', [{ preference: 0, exchange: '.' }]),
  exchangers: [],
  servers: [],
})
const implicit = domainFacts({ route: 'implicit', mx: lookup<MxRecord>('example.lab', 'MX', []) })
/** The domain itself as its exchanger, with these answers about its addresses. */
function bare(changes: Partial<ExchangerFacts>): DomainFacts {
  const [v4, v6] = [lookup<string>('example.lab', 'A', []), lookup<string>('example.lab', 'AAAA', [])]
  const self = { host: 'example.lab', preference: 0, v4, v6, tlsa: [], servers: [] }
  return { ...implicit, exchangers: [{ ...self, ...changes }], servers: [] }
}

const noAddress = bare({})
const addressUnknown = bare({ v4: failed('example.lab', 'A') })
const target = domainFacts({ kind: 'server', route: 'target', mx: null })
const two = domainFacts({ servers: [serverFacts(), serverFacts({ address: '2001:db8::10' })] })
const contradiction = lookup('example.lab', 'MX', [
  { preference: 0, exchange: '.' },
  { preference: 10, exchange: 'mx1.example.lab' },
])
const special: ExchangerFacts['servers'] = [
  { address: '10.0.0.1', port: 25, surveyed: false, why: 'special', failure: null },
]

const cases: readonly RuleCase[] = [
  { code: 'mx-none', given: 'no MX and no address', facts: nothing, expected: 'high' },
  {
    code: 'mx-none',
    given: 'an answer without MX records, and no address of the name itself',
    facts: noAddress,
    expected: 'high',
    evidence: { kind: 'lookup', name: 'example.lab', type: 'AAAA', outcome: 'nodata' },
  },
  { code: 'mx-none', given: 'an address instead of an MX', facts: implicit, expected: 'clear' },
  { code: 'mx-none', given: 'no MX and a failed address lookup', facts: addressUnknown, expected: 'unknown timeout' },
  { code: 'mx-none', given: 'an MX', facts: domainFacts(), expected: 'clear' },
  { code: 'mx-none', given: 'a failed MX lookup', facts: undecided, expected: 'unknown timeout' },
  { code: 'mx-none', given: 'a server as target', facts: target, expected: 'not-applicable' },

  { code: 'mx-null', given: 'a null MX', facts: nullMx, expected: 'info' },
  { code: 'mx-null', given: 'an MX', facts: domainFacts(), expected: 'clear' },
  { code: 'mx-null', given: 'a failed MX lookup', facts: undecided, expected: 'unknown timeout' },

  { code: 'mx-implicit', given: 'an address only', facts: implicit, expected: 'low' },
  { code: 'mx-implicit', given: 'no address either', facts: noAddress, expected: 'not-applicable' },
  { code: 'mx-implicit', given: 'a failed address lookup', facts: addressUnknown, expected: 'unknown timeout' },
  { code: 'mx-unresolvable', given: 'a name that no record names', facts: noAddress, expected: 'not-applicable' },
  {
    code: 'mx-no-ipv6',
    given: 'an exchanger without any address',
    facts: exchanger({ v4: lookup('mx1.example.lab', 'A', []), servers: [] }, { servers: [] }),
    expected: 'not-applicable',
  },
  { code: 'mx-implicit', given: 'an MX', facts: domainFacts(), expected: 'clear' },
  { code: 'mx-implicit', given: 'a failed MX lookup', facts: undecided, expected: 'unknown timeout' },

  {
    code: 'mx-null-with-others',
    given: 'a null MX and another',
    facts: domainFacts({ mx: contradiction }),
    expected: 'high',
    evidence: { exchangers: ['.', 'mx1.example.lab'] },
  },
  { code: 'mx-null-with-others', given: 'a null MX alone', facts: nullMx, expected: 'clear' },
  { code: 'mx-null-with-others', given: 'a failed lookup', facts: undecided, expected: 'unknown timeout' },
  { code: 'mx-null-with-others', given: 'a server as target', facts: target, expected: 'not-applicable' },

  {
    code: 'mx-lookup-failed',
    given: 'a failed MX lookup',
    facts: undecided,
    expected: 'medium',
    evidence: { kind: 'lookup-failure', name: 'example.lab', type: 'MX' },
  },
  {
    code: 'mx-lookup-failed',
    given: 'a failed AAAA lookup in a zone that is not signed',
    facts: exchanger({
      v4: { ...lookup('mx1.example.lab', 'A', ['203.0.113.10']), dnssec: INSECURE },
      v6: failed('mx1.example.lab', 'AAAA'),
    }),
    expected: 'medium',
    evidence: { name: 'mx1.example.lab', type: 'AAAA' },
  },
  {
    code: 'mx-lookup-failed',
    given: 'an answer that cannot be trusted, which dnssec-bogus reports',
    facts: domainFacts({
      route: 'unknown',
      mx: {
        ...failed('example.lab', 'MX'),
        dnssec: { ...INSECURE, status: 'bogus', claimed: 'records' },
        failure: { code: 'dnssec-bogus', name: 'example.lab', reason: 'a signature is wrong' },
      },
      exchangers: [],
      servers: [],
    }),
    expected: 'clear',
  },
  { code: 'mx-lookup-failed', given: 'lookups that worked', facts: domainFacts(), expected: 'clear' },

  { code: 'mx-single-address', given: 'one address', facts: domainFacts(), expected: 'info' },
  { code: 'mx-single-address', given: 'two addresses', facts: two, expected: 'clear' },
  {
    code: 'mx-single-address',
    given: 'one address and an open AAAA',
    facts: exchanger({ v6: failed('mx1.example.lab', 'AAAA') }),
    expected: 'unknown timeout',
  },
  { code: 'mx-single-address', given: 'an unknown route', facts: undecided, expected: 'unknown unreachable' },

  { code: 'mx-no-ipv6', given: 'no AAAA', facts: domainFacts(), expected: 'info' },
  { code: 'mx-no-ipv6', given: 'an AAAA', facts: two, expected: 'clear' },
  { code: 'mx-no-ipv6', given: 'AAAA not looked up', facts: exchanger({ v6: null }), expected: 'unknown not-asked' },
  { code: 'mx-no-ipv6', given: 'a server as target', facts: target, expected: 'not-applicable' },

  {
    code: 'mx-unresolvable',
    given: 'neither A nor AAAA',
    facts: exchanger({
      v4: lookup('mx1.example.lab', 'A', []),
      v6: lookup('mx1.example.lab', 'AAAA', []),
      servers: [],
    }),
    expected: 'high',
  },
  { code: 'mx-unresolvable', given: 'an A', facts: domainFacts(), expected: 'clear' },
  {
    code: 'mx-unresolvable',
    given: 'no A and a failed AAAA',
    facts: exchanger({ v4: lookup('mx1.example.lab', 'A', []), v6: failed('mx1.example.lab', 'AAAA'), servers: [] }),
    expected: 'unknown timeout',
  },
  {
    code: 'mx-unresolvable',
    given: 'no A, with -4',
    facts: exchanger({ v4: lookup('mx1.example.lab', 'A', []), v6: null, servers: [] }),
    expected: 'unknown not-asked',
  },

  { code: 'mx-ip-literal', given: 'digits', facts: exchanger({ host: '203.0.113.10' }), expected: 'high' },
  { code: 'mx-ip-literal', given: 'a literal', facts: exchanger({ host: '[2001:db8::1]' }), expected: 'high' },
  { code: 'mx-ip-literal', given: 'a name', facts: domainFacts(), expected: 'clear' },
  {
    code: 'mx-ip-literal',
    given: 'a target by address',
    facts: exchanger({ host: '203.0.113.10' }, { route: 'target', mx: null }),
    expected: 'not-applicable',
  },

  {
    code: 'mx-cname',
    given: 'an alias',
    facts: exchanger({ v4: { ...lookup('mx1.example.lab', 'A', ['203.0.113.10']), cnames: ['mail.host.example'] } }),
    expected: 'medium',
    evidence: { kind: 'alias', targets: ['mail.host.example'] },
  },
  { code: 'mx-cname', given: 'no alias', facts: domainFacts(), expected: 'clear' },
  {
    code: 'mx-cname',
    given: 'failed lookups',
    facts: exchanger({ v4: failed('mx1.example.lab', 'A'), v6: failed('mx1.example.lab', 'AAAA') }),
    expected: 'unknown timeout',
  },

  {
    code: 'mx-private-address',
    given: 'an address of RFC 1918',
    facts: exchanger({ servers: special }),
    expected: 'high',
    evidence: { addresses: ['10.0.0.1'] },
  },
  { code: 'mx-private-address', given: 'a public address', facts: domainFacts(), expected: 'clear' },
  {
    code: 'mx-private-address',
    given: 'a failed lookup',
    facts: exchanger({ v4: failed('mx1.example.lab', 'A') }),
    expected: 'unknown timeout',
  },
  {
    code: 'mx-private-address',
    given: 'a target by address',
    facts: exchanger({ servers: special }, { route: 'target', mx: null }),
    expected: 'not-applicable',
  },
]

// The machines behind an exchanger are compared in a table of their own.
const rules = MX_RULES.filter(({ code }) => code !== 'mx-inconsistent')

// Whether a name is an address, and whether a lookup failed, can always be told.
describe('mx rules', () => testRules(rules, cases, ['mx-ip-literal', 'mx-lookup-failed']))
