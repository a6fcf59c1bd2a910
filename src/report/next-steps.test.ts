import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { SAMPLE_NAMES, SAMPLES, sampleReport } from '../../test/report-samples.ts'
import { domainFacts, type ServerOverrides, serverFacts } from '../facts/builders.ts'
import type { DomainFacts } from '../facts/domain-facts.ts'
import { judge } from '../judge/judge.ts'
import { gradeWithout, nextSteps, settingLine } from './next-steps.ts'
import { type Report, reportOf } from './report.ts'

const reported = (facts: DomainFacts): Report => reportOf(facts, judge(facts))
const one = (overrides: ServerOverrides): Report => reported(domainFacts({ servers: [serverFacts(overrides)] }))

describe('nextSteps', () => {
  test('suites that several rules ban are one line', () => {
    const report = one({ accept: { tls12: ['TLS_RSA_WITH_RC4_128_MD5', 'TLS_RSA_WITH_3DES_EDE_CBC_SHA'] } })
    const [step, ...others] = nextSteps(report)
    expect(others).toEqual([])
    expect(step?.codes.toSorted()).toEqual([
      'cipher-3des',
      'cipher-md5',
      'cipher-rc4',
      'cipher-static-rsa',
      'vuln-sweet32',
    ])
    expect(step?.gain).toBe(100 - (report.score ?? 0))
    const [postfix] = step?.settings ?? []
    expect(postfix && settingLine(postfix)).toBe(
      'Postfix: smtpd_tls_exclude_ciphers = RC4, 3DES, MD5, kRSA, DES, IDEA, RC2',
    )
  })

  test('versions and what follows from them are one change', () => {
    const [step] = nextSteps(one({ accept: { ssl3: ['TLS_RSA_WITH_AES_128_CBC_SHA'] } }))
    expect(step?.codes).toEqual(['tls-version-obsolete', 'vuln-poodle', 'vuln-beast'])
    expect(step?.action).toBe('Allow TLS 1.2 and TLS 1.3 only.')
  })

  test('the settings are those of the software that was recognised, or all', () => {
    const softwareOf = (line: string) =>
      nextSteps(
        one({
          accept: { tls10: ['TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA'] },
          smtp: { banner: { code: 220, lines: [line], milliseconds: 1 } },
        }),
      )[0]?.settings.map(({ software }) => software)
    expect(softwareOf('mx ESMTP Exim 4.98')).toEqual(['exim'])
    expect(softwareOf('mx ESMTP')).toEqual(['postfix', 'exim', 'exchange'])
  })

  test('a fault that a worse server hides gains nothing yet', () => {
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
    const steps = nextSteps(reported(facts), 5)
    expect(steps.map(({ codes, gain }) => [codes, gain])).toEqual([
      [['cipher-rc4'], 16],
      [['tls-version-13-missing'], 0],
    ])
  })

  test('nothing to do about information', () => expect(nextSteps(sampleReport('good'))).toEqual([]))

  test('the gain is what judging without the findings gives', () => {
    for (const name of SAMPLE_NAMES) {
      const report = sampleReport(name)
      for (const { gain } of nextSteps(report, 50)) {
        expect(gain).toBeGreaterThanOrEqual(0)
        expect(gain).toBeLessThanOrEqual(100 - (report.score ?? 0))
      }
    }
  })
})

describe('gradeWithout', () => {
  test('no code left is the best grade; nothing removed is the grade there is', () => {
    for (const name of SAMPLE_NAMES) {
      const report = sampleReport(name)
      const all = report.findings.map(({ code }) => code)
      expect(gradeWithout(report, all)).toBe(report.grade === null ? null : 'A')
      expect(gradeWithout(report, [])).toBe(report.grade)
    }
  })

  test('more done is never worse', () => {
    const report = reported(SAMPLES.mixed)
    const codes = [...new Set(report.findings.map(({ code }) => code))]
    const order = ['A', 'B', 'C', 'D', 'F']
    fc.assert(
      fc.property(fc.subarray(codes), fc.subarray(codes), (some, more) => {
        const [less, grown] = [gradeWithout(report, some), gradeWithout(report, [...some, ...more])]
        expect(order.indexOf(grown ?? 'F')).toBeLessThanOrEqual(order.indexOf(less ?? 'F'))
      }),
    )
  })
})
