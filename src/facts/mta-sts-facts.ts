import type { Lookup, MxRecord } from '../dns/lookup.ts'
import type { Examination, ExaminationCode, ExaminationFinding } from '../mtasts/examine.ts'
import type { Issue } from '../mtasts/issue.ts'
import type { MxCoverage } from '../mtasts/match.ts'
import type { ParsedPolicy, PolicyErrorCode, PolicyMode, PolicyWarningCode } from '../mtasts/policy.ts'
import type { CacheEntry, PolicyCache, StoredPolicy } from '../mtasts/policy-cache.ts'
import type { PolicyFetch } from '../mtasts/policy-fetch.ts'
import type { ParsedRecord, RecordErrorCode, RecordWarningCode, SelectedRecord } from '../mtasts/record.ts'
import type { WithdrawalStep } from '../mtasts/withdrawal.ts'

export type {
  CacheEntry,
  Examination,
  ExaminationCode,
  ExaminationFinding,
  Issue,
  MxCoverage,
  ParsedPolicy,
  ParsedRecord,
  PolicyCache,
  PolicyErrorCode,
  PolicyFetch,
  PolicyMode,
  PolicyWarningCode,
  RecordErrorCode,
  RecordWarningCode,
  SelectedRecord,
  StoredPolicy,
  WithdrawalStep,
}

/** MTA-STS of a domain, looked at for its own sake. */
export interface MtaStsCheckFacts {
  /** The policy domain in A-labels. */
  readonly domain: string
  /** ISO 8601 in UTC. */
  readonly at: string
  /** Who answered questions to the DNS. */
  readonly resolver: string
  readonly record: Lookup<string>
  readonly mx: Lookup<MxRecord>
  /** Null when no valid record announces a policy. */
  readonly fetch: PolicyFetch | null
}
