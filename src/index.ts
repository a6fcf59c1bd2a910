/**
 * wiretight as a library: observe, judge, report. The three steps are apart, so that stored facts can be judged again.
 *
 * ```ts
 * import { audit, judge, parseTarget, realEnvironment, reportOf } from 'wiretight'
 *
 * const facts = await audit(parseTarget('example.com'), realEnvironment(), DEFAULT_OPTIONS)
 * const report = reportOf(facts, judge(facts))
 * ```
 */
export { audit } from './audit/audit.ts'
export type { AuditEnvironment, AuditOptions, Patience, ProgressEvent } from './audit/environment.ts'
export { DEFAULT_OPTIONS, realEnvironment } from './audit/real-environment.ts'
export { parseTarget, type Target } from './audit/target.ts'
export { type Failure, type FailureCode, ProbeError } from './base/failure.ts'
export type { DomainFacts, KnownAuthority } from './facts/domain-facts.ts'
export type { ServerFacts } from './facts/server-facts.ts'
export type { Finding } from './judge/finding.ts'
export { type Judgement, judge } from './judge/judge.ts'
export { renderJson, renderNdjson } from './report/json.ts'
export { type Report, reportOf } from './report/report.ts'
export { renderText } from './report/text.ts'
