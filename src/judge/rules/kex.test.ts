import { describe } from 'vitest'
import { oneServer, type RuleCase, testRules } from '../../../test/rule-cases.ts'
import { type Answer, unknown } from '../../base/answer.ts'
import { ACCEPTED, domainFacts, REFUSED, serverFacts } from '../../facts/builders.ts'
import type { DomainFacts } from '../../facts/domain-facts.ts'
import type { DhFact } from '../../facts/server-facts.ts'
import { KEX_RULES } from './kex.ts'

const good = domainFacts()
const DHE = 'TLS_DHE_RSA_WITH_AES_128_GCM_SHA256'
const ADH = 'TLS_DH_anon_WITH_AES_128_GCM_SHA256'

function dhFact(suite: string, bits: number, knownPrime: string | null): DhFact {
  return { version: 'tls12', suite, bits, generator: '02', primeSha256: `${bits}`.padEnd(64, '0'), knownPrime, by: 3 }
}

const dh = (...facts: readonly DhFact[]): DomainFacts => oneServer({ accept: { tls12: [DHE, ADH] }, dh: facts })

/** The good server with some groups answered otherwise; null leaves them out. */
function groups(names: readonly string[], answer: Answer | null): DomainFacts {
  const changed = serverFacts().groups.flatMap((group) => {
    if (!names.includes(group.name)) return [group]
    const { version, id, name } = group
    return answer === null ? [] : [{ ...answer, version, id, name }]
  })
  return oneServer({ groups: changed })
}

const quantum = serverFacts()
  .groups.map(({ name }) => name)
  .filter((name) => name.includes('MLKEM') || name.includes('Kyber'))

const cases: readonly RuleCase[] = [
  {
    code: 'kex-dh-small',
    given: '1024 bits for one suite of two',
    facts: dh(dhFact(DHE, 2048, 'ffdhe2048'), dhFact(ADH, 1024, 'Postfix')),
    expected: 'medium',
    evidence: { kind: 'dh', bits: 1024, suite: ADH },
  },
  { code: 'kex-dh-small', given: '768 bits', facts: dh(dhFact(DHE, 768, null)), expected: 'high' },
  {
    code: 'kex-dh-small',
    given: '2048 bits for both',
    facts: dh(dhFact(DHE, 2048, null), dhFact(ADH, 2048, null)),
    expected: 'clear',
  },
  {
    code: 'kex-dh-small',
    given: 'one suite unseen',
    facts: dh(dhFact(DHE, 2048, null)),
    expected: 'unknown not-asked',
  },
  { code: 'kex-dh-small', given: 'no DHE', facts: good, expected: 'clear' },

  {
    code: 'kex-dh-common-prime',
    given: '1024 bits of a standard',
    facts: dh(dhFact(DHE, 1024, 'RFC 2409 group 2'), dhFact(ADH, 1024, 'RFC 2409 group 2')),
    expected: 'medium',
    evidence: { knownPrime: 'RFC 2409 group 2' },
  },
  {
    code: 'kex-dh-common-prime',
    given: '1024 bits of its own',
    facts: dh(dhFact(DHE, 1024, null), dhFact(ADH, 1024, null)),
    expected: 'clear',
  },
  {
    code: 'kex-dh-common-prime',
    given: '2048 bits of a standard',
    facts: dh(dhFact(DHE, 2048, 'ffdhe2048'), dhFact(ADH, 2048, 'ffdhe2048')),
    expected: 'clear',
  },
  { code: 'kex-dh-common-prime', given: 'unseen', facts: dh(), expected: 'unknown not-asked' },

  {
    code: 'kex-group-weak',
    given: 'secp192r1',
    facts: groups(['secp192r1'], ACCEPTED),
    expected: 'medium',
    evidence: { kind: 'groups', groups: ['secp192r1'] },
  },
  { code: 'kex-group-weak', given: 'strong curves', facts: good, expected: 'clear' },
  {
    code: 'kex-group-weak',
    given: 'secp160r1 not asked',
    facts: groups(['secp160r1'], null),
    expected: 'unknown not-asked',
  },
  {
    code: 'kex-group-weak',
    given: 'no ECDHE in TLS 1.2',
    facts: oneServer({ versions: { tls12: REFUSED }, groups: [] }),
    expected: 'not-applicable',
  },

  { code: 'kex-no-post-quantum', given: 'all refused', facts: groups(quantum, REFUSED), expected: 'info' },
  { code: 'kex-no-post-quantum', given: 'X25519MLKEM768', facts: good, expected: 'clear' },
  {
    code: 'kex-no-post-quantum',
    given: 'one left open',
    facts: groups(['X25519MLKEM768'], unknown('budget')),
    expected: 'unknown budget',
  },
  {
    code: 'kex-no-post-quantum',
    given: 'no TLS 1.3',
    facts: oneServer({ versions: { tls13: REFUSED }, groups: [] }),
    expected: 'not-applicable',
  },
]

describe('kex rules', () => testRules(KEX_RULES, cases))
