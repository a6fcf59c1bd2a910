import { createHash, X509Certificate } from 'node:crypto'
import { describe } from 'vitest'
import { type RuleCase, testRules } from '../../../test/rule-cases.ts'
import type { Lookup, TlsaRecord } from '../../dns/lookup.ts'
import { domainFacts, exchangersOf, GOOD_CHAIN, lookup, mtaStsFacts, serverFacts } from '../../facts/builders.ts'
import type { DomainFacts, MxRecord } from '../../facts/domain-facts.ts'
import { PROTECTION_RULES } from './protection.ts'

const secure = { status: 'secure', ede: null, reason: 'as the test says', chain: [] } as const
const [der = ''] = GOOD_CHAIN.certificates
const spki = new X509Certificate(Buffer.from(der, 'base64')).publicKey.export({ type: 'spki', format: 'der' })
const OWN: TlsaRecord = { usage: 3, selector: 1, matching: 1, data: createHash('sha256').update(spki).digest('hex') }

/** A signed domain with TLSA records for its one exchanger; without MTA-STS. */
function signed(records: readonly TlsaRecord[], mx: Partial<Lookup<MxRecord>> = {}): DomainFacts {
  const tried = [{ ...lookup('_25._tcp.mx1.example.lab', 'TLSA', records), dnssec: secure }]
  const exchangers = exchangersOf([serverFacts()]).map((exchanger) => ({
    ...exchanger,
    tlsa: [{ port: 25, base: records.length > 0 ? exchanger.host : null, tried, alias: null, notLookedFor: null }],
  }))
  const records15: readonly MxRecord[] = [{ preference: 10, exchange: 'mx1.example.lab' }]
  return domainFacts({
    exchangers,
    mx: { ...lookup('example.lab', 'MX', records15), dnssec: secure, ...mx },
    mtaSts: nothing,
  })
}

const nothing: DomainFacts['mtaSts'] = {
  record: lookup('_mta-sts.example.lab', 'TXT', []),
  fetch: null,
  earlier: null,
}
const insecure = { status: 'insecure', ede: null, reason: 'as the test says', chain: [] } as const
const dane = signed([OWN])
const bare = signed([], { dnssec: insecure })
const sts = { ...bare, mtaSts: mtaStsFacts() }
const testing = {
  ...bare,
  mtaSts: mtaStsFacts({ text: 'version: STSv1\nmode: testing\nmx: mx1.example.lab\nmax_age: 86400\n' }),
}
const unfetched = { ...bare, mtaSts: null }
const target = domainFacts({ kind: 'server', route: 'target', mx: null })

const cases: readonly RuleCase[] = [
  ...PROTECTION_RULES.map(
    ({ code }): RuleCase => ({
      code,
      given: 'a policy that nobody looked for',
      facts: unfetched,
      expected: 'unknown not-asked',
    }),
  ),
  { code: 'protection-none', given: 'neither DANE nor MTA-STS', facts: bare, expected: 'medium' },
  { code: 'protection-none', given: 'a policy in testing', facts: testing, expected: 'medium' },
  { code: 'protection-none', given: 'an enforced policy', facts: sts, expected: 'clear' },
  { code: 'protection-none', given: 'DANE', facts: dane, expected: 'clear' },
  {
    code: 'protection-none',
    given: 'TLSA records that fit nothing',
    facts: signed([{ ...OWN, data: 'ab'.repeat(32) }]),
    expected: 'medium',
  },
  {
    code: 'protection-none',
    given: 'DANE behind MX records that nothing proves',
    facts: signed([OWN], { dnssec: insecure }),
    expected: 'medium',
  },
  { code: 'protection-none', given: 'a server as target', facts: target, expected: 'not-applicable' },
  { code: 'protection-first-use-only', given: 'an enforced policy', facts: sts, expected: 'info' },
  {
    code: 'protection-first-use-only',
    given: 'DANE and an enforced policy',
    facts: { ...dane, mtaSts: mtaStsFacts() },
    expected: 'clear',
  },
  // The policy protects; that there is no DANE besides is not known.
  ...(['protection-first-use-only', 'protection-full'] as const).map(
    (code): RuleCase => ({
      code,
      given: 'an enforced policy, and TLSA records that nobody looked for',
      facts: { ...dane, mtaSts: mtaStsFacts(), exchangers: dane.exchangers.map((each) => ({ ...each, tlsa: [] })) },
      expected: 'unknown not-asked',
    }),
  ),
  {
    code: 'protection-none',
    given: 'an enforced policy, and TLSA records that nobody looked for',
    facts: { ...dane, mtaSts: mtaStsFacts(), exchangers: dane.exchangers.map((each) => ({ ...each, tlsa: [] })) },
    expected: 'clear',
  },
  { code: 'protection-full', given: 'DANE', facts: dane, expected: 'info' },
  { code: 'protection-full', given: 'an enforced policy', facts: sts, expected: 'clear' },
]

describe('rules about protection', () => testRules(PROTECTION_RULES, cases))
