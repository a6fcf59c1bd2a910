import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { audit } from '../src/audit/audit.ts'
import type { AuditEnvironment, AuditOptions } from '../src/audit/environment.ts'
import { DEFAULT_OPTIONS, PATIENCE } from '../src/audit/real-environment.ts'
import { parseTarget } from '../src/audit/target.ts'
import { specialKind } from '../src/base/ip-address.ts'
import { judge } from '../src/judge/judge.ts'
import { LAB_DOMAINS } from '../src/lab/domains/lab-domains.ts'
import { type Lab, startLab } from '../src/lab/lab.ts'

const NOW = new Date('2026-11-24T08:00:00Z')

let lab: Lab
let environment: AuditEnvironment

beforeAll(async () => {
  lab = await startLab(NOW, { pace: 50 })
  environment = {
    resolver: lab.resolver,
    dial: lab.dial,
    roots: { kind: 'file', pem: [lab.rootPem] },
    ehloName: 'probe.wiretight.lab',
    now: () => NOW,
    specialKind: (address) => (specialKind(address) === 'documentation' ? null : specialKind(address)),
    patience: {
      ...PATIENCE,
      smtp: { ...PATIENCE.smtp, bannerMilliseconds: 1_500 },
      backOffMilliseconds: 10,
      policy: { totalMilliseconds: 2_000 },
    },
    version: 'test',
  }
})

afterAll(() => lab.close())

const options: AuditOptions = { ...DEFAULT_OPTIONS, plan: 'full' }

describe('a full audit of the lab', () => {
  test.each(LAB_DOMAINS)('$domain: exactly the findings it is there for', async ({ domain, expects }) => {
    const judgement = judge(await audit(parseTarget(domain), environment, options))
    expect(judgement.findings.map(({ code }) => code).toSorted()).toEqual(expects)
  })

  test('the lab has at least forty domains, each with a name and a lesson of its own', () => {
    expect(LAB_DOMAINS.length).toBeGreaterThanOrEqual(40)
    expect(new Set(LAB_DOMAINS.map(({ domain }) => domain)).size).toBe(LAB_DOMAINS.length)
    expect(new Set(LAB_DOMAINS.map(({ teaches }) => teaches)).size).toBe(LAB_DOMAINS.length)
  })
})
