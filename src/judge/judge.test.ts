import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { chainNamed } from '../../test/chains.ts'
import { type Answer, type Unknown, unknown } from '../base/answer.ts'
import {
  ACCEPTED,
  domainFacts,
  exchangersOf,
  lookup,
  REFUSED,
  type ServerOverrides,
  serverFacts,
  silentServerFacts,
  transportFacts,
} from '../facts/builders.ts'
import type { DomainFacts } from '../facts/domain-facts.ts'
import type { ServerFacts } from '../facts/server-facts.ts'
import { judge } from './judge.ts'
import { DEFAULT_PROFILE } from './profiles.ts'

const codes = (facts: DomainFacts): readonly string[] => judge(facts).findings.map(({ code }) => code)

const noTls: ServerOverrides = { smtp: { reachable: ACCEPTED, starttls: { state: 'refused', by: 0, how: 'reply' } } }
const plain = (address: string, host: string): ServerFacts =>
  silentServerFacts('not-applicable', { ...noTls, address, host })

describe('judge', () => {
  test('a good domain', () => {
    const judgement = judge(domainFacts())
    expect(judgement).toMatchObject({ score: 100, grade: 'A+', coverage: 1, provisional: false, undetermined: [] })
    expect(judgement.findings.map(({ severity }) => severity)).toEqual(['info', 'info', 'info'])
    expect(judgement.scores.addresses).toEqual([
      expect.objectContaining({ address: '203.0.113.10', port: 25, score: 100, grade: 'A' }),
    ])
  })

  test('the worst exchanger decides', () => {
    const facts = transportFacts({
      servers: [
        serverFacts(),
        serverFacts({
          address: '203.0.113.20',
          host: 'mx2.example.lab',
          chains: [chainNamed('both')],
          accept: { tls10: ['TLS_RSA_WITH_AES_128_CBC_SHA'] },
        }),
        plain('203.0.113.30', 'mx3.example.lab'),
      ],
    })
    const { scores, grade, score } = judge(facts)
    expect(scores.mx.map(({ host, grade: of, score: points }) => [host, of, points])).toEqual([
      ['mx1.example.lab', 'A', 100],
      ['mx2.example.lab', 'B', 76],
      ['mx3.example.lab', 'F', 60],
    ])
    expect([grade, score]).toEqual(['F', 60])
  })

  test('a cap comes from any exchanger, the score from the lowest', () => {
    const manyFaults = {
      tls10: ['TLS_RSA_WITH_3DES_EDE_CBC_SHA', 'TLS_RSA_WITH_SEED_CBC_SHA', 'TLS_DH_anon_WITH_AES_128_CBC_SHA'],
    }
    const facts = transportFacts({
      servers: [serverFacts({ accept: manyFaults, dh: [] }), plain('203.0.113.30', 'mx3.example.lab')],
    })
    const { scores, grade, score } = judge(facts)
    expect(scores.mx[0]?.score).toBeLessThan(60)
    expect(score).toBe(scores.mx[0]?.score)
    expect(grade).toBe('F')
  })

  test('obsolete versions are findings of their own, and one line of the sum', () => {
    const facts = domainFacts({
      servers: [serverFacts({ versions: { ssl3: ACCEPTED, tls10: ACCEPTED, tls11: ACCEPTED } })],
    })
    const { findings, scores } = judge(facts)
    const own = findings.filter(({ code }) => code === 'tls-version-obsolete')
    expect(own.map(({ severity }) => severity)).toEqual(['high', 'medium', 'medium'])
    expect(scores.addresses[0]?.sum?.sum.filter(({ code }) => code === 'tls-version-obsolete')).toEqual([
      { code: 'tls-version-obsolete', severity: 'high', points: 20 },
    ])
  })

  test('a profile may weigh a code otherwise', () => {
    const facts = domainFacts({ servers: [serverFacts({ versions: { tls10: ACCEPTED } })] })
    const strict = { ...DEFAULT_PROFILE, severities: { 'tls-version-obsolete': 'critical' } } as const
    expect(judge(facts, strict)).toMatchObject({ grade: 'F' })
  })

  test('what answers nothing has no grade and is not at fault', () => {
    const judgement = judge(domainFacts({ servers: [silentServerFacts('rate-limited')] }))
    expect(judgement).toMatchObject({ score: null, grade: null, provisional: true })
    expect(judgement.findings.every(({ severity }) => severity === 'info')).toBe(true)
    expect(judgement.undetermined.map(({ why }) => why)).toContain('rate-limited')
  })

  test('a silent exchanger leaves the others their grade, which is provisional', () => {
    const silent = silentServerFacts('timeout', { address: '203.0.113.20', host: 'mx2.example.lab' })
    const judgement = judge(transportFacts({ servers: [serverFacts(), silent] }))
    expect(judgement).toMatchObject({ grade: 'A', provisional: true })
    expect(judgement.scores.mx.map(({ grade }) => grade)).toEqual(['A', null])
    expect(judgement.coverage).toBeLessThan(0.8)
  })

  test('an address that was not surveyed is an open question for every rule', () => {
    const exchangers = exchangersOf([serverFacts()]).map((exchanger) => ({
      ...exchanger,
      servers: [
        ...exchanger.servers,
        { address: '2001:db8::10', port: 25, surveyed: false, why: 'local', failure: null } as const,
      ],
    }))
    const judgement = judge(transportFacts({ exchangers }))
    expect(judgement).toMatchObject({ grade: 'A', provisional: true })
    expect(judgement.undetermined.find(({ code }) => code === 'cipher-rc4')).toMatchObject({
      why: 'local',
      subject: { address: '2001:db8::10', mx: 'mx1.example.lab' },
    })
    expect(judgement.scores.mx[0]?.coverage).toBeLessThan(1)
  })

  test('an exchanger whose addresses could not be looked up is open too, one without addresses is not', () => {
    const [first] = exchangersOf([serverFacts()])
    const other = { host: 'mx2.example.lab', preference: 20, tlsa: [], servers: [] }
    const none = lookup<string>('mx2.example.lab', 'A', [])
    const withOther = (outcome: 'failed' | 'nxdomain'): DomainFacts =>
      transportFacts({
        exchangers: first ? [first, { ...other, v4: { ...none, outcome }, v6: { ...none, outcome } }] : [],
      })
    expect(judge(withOther('failed')).undetermined.some(({ code }) => code === 'starttls-missing')).toBe(true)
    // What nobody looked for is no gap.
    expect(judge(withOther('nxdomain')).undetermined.filter(({ why }) => why !== 'not-asked')).toEqual([])
  })

  test('a private address is reported and leaves nothing open', () => {
    const exchangers = exchangersOf([serverFacts()]).map((exchanger) => ({
      ...exchanger,
      servers: [{ address: '10.0.0.1', port: 25, surveyed: false, why: 'special', failure: null } as const],
    }))
    const judgement = judge(transportFacts({ exchangers, servers: [] }))
    expect(judgement).toMatchObject({ grade: null, coverage: 1 })
    expect(judgement.findings[0]?.code).toBe('mx-private-address')
  })

  test('a null MX has no grade', () => {
    const mx = lookup('example.lab', 'MX', [{ preference: 0, exchange: '.' }])
    const facts = domainFacts({ route: 'null-mx', mx, exchangers: [], servers: [] })
    expect(judge(facts)).toMatchObject({ grade: null, coverage: 1 })
    expect(codes(facts)).toEqual(['mx-null'])
  })

  test('an address of two exchangers counts once in the findings and for both in the scores', () => {
    const servers = [serverFacts({ accept: { tls10: ['TLS_RSA_WITH_AES_128_CBC_SHA'] } })]
    const [first] = exchangersOf(servers)
    const exchangers = first ? [first, { ...first, host: 'mx2.example.lab', preference: 20 }] : []
    const { findings, scores } = judge(domainFacts({ servers, exchangers }))
    expect(findings.filter(({ code }) => code === 'tls-version-obsolete')).toHaveLength(1)
    expect(scores.mx.map(({ score }) => score)).toEqual([76, 76])
  })
})

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
  why: fc.constantFrom<Unknown>('not-asked', 'rate-limited', 'not-applicable', 'local', 'contradictory'),
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
