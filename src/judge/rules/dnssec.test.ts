import { describe, expect, test } from 'vitest'
import { type RuleCase, rulingOf, testRules } from '../../../test/rule-cases.ts'
import type { Dnssec, Lookup, TlsaRecord } from '../../dns/lookup.ts'
import { domainFacts, exchangersOf, lookup, serverFacts } from '../../facts/builders.ts'
import type { DomainFacts, ExchangerFacts, MxRecord } from '../../facts/domain-facts.ts'
import { INSECURE, SECURE } from '../../facts/good-dnssec.ts'
import { judge } from '../judge.ts'
import { DNSSEC_RULES } from './dnssec.ts'

const HOST = 'mx1.example.lab'
const MX: readonly MxRecord[] = [{ preference: 10, exchange: HOST }]

/** A lookup whose records cannot be trusted; `claimed` is what the answer said. */
function distrusted<Record>(
  name: string,
  type: Lookup<Record>['type'],
  claimed: NonNullable<Dnssec['claimed']>,
  status: 'bogus' | 'indeterminate' = 'bogus',
): Lookup<Record> {
  const reason = 'the signature of the NSEC set of mx1.example.lab with key 1520 is wrong'
  return {
    ...lookup<Record>(name, type, []),
    outcome: 'failed',
    dnssec: { status, ede: 6, reason, at: 'example.lab', chain: SECURE.chain, claimed },
    failure:
      status === 'bogus'
        ? { code: 'dnssec-bogus', name, reason }
        : { code: 'dns-rcode', server: '192.0.2.53:53', name: 'example.lab', rcode: 'SERVFAIL' },
    ttlSeconds: 0,
  }
}

/** A lookup that was not answered. */
function silent<Record>(
  name: string,
  type: Lookup<Record>['type'],
  code: 'dns-timeout' | 'dns-rcode' = 'dns-timeout',
): Lookup<Record> {
  const server = '192.0.2.53:53'
  return {
    ...lookup<Record>(name, type, []),
    outcome: 'failed',
    dnssec: {
      status: 'indeterminate',
      ede: 22,
      reason: `there is no answer to ${type} of ${name}`,
      at: name,
      chain: [],
    },
    failure: code === 'dns-timeout' ? { code, server, name } : { code, server, name, rcode: 'SERVFAIL' },
    ttlSeconds: 0,
  }
}

function withDnssec<Record>(found: Lookup<Record>, dnssec: Partial<Dnssec>): Lookup<Record> {
  return { ...found, dnssec: { ...found.dnssec, ...dnssec } }
}

/** A lookup that nobody tried to prove. */
function unjudged<Record>(found: Lookup<Record>): Lookup<Record> {
  return { ...found, dnssec: { status: 'indeterminate', ede: null, reason: 'the answer was not validated', chain: [] } }
}

const v4 = lookup(HOST, 'A', ['203.0.113.10'])
const v6 = lookup<string>(HOST, 'AAAA', [])
const mx = lookup('example.lab', 'MX', MX)

/** The domain with its one exchanger changed. */
function exchanger(changes: Partial<ExchangerFacts>, more: Partial<DomainFacts> = {}): DomainFacts {
  const [first] = exchangersOf([serverFacts()])
  return domainFacts({ exchangers: first ? [{ ...first, tlsa: [], ...changes }] : [], ...more })
}

function withTlsa(tried: Lookup<TlsaRecord>): DomainFacts {
  return exchanger({ v4, v6, tlsa: [{ port: 25, base: null, tried: [tried], alias: null, notLookedFor: null }] })
}

/** The route is not known, and so neither are exchangers. */
function lost(found: Lookup<MxRecord>): DomainFacts {
  return domainFacts({ mx: found, route: 'unknown', exchangers: [], servers: [] })
}

/** The domain with other words in its chain of trust, the zone of the domain last. */
function chained(changes: Partial<Dnssec['chain'][number]>, more: Partial<Dnssec> = {}): DomainFacts {
  const chain = SECURE.chain.map((link, at) => (at === 2 ? { ...link, ...changes } : link))
  const weak = <Record>(found: Lookup<Record>): Lookup<Record> => withDnssec(found, { chain, ...more })
  return exchanger({ v4: weak(v4), v6: weak(v6) }, { mx: weak(mx) })
}

const unsigned = <Record>(found: Lookup<Record>): Lookup<Record> => ({ ...found, dnssec: INSECURE })
const plain = exchanger({ v4: unsigned(v4), v6: unsigned(v6) }, { mx: unsigned(mx) })
const notValidated = exchanger({ v4: unjudged(v4), v6: unjudged(v6) }, { mx: unjudged(mx) })
const mxLost = lost(silent('example.lab', 'MX'))
const byAddress = exchanger({ host: '203.0.113.10', v4: null, v6: null }, { kind: 'server', route: 'target', mx: null })
const noMail = domainFacts({
  route: 'null-mx',
  mx: unsigned(lookup('example.lab', 'MX', [{ preference: 0, exchange: '.' }])),
  exchangers: [],
  servers: [],
})

/** Facts are gathered on 2026-11-24 at 08:00. */
const DAYS = { threeOfThirty: ['2026-10-28', '2026-11-27'], twoOfThree: ['2026-11-23', '2026-11-26'] }

function until([begins, ends]: readonly string[]): { begins: string; ends: string } {
  return { begins: `${begins}T08:00:00Z`, ends: `${ends}T08:00:00Z` }
}

function keysUntil(days: readonly string[]): DomainFacts {
  const { begins, ends } = until(days)
  return chained({ signatureBegins: begins, signatureExpires: ends })
}

const cases: readonly RuleCase[] = [
  {
    code: 'dnssec-bogus',
    given: 'a bogus MX',
    facts: lost(distrusted('example.lab', 'MX', 'records')),
    expected: 'critical',
    evidence: { kind: 'dnssec', name: 'example.lab', type: 'MX', status: 'bogus', at: 'example.lab', reach: 'all' },
  },
  {
    code: 'dnssec-bogus',
    given: 'a bogus absence of MX records',
    facts: lost(distrusted('example.lab', 'MX', 'nodata')),
    expected: 'critical',
  },
  {
    code: 'dnssec-bogus',
    given: 'the addresses of the only exchanger',
    facts: exchanger({ v4: distrusted(HOST, 'A', 'records'), v6: distrusted(HOST, 'AAAA', 'nodata'), servers: [] }),
    expected: 'critical',
    evidence: { type: 'A', reach: 'all' },
  },
  {
    code: 'dnssec-bogus',
    given: 'one of two kinds of addresses',
    facts: exchanger({ v4, v6: distrusted(HOST, 'AAAA', 'records') }),
    expected: 'high',
    evidence: { type: 'AAAA', reach: 'part' },
  },
  {
    code: 'dnssec-bogus',
    given: 'a broken denial beside a good address',
    facts: exchanger({ v4, v6: distrusted(HOST, 'AAAA', 'nodata') }),
    expected: 'clear',
  },
  { code: 'dnssec-bogus', given: 'good signatures', facts: domainFacts(), expected: 'clear' },
  { code: 'dnssec-bogus', given: 'an unsigned zone', facts: plain, expected: 'clear' },
  { code: 'dnssec-bogus', given: 'no answer', facts: mxLost, expected: 'unknown timeout' },
  { code: 'dnssec-bogus', given: 'nobody validated', facts: notValidated, expected: 'unknown not-asked' },
  { code: 'dnssec-bogus', given: 'a target by address', facts: byAddress, expected: 'not-applicable' },

  {
    code: 'dnssec-indeterminate',
    given: 'an answer without its chain',
    facts: lost(distrusted('example.lab', 'MX', 'records', 'indeterminate')),
    expected: 'medium',
    evidence: { kind: 'dnssec', status: 'indeterminate' },
  },
  { code: 'dnssec-indeterminate', given: 'good signatures', facts: domainFacts(), expected: 'clear' },
  {
    code: 'dnssec-indeterminate',
    given: 'a bogus answer',
    facts: lost(distrusted('example.lab', 'MX', 'records')),
    expected: 'clear',
  },
  { code: 'dnssec-indeterminate', given: 'no answer', facts: mxLost, expected: 'unknown timeout' },
  {
    code: 'dnssec-indeterminate',
    given: 'an error for an answer',
    facts: lost(silent('example.lab', 'MX', 'dns-rcode')),
    expected: 'unknown unreachable',
  },
  { code: 'dnssec-indeterminate', given: 'nobody validated', facts: notValidated, expected: 'unknown not-asked' },

  {
    code: 'dnssec-unsigned',
    given: 'a zone without signatures',
    facts: plain,
    expected: 'low',
    evidence: { kind: 'dnssec', type: 'MX', at: 'example.lab', reason: INSECURE.reason },
  },
  {
    code: 'dnssec-unsigned',
    given: 'an exchanger in a zone without signatures',
    facts: exchanger({ v4: unsigned(v4), v6: unsigned(v6) }),
    expected: 'low',
    evidence: { name: HOST, type: 'A' },
  },
  { code: 'dnssec-unsigned', given: 'good signatures', facts: domainFacts(), expected: 'clear' },
  {
    code: 'dnssec-unsigned',
    given: 'wrong signatures',
    facts: lost(distrusted('example.lab', 'MX', 'records')),
    expected: 'clear',
  },
  { code: 'dnssec-unsigned', given: 'a domain that takes no mail', facts: noMail, expected: 'not-applicable' },
  { code: 'dnssec-unsigned', given: 'nobody validated', facts: notValidated, expected: 'unknown not-asked' },
  { code: 'dnssec-unsigned', given: 'no answer', facts: mxLost, expected: 'unknown timeout' },

  {
    code: 'dnssec-broken-denial',
    given: 'a wrong denial of AAAA',
    facts: exchanger({ v4, v6: distrusted(HOST, 'AAAA', 'nodata') }),
    expected: 'medium',
    evidence: { kind: 'dnssec', type: 'AAAA', status: 'bogus', reach: 'part' },
  },
  {
    code: 'dnssec-broken-denial',
    given: 'AAAA is answered with an error',
    facts: exchanger({ v4, v6: silent(HOST, 'AAAA', 'dns-rcode') }),
    expected: 'medium',
    evidence: { type: 'AAAA', status: 'indeterminate' },
  },
  {
    code: 'dnssec-broken-denial',
    given: 'TLSA is not answered, which dane-lookup-failed reports',
    facts: withTlsa(silent(`_25._tcp.${HOST}`, 'TLSA')),
    expected: 'unknown timeout',
  },
  {
    code: 'dnssec-broken-denial',
    given: 'a wrong denial of TLSA',
    facts: withTlsa(distrusted(`_25._tcp.${HOST}`, 'TLSA', 'nxdomain')),
    expected: 'high',
    evidence: { type: 'TLSA', status: 'bogus' },
  },
  {
    code: 'dnssec-broken-denial',
    given: 'TLSA records that cannot be trusted are no denial',
    facts: withTlsa(distrusted(`_25._tcp.${HOST}`, 'TLSA', 'records')),
    expected: 'clear',
  },
  { code: 'dnssec-broken-denial', given: 'proved absence', facts: domainFacts(), expected: 'clear' },
  {
    code: 'dnssec-broken-denial',
    given: 'nothing to prove: the zone is not signed',
    facts: plain,
    expected: 'not-applicable',
  },
  {
    code: 'dnssec-broken-denial',
    given: 'an error in a zone that is not signed',
    facts: exchanger({ v4: unsigned(v4), v6: silent(HOST, 'AAAA', 'dns-rcode') }),
    expected: 'unknown unreachable',
  },
  { code: 'dnssec-broken-denial', given: 'nobody validated', facts: notValidated, expected: 'unknown not-asked' },

  ...[5, 7, 12].map(
    (algorithm): RuleCase => ({
      code: 'dnssec-weak-algorithm',
      given: `algorithm ${algorithm}`,
      facts: chained({ algorithms: [algorithm] }),
      expected: 'medium',
      evidence: { kind: 'zone-algorithm', zone: 'example.lab', algorithm },
    }),
  ),
  {
    code: 'dnssec-weak-algorithm',
    given: 'an old algorithm beside a new one',
    facts: chained({ algorithms: [7, 13] }),
    expected: 'medium',
  },
  {
    code: 'dnssec-weak-algorithm',
    given: 'a DS record with SHA-1',
    facts: chained({ ds: ['1520 13 1'] }),
    expected: 'medium',
    evidence: { kind: 'zone-digest', zone: 'example.lab', digest: 1 },
  },
  {
    code: 'dnssec-weak-algorithm',
    given: 'an RSA key of 1024 bits',
    facts: chained({ algorithms: [8], rsaBits: 1_024 }),
    expected: 'medium',
    evidence: { kind: 'zone-key', zone: 'example.lab', bits: 1_024 },
  },
  {
    code: 'dnssec-weak-algorithm',
    given: 'an RSA key of 2048 bits',
    facts: chained({ algorithms: [8], rsaBits: 2_048 }),
    expected: 'clear',
  },
  { code: 'dnssec-weak-algorithm', given: 'ECDSA', facts: domainFacts(), expected: 'clear' },
  { code: 'dnssec-weak-algorithm', given: 'no signatures', facts: plain, expected: 'not-applicable' },
  { code: 'dnssec-weak-algorithm', given: 'nobody validated', facts: notValidated, expected: 'unknown not-asked' },

  {
    code: 'dnssec-expiring',
    given: 'three of thirty days left',
    facts: keysUntil(DAYS.threeOfThirty),
    expected: 'medium',
    evidence: { kind: 'signature-end', name: 'example.lab', type: 'DNSKEY', days: 3 },
  },
  {
    code: 'dnssec-expiring',
    given: 'two of thirty days left',
    facts: keysUntil(['2026-10-27', '2026-11-26']),
    expected: 'high',
    evidence: { days: 2 },
  },
  {
    code: 'dnssec-expiring',
    given: 'the signature of the answer',
    facts: chained({}, { signature: until(DAYS.threeOfThirty) }),
    expected: 'medium',
    evidence: { name: 'example.lab', type: 'MX', days: 3 },
  },
  {
    code: 'dnssec-expiring',
    given: 'six days left, and nobody knows of how many',
    facts: domainFacts({
      mx: withDnssec(mx, {
        chain: [{ zone: '.', ds: [], dnskey: [], algorithms: [13], signatureExpires: '2026-11-30T08:00:00Z' }],
      }),
    }),
    expected: 'medium',
  },
  {
    code: 'dnssec-expiring',
    given: 'signatures that live for three days, one old',
    facts: keysUntil(DAYS.twoOfThree),
    expected: 'clear',
  },
  { code: 'dnssec-expiring', given: 'weeks left', facts: domainFacts(), expected: 'clear' },
  { code: 'dnssec-expiring', given: 'no signatures', facts: plain, expected: 'not-applicable' },
  { code: 'dnssec-expiring', given: 'nobody validated', facts: notValidated, expected: 'unknown not-asked' },
]

describe('dnssec rules', () => testRules(DNSSEC_RULES, cases))

describe('one fact, one finding', () => {
  const table = [
    { given: 'a bogus MX', facts: lost(distrusted('example.lab', 'MX', 'records')), codes: ['dnssec-bogus'] },
    {
      given: 'a chain that breaks off',
      facts: lost(distrusted('example.lab', 'MX', 'records', 'indeterminate')),
      codes: ['dnssec-indeterminate'],
    },
    { given: 'an MX without answer', facts: mxLost, codes: ['mx-lookup-failed'] },
    {
      given: 'a wrong denial',
      facts: exchanger({ v4, v6: distrusted(HOST, 'AAAA', 'nodata') }),
      codes: ['dnssec-broken-denial'],
    },
    {
      given: 'an error for AAAA in a signed zone',
      facts: exchanger({ v4, v6: silent(HOST, 'AAAA', 'dns-rcode') }),
      codes: ['dnssec-broken-denial'],
    },
    {
      given: 'an error for AAAA in an unsigned zone',
      facts: exchanger({ v4: unsigned(v4), v6: silent(HOST, 'AAAA', 'dns-rcode') }),
      codes: ['dnssec-unsigned', 'mx-lookup-failed'],
    },
  ]
  test.each(table)('$given', ({ facts, codes }) => {
    const found = judge(facts).findings.map(({ code }) => code)
    expect(found.filter((code) => code.startsWith('dnssec-') || code === 'mx-lookup-failed').toSorted()).toEqual(codes)
  })

  test('a bogus MX has a grade although no server was reached: mail is lost', () => {
    expect(judge(lost(distrusted('example.lab', 'MX', 'records')))).toMatchObject({
      grade: 'F',
      score: 60,
      provisional: true,
    })
    expect(judge(mxLost)).toMatchObject({ grade: null, score: null })
  })

  test('each unsigned zone is named once', () => {
    const unsignedRule = DNSSEC_RULES.find(({ code }) => code === 'dnssec-unsigned')
    if (unsignedRule === undefined) throw new Error('the rule is gone')
    const { verdict } = rulingOf(unsignedRule, plain)
    expect(verdict).toMatchObject({ verdict: 'found', evidence: [{ type: 'MX', at: 'example.lab' }] })
    expect(verdict.verdict === 'found' && verdict.evidence).toHaveLength(1)
  })
})
