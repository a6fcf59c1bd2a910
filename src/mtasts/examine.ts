import type { FailureCode } from '../base/failure.ts'
import type { Lookup, MxRecord } from '../dns/lookup.ts'
import { coverMx, exchangersOf, type MxCoverage } from './match.ts'
import { type ParsedPolicy, parsePolicy } from './policy.ts'
import type { PolicyFetch } from './policy-fetch.ts'
import { type SelectedRecord, selectRecord } from './record.ts'

/** What is found of MTA-STS by looking at a domain from outside, without speaking to its exchangers. */
export type ExaminationCode =
  | 'mta-sts-missing'
  | 'mta-sts-record-invalid'
  | 'mta-sts-records-multiple'
  | 'mta-sts-policy-unreachable'
  | 'mta-sts-policy-status'
  | 'mta-sts-policy-redirect'
  | 'mta-sts-policy-media-type'
  | 'mta-sts-policy-certificate'
  | 'mta-sts-policy-invalid'
  | 'mta-sts-mode-none'
  | 'mta-sts-mode-testing'
  | 'mta-sts-max-age-short'
  | 'mta-sts-mx-not-covered'
  | 'mta-sts-pattern-unused'

/** One finding. */
export interface ExaminationFinding {
  readonly code: ExaminationCode
  /** The host, pattern or value that it is about; empty where it is about the whole. */
  readonly subject: string
}

/** What MTA-STS of a domain comes to. */
export interface Examination {
  /** `unknown`: a lookup or the way to the policy host failed on our side. */
  readonly verdict: 'valid' | 'invalid' | 'none' | 'unknown'
  /** Null when the lookup of the record failed. */
  readonly selected: SelectedRecord | null
  /** Null without a text to parse. */
  readonly parsed: ParsedPolicy | null
  /** Null without a policy or without knowing the exchangers. */
  readonly coverage: MxCoverage | null
  /** In the order in which a sender would stumble upon them. */
  readonly findings: readonly ExaminationFinding[]
}

/** What was observed of a domain. */
export interface ExaminedFacts {
  readonly record: Lookup<string>
  readonly mx: Lookup<MxRecord>
  /** Null when nothing was fetched, for want of a valid record. */
  readonly fetch: PolicyFetch | null
}

/** Seconds of `max_age` below which an enforced policy is called short: senders would hold it through no long attack. */
const SHORT_SECONDS = 28 * 86_400

/** Goes the way of a sender: record, policy host, policy, exchangers. */
export function examine({ record, mx, fetch: fetched }: ExaminedFacts): Examination {
  const selected = record.outcome === 'failed' ? null : selectRecord(record.records)
  const nothing = { selected, parsed: null, coverage: null, findings: [] }
  if (selected === null) return { ...nothing, verdict: 'unknown' }
  if (selected.kind === 'none') return { ...nothing, verdict: 'none', findings: [about('mta-sts-missing')] }
  if (selected.kind === 'multiple') {
    return { ...nothing, verdict: 'invalid', findings: [about('mta-sts-records-multiple', String(selected.count))] }
  }
  if (selected.record.verdict !== 'valid') {
    return { ...nothing, verdict: 'invalid', findings: [about('mta-sts-record-invalid')] }
  }
  if (fetched === null) return { ...nothing, verdict: 'unknown' }
  const body = fetched.response?.body ?? null
  const parsed = body?.isWhole ? parsePolicy(body.text) : null
  if (fetched.failure !== null) {
    const verdict = OURS.has(fetched.failure.code) ? 'unknown' : 'invalid'
    return {
      ...nothing,
      parsed,
      verdict,
      findings: [about(FETCH_CODES[fetched.failure.code] ?? 'mta-sts-policy-unreachable')],
    }
  }
  if (parsed?.policy == null) {
    return { ...nothing, parsed, verdict: 'invalid', findings: [about('mta-sts-policy-invalid')] }
  }
  const exchangers = exchangersOf(mx)
  const coverage = exchangers === null ? null : coverMx(exchangers, parsed.policy.mx)
  return { selected, parsed, coverage, verdict: 'valid', findings: findingsOf(parsed.policy, coverage) }
}

function findingsOf(
  policy: NonNullable<ParsedPolicy['policy']>,
  coverage: MxCoverage | null,
): readonly ExaminationFinding[] {
  const { mode, maxAgeSeconds } = policy
  if (mode === 'none') return [about('mta-sts-mode-none')]
  return [
    ...(mode === 'testing' ? [about('mta-sts-mode-testing')] : []),
    ...(maxAgeSeconds < SHORT_SECONDS && mode === 'enforce'
      ? [about('mta-sts-max-age-short', String(maxAgeSeconds))]
      : []),
    ...(coverage?.uncovered ?? []).map((host) => about('mta-sts-mx-not-covered', host)),
    ...(coverage?.unused ?? []).map((pattern) => about('mta-sts-pattern-unused', pattern)),
  ]
}

/** What a failed fetch is a case of; all others are an unreachable host. */
const FETCH_CODES: Readonly<Partial<Record<FailureCode, ExaminationCode>>> = {
  'certificate-untrusted': 'mta-sts-policy-certificate',
  'certificate-expired': 'mta-sts-policy-certificate',
  'certificate-not-yet-valid': 'mta-sts-policy-certificate',
  'certificate-name-mismatch': 'mta-sts-policy-certificate',
  'http-redirect': 'mta-sts-policy-redirect',
  'http-status': 'mta-sts-policy-status',
  'http-media-type': 'mta-sts-policy-media-type',
  'stream-too-long': 'mta-sts-policy-invalid',
}

/** Failures that tell more of our resolver and our network than of the domain. */
const OURS: ReadonlySet<FailureCode> = new Set(['dns-timeout', 'dns-unreachable', 'dns-no-server', 'tcp-unreachable'])

function about(code: ExaminationCode, subject = ''): ExaminationFinding {
  return { code, subject }
}
