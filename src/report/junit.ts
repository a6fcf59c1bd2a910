import { RULES } from '../judge/catalogue.ts'
import type { RuleCode } from '../judge/codes.ts'
import type { Undetermined } from '../judge/finding.ts'
import { compareSeverity } from '../judge/severity.ts'
import type { SubjectRef } from '../judge/subject.ts'
import { subjectPath } from './place.ts'
import type { Report, ReportedFinding } from './report.ts'
import { visible } from './visible.ts'
import { unknownAdvice, unknownReason } from './wording.ts'

/**
 * Reports as JUnit XML, the dialect that continuous integrations read: a suite for each target, a test case for each rule
 * and each subject that it applies to. What was found is a failure, with its severity as the type; what could not be
 * decided is skipped, with the reason; what was decided and not found passes. What does not apply is no test case.
 */
export function renderJunit(reports: readonly Report[]): string {
  const suites = reports.map((report) => ({ report, cases: casesOf(report) }))
  const all = suites.flatMap(({ cases }) => cases)
  const seconds = reports.reduce((sum, { budget }) => sum + budget.seconds, 0)
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="wiretight" ${counts(all)} time="${seconds.toFixed(1)}">`,
    ...suites.flatMap(({ report, cases }) => suiteLines(report, cases)),
    '</testsuites>',
  ]
  return `${lines.join('\n')}\n`
}

/** One rule and one subject. */
interface TestCase {
  readonly code: RuleCode
  readonly subject: SubjectRef
  readonly findings: readonly ReportedFinding[]
  readonly open: Undetermined | null
}

const place = new Map(RULES.map(({ code }, at) => [code, at]))

/** Every test case of a target, those of the domain first, then by server, in the order of the catalogue. */
function casesOf(report: Report): readonly TestCase[] {
  const cases = new Map<string, TestCase>()
  const add = (entry: TestCase): void => {
    const key = `${entry.code} ${subjectPath(entry.subject)}`
    const known = cases.get(key)
    cases.set(key, known === undefined ? entry : { ...known, findings: [...known.findings, ...entry.findings] })
  }
  for (const finding of report.findings) add({ ...finding, findings: [finding], open: null })
  for (const open of report.undetermined) add({ ...open, findings: [], open })
  for (const { code, subject } of clearedOf(report)) {
    if (!cases.has(`${code} ${subjectPath(subject)}`)) add({ code, subject, findings: [], open: null })
  }
  const bySubject = Map.groupBy(cases.values(), ({ subject }) => subjectPath(subject))
  return [...bySubject.values()]
    .toSorted((a, b) => depthOf(a[0]?.subject) - depthOf(b[0]?.subject))
    .flatMap((own) => own.toSorted((a, b) => (place.get(a.code) ?? 0) - (place.get(b.code) ?? 0)))
}

/** The domain comes before its exchangers and those before their addresses. */
function depthOf(subject: SubjectRef | undefined): number {
  return [subject?.mx, subject?.address].filter((part) => typeof part === 'string').length
}

/** What was decided and not found, of the domain, each exchanger and each surveyed address. */
function clearedOf(report: Report): readonly { readonly code: RuleCode; readonly subject: SubjectRef }[] {
  const domain = { domain: report.target, mx: null, address: null, port: null }
  return [
    ...(report.domain.cleared ?? []).map((code) => ({ code, subject: domain })),
    ...report.mx.flatMap(({ host, cleared, addresses }) => [
      ...(cleared ?? []).map((code) => ({ code, subject: { ...domain, mx: host } })),
      ...addresses.flatMap(({ ip, port, facts, cleared: own }) =>
        (own ?? []).map((code) => ({ code, subject: { ...domain, mx: facts?.host ?? host, address: ip, port } })),
      ),
    ]),
  ]
}

function suiteLines(report: Report, cases: readonly TestCase[]): readonly string[] {
  const { target, startedAt, budget, headline, grade, score, provisional, coverage, profile } = report
  const timestamp = startedAt.replace(/\.\d+/, '').replace(/Z$/, '')
  const result = grade === null ? 'no grade' : `${grade}${provisional ? '?' : ''} ${score}/100`
  return [
    `  <testsuite name="${attribute(target)}" ${counts(cases)} errors="0" time="${budget.seconds.toFixed(1)}" timestamp="${attribute(timestamp)}">`,
    '    <properties>',
    property('grade', result),
    property('coverage', `${Math.floor(coverage * 100)} %`),
    property('profile', profile),
    property('headline', headline),
    '    </properties>',
    ...cases.flatMap(caseLines),
    '  </testsuite>',
  ]
}

function property(name: string, value: string): string {
  return `      <property name="${name}" value="${attribute(value)}"/>`
}

function counts(cases: readonly TestCase[]): string {
  const failures = cases.filter(({ findings }) => findings.length > 0).length
  const skipped = cases.filter(({ findings, open }) => findings.length === 0 && open !== null).length
  return `tests="${cases.length}" failures="${failures}" skipped="${skipped}"`
}

function caseLines({ code, subject, findings, open }: TestCase): readonly string[] {
  const start = `    <testcase classname="${attribute(subjectPath(subject))}" name="${attribute(code)}" time="0"`
  const [worst, ...others] = findings.toSorted((a, b) => compareSeverity(a.severity, b.severity))
  if (worst !== undefined) {
    const details = [worst, ...others].map(({ detail }) => detail).join('; ')
    const text = [worst.title, details, `What to do: ${worst.fix.any}`, `See: ${worst.verify}`].join('\n')
    return [
      `${start}>`,
      `      <failure type="${worst.severity}" message="${attribute(`${worst.title}: ${details}`)}">${content(text)}</failure>`,
      '    </testcase>',
    ]
  }
  if (open !== null) {
    const advice = unknownAdvice(open.why)
    const message = `${unknownReason(open.why)}${advice === null ? '' : `. ${advice}`}`
    return [`${start}>`, `      <skipped message="${attribute(message)}"/>`, '    </testcase>']
  }
  return [`${start}/>`]
}

/** Text between tags. What XML forbids even as a reference (XML 1.0 section 2.2) is written out as `\u{…}`. */
function content(text: string): string {
  return visible(text, true).replace(/[<>&]/g, (sign) => ENTITIES[sign] ?? sign)
}

/** An attribute's value; a line end would be read as a blank. */
function attribute(text: string): string {
  return visible(text).replace(/[<>&"']/g, (sign) => ENTITIES[sign] ?? sign)
}

const ENTITIES: Readonly<Record<string, string>> = {
  '<': '&lt;',
  '>': '&gt;',
  '&': '&amp;',
  '"': '&quot;',
  "'": '&apos;',
}
