import { audit } from '../../src/audit/audit.ts'
import type { AuditEnvironment, AuditOptions } from '../../src/audit/environment.ts'
import { DEFAULT_OPTIONS, PATIENCE } from '../../src/audit/real-environment.ts'
import { parseTarget } from '../../src/audit/target.ts'
import { specialKind } from '../../src/base/ip-address.ts'
import { judge } from '../../src/judge/judge.ts'
import { LAB_DOMAINS } from '../../src/lab/domains/lab-domains.ts'
import { type Lab, startLab } from '../../src/lab/lab.ts'
import { LAB_AUTHORITY } from '../../src/lab/lab-authority.ts'
import { type Report, reportOf } from '../../src/report/report.ts'

/** What the lab of the tests takes for the present. */
export const LAB_NOW = new Date('2026-11-24T08:00:00Z')

/** Tests have no time: every delay of a lab's server is divided by this. */
const PACE = 50

/** Audits that run at the same time. */
const AT_ONCE = 8

/** A lab that does not keep anybody waiting. */
export function startHastyLab(): Promise<Lab> {
  return startLab(LAB_NOW, { pace: PACE })
}

/** An audit's world that ends at such a lab. */
export function labEnvironment(lab: Lab): AuditEnvironment {
  return {
    resolver: lab.resolver,
    dial: lab.dial,
    roots: { kind: 'file', pem: [lab.rootPem] },
    authorities: [LAB_AUTHORITY],
    ehloName: 'probe.wiretight.lab',
    now: () => LAB_NOW,
    specialKind: (address) => (specialKind(address) === 'documentation' ? null : specialKind(address)),
    patience: {
      ...PATIENCE,
      smtp: { ...PATIENCE.smtp, bannerMilliseconds: 1_500 },
      backOffMilliseconds: 10,
      policy: { totalMilliseconds: 2_000 },
    },
    version: 'test',
  }
}

/** Domains with machines that take turns: over one lane each question goes to the same machine in every run. */
const WITH_TURNS: ReadonlySet<string> = new Set(
  LAB_DOMAINS.filter(({ hosts }) => hosts.some(({ server }) => server?.turns !== undefined)).map(
    ({ domain }) => domain,
  ),
)

/** Audits one domain of a lab and judges it. In full means that open relays are looked for, too. */
export async function labReport(
  domain: string,
  environment: AuditEnvironment,
  plan: AuditOptions['plan'] = 'full',
): Promise<Report> {
  const lanes = WITH_TURNS.has(domain) ? 1 : DEFAULT_OPTIONS.lanes
  const options = { ...DEFAULT_OPTIONS, plan, lanes, openRelay: plan === 'full' }
  const facts = await audit(parseTarget(domain), environment, options)
  return reportOf(facts, judge(facts))
}

/** Starts the lab, audits some of its domains, and stops it again. The reports come in the order of the domains. */
export async function labReports(
  domains: readonly string[],
  plan: 'default' | 'full' = 'full',
): Promise<readonly Report[]> {
  const lab = await startHastyLab()
  try {
    const environment = labEnvironment(lab)
    const reports: Report[] = []
    for (let at = 0; at < domains.length; at += AT_ONCE) {
      const some = domains.slice(at, at + AT_ONCE).map((domain) => labReport(domain, environment, plan))
      reports.push(...(await Promise.all(some)))
    }
    return reports
  } finally {
    await lab.close()
  }
}
