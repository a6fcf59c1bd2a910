import { describe, expect, test } from 'vitest'
import { chainNamed } from '../../test/chains.ts'
import { SAMPLES, sampleReport } from '../../test/report-samples.ts'
import { domainFacts, exchangersOf, lookup, serverFacts } from '../facts/builders.ts'
import { judge } from '../judge/judge.ts'
import { endpoint, reportOf } from './report.ts'

describe('reportOf', () => {
  test('joins facts, scores and words', () => {
    const report = sampleReport('mixed')
    const judgement = judge(SAMPLES.mixed)
    expect(report).toMatchObject({
      schema: 'wiretight/report@1',
      target: 'example.lab',
      grade: judgement.grade,
      score: judgement.score,
      coverage: judgement.coverage,
      profile: 'guide-2026',
    })
    expect(report.mx.map(({ host, addresses }) => [host, addresses.length])).toEqual([
      ['mx1.example.lab', 2],
      ['mx2.example.lab', 1],
      ['backup-mail-exchanger.hosting-provider.example', 1],
    ])
    expect(report.mx[1]?.addresses[0]?.facts).toBe(SAMPLES.mixed.servers[2])
    expect(report.findings.find(({ code }) => code === 'cert-expired')).toMatchObject({
      title: 'A certificate has expired',
      detail: 'expired 2026-11-12, 12 days ago',
      verify: expect.stringContaining('-connect 203.0.113.20:25 -servername mx2.example.lab'),
    })
  })

  test('a sum accounts for each score', () => {
    for (const { addresses } of sampleReport('mixed').mx) {
      for (const { score, sum } of addresses) {
        const points = sum?.sum.reduce((total, line) => total + line.points, 0) ?? 0
        expect(score).toBe(sum === null ? null : Math.max(0, sum.from - points))
      }
    }
  })

  test('an address that was not surveyed says why', () => {
    const [exchanger] = sampleReport('unsurveyed').mx
    expect(exchanger?.addresses.map(({ ip, facts, unsurveyed }) => [ip, facts !== null, unsurveyed?.why])).toEqual([
      ['203.0.113.10', true, undefined],
      ['2001:db8::10', false, 'local'],
      ['10.0.0.1', false, 'special'],
    ])
  })

  test('the cost is counted from the probes', () => {
    const [probe] = serverFacts().probes
    const probes = probe ? [probe, { ...probe, index: 1, sentBytes: 10, receivedBytes: 20 }] : []
    const facts = domainFacts({ servers: [serverFacts({ address: '2001:db8::1', probes })] })
    expect(reportOf(facts, judge(facts)).budget).toEqual({
      connections: 2,
      perAddress: { '[2001:db8::1]:25': 2 },
      bytes: 4630,
      seconds: 6.2,
    })
  })

  test('DNSSEC of an exchanger is that of its weaker lookup', () => {
    const secure = { status: 'secure', ede: null, reason: 'a chain leads to it', chain: [] } as const
    const bogus = { status: 'bogus', ede: 6, reason: 'a signature is wrong', chain: [] } as const
    const [exchanger] = exchangersOf([serverFacts()])
    if (exchanger === undefined) throw new Error('no exchanger')
    const found = lookup(exchanger.host, 'A', ['203.0.113.10'])
    const none = lookup<string>(exchanger.host, 'AAAA', [])
    const statusOf = (v6: typeof secure | typeof bogus) => {
      const exchangers = [{ ...exchanger, v4: { ...found, dnssec: secure }, v6: { ...none, dnssec: v6 } }]
      const facts = domainFacts({ exchangers })
      return reportOf(facts, judge(facts)).mx[0]?.dnssec
    }
    expect([statusOf(secure), statusOf(bogus)]).toEqual(['secure', 'bogus'])
  })

  test('the software is read from the greeting', () => {
    const banner = (line: string) => ({ banner: { code: 220, lines: [line], milliseconds: 1 } })
    const greeting = (line: string) => {
      const facts = domainFacts({ servers: [serverFacts({ smtp: banner(line), chains: [chainNamed('good')] })] })
      return reportOf(facts, judge(facts)).mx[0]?.addresses[0]?.software
    }
    expect(greeting('mx ESMTP Postfix (Debian)')).toBe('postfix')
    expect(greeting('mx ESMTP Exim 4.98 Tue')).toBe('exim')
    expect(greeting('mx Microsoft ESMTP MAIL Service ready')).toBe('exchange')
    expect(greeting('mx ESMTP')).toBeNull()
  })

  test('endpoints', () => {
    expect(endpoint('203.0.113.10', 25)).toBe('203.0.113.10:25')
    expect(endpoint('2001:db8::1', 465)).toBe('[2001:db8::1]:465')
  })
})
