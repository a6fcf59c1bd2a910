import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { audit } from '../src/audit/audit.ts'
import type { AuditEnvironment } from '../src/audit/environment.ts'
import { DEFAULT_OPTIONS, PATIENCE } from '../src/audit/real-environment.ts'
import { parseTarget } from '../src/audit/target.ts'
import { specialKind } from '../src/base/ip-address.ts'
import { LAB_DOMAINS } from '../src/lab/domains/lab-domains.ts'
import { type Lab, startLab } from '../src/lab/lab.ts'
import { LAB_AUTHORITY } from '../src/lab/lab-authority.ts'
import { notShown } from './shown/checks.ts'
import { LAB_FACTS } from './shown/lab.ts'

/* What the lab is listed with in docs/coverage.md, as a full audit sees it. Its findings have a test of their own. */

const NOW = new Date('2026-11-24T08:00:00Z')

let lab: Lab
let environment: AuditEnvironment

beforeAll(async () => {
  lab = await startLab(NOW, { domains: LAB_DOMAINS.filter(({ domain }) => domain in LAB_FACTS), pace: 50 })
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

describe('a full audit of the lab shows the facts of', () => {
  test.each(Object.entries(LAB_FACTS))('%s', async (domain, facts) => {
    const { servers } = await audit(parseTarget(domain), environment, { ...DEFAULT_OPTIONS, plan: 'full' })
    expect(servers.length).toBeGreaterThan(0)
    for (const server of servers) expect(notShown(facts, { facts: server, codes: new Set() })).toEqual([])
  })
})
