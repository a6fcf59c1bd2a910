import { describe } from 'vitest'
import { type RuleCase, testRules } from '../../../test/rule-cases.ts'
import { domainFacts, lookup } from '../../facts/builders.ts'
import type { DomainFacts } from '../../facts/domain-facts.ts'
import type { TlsRptFacts } from '../../facts/policy-facts.ts'
import { TLS_RPT_RULES } from './tls-rpt.ts'

const NAME = '_smtp._tls.example.lab'
const RECORD = 'v=TLSRPTv1; rua=mailto:tls@example.lab'

function withRecords(records: readonly string[], reachable: 'yes' | 'no' | 'unknown' = 'yes'): DomainFacts {
  const reach: TlsRptFacts['reach'] = [
    {
      uri: 'mailto:tls@example.lab',
      kind: 'mailto',
      external: false,
      reachable,
      because: ['MX example.lab: nxdomain'],
    },
  ]
  return domainFacts({ tlsRpt: { lookup: lookup(NAME, 'TXT', records), reach: records.length === 1 ? reach : [] } })
}

const failed = domainFacts({
  tlsRpt: {
    lookup: {
      ...lookup<string>(NAME, 'TXT', []),
      outcome: 'failed',
      failure: { code: 'dns-timeout', server: '192.0.2.53', name: NAME },
    },
    reach: [],
  },
})
const good = withRecords([RECORD])

const cases: readonly RuleCase[] = [
  ...TLS_RPT_RULES.map(
    ({ code }): RuleCase => ({ code, given: 'a failed lookup', facts: failed, expected: 'unknown timeout' }),
  ),
  { code: 'tls-rpt-missing', given: 'no record', facts: withRecords([]), expected: 'low' },
  { code: 'tls-rpt-missing', given: 'another record', facts: withRecords(['v=spf1 -all']), expected: 'low' },
  { code: 'tls-rpt-missing', given: 'a record', facts: good, expected: 'clear' },
  { code: 'tls-rpt-missing', given: 'no look', facts: domainFacts({ tlsRpt: null }), expected: 'unknown not-asked' },
  {
    code: 'tls-rpt-missing',
    given: 'a domain without mail',
    facts: domainFacts({ route: 'null-mx', exchangers: [], servers: [], tlsRpt: null }),
    expected: 'not-applicable',
  },
  {
    code: 'tls-rpt-invalid',
    given: 'a record without rua',
    facts: withRecords(['v=TLSRPTv1; ruf=x']),
    expected: 'low',
  },
  { code: 'tls-rpt-invalid', given: 'a record', facts: good, expected: 'clear' },
  {
    code: 'tls-rpt-multiple',
    given: 'two records',
    facts: withRecords([RECORD, RECORD]),
    expected: 'low',
    evidence: { kind: 'records', count: 2 },
  },
  { code: 'tls-rpt-multiple', given: 'a record', facts: good, expected: 'clear' },
  {
    code: 'tls-rpt-destination-unreachable',
    given: 'a domain that does not exist',
    facts: withRecords([RECORD], 'no'),
    expected: 'low',
  },
  { code: 'tls-rpt-destination-unreachable', given: 'one that takes mail', facts: good, expected: 'clear' },
  {
    code: 'tls-rpt-destination-unreachable',
    given: 'one that cannot be looked up',
    facts: withRecords([RECORD], 'unknown'),
    expected: 'unknown unreachable',
  },
]

describe('rules about TLS reporting', () => testRules(TLS_RPT_RULES, cases))
