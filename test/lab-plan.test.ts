import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { audit } from '../src/audit/audit.ts'
import type { AuditEnvironment } from '../src/audit/environment.ts'
import { DEFAULT_OPTIONS } from '../src/audit/real-environment.ts'
import { parseTarget } from '../src/audit/target.ts'
import { judge } from '../src/judge/judge.ts'
import { type Lab, startLab } from '../src/lab/lab.ts'
import { planOf } from '../src/report/plan.ts'
import { LAB_NOW, labEnvironment } from './support/lab-reports.ts'

/* Plans for domains of the lab, after a whole audit of each. */

const DOMAINS = [
  'postfix-default.lab',
  'legacy.lab',
  'no-starttls.lab',
  'expired.lab',
  'null-anon.lab',
  'small-dh.lab',
  'weak-key.lab',
  'compression.lab',
  'mixed.lab',
  'dane-mismatch.lab',
  'dane-dual.lab',
  'mta-sts-expired-cert.lab',
  'mta-sts-mx-mismatch.lab',
  'bogus.lab',
] as const

let lab: Lab
let environment: AuditEnvironment

beforeAll(async () => {
  lab = await startLab(LAB_NOW, { pace: 50, wanted: [...DOMAINS] })
  environment = labEnvironment(lab)
})

afterAll(() => lab.close())

describe('the plan', () => {
  test.each(DOMAINS)('for %s ends every finding, and its gains add up', async (domain) => {
    const facts = await audit(parseTarget(domain), environment, { ...DEFAULT_OPTIONS, plan: 'full' })
    const judgement = judge(facts)
    const plan = planOf(facts, judgement)
    const toEnd = new Set(judgement.findings.filter(({ severity }) => severity !== 'info').map(({ code }) => code))
    expect(new Set(plan.flatMap(({ codes }) => codes))).toEqual(toEnd)
    expect(judgement.score).not.toBeNull()
    expect(plan.reduce((sum, { gain }) => sum + gain, judgement.score ?? 0)).toBe(100)
    expect(plan.at(-1)?.after?.grade).toMatch(/^A\+?$/)
    if (domain === 'postfix-default.lab') expect(plan.length).toBeLessThanOrEqual(6)
    for (const { verify, action } of plan) {
      expect(action).not.toBe('')
      expect(verify).not.toBe('')
    }
  })
})
