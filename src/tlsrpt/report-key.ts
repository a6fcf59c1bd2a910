import { createHash } from 'node:crypto'
import type { TlsReport } from './report.ts'

/**
 * What makes a report the same as another: its sender, its identifier, its period and the domains it is about. A sender
 * that uses one identifier for several days or domains sends several reports; one that sends a report again, in another
 * form or corrected, sends one. A report without an identifier is the same as one that says the same.
 */
export function reportKey(report: TlsReport): string {
  const { organization, reportId, begin, end, policies } = report
  const domains = [...new Set(policies.map(({ domain }) => domain ?? ''))].toSorted()
  const identity = reportId === null ? report : { organization, reportId, begin, end, domains }
  return createHash('sha256').update(JSON.stringify(identity)).digest('base64')
}
