import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { familyOf, RULE_CODES, type RuleCode } from '../src/judge/codes.ts'
import { LAB_DOMAINS } from '../src/lab/domains/lab-domains.ts'
import type { Report } from '../src/report/report.ts'
import { NOT_IN_THE_LAB } from '../test/shown/not-in-the-lab.ts'
import { labReports } from '../test/support/lab-reports.ts'

/**
 * Writes docs/lab.md: what a full audit makes of every domain of the lab, by domain and by finding. It audits the whole lab for
 * that, which takes some seconds.
 *
 *     node scripts/generate-lab-document.ts            writes docs/lab.md
 *     node scripts/generate-lab-document.ts --check    writes nothing; exits 1 if the file differs
 */

/** Where the document lies, seen from the root. */
export const LAB_FILE = 'docs/lab.md'

/** What the document needs of a report. */
type LabReport = Pick<Report, 'target' | 'grade' | 'score' | 'provisional'> & {
  readonly findings: readonly Pick<Report['findings'][number], 'code'>[]
}

/** The text of docs/lab.md, from a report of each domain. */
export function labDocument(reports: readonly LabReport[]): string {
  const found = reports.flatMap(({ target, findings }) => findings.map(({ code }) => ({ code, target })))
  const rows = RULE_CODES.flatMap((code) => {
    const of = found.filter((finding) => finding.code === code)
    return of.length === 0 ? [] : [codeRow(code, of.length, new Set(of.map(({ target }) => target)))]
  })
  return `# The lab

The domains of \`wiretight check --lab\`, what each is there for, and what a full audit of them comes to: ${found.length} findings of
${rows.length} kinds in ${reports.length} domains. Whatever changes here is a change of what people are told, and is read before it is committed.
\`scripts/generate-lab-document.ts\` writes this page from an audit of the whole lab, and \`test/lab-findings.test.ts\` holds it to one.

## Domains

The grade and score of the whole domain; a question mark says that something could not be determined, a dash that there is no
encryption to grade.

| domain | grade | teaches | findings |
|---|---|---|---|
${reports.map(domainRow).join('\n')}

## Findings

| code | findings | domains |
|---|--:|---|
${rows.join('\n')}

## Findings that the lab does not show

| code | because |
|---|---|
${RULE_CODES.flatMap((code) => {
  const reason = NOT_IN_THE_LAB[code]
  return reason === undefined ? [] : [`| ${linked(code)} | ${reason} |`]
}).join('\n')}
`
}

function domainRow({ target, grade, score, provisional, findings }: LabReport): string {
  const teaches = LAB_DOMAINS.find(({ domain }) => domain === target)?.teaches ?? ''
  const mark = grade === null ? '–' : `${grade}${provisional ? '?' : ''} ${score}`
  const codes = [...Map.groupBy(findings, ({ code }) => code)].map(([code, of]) => {
    return of.length === 1 ? code : `${code} × ${of.length}`
  })
  return `| ${target} | ${mark} | ${cell(teaches)} | ${codes.toSorted().join(', ')} |`
}

function codeRow(code: RuleCode, count: number, domains: ReadonlySet<string>): string {
  return `| ${linked(code)} | ${count} | ${someOf([...domains])} |`
}

/** A code that leads to what is said of it. */
function linked(code: RuleCode): string {
  return `[${code}](rules/${familyOf(code)}.md#${code})`
}

/** Domains that a row names; the others are counted, and stand in the table of the domains. */
const NAMED_DOMAINS = 8

function someOf(domains: readonly string[]): string {
  const rest = domains.length - NAMED_DOMAINS
  const named = domains.slice(0, NAMED_DOMAINS).join(', ')
  return rest > 0 ? `${named} and ${rest} more: ${domains.length} domains` : named
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|')
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } })
  const file = join(import.meta.dirname, '..', LAB_FILE)
  const text = labDocument(await labReports(LAB_DOMAINS.map(({ domain }) => domain)))
  if (!values.check) writeFileSync(file, text)
  else if (!existsSync(file) || readFileSync(file, 'utf8') !== text) {
    process.stderr.write(`${LAB_FILE} differs; run scripts/generate-lab-document.ts\n`)
    process.exitCode = 1
  }
}
