import type {
  Examination,
  ExaminationCode,
  Issue,
  MtaStsCheckFacts,
  MxCoverage,
  ParsedPolicy,
  ParsedRecord,
  PolicyMode,
  WithdrawalStep,
} from '../facts/mta-sts-facts.ts'
import type { MtaStsFacts } from '../facts/policy-facts.ts'
import { asciiJson } from './json.ts'
import { MTA_STS_FINDING_WORDS, MTA_STS_ISSUE_WORDS, type MtaStsIssueCode } from './mta-sts-wording.ts'

/** An issue with its words. */
export interface WordedIssue extends Issue<MtaStsIssueCode> {
  readonly message: string
}

/** What `wiretight mta-sts parse --record --json` writes. */
export interface MtaStsRecordDocument {
  readonly schema: 'wiretight/mta-sts-record@1'
  readonly verdict: ParsedRecord['verdict']
  readonly id: string | null
  readonly extensions: ParsedRecord['extensions']
  readonly errors: readonly WordedIssue[]
  readonly warnings: readonly WordedIssue[]
}

/** What `wiretight mta-sts parse --policy --json` writes; fields of an invalid policy as far as they are readable. */
export interface MtaStsPolicyDocument {
  readonly schema: 'wiretight/mta-sts-policy@1'
  readonly verdict: ParsedPolicy['verdict']
  readonly version: 'STSv1' | null
  readonly mode: PolicyMode | null
  /** Seconds. */
  readonly maxAge: number | null
  readonly mx: readonly string[]
  readonly errors: readonly WordedIssue[]
  readonly warnings: readonly WordedIssue[]
}

/** What `wiretight mta-sts check --json` writes. */
export interface MtaStsCheckDocument {
  readonly schema: 'wiretight/mta-sts-check@1'
  readonly domain: string
  readonly at: string
  readonly resolver: string
  readonly verdict: Examination['verdict']
  /** Null unless there is exactly one record. */
  readonly record: Omit<MtaStsRecordDocument, 'schema'> | null
  /** Null when there was no text to parse. */
  readonly policy: Omit<MtaStsPolicyDocument, 'schema'> | null
  /** Each exchanger with the pattern that matches it; null without a policy, or when the exchangers are not known. */
  readonly mx: MxCoverage['hosts'] | null
  readonly findings: readonly { readonly code: ExaminationCode; readonly subject: string; readonly message: string }[]
  readonly facts: MtaStsFacts
}

/** What `wiretight mta-sts generate --json` writes. */
export interface MtaStsGeneratedDocument {
  readonly schema: 'wiretight/mta-sts-generated@1'
  readonly domain: string
  readonly url: string
  readonly policy: string
  readonly id: string
  readonly record: { readonly name: string; readonly type: 'TXT'; readonly text: string }
  /** What to do when, in order. Null unless the policy withdraws another one. */
  readonly steps: readonly WithdrawalStep[] | null
  readonly warnings: readonly WordedIssue[]
}

/** The document of a record. @param others issues of how the record was given */
export function recordDocumentOf(
  record: ParsedRecord,
  others: readonly Issue<MtaStsIssueCode>[] = [],
): MtaStsRecordDocument {
  return { schema: 'wiretight/mta-sts-record@1', ...recordPart(record, others) }
}

/** The document of a policy. @param others issues of how the policy was given; any makes it invalid */
export function policyDocumentOf(
  parsed: ParsedPolicy,
  others: readonly Issue<MtaStsIssueCode>[] = [],
): MtaStsPolicyDocument {
  return { schema: 'wiretight/mta-sts-policy@1', ...policyPart(parsed, others) }
}

/** The document of a check. */
export function checkDocumentOf(facts: MtaStsCheckFacts, examination: Examination): MtaStsCheckDocument {
  const { domain, at, resolver, record, fetch: fetched } = facts
  const { verdict, selected, parsed, coverage, findings } = examination
  return {
    schema: 'wiretight/mta-sts-check@1',
    domain,
    at,
    resolver,
    verdict,
    record: selected?.kind === 'one' ? recordPart(selected.record) : null,
    policy: parsed === null ? null : policyPart(parsed),
    mx: coverage?.hosts ?? null,
    findings: findings.map(({ code, subject }) => ({ code, subject, message: MTA_STS_FINDING_WORDS[code] })),
    facts: { record, fetch: fetched, earlier: null },
  }
}

/** Any document of this subject as JSON, in printable ASCII. */
export function renderMtaStsJson(
  document: MtaStsRecordDocument | MtaStsPolicyDocument | MtaStsCheckDocument | MtaStsGeneratedDocument,
): string {
  return `${asciiJson(JSON.stringify(document, null, 2))}\n`
}

/** An issue with its words. */
export function worded(issue: Issue<MtaStsIssueCode>): WordedIssue {
  return { ...issue, message: MTA_STS_ISSUE_WORDS[issue.code] }
}

function recordPart(
  { verdict, id, extensions, errors, warnings }: ParsedRecord,
  others: readonly Issue<MtaStsIssueCode>[] = [],
): Omit<MtaStsRecordDocument, 'schema'> {
  return { verdict, id, extensions, errors: [...others, ...errors].map(worded), warnings: warnings.map(worded) }
}

function policyPart(
  { verdict, version, mode, maxAgeSeconds, mx, errors, warnings }: ParsedPolicy,
  others: readonly Issue<MtaStsIssueCode>[] = [],
): Omit<MtaStsPolicyDocument, 'schema'> {
  return {
    verdict: others.length > 0 ? 'invalid' : verdict,
    version,
    mode,
    maxAge: maxAgeSeconds,
    mx,
    errors: [...others, ...errors].map(worded),
    warnings: warnings.map(worded),
  }
}
