import { explainRule } from '../judge/catalogue.ts'
import type { RuleCode } from '../judge/codes.ts'
import type { Undetermined } from '../judge/finding.ts'
import type { SubjectRef } from '../judge/subject.ts'
import { subjectPath } from './place.ts'
import type { Report, ReportedFinding } from './report.ts'
import { renderSarif, type SarifLocation, type SarifResult, type SarifRule } from './sarif.ts'
import { unknownReason } from './wording.ts'

/**
 * Reports as SARIF 2.1.0: a result for each finding, and one of the kind `open` for each question that could not be decided.
 * Findings that only inform are of the kind `informational`. What the plan left out is not listed.
 */
export function renderReportSarif(reports: readonly Report[]): string {
  const results = reports.flatMap((report) => [
    ...report.findings.map((finding) => findingResult(report, finding)),
    ...report.undetermined.filter(({ why }) => why !== 'not-asked').map(openResult),
  ])
  const codes = [...new Set(results.map(({ rule }) => rule))]
  const version = reports[0]?.vantage.version ?? ''
  return renderSarif({ name: 'wiretight', version }, codes.flatMap(ruleOf), results)
}

function ruleOf(code: string): readonly SarifRule[] {
  const rule = explainRule(code)
  if (rule === null) return []
  const { severity, title, explain, fix, family } = rule
  return [{ id: rule.code, severity, title, explain, fix: fix.any, tags: ['smtp', family] }]
}

function findingResult({ grade, score }: Report, finding: ReportedFinding): SarifResult {
  const { code, severity, subject, title, detail, verify } = finding
  return {
    rule: code,
    severity,
    kind: severity === 'info' ? 'informational' : 'fail',
    message: `${title}: ${detail}`,
    location: locationOf(subject),
    fingerprint: fingerprintOf(code, subject, finding),
    properties: { verify, targetGrade: grade, targetScore: score },
  }
}

function openResult({ code, subject, why }: Undetermined): SarifResult {
  return {
    rule: code,
    severity: explainRule(code)?.severity ?? 'info',
    kind: 'open',
    message: `Not determined: ${unknownReason(why)}`,
    location: locationOf(subject),
    fingerprint: fingerprintOf(code, subject, null),
    properties: { why },
  }
}

/** Viewers that want a file get the address of the server as one: a URI that a person can read. */
function locationOf(subject: SubjectRef): SarifLocation {
  const { domain, mx, address, port } = subject
  const scheme = port === 465 ? 'smtps' : 'smtp'
  const [host, ip] = [mx ?? domain, address].map((part) =>
    part === null ? null : encodeURIComponent(part.toWellFormed()),
  )
  const uri = `${scheme}://${host}${port === null ? '' : `:${port}`}${ip === null ? '' : `/${ip}`}`
  return { subject: subjectPath(subject), uri }
}

/** The same for the same fault, whatever its numbers are that day; rules with several findings differ by the version. */
function fingerprintOf(code: RuleCode, subject: SubjectRef, finding: ReportedFinding | null): string {
  const [piece] = finding?.evidence ?? []
  const version = piece !== undefined && 'version' in piece ? `#${piece.version}` : ''
  return `${code}${version}@${subjectPath(subject)}`
}
