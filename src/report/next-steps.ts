import type { RuleCode } from '../judge/codes.ts'
import { excluding } from '../judge/fixes.ts'
import type { Fix } from '../judge/rule.ts'
import { type Grade, gradeOf, type SumLine, worseGrade } from '../judge/score.ts'
import { compareSeverity } from '../judge/severity.ts'
import { SOFTWARE_TITLES, type Software } from '../judge/software.ts'
import type { Report, ReportedFinding } from './report.ts'

/** One change of the settings that ends one or several findings. */
export interface Step {
  /** What to do, as a sentence. */
  readonly action: string
  /** The setting for the software that was recognised, or for each that is known when none was. */
  readonly settings: readonly { readonly software: Software; readonly lines: string }[]
  /** The exchangers that need it; none when it concerns the domain. */
  readonly hosts: readonly string[]
  /** What it ends. */
  readonly codes: readonly RuleCode[]
  /** Points that the target's score rises by when this alone is done; 0 while something else is worse. */
  readonly gain: number
  /** The command that shows whether it worked. */
  readonly verify: string
}

/**
 * The changes that help, those that gain most first. Findings that only inform need none.
 *
 * @param limit the most steps
 */
export function nextSteps(report: Report, limit = 3): readonly Step[] {
  const toEnd = report.findings.filter(({ severity }) => severity !== 'info')
  const changes = Map.groupBy(toEnd, ({ code, fix }) => fix.change ?? code)
  const now = report.score ?? 0
  return [...changes.values()]
    .flatMap((findings) => {
      const [worst] = findings.toSorted((a, b) => compareSeverity(a.severity, b.severity))
      if (worst === undefined) return []
      const codes = [...new Set(findings.map(({ code }) => code))]
      return [{ worst, step: stepOf(report, worst, findings, codes, (scoreWithout(report, codes) ?? now) - now) }]
    })
    .toSorted((a, b) => b.step.gain - a.step.gain || compareSeverity(a.worst.severity, b.worst.severity))
    .slice(0, limit)
    .map(({ step }) => step)
}

/** The grade of the target once all of some findings are gone; null when it has none. */
export function gradeWithout(report: Report, codes: readonly RuleCode[]): Grade | null {
  const score = scoreWithout(report, codes)
  if (score === null) return null
  const left = report.findings.filter(({ code }) => !codes.includes(code))
  // A report without a critical or high finding has no cap below the best grade that is given.
  const cap = left.reduce<Grade>((worst, { severity }) => worseGrade(worst, CAPS[severity] ?? 'A'), 'A')
  return worseGrade(gradeOf(score), cap)
}

const CAPS: Readonly<Partial<Record<ReportedFinding['severity'], Grade>>> = { critical: 'F', high: 'C' }

/** The score of the target once all of some findings are gone: the sums of the report without their lines. */
function scoreWithout({ mx, sum }: Report, codes: readonly RuleCode[]): number | null {
  const left = (lines: readonly SumLine[]): number =>
    lines.reduce((total, { code, points }) => (codes.includes(code) ? total : total + points), 0)
  const exchangers = mx.flatMap((exchanger) => {
    const addresses = exchanger.addresses.flatMap((address) =>
      address.sum === null ? [] : [Math.max(0, 100 - left(address.sum.sum))],
    )
    return addresses.length === 0 ? [] : [Math.max(0, Math.min(...addresses) - left(exchanger.sum?.sum ?? []))]
  })
  return exchangers.length === 0 ? null : Math.max(0, Math.min(...exchangers) - left(sum?.sum ?? []))
}

function stepOf(
  report: Report,
  worst: ReportedFinding,
  findings: readonly ReportedFinding[],
  codes: readonly RuleCode[],
  gain: number,
): Step {
  const fix = joined(worst.fix, findings)
  const hosts = [...new Set(findings.flatMap(({ subject: { mx } }) => (mx === null ? [] : [mx])))]
  return {
    action: fix.any,
    settings: settingsOf(fix, softwareOf(report, findings)),
    hosts,
    codes,
    gain,
    verify: worst.verify,
  }
}

/** Fixes that take suites out become one that takes out all of them. */
function joined(fix: Fix, findings: readonly ReportedFinding[]): Fix {
  const words = new Set(findings.flatMap((finding) => finding.fix.excludes ?? []))
  const known = fix.excludes ?? []
  return words.size > known.length ? excluding([...words]) : fix
}

/** The software of the servers that a step is about, as far as it was recognised. */
function softwareOf({ mx }: Report, findings: readonly ReportedFinding[]): ReadonlySet<Software> {
  const addresses = mx.flatMap((exchanger) => exchanger.addresses)
  const recognised = findings.flatMap(({ subject }) => {
    const address = addresses.find(({ ip, port }) => ip === subject.address && port === subject.port)
    return address?.software ? [address.software] : []
  })
  return new Set(recognised)
}

/** All known settings when no software was recognised, else only those for it. */
function settingsOf(fix: Fix, recognised: ReadonlySet<Software>): Step['settings'] {
  const all: readonly Software[] = ['postfix', 'exim', 'exchange']
  return all
    .filter((software) => recognised.size === 0 || recognised.has(software))
    .flatMap((software) => {
      const lines = fix[software]
      return lines === undefined ? [] : [{ software, lines }]
    })
}

/** `Postfix: smtpd_tls_protocols = >=TLSv1.2`, the first line of a setting in one line. */
export function settingLine({ software, lines }: Step['settings'][number]): string {
  return `${SOFTWARE_TITLES[software]}: ${lines.split('\n')[0]}`
}
