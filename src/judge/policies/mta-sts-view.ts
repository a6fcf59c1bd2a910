import type { Unknown } from '../../base/answer.ts'
import type { Failure } from '../../base/failure.ts'
import type { DomainFacts } from '../../facts/domain-facts.ts'
import { type ParsedPolicy, type Policy, parsePolicy } from '../../mtasts/policy.ts'
import { type ParsedRecord, selectRecord } from '../../mtasts/record.ts'
import { whyFailed } from '../conversation.ts'

/** What a sender makes of the MTA-STS facts of a domain (RFC 8461 sections 3.1 to 3.3). */
export type MtaStsView =
  | { readonly state: 'not-asked' }
  | { readonly state: 'lookup-failed'; readonly why: Unknown }
  | { readonly state: 'none' }
  | { readonly state: 'multiple'; readonly count: number }
  | { readonly state: 'record-invalid'; readonly record: ParsedRecord }
  /** The record is fine, and there is no text to parse. */
  | { readonly state: 'unfetched'; readonly record: ParsedRecord; readonly failure: Failure }
  | { readonly state: 'policy-invalid'; readonly record: ParsedRecord; readonly parsed: ParsedPolicy }
  | {
      readonly state: 'valid'
      readonly record: ParsedRecord
      readonly parsed: ParsedPolicy
      readonly policy: Policy
      /** The text, as it was fetched. */
      readonly text: string
    }

/** Reads record and policy out of the facts. */
export function mtaStsView({ mtaSts }: Pick<DomainFacts, 'mtaSts'>): MtaStsView {
  if (mtaSts === null) return { state: 'not-asked' }
  const { record: lookup, fetch: fetched } = mtaSts
  if (lookup.outcome === 'failed') {
    return { state: 'lookup-failed', why: lookup.failure === undefined ? 'unreachable' : whyFailed(lookup.failure) }
  }
  const selected = selectRecord(lookup.records)
  if (selected.kind !== 'one') {
    return selected.kind === 'none' ? { state: 'none' } : { state: 'multiple', count: selected.count }
  }
  const { record } = selected
  if (record.verdict !== 'valid') return { state: 'record-invalid', record }
  if (fetched === null) return { state: 'not-asked' }
  const body = fetched.response?.body ?? null
  if (fetched.failure !== null || body === null) {
    return { state: 'unfetched', record, failure: fetched.failure ?? { code: 'http-malformed', reason: 'no body' } }
  }
  const parsed = parsePolicy(body.text)
  if (parsed.policy === null) return { state: 'policy-invalid', record, parsed }
  return { state: 'valid', record, parsed, policy: parsed.policy, text: body.text }
}

/** The policy that senders hold; null when there is none; undefined when that is not known. */
export function policyOf(view: MtaStsView): Policy | null | undefined {
  switch (view.state) {
    case 'valid':
      return view.policy
    case 'not-asked':
    case 'lookup-failed':
      return undefined
    case 'none':
    case 'multiple':
    case 'record-invalid':
    case 'unfetched':
    case 'policy-invalid':
      return null
    default:
      return view satisfies never
  }
}
