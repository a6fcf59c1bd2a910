import { describe } from 'vitest'
import { chainNamed } from '../../../test/chains.ts'
import { type RuleCase, testRules } from '../../../test/rule-cases.ts'
import type { Lookup } from '../../dns/lookup.ts'
import {
  domainFacts,
  exchangersOf,
  lookup,
  type ServerOverrides,
  serverFacts,
  silentServerFacts,
} from '../../facts/builders.ts'
import type { CaaRecord, DomainFacts } from '../../facts/domain-facts.ts'
import { UNANSWERED } from '../../facts/good-dnssec.ts'
import { CERT_CAA_RULES } from './cert-caa.ts'

const HOST = 'mx1.example.lab'

/** The domain with the CAA records given at its own name. */
function withCaa(records: readonly CaaRecord[], more: Partial<DomainFacts> = {}): DomainFacts {
  const empty = [HOST, 'lab'].map((name) => lookup<CaaRecord>(name, 'CAA', []))
  return domainFacts({ caa: [lookup('example.lab', 'CAA', records), ...empty], ...more })
}

const issue = (value: string): CaaRecord => ({ flags: 0, tag: 'issue', value })
const servers = (...all: readonly ServerOverrides[]): Pick<DomainFacts, 'servers'> => ({
  servers: all.map(serverFacts),
})
const [first] = exchangersOf([serverFacts()])
const nowhere: DomainFacts['exchangers'] = first
  ? [{ ...first, v4: lookup(HOST, 'A', []), v6: lookup(HOST, 'AAAA', []), servers: [] }]
  : []
const literal: DomainFacts['exchangers'] = first ? [{ ...first, host: '203.0.113.10', v4: null, v6: null }] : []
const failed: Lookup<CaaRecord> = {
  ...lookup<CaaRecord>(HOST, 'CAA', []),
  outcome: 'failed',
  dnssec: UNANSWERED,
  failure: { code: 'dns-timeout', server: '192.0.2.53', name: HOST },
}
const noStartTls = silentServerFacts('not-asked', { smtp: { starttls: { state: 'refused', by: 0, how: 'reply' } } })
const second = { address: '203.0.113.11' }

const cases: readonly RuleCase[] = [
  { code: 'cert-caa-missing', given: 'a record that names an authority', facts: domainFacts(), expected: 'clear' },
  {
    code: 'cert-caa-missing',
    given: 'no record up to the top-level domain',
    facts: withCaa([]),
    expected: 'info',
    evidence: { kind: 'caa-open', host: HOST, at: null, records: [] },
  },
  {
    code: 'cert-caa-missing',
    given: 'a record that says only where to report',
    facts: withCaa([{ flags: 0, tag: 'iodef', value: 'mailto:a@b.example' }]),
    expected: 'info',
    evidence: { at: 'example.lab', records: [{ flags: 0, tag: 'iodef', value: 'mailto:a@b.example' }] },
  },
  {
    code: 'cert-caa-missing',
    given: 'a record for wildcards alone',
    facts: withCaa([{ flags: 0, tag: 'issuewild', value: ';' }]),
    expected: 'info',
  },
  { code: 'cert-caa-missing', given: 'nobody may issue', facts: withCaa([issue(';')]), expected: 'clear' },
  {
    code: 'cert-caa-missing',
    given: 'a critical property that nobody understands',
    facts: withCaa([{ flags: 128, tag: 'tbs', value: 'x' }]),
    expected: 'clear',
  },
  {
    code: 'cert-caa-missing',
    given: 'a lookup that failed',
    facts: domainFacts({ caa: [failed] }),
    expected: 'unknown timeout',
  },
  { code: 'cert-caa-missing', given: 'no lookup', facts: domainFacts({ caa: [] }), expected: 'unknown not-asked' },
  {
    code: 'cert-caa-missing',
    given: 'a host without an address',
    facts: withCaa([], { exchangers: nowhere }),
    expected: 'not-applicable',
  },
  {
    code: 'cert-caa-missing',
    given: 'an address in the place of a name',
    facts: withCaa([], { exchangers: literal }),
    expected: 'not-applicable',
  },

  { code: 'cert-caa-violated', given: 'its issuer is named', facts: domainFacts(), expected: 'clear' },
  {
    code: 'cert-caa-violated',
    given: 'another authority is named',
    facts: withCaa([issue('letsencrypt.org')]),
    expected: 'medium',
    evidence: {
      kind: 'caa-refuses',
      issuer: 'Example Trust',
      name: HOST,
      at: 'example.lab',
      why: 'others',
      issuers: ['letsencrypt.org'],
    },
  },
  {
    code: 'cert-caa-violated',
    given: 'nobody may issue',
    facts: withCaa([issue(';')]),
    expected: 'medium',
    evidence: { why: 'nobody', issuers: [] },
  },
  {
    code: 'cert-caa-violated',
    given: 'one of two addresses has a certificate of its own making',
    facts: withCaa([issue(';')], servers({}, { ...second, chains: [chainNamed('self')] })),
    expected: 'medium',
  },
  {
    code: 'cert-caa-violated',
    given: 'a certificate of its own making',
    facts: withCaa([issue(';')], servers({ chains: [chainNamed('self')] })),
    expected: 'not-applicable',
  },
  {
    code: 'cert-caa-violated',
    given: 'a certificate for another name',
    facts: withCaa([issue(';')], servers({ chains: [chainNamed('wrong')] })),
    expected: 'not-applicable',
  },
  { code: 'cert-caa-violated', given: 'no record', facts: withCaa([]), expected: 'not-applicable' },
  {
    code: 'cert-caa-violated',
    given: 'an authority whose name nobody knows is allowed',
    facts: withCaa([issue('brand.example')]),
    expected: 'unknown unlisted',
  },
  {
    code: 'cert-caa-violated',
    given: 'a lookup that failed',
    facts: domainFacts({ caa: [failed] }),
    expected: 'unknown timeout',
  },
  {
    code: 'cert-caa-violated',
    given: 'a silent server',
    facts: domainFacts({ servers: [silentServerFacts('timeout')] }),
    expected: 'unknown timeout',
  },
  {
    code: 'cert-caa-violated',
    given: 'a silent server beside one that is in order',
    facts: domainFacts({ servers: [serverFacts(), silentServerFacts('timeout', second)] }),
    expected: 'unknown timeout',
  },
  {
    code: 'cert-caa-violated',
    given: 'a server without TLS',
    facts: withCaa([issue(';')], { servers: [noStartTls] }),
    expected: 'not-applicable',
  },
  {
    code: 'cert-caa-violated',
    given: 'an address in the place of a name',
    facts: withCaa([issue(';')], { exchangers: literal }),
    expected: 'not-applicable',
  },
]

describe('rules about CAA', () => testRules(CERT_CAA_RULES, cases))
