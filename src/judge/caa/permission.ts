import type { CaaRecord } from '../../facts/domain-facts.ts'
import { parseIssueValue } from './issue-value.ts'

/** Whom a set of CAA records lets issue certificates. */
export interface CaaPermission {
  /** The domain names of those who may; empty: nobody may; null: the records restrain nobody. */
  readonly issuers: readonly string[] | null
  /** Properties that are marked as critical and that no authority understands: none may issue then. */
  readonly critical: readonly string[]
  /** The records that decide. */
  readonly deciding: readonly CaaRecord[]
}

/** The bit of the flags that makes a property critical (RFC 8659 section 4.1). */
const CRITICAL = 0x80

/**
 * The properties that are registered with IANA and in use: RFC 8659, RFC 9495 and the Baseline Requirements (contacts, and
 * marks for mail programs). An authority that follows the Baseline Requirements meets them all.
 */
const UNDERSTOOD: ReadonlySet<string> = new Set([
  'issue',
  'issuewild',
  'iodef',
  'issuemail',
  'issuevmc',
  'contactemail',
  'contactphone',
])

/**
 * Reads whom CAA records let issue. Several `issue` properties allow all whom they name. For a wildcard, `issuewild`
 * properties take the place of `issue` where there are any; for any other name they do not count (RFC 8659 section 4.3).
 *
 * @param isWildcard whether the certificate is for `*.` and the name
 */
export function permissionOf(records: readonly CaaRecord[], isWildcard: boolean): CaaPermission {
  const tagged = (tag: string): readonly CaaRecord[] => records.filter((record) => tagOf(record) === tag)
  const unknown = records.filter((record) => (record.flags & CRITICAL) !== 0 && !UNDERSTOOD.has(tagOf(record)))
  const wild = isWildcard ? tagged('issuewild') : []
  const issue = wild.length > 0 ? wild : tagged('issue')
  const issuers = issue.flatMap(({ value }) => parseIssueValue(value).issuer ?? [])
  return {
    issuers: issue.length === 0 ? null : [...new Set(issuers)],
    critical: unknown.map(tagOf),
    deciding: unknown.length > 0 ? unknown : issue,
  }
}

/** Tags are compared without regard to case (RFC 8659 section 4.1). */
function tagOf({ tag }: CaaRecord): string {
  return tag.toLowerCase()
}
