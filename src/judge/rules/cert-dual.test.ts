import { describe } from 'vitest'
import { chainNamed } from '../../../test/chains.ts'
import { oneServer, type RuleCase, testRules } from '../../../test/rule-cases.ts'
import { domainFacts, type ServerOverrides, silentServerFacts } from '../../facts/builders.ts'
import type { DomainFacts } from '../../facts/domain-facts.ts'
import type { DualFault, Evidence } from '../evidence.ts'
import { CERT_DUAL_RULES } from './cert-dual.ts'

const code = 'cert-dual-mismatch'
const RSA_SUITE = { tls12: ['TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256'] }

/** A server that has these chains and suites for either key. */
const showing = (names: readonly string[], more: ServerOverrides = {}): DomainFacts =>
  oneServer({ accept: RSA_SUITE, chains: names.map((name, by) => chainNamed(name, by)), ...more })

const ecdsaFault = (fault: DualFault): Partial<Evidence> => {
  return { kind: 'dual', keyType: 'ecdsa', other: 'rsa', fault }
}

const cases: readonly RuleCase[] = [
  { code, given: 'both in order', facts: showing(['good', 'rsa']), expected: 'clear' },
  { code, given: 'another name', facts: showing(['wrong', 'rsa']), expected: 'low', evidence: ecdsaFault('name') },
  { code, given: 'no name at all', facts: showing(['bare', 'rsa']), expected: 'low', evidence: ecdsaFault('name') },
  {
    code,
    given: 'one expired',
    facts: showing(['expired', 'rsa']),
    expected: 'low',
    evidence: ecdsaFault('expired'),
  },
  {
    code,
    given: 'one of the future',
    facts: showing(['early', 'rsa']),
    expected: 'low',
    evidence: ecdsaFault('not-yet-valid'),
  },
  {
    code,
    given: 'one that signed itself',
    facts: showing(['self', 'rsa']),
    expected: 'medium',
    evidence: ecdsaFault('self-signed'),
  },
  {
    code,
    given: 'one without its issuer',
    facts: showing(['alone', 'rsa']),
    expected: 'medium',
    evidence: ecdsaFault('incomplete'),
  },
  {
    code,
    given: 'both for another name',
    facts: showing(['good', 'rsa'], { host: 'mx9.example.lab' }),
    expected: 'clear',
  },
  {
    code,
    given: 'a server by address has no name to fit',
    facts: showing(['wrong', 'rsa'], { host: '203.0.113.10' }),
    expected: 'clear',
  },
  {
    code,
    given: 'two machines, one of them with the fault',
    facts: showing(['expired', 'good', 'rsa']),
    expected: 'low',
  },
  { code, given: 'what differs does not matter', facts: showing(['both', 'rsa']), expected: 'clear' },
  { code, given: 'one kind of key', facts: domainFacts(), expected: 'not-applicable' },
  { code, given: 'the other kind was not looked at', facts: showing(['good']), expected: 'unknown not-asked' },
  {
    code,
    given: 'no certificate seen',
    facts: domainFacts({ servers: [silentServerFacts('timeout')] }),
    expected: 'unknown timeout',
  },
]

describe('rules about two kinds of key', () => testRules(CERT_DUAL_RULES, cases))
