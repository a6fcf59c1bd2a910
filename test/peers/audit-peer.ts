import { readFileSync } from 'node:fs'
import { expect } from 'vitest'
import { overridesOf, withOverrides } from '../../src/apps/cli/overrides.ts'
import { audit } from '../../src/audit/audit.ts'
import type { AuditOptions } from '../../src/audit/environment.ts'
import { DEFAULT_OPTIONS, PATIENCE, realEnvironment } from '../../src/audit/real-environment.ts'
import { parseTarget } from '../../src/audit/target.ts'
import type { ServerFacts } from '../../src/facts/server-facts.ts'
import { familyOf, type RuleFamily } from '../../src/judge/codes.ts'
import { judge } from '../../src/judge/judge.ts'
import { openQuestions } from '../../src/report/open-questions.ts'
import { type Report, reportOf } from '../../src/report/report.ts'
import { factsOfReport } from '../../src/report/stored-report.ts'
import { notShown, type Seen } from '../shown/checks.ts'
import type { Shown } from '../shown/shown.ts'
import { type CliResult, runCli } from '../support/run-cli.ts'

/** Where a peer listens. */
interface Place {
  readonly address: string
  readonly port: number
}

/** What `wiretight check` came to. */
export interface CheckResult extends CliResult {
  readonly report: Report
  readonly facts: ServerFacts
}

/** Runs `wiretight check [ADDRESS]:PORT … --json` as a user would, with the authority of the file as the only one. */
export function checkPeer(
  { address, port }: Place,
  caFile: string,
  words: readonly string[] = [],
): Promise<CheckResult> {
  return checkTarget(`[${address}]:${port}`, caFile, words)
}

/** The same for any target; names need `--resolve` or `--connect-to` among the words. */
export async function checkTarget(target: string, caFile: string, words: readonly string[]): Promise<CheckResult> {
  const result = await runCli(['check', target, '--allow-private', '--ca-file', caFile, '--json', ...words])
  const report = readReport(result)
  return { ...result, report, facts: factsIn(report) }
}

/** The report that the command line wrote. Throws what it wrote instead, if it wrote none. */
export function readReport({ stdout, stderr, code }: CliResult): Report {
  if (!stdout.startsWith('{')) throw new Error(`no report but ${stdout.slice(0, 500)}${stderr} (exit code ${code})`)
  const value: unknown = JSON.parse(stdout)
  factsOfReport(value) // throws unless it fits the schema
  return value as Report // as the schema has found
}

/** How an audit in this process differs from a full one of `[ADDRESS]:PORT`. */
export interface PeerAudit extends Partial<AuditOptions> {
  /** By default `[ADDRESS]:PORT`. */
  readonly target?: string
  /** As `--connect-to` takes them. */
  readonly connectTo?: readonly string[]
  /** The authority passes for one of the public ones, which have rules of their own. */
  readonly isPublic?: boolean
}

/** Audits a peer in this process; the answers of servers that do not speak SMTP inside TLS are not waited for long. */
export async function auditPeer(
  { address, port }: Place,
  caFile: string,
  { target = `[${address}]:${port}`, connectTo = [], isPublic = false, ...options }: PeerAudit = {},
): Promise<Report> {
  const environment = realEnvironment({
    roots: { kind: isPublic ? 'mozilla' : 'file', pem: [readFileSync(caFile, 'utf8')] },
    patience: { ...PATIENCE, smtp: { ...PATIENCE.smtp, replyMilliseconds: 2_000 } },
  })
  const chosen: AuditOptions = { ...DEFAULT_OPTIONS, plan: 'full', allowPrivate: true, ...options }
  const facts = await audit(parseTarget(target), withOverrides(environment, overridesOf({ connectTo })), chosen)
  return reportOf(facts, judge(facts))
}

/** The facts of a report about one address. */
export function factsIn(report: Report): ServerFacts {
  const facts = report.mx[0]?.addresses[0]?.facts
  if (!facts) throw new Error('a report without facts')
  return facts
}

/** What a report shows, as the checks look at it. */
export function seenIn(report: Report): Seen {
  return { facts: factsIn(report), codes: new Set(report.findings.map(({ code }) => code)) }
}

/** Asserts that a report shows all that a peer is listed with, finds nothing else, and leaves nothing else open. */
export function expectShown({ facts, findings, open = [] }: Shown, report: Report): void {
  const seen = seenIn(report)
  expect(notShown(facts, seen), 'facts that the audit does not show').toEqual([])
  const settled = (codes: Iterable<string>): readonly string[] =>
    [...codes].filter((code) => !open.some((other) => other === code)).toSorted()
  expect(settled(seen.codes), 'codes of the findings').toEqual(settled(findings))
  const undetermined = openQuestions(report.undetermined).filter(({ code }) => !open.includes(code))
  expect(undetermined, 'what is left open').toEqual([])
}

/** The same, but of the findings only those of some families, for surveys that ask about little else. */
export function expectShownOf(families: readonly RuleFamily[], shown: Shown, report: Report): void {
  const codes = report.findings.map(({ code }) => code).filter((code) => families.includes(familyOf(code)))
  const seen: Seen = { facts: factsIn(report), codes: new Set(codes) }
  expect(notShown(shown.facts, seen), 'facts that the audit does not show').toEqual([])
  expect([...seen.codes].toSorted(), 'codes of the findings').toEqual(shown.findings.toSorted())
}
