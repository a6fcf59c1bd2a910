import { inWords } from '../base/in-words.ts'
import type { EvidenceKind } from '../judge/evidence.ts'
import type { Severity } from '../judge/severity.ts'
import type { SubjectRef } from '../judge/subject.ts'
import { harmless } from './harmless.ts'
import type { Report, ReportedFinding } from './report.ts'

/** Findings that say the same of several servers, in one row. */
export interface FindingRow {
  readonly severity: Severity
  readonly code: string
  /** Where: `domain`, `mx1`, `mx1, mx2`, `all servers`. */
  readonly where: string
  /** What, in one line. */
  readonly what: string
}

/** One row for each thing that was found, however many servers have it; in the order of the report. */
export function findingRows(report: Report): readonly FindingRow[] {
  const same = Map.groupBy(report.findings, ({ severity, code, detail }) => `${severity} ${code} ${detail}`)
  return [...same.values()].flatMap((findings) => {
    const [first] = findings
    if (first === undefined) return []
    const { severity, code } = first
    return [
      {
        severity,
        code,
        where: where(
          report,
          findings.map(({ subject }) => subject),
        ),
        what: what(first),
      },
    ]
  })
}

/** A host without the end that all of the target's names share. */
export function shortHost({ target }: Pick<Report, 'target'>, host: string): string {
  return harmless(host.endsWith(`.${target}`) ? host.slice(0, -target.length - 1) : host, 255)
}

/** Names of servers for a sentence or a column. */
export function where(report: Report, subjects: readonly SubjectRef[]): string {
  const hosts = [...new Set(subjects.flatMap(({ mx }) => (mx === null ? [] : [mx])))]
  if (hosts.length === 0) return 'domain'
  const all = report.mx.map(({ host }) => host)
  const addressed = (host: string): readonly string[] =>
    subjects.flatMap(({ mx, address }) => (mx === host && address !== null ? [address] : []))
  const whole = hosts.every((host) => isWhole(report, host, addressed(host)))
  if (whole && hosts.length > 2 && all.every((host) => hosts.includes(host))) return 'all servers'
  return inWords(
    hosts.map((host) => {
      const addresses = addressed(host)
      const short = shortHost(report, host)
      return isWhole(report, host, addresses)
        ? short
        : `${short} ${addresses.map((each) => harmless(each, 64)).join(' ')}`
    }),
  )
}

/** True when all addresses of a host, or the host as such, are meant. */
function isWhole({ mx }: Report, host: string, addresses: readonly string[]): boolean {
  if (addresses.length === 0) return true
  const own = mx.find((exchanger) => exchanger.host === host)?.addresses ?? []
  return own.every(({ ip }) => addresses.includes(ip))
}

/** Evidence that means little without the rule's title. */
const NEEDS_TITLE: ReadonlySet<EvidenceKind> = new Set([
  'exchangers',
  'addresses',
  'lookup',
  'early-data',
  'certificates',
  'leaves',
  'unlike',
  'delay',
  'relay',
  'starttls-tally',
  'issuer',
  'records',
  'policy-patterns',
  'policy-id',
  'policy-mode',
  'max-age',
  'destination',
  'tlsa',
])

/** Evidence that the title says already. */
const SAID_BY_TITLE: ReadonlySet<EvidenceKind> = new Set(['vulnerability', 'feature', 'groups-refused'])

function what({ title, detail, evidence }: ReportedFinding): string {
  const kind = evidence[0]?.kind
  if (kind === undefined || SAID_BY_TITLE.has(kind)) return title
  if (NEEDS_TITLE.has(kind)) return `${title}: ${detail}`
  // A host name keeps its case.
  return /^\S+\.\S/.test(detail) ? detail : `${detail.charAt(0).toUpperCase()}${detail.slice(1)}`
}
