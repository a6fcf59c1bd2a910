import { describe } from 'vitest'
import { oneServer, type RuleCase, testRules } from '../../../test/rule-cases.ts'
import { type Answer, type TlsVersion, unknown } from '../../base/answer.ts'
import { ACCEPTED, domainFacts, REFUSED, silentServerFacts } from '../../facts/builders.ts'
import type { DomainFacts } from '../../facts/domain-facts.ts'
import type { Feature } from '../../facts/server-facts.ts'
import type { RuleCode } from '../codes.ts'
import { TLS_RULES } from './tls.ts'

const good = domainFacts()
const open = unknown('not-asked')
const versions = (given: Partial<Record<TlsVersion, Answer>>): DomainFacts => oneServer({ versions: given })
const feature = (name: Feature, answer: Answer): DomainFacts => oneServer({ features: { [name]: answer } })
const noStartTls = domainFacts({
  servers: [silentServerFacts('not-asked', { smtp: { starttls: { state: 'refused', by: 0, how: 'reply' } } })],
})

/** A rule about one feature: bad when it has the given answer. */
function byFeature(code: RuleCode, name: Feature, bad: Answer, expected: RuleCase['expected']): readonly RuleCase[] {
  return [
    { code, given: `${name} ${bad.state}`, facts: feature(name, bad), expected },
    { code, given: 'a good server', facts: good, expected: 'clear' },
    { code, given: `${name} open`, facts: feature(name, unknown('budget')), expected: 'unknown budget' },
    {
      code,
      given: `${name} without meaning`,
      facts: feature(name, unknown('not-applicable')),
      expected: 'not-applicable',
    },
    { code, given: 'no STARTTLS', facts: noStartTls, expected: 'not-applicable' },
  ]
}

const cases: readonly RuleCase[] = [
  {
    code: 'tls-version-obsolete',
    given: 'TLS 1.0',
    facts: oneServer({ accept: { tls10: ['TLS_RSA_WITH_AES_128_CBC_SHA'] } }),
    expected: 'medium',
    evidence: { kind: 'version', version: 'tls10', suite: 'TLS_RSA_WITH_AES_128_CBC_SHA' },
  },
  { code: 'tls-version-obsolete', given: 'TLS 1.1', facts: versions({ tls11: ACCEPTED }), expected: 'medium' },
  { code: 'tls-version-obsolete', given: 'SSL 3.0', facts: versions({ ssl3: ACCEPTED }), expected: 'high' },
  { code: 'tls-version-obsolete', given: 'SSL 2.0', facts: versions({ ssl2: ACCEPTED }), expected: 'critical' },
  {
    code: 'tls-version-obsolete',
    given: 'TLS 1.0, all else open',
    facts: versions({ tls10: ACCEPTED, ssl2: open, ssl3: open, tls11: open }),
    expected: 'medium',
  },
  { code: 'tls-version-obsolete', given: 'none', facts: good, expected: 'clear' },
  {
    code: 'tls-version-obsolete',
    given: 'SSL 2.0 open',
    facts: versions({ ssl2: open }),
    expected: 'unknown not-asked',
  },
  { code: 'tls-version-obsolete', given: 'no STARTTLS', facts: noStartTls, expected: 'not-applicable' },

  { code: 'tls-version-12-missing', given: 'TLS 1.3 alone', facts: versions({ tls12: REFUSED }), expected: 'medium' },
  { code: 'tls-version-12-missing', given: 'both', facts: good, expected: 'clear' },
  {
    code: 'tls-version-12-missing',
    given: 'nothing else works either',
    facts: versions({ tls12: REFUSED, tls13: REFUSED }),
    expected: 'not-applicable',
  },
  {
    code: 'tls-version-12-missing',
    given: 'nothing else is known to work',
    facts: versions({ tls12: REFUSED, tls13: open }),
    expected: 'unknown not-asked',
  },
  { code: 'tls-version-12-missing', given: 'open', facts: versions({ tls12: open }), expected: 'unknown not-asked' },

  { code: 'tls-version-13-missing', given: 'TLS 1.2 alone', facts: versions({ tls13: REFUSED }), expected: 'low' },
  { code: 'tls-version-13-missing', given: 'both', facts: good, expected: 'clear' },
  {
    code: 'tls-version-13-missing',
    given: 'open',
    facts: versions({ tls13: unknown('reset') }),
    expected: 'unknown reset',
  },

  ...byFeature('tls-compression', 'compression', ACCEPTED, 'high'),
  ...byFeature('tls-renegotiation-insecure', 'secureRenegotiation', REFUSED, 'high'),
  ...byFeature('tls-renegotiation-client', 'clientRenegotiation', ACCEPTED, 'low'),
  ...byFeature('tls-extended-master-secret-missing', 'extendedMasterSecret', REFUSED, 'low'),
  ...byFeature('tls-version-intolerance', 'versionTolerance', REFUSED, 'medium'),
  ...byFeature('tls-extension-intolerance', 'extensionTolerance', REFUSED, 'medium'),

  { code: 'tls-sni-abort', given: 'the name refused', facts: feature('sni', REFUSED), expected: 'medium' },
  { code: 'tls-sni-abort', given: 'a name demanded', facts: feature('withoutSni', REFUSED), expected: 'medium' },
  { code: 'tls-sni-abort', given: 'neither', facts: good, expected: 'clear' },
  { code: 'tls-sni-abort', given: 'open', facts: feature('withoutSni', open), expected: 'unknown not-asked' },
  {
    code: 'tls-sni-abort',
    given: 'an address literal, which has no name to send',
    facts: feature('sni', unknown('not-applicable')),
    expected: 'clear',
  },
  {
    code: 'tls-sni-abort',
    given: 'SSL 3.0 alone, which knows no names',
    facts: oneServer({
      versions: { ssl3: ACCEPTED, tls12: REFUSED, tls13: REFUSED },
      features: { sni: open, withoutSni: open },
    }),
    expected: 'not-applicable',
  },
  { code: 'tls-sni-abort', given: 'no STARTTLS', facts: noStartTls, expected: 'not-applicable' },

  {
    code: 'tls-fallback-scsv-missing',
    given: 'TLS 1.1 beside better ones, signal ignored',
    facts: oneServer({ versions: { tls11: ACCEPTED }, features: { fallbackScsv: REFUSED } }),
    expected: 'low',
  },
  {
    code: 'tls-fallback-scsv-missing',
    given: 'TLS 1.1 beside better ones, signal heeded',
    facts: versions({ tls11: ACCEPTED }),
    expected: 'clear',
  },
  {
    code: 'tls-fallback-scsv-missing',
    given: 'TLS 1.2 and 1.3 alone, signal ignored',
    facts: feature('fallbackScsv', REFUSED),
    expected: 'not-applicable',
  },
  {
    code: 'tls-fallback-scsv-missing',
    given: 'TLS 1.0 alone, signal ignored',
    facts: oneServer({
      versions: { tls10: ACCEPTED, tls12: REFUSED, tls13: REFUSED },
      features: { fallbackScsv: REFUSED },
    }),
    expected: 'not-applicable',
  },
  {
    code: 'tls-fallback-scsv-missing',
    given: 'old versions open',
    facts: oneServer({ versions: { tls10: open }, features: { fallbackScsv: REFUSED } }),
    expected: 'unknown not-asked',
  },
  {
    code: 'tls-fallback-scsv-missing',
    given: 'signal not asked',
    facts: oneServer({ versions: { tls11: ACCEPTED }, features: { fallbackScsv: open } }),
    expected: 'unknown not-asked',
  },

  {
    code: 'tls-early-data',
    given: 'a ticket that allows it',
    facts: oneServer({ earlyData: { maxBytes: 16_384 } }),
    expected: 'medium',
    evidence: { kind: 'early-data', maxBytes: 16_384 },
  },
  {
    code: 'tls-early-data',
    given: 'a server that takes it',
    facts: oneServer({ earlyData: null, features: { earlyData: ACCEPTED } }),
    expected: 'medium',
  },
  {
    code: 'tls-early-data',
    given: 'a ticket that does not',
    facts: oneServer({ features: { earlyData: open } }),
    expected: 'clear',
  },
  {
    code: 'tls-early-data',
    given: 'no ticket seen',
    facts: oneServer({ earlyData: null, features: { earlyData: open } }),
    expected: 'unknown not-asked',
  },
  {
    code: 'tls-early-data',
    given: 'no TLS 1.3',
    facts: oneServer({ earlyData: null, versions: { tls13: REFUSED }, features: { earlyData: open } }),
    expected: 'not-applicable',
  },
]

describe('tls rules', () => testRules(TLS_RULES, cases))
