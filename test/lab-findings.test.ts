import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { LAB_FILE, labDocument } from '../scripts/generate-lab-document.ts'
import { audit } from '../src/audit/audit.ts'
import type { AuditEnvironment } from '../src/audit/environment.ts'
import { DEFAULT_OPTIONS } from '../src/audit/real-environment.ts'
import { parseTarget } from '../src/audit/target.ts'
import { RULE_CODES } from '../src/judge/codes.ts'
import { judge } from '../src/judge/judge.ts'
import { LAB_DOMAINS } from '../src/lab/domains/lab-domains.ts'
import type { Lab } from '../src/lab/lab.ts'
import type { Report } from '../src/report/report.ts'
import { NOT_IN_THE_LAB } from './shown/not-in-the-lab.ts'
import { labEnvironment, labReport, startHastyLab } from './support/lab-reports.ts'

let lab: Lab
let environment: AuditEnvironment

beforeAll(async () => {
  lab = await startHastyLab()
  environment = labEnvironment(lab)
})

afterAll(() => lab.close())

const reports = new Map<string, Promise<Report>>()

/** The report of a full audit of a domain, which is audited once however many tests look at it. */
function reportOf(domain: string): Promise<Report> {
  const report = reports.get(domain) ?? labReport(domain, environment)
  reports.set(domain, report)
  return report
}

const all = (): Promise<readonly Report[]> => Promise.all(LAB_DOMAINS.map(({ domain }) => reportOf(domain)))

describe('a full audit of the lab', () => {
  test.each(LAB_DOMAINS)('$domain: exactly the findings it is there for', async ({ domain, expects }) => {
    const { findings } = await reportOf(domain)
    expect(findings.map(({ code }) => code).toSorted()).toEqual(expects)
  })

  test('the lab has at least forty domains, each with a name and a lesson of its own', () => {
    expect(LAB_DOMAINS.length).toBeGreaterThanOrEqual(40)
    expect(new Set(LAB_DOMAINS.map(({ domain }) => domain)).size).toBe(LAB_DOMAINS.length)
    expect(new Set(LAB_DOMAINS.map(({ teaches }) => teaches)).size).toBe(LAB_DOMAINS.length)
  })

  test('shows that nobody relays but the one who is there for it, wherever mail could be begun', async () => {
    const answers = (await all()).flatMap(({ mx }) =>
      mx.flatMap(({ addresses }) => addresses.flatMap(({ facts }) => (facts === null ? [] : [facts]))),
    )
    const hosts = (state: string) => answers.filter(({ smtp }) => smtp.relay.answer.state === state)
    expect(hosts('accepted').map(({ host }) => host)).toEqual(['mx1.open-relay.lab'])
    // EHLO was answered by all others, but by those of which nothing more was to be had.
    const open = hosts('unknown').filter(({ smtp }) => smtp.ehlo !== null)
    expect(open.map(({ host }) => host)).toEqual(['mx1.rate-limited.lab'])
    expect(hosts('refused').length).toBeGreaterThan(80)
  }, 60_000)

  test('comes to the grades and the numbers of findings that were read and committed', async () => {
    // After a change that is meant: node scripts/generate-lab-document.ts, and read what differs.
    expect(labDocument(await all())).toBe(readFileSync(join(import.meta.dirname, '..', LAB_FILE), 'utf8'))
  }, 60_000)

  test('shows every finding that there is, but for those that the lab cannot show', async () => {
    const found = new Set((await all()).flatMap(({ findings }) => findings.map(({ code }) => code)))
    expect(RULE_CODES.filter((code) => !found.has(code))).toEqual(
      RULE_CODES.filter((code) => NOT_IN_THE_LAB[code] !== undefined),
    )
  }, 60_000)
})

test('two audits, one after the other, show a policy that changed without its id', async () => {
  const fresh = await startHastyLab()
  try {
    const again = { ...DEFAULT_OPTIONS, plan: 'quick' } as const
    const target = parseTarget('mta-sts-id-unchanged.lab')
    const first = await audit(target, labEnvironment(fresh), again)
    const second = await audit(target, labEnvironment(fresh), { ...again, earlierDomains: [first] })
    const codes = [first, second].map((facts) => judge(facts).findings.map(({ code }) => code))
    expect(codes.map((each) => each.includes('mta-sts-id-unchanged'))).toEqual([false, true])
  } finally {
    await fresh.close()
  }
})
