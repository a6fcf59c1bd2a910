import { audit } from '../../src/audit/audit.ts'
import type { AuditEnvironment } from '../../src/audit/environment.ts'
import { DEFAULT_OPTIONS, PATIENCE } from '../../src/audit/real-environment.ts'
import { parseTarget } from '../../src/audit/target.ts'
import { specialKind } from '../../src/base/ip-address.ts'
import { judge } from '../../src/judge/judge.ts'
import { startLab } from '../../src/lab/lab.ts'
import { type Report, reportOf } from '../../src/report/report.ts'

const NOW = new Date('2026-11-24T08:00:00Z')

/** Audits that run at the same time. */
const AT_ONCE = 8

/** Starts the lab, audits some of its domains, and stops it again. */
export async function labReports(
  domains: readonly string[],
  plan: 'default' | 'full' = 'full',
): Promise<readonly Report[]> {
  const lab = await startLab(NOW, { pace: 50 })
  const environment: AuditEnvironment = {
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
  try {
    const reports: Report[] = []
    for (let at = 0; at < domains.length; at += AT_ONCE) {
      const some = domains.slice(at, at + AT_ONCE).map(async (domain) => {
        const facts = await audit(parseTarget(domain), environment, { ...DEFAULT_OPTIONS, plan })
        return reportOf(facts, judge(facts))
      })
      reports.push(...(await Promise.all(some)))
    }
    return reports
  } finally {
    await lab.close()
  }
}
