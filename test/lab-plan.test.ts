import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { audit } from '../src/audit/audit.ts'
import type { AuditEnvironment } from '../src/audit/environment.ts'
import { DEFAULT_OPTIONS, PATIENCE } from '../src/audit/real-environment.ts'
import { parseTarget } from '../src/audit/target.ts'
import { specialKind } from '../src/base/ip-address.ts'
import { judge } from '../src/judge/judge.ts'
import { type Lab, startLab } from '../src/lab/lab.ts'
import { LAB_AUTHORITY } from '../src/lab/lab-authority.ts'
import { planOf } from '../src/report/plan.ts'

/* Plans for domains of the lab, after a whole audit of each. */

const NOW = new Date('2026-11-24T08:00:00Z')
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
  lab = await startLab(NOW, { pace: 50, wanted: [...DOMAINS] })
  environment = {
    resolver: lab.resolver,
    dial: lab.dial,
    roots: { kind: 'file', pem: [lab.rootPem] },
    authorities: [LAB_AUTHORITY],
    ehloName: 'probe.wiretight.lab',
    now: () => NOW,
    specialKind: (address) => (specialKind(address) === 'documentation' ? null : specialKind(address)),
    patience: { ...PATIENCE, backOffMilliseconds: 10 },
    version: 'test',
  }
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
