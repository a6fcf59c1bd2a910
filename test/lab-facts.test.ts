import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { audit } from '../src/audit/audit.ts'
import type { AuditEnvironment } from '../src/audit/environment.ts'
import { DEFAULT_OPTIONS } from '../src/audit/real-environment.ts'
import { parseTarget } from '../src/audit/target.ts'
import { LAB_DOMAINS } from '../src/lab/domains/lab-domains.ts'
import { type Lab, startLab } from '../src/lab/lab.ts'
import { notShown } from './shown/checks.ts'
import { LAB_FACTS } from './shown/lab.ts'
import { LAB_NOW, labEnvironment } from './support/lab-reports.ts'

/* What the lab is listed with in docs/coverage.md, as a full audit sees it. Its findings have a test of their own. */

let lab: Lab
let environment: AuditEnvironment

beforeAll(async () => {
  lab = await startLab(LAB_NOW, { domains: LAB_DOMAINS.filter(({ domain }) => domain in LAB_FACTS), pace: 50 })
  environment = labEnvironment(lab)
})

afterAll(() => lab.close())

describe('a full audit of the lab shows the facts of', () => {
  test.each(Object.entries(LAB_FACTS))('%s', async (domain, facts) => {
    const { servers } = await audit(parseTarget(domain), environment, { ...DEFAULT_OPTIONS, plan: 'full' })
    expect(servers.length).toBeGreaterThan(0)
    for (const server of servers) expect(notShown(facts, { facts: server, codes: new Set() })).toEqual([])
  })
})
