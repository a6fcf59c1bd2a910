import type { SenderTestCaseFacts, SenderTestFacts } from '../facts/sender-test-facts.ts'
import type { SenderTestOutcome } from './sender-test-meaning.ts'

/** Seconds after the first sign of the sender, before which a message that has not come may still be on its way. */
export const SETTLE_SECONDS = 60

/** Seconds since the sender first showed itself; null before. */
export function waitedSeconds({ at, firstSeenAt, cases }: SenderTestFacts): number | null {
  const times = cases.flatMap(({ sessions }) => sessions.map((session) => session.at))
  const first = [...times, ...(firstSeenAt === null ? [] : [firstSeenAt])].toSorted()[0]
  return first === undefined ? null : Math.max(0, (Date.parse(at) - Date.parse(first)) / 1_000)
}

/**
 * What became of the message of a case. What arrived is certain; what did not is so only after a while. Of several messages
 * the one that went worst decides.
 */
export function outcomeOf(facts: SenderTestCaseFacts, isSettled: boolean): SenderTestOutcome {
  const { sessions, unserved } = facts
  if (unserved !== null) return 'unserved'
  if (sessions.some(({ injected, certain }) => injected === 'used' && certain)) return 'injected'
  const accepted = sessions.filter(({ message }) => message === 'accepted')
  if (accepted.some(({ tls }) => tls === null)) return 'clear'
  if (accepted.length > 0) {
    if (facts.case === 'requiretls' && accepted.some(({ requireTls }) => requireTls)) return 'required'
    if (facts.case === 'tls-required-no' && accepted.every(({ tlsRequiredNo }) => tlsRequiredNo)) return 'relaxed'
    return 'encrypted'
  }
  if (!isSettled) return 'waiting'
  if (sessions.length > 0) return 'refused'
  const { mx, address, tlsa, policyRecord, policy } = facts.lookups
  return mx + address + tlsa + policyRecord + policy > 0 ? 'never' : 'untried'
}
