import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { chainNamed } from '../../test/chains.ts'
import { type Answer, type Unknown, unknown } from '../base/answer.ts'
import {
  ACCEPTED,
  domainFacts,
  REFUSED,
  type ServerOverrides,
  serverFacts,
  silentServerFacts,
} from '../facts/builders.ts'
import type { DomainFacts } from '../facts/domain-facts.ts'
import type { ServerFacts } from '../facts/server-facts.ts'
import { judge } from './judge.ts'

const codes = (facts: DomainFacts): readonly string[] => judge(facts).findings.map(({ code }) => code)

const noTls: ServerOverrides = { smtp: { reachable: ACCEPTED, starttls: { state: 'refused', by: 0, how: 'reply' } } }
const plain = (address: string, host: string): ServerFacts =>
  silentServerFacts('not-applicable', { ...noTls, address, host })

/** Facts with many faults at once, all of them possible together. */
const faulty = domainFacts({
  servers: [
    serverFacts({
      accept: {
        ssl2: ['SSL_CK_RC4_128_WITH_MD5'],
        ssl3: ['TLS_RSA_WITH_RC4_128_MD5', 'TLS_RSA_WITH_AES_128_CBC_SHA'],
        tls10: [
          'TLS_RSA_EXPORT_WITH_RC4_40_MD5',
          'TLS_DHE_RSA_EXPORT_WITH_DES40_CBC_SHA',
          'TLS_RSA_WITH_3DES_EDE_CBC_SHA',
        ],
        tls12: [
          'TLS_DH_anon_WITH_AES_128_GCM_SHA256',
          'TLS_RSA_WITH_NULL_SHA256',
          'TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA',
        ],
      },
      preference: { tls12: 'client', tls10: 'server' },
      dh: [
        {
          version: 'tls12',
          suite: 'TLS_DH_anon_WITH_AES_128_GCM_SHA256',
          bits: 1024,
          generator: '02',
          primeSha256: 'ab',
          knownPrime: 'x',
          by: 1,
        },
      ],
      chains: [chainNamed('expired'), chainNamed('rsa1024', 1)],
      verification: {
        state: 'failed',
        code: 20,
        name: 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
        text: '',
        roots: 'mozilla',
        by: 0,
      },
      features: {
        compression: ACCEPTED,
        secureRenegotiation: REFUSED,
        fallbackScsv: REFUSED,
        extendedMasterSecret: REFUSED,
      },
      vulnerabilities: { heartbleed: ACCEPTED, robot: ACCEPTED, starttlsInjection: ACCEPTED },
      earlyData: { maxBytes: 16_384 },
    }),
    serverFacts({ address: '203.0.113.20', versions: { tls12: REFUSED }, chains: [chainNamed('wrong')] }),
    plain('203.0.113.30', 'mx2.example.lab'),
    serverFacts({
      address: '203.0.113.40',
      host: 'mx2.example.lab',
      versions: { tls13: REFUSED, tls12: REFUSED },
    }),
    serverFacts({
      address: '203.0.113.50',
      host: 'mx3.example.lab',
      accept: { tls12: ['TLS_ECDHE_RSA_WITH_RC4_128_SHA'] },
      versions: { tls13: REFUSED },
      suites: {
        tls12: serverFacts({ accept: { tls12: ['TLS_RSA_WITH_RC4_128_SHA'] } }).suites.tls12.map((answer) =>
          answer.state === 'accepted' && !answer.name.includes('RC4') ? { ...answer, ...REFUSED } : answer,
        ),
      },
    }),
  ],
})

function isSettledAnswer(node: object): node is Answer {
  return 'state' in node && (node.state === 'accepted' || node.state === 'refused')
}

/** Visits every answer in facts, in a fixed order, and may replace it. */
function mapAnswers(value: unknown, replace: (answer: Answer, at: number) => Answer): unknown {
  let count = 0
  const visit = (node: unknown): unknown => {
    if (Array.isArray(node)) return node.map(visit)
    if (typeof node !== 'object' || node === null) return node
    const copy = Object.fromEntries(Object.entries(node).map(([key, member]) => [key, visit(member)]))
    if (!isSettledAnswer(copy)) return copy
    count += 1
    return { ...copy, ...replace(copy, count - 1) }
  }
  return visit(value)
}

/**
 * A way of losing answers: which ones, how many in a hundred, and why. Losing all accepted ones is what an interrupted
 * survey never does and a careless rule cannot stand.
 */
const anyLoss = fc.record({
  state: fc.constantFrom('accepted', 'refused', 'both'),
  percent: fc.constantFrom(1, 10, 50, 90, 100),
  seed: fc.nat({ max: 1_000_000 }),
  // Not `contradictory`: two answers were seen then, and that is found.
  why: fc.constantFrom<Unknown>('not-asked', 'rate-limited', 'not-applicable', 'local', 'timeout'),
})

function lose({
  state,
  percent,
  seed,
  why,
}: typeof anyLoss extends fc.Arbitrary<infer Loss> ? Loss : never): DomainFacts {
  return mapAnswers(faulty, (answer, at) => {
    const chosen = state === 'both' || state === answer.state
    return chosen && ((at + seed) * 2_654_435_761) % 4_294_967_296 < percent * 42_949_672.96 ? unknown(why) : answer
  }) as DomainFacts
}

const keys = (facts: DomainFacts): readonly string[] =>
  judge(facts).findings.map(({ code, subject }) => `${code} ${subject.mx} ${subject.address}`)

describe('properties of judge', () => {
  test('the faulty facts are worth the name', () => {
    expect(new Set(codes(faulty)).size).toBeGreaterThan(30)
  })

  test('facts that went through JSON are judged the same', () => {
    expect(judge(JSON.parse(JSON.stringify(faulty)) as DomainFacts)).toEqual(judge(faulty))
  })

  test('a fact that becomes unknown never raises a finding', { timeout: 60_000 }, () => {
    const before = new Set(keys(faulty))
    fc.assert(
      fc.property(anyLoss, (loss) => {
        expect(keys(lose(loss)).filter((key) => !before.has(key))).toEqual([])
      }),
      { numRuns: 200 },
    )
  })

  test('whole parts of the facts that become unknown never raise a finding', { timeout: 60_000 }, () => {
    const before = new Set(keys(faulty))
    const losses: readonly ((server: ServerFacts) => Partial<ServerFacts>)[] = [
      () => ({ chains: [] }),
      () => ({ verification: { state: 'unknown', why: 'local' } }),
      () => ({ dh: [] }),
      () => ({ groups: [] }),
      () => ({ earlyData: null }),
      ({ suites }) => ({ suites: { ...suites, tls12: [] } }),
      ({ suites }) => ({ suites: { ...suites, tls10: suites.tls10.filter((_, at) => at % 3 > 0) } }),
      ({ preference }) => ({ preference: { ...preference, tls12: 'unknown', tls10: 'unknown' } }),
      ({ chains }) => ({ chains: chains.slice(1) }),
      ({ smtp }) => ({ smtp: { ...smtp, ehlo: null, starttls: unknown('timeout') } }),
    ]
    fc.assert(
      fc.property(fc.subarray([...losses], { minLength: 1 }), (chosen) => {
        const servers = faulty.servers.map((server) => {
          let facts = server
          for (const change of chosen) facts = { ...facts, ...change(facts) }
          return facts
        })
        expect(keys({ ...faulty, servers }).filter((key) => !before.has(key))).toEqual([])
      }),
      { numRuns: 60 },
    )
  })

  test('the order of servers does not matter for the grade', () => {
    const { grade, score, coverage } = judge(faulty)
    expect(judge({ ...faulty, servers: faulty.servers.toReversed() })).toMatchObject({ grade, score, coverage })
  })

  test('an unknown fact never lowers a score', { timeout: 60_000 }, () => {
    const scores = judge(faulty).scores.addresses
    fc.assert(
      fc.property(anyLoss, (loss) => {
        const fewer = judge(lose(loss))
        for (const [at, { score }] of fewer.scores.addresses.entries()) {
          if (score !== null) expect(score).toBeGreaterThanOrEqual(scores[at]?.score ?? 0)
        }
      }),
      { numRuns: 80 },
    )
  })
})
