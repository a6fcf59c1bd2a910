import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { SAMPLE_NAMES, SAMPLES } from '../../test/report-samples.ts'
import { runs } from '../../test/support/runs.ts'
import { domainFacts, type ServerOverrides, serverFacts } from '../facts/builders.ts'
import type { DomainFacts } from '../facts/domain-facts.ts'
import { judge } from '../judge/judge.ts'
import { GRADES } from '../judge/score.ts'
import { CIPHER_SUITES } from '../registry/cipher-suites.ts'
import { type PlanStep, planOf } from './plan.ts'
import { EFFORTS } from './plan-stage.ts'

const planFor = (facts: DomainFacts): readonly PlanStep[] => planOf(facts, judge(facts))
const one = (overrides: ServerOverrides): DomainFacts => domainFacts({ servers: [serverFacts(overrides)] })
const saying = (line: string): ServerOverrides => ({ smtp: { banner: { code: 220, lines: [line], milliseconds: 1 } } })

describe('planOf', () => {
  test('suites that several rules ban are one line', () => {
    const facts = one({ accept: { tls12: ['TLS_RSA_WITH_RC4_128_MD5', 'TLS_RSA_WITH_3DES_EDE_CBC_SHA'] } })
    const [step, ...others] = planFor(facts)
    expect(others).toEqual([])
    expect(step?.codes.toSorted()).toEqual([
      'cipher-3des',
      'cipher-md5',
      'cipher-rc4',
      'cipher-static-rsa',
      'vuln-sweet32',
    ])
    expect(step).toMatchObject({ stage: 'suites', effort: 'setting', gain: 100 - (judge(facts).score ?? 0) })
    expect(step?.settings[0]).toEqual({
      software: 'postfix',
      lines: 'smtpd_tls_exclude_ciphers = RC4, 3DES, MD5, kRSA, DES, IDEA, RC2',
    })
  })

  test('versions and what follows from them are one change', () => {
    const [step] = planFor(one({ accept: { ssl3: ['TLS_RSA_WITH_AES_128_CBC_SHA'] } }))
    expect(step?.codes).toEqual(['tls-version-obsolete', 'vuln-poodle', 'vuln-beast'])
    expect(step).toMatchObject({ stage: 'versions', action: 'Allow TLS 1.2 and TLS 1.3 only.' })
  })

  const settings = [
    { name: 'Exim', line: 'mx ESMTP Exim 4.98', expected: ['exim'] },
    { name: 'Sendmail', line: 'mx ESMTP Sendmail 8.17.1/8.17.1; Tue', expected: ['sendmail'] },
    { name: 'nothing recognised', line: 'mx ESMTP', expected: ['postfix', 'exim', 'exchange', 'sendmail'] },
    { name: 'software whose settings nobody wrote down', line: 'mx ESMTP Haraka/3.0 ready', expected: [] },
  ]
  test.each(settings)('settings for $name', ({ line, expected }) => {
    const facts = one({ ...saying(line), accept: { tls10: ['TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA'] } })
    expect(planFor(facts)[0]?.settings.map(({ software }) => software)).toEqual(expected)
  })

  test('OpenSMTPD: excluded suites are its own setting', () => {
    const facts = one({ ...saying('mx ESMTP OpenSMTPD'), accept: { tls12: ['TLS_ECDHE_ECDSA_WITH_RC4_128_SHA'] } })
    expect(planFor(facts)[0]?.settings).toEqual([{ software: 'opensmtpd', lines: 'smtp ciphers "HIGH:!RC4"' }])
  })

  test('servers of different software get a setting each', () => {
    const old: ServerOverrides = { accept: { tls10: ['TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA'] } }
    const facts = domainFacts({
      servers: [
        serverFacts({ ...old, ...saying('mx ESMTP Postfix') }),
        serverFacts({ ...old, ...saying('mx ESMTP Exim 4.98'), address: '203.0.113.20', host: 'mx2.example.lab' }),
      ],
    })
    const [step] = planFor(facts)
    expect(step?.settings.map(({ software }) => software)).toEqual(['postfix', 'exim'])
    expect(step?.hosts).toEqual(['mx1.example.lab', 'mx2.example.lab'])
  })

  test('a fault that a worse server hides gains once that one is repaired', () => {
    const facts = domainFacts({
      servers: [
        serverFacts({ accept: { tls12: ['TLS_ECDHE_ECDSA_WITH_RC4_128_SHA'] } }),
        serverFacts({
          address: '203.0.113.20',
          host: 'mx2.example.lab',
          versions: { tls13: { state: 'refused', by: 0, how: 'alert' } },
        }),
      ],
    })
    expect(planFor(facts).map(({ codes, gain, after }) => [codes, gain, after])).toEqual([
      [['cipher-rc4'], 16, { score: 96, grade: 'A' }],
      [['tls-version-13-missing'], 4, { score: 100, grade: 'A+' }],
    ])
  })

  test('who takes out the weak suites need not care for the order', () => {
    const facts = one({
      ...saying('mx ESMTP Postfix'),
      accept: { tls12: ['TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA', 'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256'] },
      preference: { tls12: 'client' },
    })
    expect(judge(facts).findings.map(({ code }) => code)).toContain('cipher-no-server-preference')
    const [step, ...others] = planFor(facts)
    expect(others).toEqual([])
    expect(step).toMatchObject({ change: 'suites', codes: ['cipher-not-recommended', 'cipher-no-server-preference'] })
    expect(step?.settings[0]?.lines).toContain('tls_high_cipherlist = ECDHE+AESGCM:ECDHE+CHACHA20')
  })

  test('a later line for a list does not undo an earlier one', () => {
    const facts = one({
      ...saying('mx ESMTP Postfix'),
      features: {
        compression: { state: 'accepted', by: 0 },
        clientRenegotiation: { state: 'accepted', by: 0 },
      },
    })
    const lines = planFor(facts).flatMap((step) => step.settings.flatMap((setting) => setting.lines.split('\n')))
    expect(lines.filter((line) => line.startsWith('tls_ssl_options'))).toEqual([
      'tls_ssl_options = NO_COMPRESSION',
      'tls_ssl_options = NO_COMPRESSION, NO_RENEGOTIATION',
    ])
  })

  test.each(SAMPLE_NAMES.map((name) => ({ name })))(
    '$name: every finding above info is ended exactly once',
    ({ name }) => {
      const judgement = judge(SAMPLES[name])
      const ended = planOf(SAMPLES[name], judgement).flatMap(({ codes }) => codes)
      const found = judgement.findings.filter(({ severity }) => severity !== 'info').map(({ code }) => code)
      expect(ended.toSorted()).toEqual([...new Set(found)].toSorted())
    },
  )
})

describe('the plan of any server', () => {
  const suite = fc.constantFrom(
    ...CIPHER_SUITES.filter(({ versions }) => versions.includes('tls12')).map(({ name }) => name),
  )
  const old = fc.constantFrom(
    'TLS_RSA_WITH_AES_128_CBC_SHA',
    'TLS_RSA_WITH_3DES_EDE_CBC_SHA',
    'TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA',
  )
  const server = fc.record({
    tls12: fc.uniqueArray(suite, { maxLength: 8 }),
    tls10: fc.uniqueArray(old, { maxLength: 3 }),
    ssl3: fc.uniqueArray(old, { maxLength: 1 }),
    compression: fc.boolean(),
    heartbleed: fc.boolean(),
    starttls: fc.boolean(),
  })
  const servers = fc.array(server, { minLength: 1, maxLength: 3 })
  const factsOf = (drawn: readonly (typeof server extends fc.Arbitrary<infer Drawn> ? Drawn : never)[]): DomainFacts =>
    domainFacts({
      servers: drawn.map(({ tls12, tls10, ssl3, compression, heartbleed, starttls }, at) =>
        serverFacts({
          address: `203.0.113.${10 + at}`,
          host: `mx${at}.example.lab`,
          accept: { tls12, tls10, ssl3 },
          ...(compression ? { features: { compression: { state: 'accepted', by: 0 } } } : {}),
          ...(heartbleed ? { vulnerabilities: { heartbleed: { state: 'accepted', by: 0 } } } : {}),
          ...(starttls ? {} : { smtp: { starttls: { state: 'refused', by: 0, how: 'reply' } } }),
        }),
      ),
    })

  test('leads to the best grade, and its gains add up', () => {
    fc.assert(
      fc.property(servers, (drawn) => {
        const each = factsOf(drawn)
        const judgement = judge(each)
        const plan = planOf(each, judgement)
        const last = plan.at(-1)?.after ?? { score: judgement.score, grade: judgement.grade }
        expect(GRADES.indexOf(last.grade ?? 'F')).toBeLessThanOrEqual(GRADES.indexOf('A'))
        expect(last.score).toBe(100)
        expect(plan.reduce((sum, { gain }) => sum + gain, judgement.score ?? 0)).toBe(last.score)
      }),
      { numRuns: runs(20, 60) },
    )
  })

  test('each step takes the largest gain that is left, then the least effort', () => {
    fc.assert(
      fc.property(servers, (drawn) => {
        const plan = planFor(factsOf(drawn))
        for (const [at, step] of plan.entries()) {
          const next = plan[at + 1]
          expect(step.gain).toBeGreaterThanOrEqual(0)
          if (next === undefined || step.gain !== next.gain || step.gain > 0) continue
          // Steps that gain nothing at this point come by effort; a gain may only appear once they are done.
          expect(EFFORTS.indexOf(step.effort)).toBeLessThanOrEqual(EFFORTS.indexOf(next.effort))
        }
      }),
      { numRuns: runs(20, 60) },
    )
  })
})
