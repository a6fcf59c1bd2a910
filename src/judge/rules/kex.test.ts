import { describe } from 'vitest'
import { oneServer, type RuleCase, testRules } from '../../../test/rule-cases.ts'
import { type Answer, unknown } from '../../base/answer.ts'
import { ACCEPTED, domainFacts, REFUSED, serverFacts } from '../../facts/builders.ts'
import type { DomainFacts } from '../../facts/domain-facts.ts'
import type { DhFact, ServerFacts } from '../../facts/server-facts.ts'
import { hashBelow } from '../../registry/signature-scheme.ts'
import { SIGNATURE_SCHEMES } from '../../registry/signature-schemes.ts'
import { ncscNl2025 } from '../profiles/ncsc-nl-2025.ts'
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

/** What the good server says of schemes, some of them answered otherwise; null leaves them out. */
function signatures(names: readonly string[], answer: Answer | null): ServerFacts['signatures'] {
  const isNamed = ({ name }: { readonly name: string }): boolean => names.includes(name)
  const changed = SIGNATURE_SCHEMES.filter(isNamed).flatMap((scheme) => {
    const id = `0x${scheme.id.toString(16).padStart(4, '0')}`
    return answer === null
      ? []
      : [{ ...answer, version: 'tls12' as const, id, name: scheme.name, hash: hashBelow(scheme) }]
  })
  return [...changed, ...serverFacts().signatures.filter((scheme) => !isNamed(scheme))]
}

const signing = (names: readonly string[], answer: Answer | null): DomainFacts =>
  oneServer({ signatures: signatures(names, answer) })

const NOTHING_KNOWN = { tls12: unknown('timeout') } as const

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
    code: 'kex-dh-unlisted-prime',
    given: '4096 bits of its own, where only those of RFC 7919 are allowed',
    facts: dh(dhFact(DHE, 4096, null), dhFact(ADH, 3072, 'ffdhe3072')),
    profile: ncscNl2025,
    expected: 'medium',
    evidence: { kind: 'dh', bits: 4096, knownPrime: null, suite: DHE },
  },
  {
    code: 'kex-dh-unlisted-prime',
    given: '4096 bits of RFC 3526 there',
    facts: dh(dhFact(DHE, 4096, 'RFC 3526 group 16'), dhFact(ADH, 3072, 'ffdhe3072')),
    profile: ncscNl2025,
    expected: 'medium',
  },
  {
    code: 'kex-dh-unlisted-prime',
    given: 'another generator there',
    facts: dh({ ...dhFact(DHE, 3072, 'ffdhe3072'), generator: '05' }, dhFact(ADH, 3072, 'ffdhe3072')),
    profile: ncscNl2025,
    expected: 'medium',
    evidence: { kind: 'dh', generator: '05' },
  },
  {
    code: 'kex-dh-unlisted-prime',
    given: 'primes of RFC 7919 there',
    facts: dh(dhFact(DHE, 3072, 'ffdhe3072'), dhFact(ADH, 8192, 'ffdhe8192')),
    profile: ncscNl2025,
    expected: 'clear',
  },
  {
    code: 'kex-dh-unlisted-prime',
    given: 'a short one there, which has a code of its own',
    facts: dh(dhFact(DHE, 2048, null), dhFact(ADH, 3072, 'ffdhe3072')),
    profile: ncscNl2025,
    expected: 'clear',
  },
  {
    code: 'kex-dh-unlisted-prime',
    given: '4096 bits of its own, where that is no matter',
    facts: dh(dhFact(DHE, 4096, null), dhFact(ADH, 4096, null)),
    expected: 'not-applicable',
  },
  {
    code: 'kex-dh-unlisted-prime',
    given: 'unseen',
    facts: dh(),
    profile: ncscNl2025,
    expected: 'unknown not-asked',
  },

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

  {
    code: 'kex-group-weak',
    given: 'ffdhe2048 in TLS 1.3, where that is no matter',
    facts: groups(['ffdhe2048', 'secp256k1'], ACCEPTED),
    expected: 'clear',
  },
  {
    code: 'kex-group-weak',
    given: 'ffdhe2048 in TLS 1.3, where no such groups are wanted',
    facts: groups(['ffdhe2048', 'ffdhe3072'], ACCEPTED),
    profile: ncscNl2025,
    expected: 'medium',
    evidence: { kind: 'groups', version: 'tls13', groups: ['ffdhe2048', 'ffdhe3072'] },
  },
  {
    code: 'kex-group-weak',
    given: 'secp256k1, which is strong and on no list there',
    facts: groups(['secp256k1'], ACCEPTED),
    profile: ncscNl2025,
    expected: 'medium',
    evidence: { kind: 'groups', version: 'tls12', groups: ['secp256k1'] },
  },
  { code: 'kex-group-weak', given: 'listed groups there', facts: good, profile: ncscNl2025, expected: 'clear' },
  {
    code: 'kex-group-weak',
    given: 'ffdhe2048 not asked there',
    facts: groups(['ffdhe2048'], null),
    profile: ncscNl2025,
    expected: 'unknown not-asked',
  },
  {
    code: 'kex-group-weak',
    given: 'no TLS 1.2, and ffdhe4096 in TLS 1.3 there',
    facts: oneServer({
      versions: { tls12: REFUSED },
      groups: groups(['ffdhe4096'], ACCEPTED).servers[0]?.groups ?? [],
    }),
    profile: ncscNl2025,
    expected: 'medium',
    evidence: { kind: 'groups', version: 'tls13', groups: ['ffdhe4096'] },
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

  { code: 'kex-sha1-signature', given: 'refused for the key there is', facts: good, expected: 'clear' },
  {
    code: 'kex-sha1-signature',
    given: 'SHA-1',
    facts: signing(['ecdsa_sha1'], ACCEPTED),
    expected: 'low',
    evidence: { kind: 'signatures', version: 'tls12', schemes: ['ecdsa_sha1'] },
  },
  {
    code: 'kex-sha1-signature',
    given: 'SHA-1, which is all that is known',
    facts: oneServer({ signatures: signatures(['rsa_pkcs1_sha1'], ACCEPTED).slice(0, 1), versions: NOTHING_KNOWN }),
    expected: 'low',
  },
  {
    code: 'kex-sha1-signature',
    given: 'not asked',
    facts: signing(['ecdsa_sha1'], null),
    expected: 'unknown not-asked',
  },
  {
    code: 'kex-sha1-signature',
    given: 'two machines that do not agree',
    facts: signing(['ecdsa_sha1'], unknown('contradictory')),
    expected: 'unknown contradictory',
  },
  {
    code: 'kex-sha1-signature',
    given: 'an RSA key that nobody asked about',
    facts: oneServer({ accept: { tls12: [DHE] } }),
    expected: 'unknown not-asked',
  },
  {
    code: 'kex-sha1-signature',
    given: 'no TLS 1.2',
    facts: oneServer({ versions: { tls12: REFUSED }, signatures: [] }),
    expected: 'not-applicable',
  },
  {
    code: 'kex-sha1-signature',
    given: 'TLS 1.2 that was not settled',
    facts: oneServer({ versions: NOTHING_KNOWN, signatures: [] }),
    expected: 'unknown timeout',
  },
]

describe('kex rules', () => testRules(KEX_RULES, cases))
