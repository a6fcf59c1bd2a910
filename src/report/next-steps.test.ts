import { describe, expect, test } from 'vitest'
import { SAMPLE_NAMES, sampleReport } from '../../test/report-samples.ts'
import { domainFacts, serverFacts } from '../facts/builders.ts'
import { judge } from '../judge/judge.ts'
import { nextSteps, providerLine, settingLine, wayUp } from './next-steps.ts'
import { reportOf } from './report.ts'

describe('nextSteps', () => {
  test('is the beginning of the plan', () => {
    const report = sampleReport('mixed')
    expect(nextSteps(report)).toEqual(report.plan.slice(0, 3))
    expect(nextSteps(report, 1)).toHaveLength(1)
  })

  test('nothing to do about information', () => expect(nextSteps(sampleReport('good'))).toEqual([]))
})

describe('wayUp', () => {
  test('leads from the grade to the one after the last step', () => {
    const report = sampleReport('mixed')
    expect(wayUp(report, report.plan)).toEqual({ from: 'F', to: expect.stringMatching(/^A/) })
    expect(wayUp(report, [])).toBeNull()
  })

  test('is no way where the grade stays, and ends with a good one', () => {
    for (const name of SAMPLE_NAMES) {
      const report = sampleReport(name)
      const steps = nextSteps(report, 50)
      if (report.grade === null || steps.length === 0) expect(wayUp(report, steps)).toBeNull()
      else expect(wayUp(report, steps)?.to ?? report.grade).toMatch(/^A/)
    }
  })
})

describe('settingLine', () => {
  const cases = [
    { lines: 'tls_preempt_cipherlist = yes', expected: 'Postfix: tls_preempt_cipherlist = yes' },
    { lines: 'a = 1\nb = 2', expected: 'Postfix: a = 1 (and 1 more line)' },
    { lines: 'a = 1\nb = 2\nc = 3', expected: 'Postfix: a = 1 (and 2 more lines)' },
    { lines: 'a = 1\n# and why', expected: 'Postfix: a = 1' },
  ]
  test.each(cases)('$expected', ({ lines, expected }) => {
    expect(settingLine({ software: 'postfix', lines })).toBe(expected)
  })
})

test('where a provider runs the server, no settings are shown but what its customers can do', () => {
  const facts = domainFacts({
    servers: [serverFacts({ host: 'aspmx.l.google.com', accept: { tls10: ['TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA'] } })],
  })
  const [step] = nextSteps(reportOf(facts, judge(facts)))
  expect(step?.settings).toEqual([])
  expect(step && providerLine(step)).toMatch(/^Google: The provider sets/)
})
