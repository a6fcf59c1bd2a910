import { describe, expect, test } from 'vitest'
import { type RuleCase, rulingOf, testRules } from '../../../test/rule-cases.ts'
import type { Failure } from '../../base/failure.ts'
import {
  ACCEPTED,
  BUILT_AT,
  domainFacts,
  exchangersOf,
  lookup,
  mtaStsFacts,
  REFUSED,
  serverFacts,
  silentServerFacts,
} from '../../facts/builders.ts'
import type { DomainFacts } from '../../facts/domain-facts.ts'
import type { MtaStsFacts } from '../../facts/policy-facts.ts'
import { MTA_STS_RULES } from './mta-sts.ts'

/** The domain with its policy as given. */
function withPolicy(mtaSts: MtaStsFacts | null, more: Partial<DomainFacts> = {}): DomainFacts {
  return domainFacts({ mtaSts, ...more })
}

function unfetched(failure: Failure): DomainFacts {
  return withPolicy(mtaStsFacts({ failure }))
}

function policy(text: string): DomainFacts {
  return withPolicy(mtaStsFacts({ text }))
}

const record = lookup('_mta-sts.example.lab', 'TXT', ['v=STSv1; id=1'])
const none = withPolicy({ record: { ...record, outcome: 'nxdomain', records: [] }, fetch: null, earlier: null })
const failed = withPolicy({
  record: {
    ...record,
    outcome: 'failed',
    records: [],
    failure: { code: 'dns-timeout', server: '192.0.2.53', name: '_mta-sts.example.lab' },
  },
  fetch: null,
  earlier: null,
})
const multiple = withPolicy({
  record: { ...record, records: ['v=STSv1; id=1', 'v=STSv1; id=2'] },
  fetch: null,
  earlier: null,
})
const badRecord = withPolicy({ record: { ...record, records: ['v=STSv1; id=a-b'] }, fetch: null, earlier: null })
const good = withPolicy(mtaStsFacts())
const lines = (...more: readonly string[]): string => ['version: STSv1', ...more, ''].join('\r\n')
const testing = lines('mode: testing', 'mx: mx1.example.lab', 'max_age: 604800')
const nullMx = withPolicy(null, { route: 'null-mx', exchangers: [], servers: [] })

/** Every rule is open while the record is not known, and knows nothing without a look. */
const open = MTA_STS_RULES.map(
  ({ code }): RuleCase => ({ code, given: 'a failed lookup', facts: failed, expected: 'unknown timeout' }),
)

/** The rule is found with the first facts, and clear with a good policy. */
const FETCHES: readonly (readonly [RuleCase['code'], Failure])[] = [
  ['mta-sts-policy-unreachable', { code: 'host-without-address', host: 'mta-sts.example.lab' }],
  ['mta-sts-policy-unreachable', { code: 'tcp-refused', address: '203.0.113.20', port: 443 }],
  ['mta-sts-policy-unreachable', { code: 'stream-timeout', during: 'policy', milliseconds: 60_000 }],
  // An alert over versions or names says nothing of a certificate.
  ['mta-sts-policy-unreachable', { code: 'tls-handshake-failed', reason: 'tlsv1 alert protocol version' }],
  ['mta-sts-policy-status', { code: 'http-status', status: 404 }],
  ['mta-sts-policy-redirect', { code: 'http-redirect', status: 302, location: 'https://www.example.lab/' }],
  ['mta-sts-policy-media-type', { code: 'http-media-type', mediaType: 'text/html' }],
  ['mta-sts-policy-certificate', { code: 'certificate-expired', host: 'mta-sts.example.lab' }],
  ['mta-sts-policy-certificate', { code: 'certificate-name-mismatch', host: 'mta-sts.example.lab', names: [] }],
  ['mta-sts-policy-invalid', { code: 'stream-too-long', during: 'policy', limitBytes: 65_536 }],
]

const brokenTls = silentServerFacts('not-asked', {
  smtp: { reachable: ACCEPTED, starttls: ACCEPTED },
  versions: { ssl2: REFUSED, ssl3: REFUSED, tls10: REFUSED, tls11: REFUSED, tls12: REFUSED, tls13: REFUSED },
})

const otherServer = domainFacts({
  servers: [serverFacts(), serverFacts({ address: '203.0.113.11', host: 'mx2.example.lab' })],
})
const halfCovered = {
  ...otherServer,
  mtaSts: mtaStsFacts({ text: lines('mode: enforce', 'mx: mx1.example.lab', 'max_age: 31557600') }),
}
const untrusted = domainFacts({
  servers: [
    serverFacts({
      verification: {
        state: 'failed',
        code: 18,
        name: 'DEPTH_ZERO_SELF_SIGNED_CERT',
        text: 'self-signed',
        roots: 'mozilla',
        by: 0,
      },
    }),
  ],
})

const cases: readonly RuleCase[] = [
  ...open,
  { code: 'mta-sts-missing', given: 'no record', facts: none, expected: 'info' },
  { code: 'mta-sts-missing', given: 'a policy', facts: good, expected: 'clear' },
  {
    code: 'mta-sts-missing',
    given: 'a look that was left out',
    facts: withPolicy(null),
    expected: 'unknown not-asked',
  },
  { code: 'mta-sts-missing', given: 'a domain without mail', facts: nullMx, expected: 'not-applicable' },
  {
    code: 'mta-sts-record-invalid',
    given: 'an id with a hyphen',
    facts: badRecord,
    expected: 'medium',
    evidence: { kind: 'text-issue', code: 'record-id-invalid' },
  },
  { code: 'mta-sts-record-invalid', given: 'a good record', facts: good, expected: 'clear' },
  { code: 'mta-sts-records-multiple', given: 'two records', facts: multiple, expected: 'medium' },
  { code: 'mta-sts-records-multiple', given: 'one record', facts: good, expected: 'clear' },
  ...FETCHES.flatMap(([code, failure]): readonly RuleCase[] => [
    {
      code,
      given: failure.code,
      facts: unfetched(failure),
      expected: 'medium',
      evidence: { kind: 'failure', failure },
    },
    { code, given: `no ${failure.code}`, facts: good, expected: 'clear' },
  ]),
  {
    code: 'mta-sts-policy-invalid',
    given: 'no max_age',
    facts: policy(lines('mode: enforce', 'mx: mx1.example.lab')),
    expected: 'medium',
  },
  {
    code: 'mta-sts-policy-invalid',
    given: 'a page of HTML',
    facts: policy('<!DOCTYPE html><p>no'),
    expected: 'medium',
  },
  {
    code: 'mta-sts-mode-none',
    given: 'mode none',
    facts: policy(lines('mode: none', 'max_age: 86400')),
    expected: 'info',
  },
  { code: 'mta-sts-mode-none', given: 'mode enforce', facts: good, expected: 'clear' },
  { code: 'mta-sts-mode-testing', given: 'mode testing', facts: policy(testing), expected: 'info' },
  {
    code: 'mta-sts-mode-testing',
    given: 'mode testing for a year',
    facts: withPolicy(
      mtaStsFacts({
        text: testing,
        earlier: { at: BUILT_AT, id: '1', text: testing, testingSince: '2025-11-24T08:00:00.000Z' },
      }),
    ),
    expected: 'low',
    evidence: { kind: 'policy-mode', days: 365 },
  },
  { code: 'mta-sts-mode-testing', given: 'mode enforce', facts: good, expected: 'clear' },
  {
    code: 'mta-sts-max-age-short',
    given: 'a week',
    facts: policy(lines('mode: enforce', 'mx: mx1.example.lab', 'max_age: 604800')),
    expected: 'low',
  },
  {
    code: 'mta-sts-max-age-short',
    given: 'an hour',
    facts: policy(lines('mode: enforce', 'mx: mx1.example.lab', 'max_age: 3600')),
    expected: 'high',
  },
  {
    code: 'mta-sts-max-age-short',
    given: 'four weeks',
    facts: policy(lines('mode: enforce', 'mx: mx1.example.lab', 'max_age: 2419200')),
    expected: 'clear',
  },
  {
    code: 'mta-sts-mx-not-covered',
    given: 'a second exchanger, enforced',
    facts: halfCovered,
    expected: 'high',
    evidence: { kind: 'policy-hosts', hosts: ['mx2.example.lab'] },
  },
  {
    code: 'mta-sts-mx-not-covered',
    given: 'a second exchanger, tested',
    facts: { ...otherServer, mtaSts: mtaStsFacts({ text: testing }) },
    expected: 'low',
  },
  { code: 'mta-sts-mx-not-covered', given: 'one exchanger, covered', facts: good, expected: 'clear' },
  {
    code: 'mta-sts-pattern-unused',
    given: 'a host that is none',
    facts: policy(lines('mode: enforce', 'mx: mx1.example.lab', 'mx: *.old.lab', 'max_age: 31557600')),
    expected: 'info',
    evidence: { kind: 'policy-patterns', patterns: ['*.old.lab'] },
  },
  { code: 'mta-sts-pattern-unused', given: 'no line too many', facts: good, expected: 'clear' },
  {
    code: 'mta-sts-id-unchanged',
    given: 'another text under the same id',
    facts: withPolicy(mtaStsFacts({ earlier: { at: BUILT_AT, id: '20261124', text: testing, testingSince: null } })),
    expected: 'medium',
  },
  {
    code: 'mta-sts-id-unchanged',
    given: 'another text under another id',
    facts: withPolicy(mtaStsFacts({ earlier: { at: BUILT_AT, id: '20261123', text: testing, testingSince: null } })),
    expected: 'clear',
  },
  { code: 'mta-sts-id-unchanged', given: 'no earlier look', facts: good, expected: 'not-applicable' },
  {
    code: 'mta-sts-enforce-breaks-delivery',
    given: 'a certificate that is not trusted',
    facts: { ...untrusted, mtaSts: mtaStsFacts() },
    expected: 'critical',
    evidence: { kind: 'policy-unfulfilled', why: 'certificate' },
  },
  {
    code: 'mta-sts-enforce-breaks-delivery',
    given: 'one exchanger of two',
    facts: halfCovered,
    expected: 'high',
    evidence: { kind: 'policy-unfulfilled', why: 'not-in-policy', reach: 'part' },
  },
  {
    code: 'mta-sts-enforce-breaks-delivery',
    given: 'no STARTTLS',
    facts: {
      ...domainFacts({ servers: [serverFacts({ smtp: { starttls: { state: 'refused', by: 0, how: 'reply' } } })] }),
      mtaSts: mtaStsFacts(),
    },
    expected: 'critical',
    evidence: { kind: 'policy-unfulfilled', why: 'no-starttls' },
  },
  {
    code: 'mta-sts-enforce-breaks-delivery',
    given: 'STARTTLS, and no handshake that succeeds',
    facts: { ...domainFacts({ servers: [brokenTls] }), mtaSts: mtaStsFacts() },
    expected: 'critical',
    evidence: { kind: 'policy-unfulfilled', why: 'no-handshake' },
  },
  { code: 'mta-sts-enforce-breaks-delivery', given: 'servers that keep the promise', facts: good, expected: 'clear' },
  {
    code: 'mta-sts-enforce-breaks-delivery',
    given: 'a policy in testing',
    facts: policy(testing),
    expected: 'not-applicable',
  },
]

describe('rules about MTA-STS', () => {
  testRules(MTA_STS_RULES, cases)

  test('each failure of a fetch is the business of exactly one rule', () => {
    for (const [, failure] of FETCHES) {
      const found = MTA_STS_RULES.filter((rule) => rulingOf(rule, unfetched(failure)).verdict.verdict === 'found')
      expect(found).toHaveLength(1)
    }
  })

  test('nothing is asked of a host that is named itself', () => {
    const target = domainFacts({ kind: 'server', route: 'target', mx: null, exchangers: exchangersOf([serverFacts()]) })
    for (const rule of MTA_STS_RULES) expect(rulingOf(rule, target).verdict.verdict).not.toBe('found')
  })
})
