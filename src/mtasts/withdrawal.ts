import { policyId } from './policy-id.ts'
import { writePolicy, writeRecord } from './write-policy.ts'

/** `max_age` of the policy that withdraws another one: RFC 8461 section 8.3 gives a day as an example. */
const WITHDRAWAL_MAX_AGE_SECONDS = 86_400

/** One step of a withdrawal; times are ISO 8601 in UTC. */
export type WithdrawalStep =
  | { readonly step: 'publish-policy'; readonly from: string; readonly text: string }
  | { readonly step: 'publish-record'; readonly from: string; readonly text: string }
  | { readonly step: 'remove'; readonly from: string }

/**
 * How to give MTA-STS up without losing mail: serve `mode: none` with a small max_age, then announce it by a new id, and
 * take both away no earlier than every sender's copy of the old policy has expired (RFC 8461 section 8.3). A sender that
 * finds nothing at all goes on to apply its copy.
 *
 * @param previousMaxAgeSeconds the greatest `max_age` of any policy that was served within such a time
 * @param now when the new policy replaces the old one
 */
export function planWithdrawal(previousMaxAgeSeconds: number, now: Date): readonly WithdrawalStep[] {
  const text = writePolicy({ mode: 'none', maxAgeSeconds: WITHDRAWAL_MAX_AGE_SECONDS, mx: [] })
  const from = now.toISOString()
  return [
    { step: 'publish-policy', from, text },
    // Policy first, then the id: a sender that came in between would keep the old policy under the new id (section 8.1).
    { step: 'publish-record', from, text: writeRecord(policyId(text)) },
    { step: 'remove', from: new Date(now.getTime() + previousMaxAgeSeconds * 1_000).toISOString() },
  ]
}
