import type { FailureDetail, PolicyReport, TlsReport } from './report.ts'
import { reportKey } from './report-key.ts'
import { Tally } from './tally.ts'

/** Sessions of one kind, added up. Numbers that a report did not give count nothing. */
export interface Sessions {
  readonly successful: number
  readonly failed: number
}

/** What many reports say together. Lists have the most failures first, days are in order. */
export interface TlsRptSummary extends Sessions {
  /** Reports that count. */
  readonly reports: number
  /** Reports that came again and do not count. */
  readonly repeated: number
  /** The earliest begin, ISO 8601; null when no report has one. */
  readonly begin: string | null
  /** The latest end, ISO 8601. */
  readonly end: string | null
  readonly policies: readonly PolicySum[]
  readonly senders: readonly SenderSum[]
  readonly results: readonly ResultSum[]
  readonly exchangers: readonly ExchangerSum[]
  readonly days: readonly DaySum[]
}

/** Sessions by the policy that applied. */
export interface PolicySum extends Sessions {
  readonly type: string
  readonly domain: string | null
  readonly reports: number
}

/** Sessions by sender. */
export interface SenderSum extends Sessions {
  readonly organization: string | null
  readonly reports: number
}

/** Failed sessions by what went wrong. */
export interface ResultSum {
  readonly result: string
  readonly failed: number
  readonly senders: readonly (string | null)[]
  readonly exchangers: readonly string[]
  /** Reasons in the senders' own words, such as OpenSSL's names of errors. */
  readonly reasons: readonly string[]
}

/** Failed sessions by mail server; null where no report names one. */
export interface ExchangerSum {
  /** The MX host, or its address where only that is told. */
  readonly host: string | null
  readonly failed: number
  readonly results: readonly { readonly result: string; readonly failed: number }[]
  readonly senders: readonly (string | null)[]
}

/** Sessions by the day on which a report begins, UTC. */
export interface DaySum extends Sessions {
  readonly day: string
  readonly reports: number
}

/** Adds reports up, one after the other, so that nobody has to hold them all. */
export interface Summing {
  /** Adds a report; false when the same one was there before, and it does not count. */
  readonly add: (report: TlsReport) => boolean
  readonly finish: () => TlsRptSummary
}

interface Counts {
  successful: number
  failed: number
  reports: number
}

interface ResultCounts {
  failed: number
  readonly senders: Set<string | null>
  readonly exchangers: Set<string>
  readonly reasons: Set<string>
}

interface ExchangerCounts {
  failed: number
  readonly results: Tally<{ failed: number }>
  readonly senders: Set<string | null>
}

/** Names that are kept for one sum; a set that is full takes no more. */
const NAMES = 100

const counts = (): Counts => ({ successful: 0, failed: 0, reports: 0 })

/** Begins a summary. */
export function startSummary(): Summing {
  const seen = new Set<string>()
  const total = counts()
  const policies = new Tally(counts)
  const senders = new Tally(counts)
  const days = new Tally(counts)
  const results = new Tally(
    (): ResultCounts => ({ failed: 0, senders: new Set(), exchangers: new Set(), reasons: new Set() }),
  )
  const exchangers = new Tally(
    (): ExchangerCounts => ({ failed: 0, results: new Tally(() => ({ failed: 0 })), senders: new Set() }),
  )
  let repeated = 0
  let begin: string | null = null
  let end: string | null = null

  const addDetail = (organization: string | null, detail: FailureDetail): void => {
    const { result, receivingMx, receivingIp, sessions, reason } = detail
    const host = receivingMx ?? receivingIp
    const ofResult = results.of([result])
    ofResult.failed += sessions ?? 0
    keep(ofResult.senders, organization)
    if (host !== null) keep(ofResult.exchangers, host)
    if (reason !== null) keep(ofResult.reasons, reason)
    const ofExchanger = exchangers.of([host])
    ofExchanger.failed += sessions ?? 0
    ofExchanger.results.of([result]).failed += sessions ?? 0
    keep(ofExchanger.senders, organization)
  }

  return {
    add: (report) => {
      const key = reportKey(report)
      if (seen.has(key)) {
        repeated += 1
        return false
      }
      seen.add(key)
      const { organization } = report
      const sum = sumOf(report.policies)
      for (const each of [total, senders.of([organization]), days.of([report.begin?.slice(0, 10) ?? null])]) {
        count(each, sum)
      }
      for (const [type, domain, some] of byPolicy(report.policies)) count(policies.of([type, domain]), some)
      for (const detail of report.policies.flatMap(({ details }) => details)) addDetail(organization, detail)
      if (report.begin !== null && (begin === null || report.begin < begin)) begin = report.begin
      if (report.end !== null && (end === null || report.end > end)) end = report.end
      return true
    },
    finish: () => ({
      ...total,
      repeated,
      begin,
      end,
      policies: policies.list(([type, domain = null], sum) => ({ type: type ?? 'unknown', domain, ...sum })),
      senders: senders.list(([organization = null], sum) => ({ organization, ...sum })),
      results: results.list(([result], sum) => ({
        result: result ?? 'unknown',
        failed: sum.failed,
        senders: [...sum.senders],
        exchangers: [...sum.exchangers],
        reasons: [...sum.reasons],
      })),
      exchangers: exchangers.list(([host = null], sum) => ({
        host,
        failed: sum.failed,
        results: sum.results.list(([result], { failed }) => ({ result: result ?? 'unknown', failed })),
        senders: [...sum.senders],
      })),
      days: days
        .list(([day], sum) => ({ day: day ?? 'unknown', ...sum }))
        .toSorted((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : 0)),
    }),
  }
}

/** {@link startSummary} over reports that are all there. */
export function summarise(reports: Iterable<TlsReport>): TlsRptSummary {
  const summing = startSummary()
  for (const report of reports) summing.add(report)
  return summing.finish()
}

function count(counts: Counts, { successful, failed }: Sessions): void {
  counts.reports += 1
  counts.successful = Math.min(Number.MAX_SAFE_INTEGER, counts.successful + successful)
  counts.failed = Math.min(Number.MAX_SAFE_INTEGER, counts.failed + failed)
}

function sumOf(policies: readonly PolicyReport[]): Sessions {
  const sum = { successful: 0, failed: 0 }
  for (const { successful, failed } of policies) {
    sum.successful += successful ?? 0
    sum.failed += failed ?? 0
  }
  return sum
}

/** The policies of one report, those of one kind and domain together, so that the report counts once for each. */
function byPolicy(policies: readonly PolicyReport[]): readonly (readonly [string, string | null, Sessions])[] {
  const groups = Map.groupBy(policies, ({ type, domain }) => JSON.stringify([type, domain]))
  return [...groups.values()].map((group) => [group[0]?.type ?? 'unknown', group[0]?.domain ?? null, sumOf(group)])
}

function keep<Name>(names: Set<Name>, name: Name): void {
  if (names.size < NAMES) names.add(name)
}
