import { describe, expect, test } from 'vitest'
import { chainNamed } from '../../test/chains.ts'
import {
  ACCEPTED,
  domainFacts,
  exchangersOf,
  lookup,
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
    expect(judgement).toMatchObject({ score: 100, grade: 'A+', coverage: 1, provisional: false })
    // It staples nothing, and the authority is not asked.
    expect(judgement.undetermined).toMatchObject([{ code: 'cert-revoked', why: 'not-asked' }])
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
