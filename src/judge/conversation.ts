import type { Unknown } from '../base/answer.ts'
import type { Failure } from '../base/failure.ts'
import type { ServerFacts } from '../facts/server-facts.ts'

/** True for a reply that says "later", such as 421 or 450 (RFC 5321 section 4.2.1). */
export function isTransient(reply: number): boolean {
  return reply >= 400 && reply < 500
}

/** Why the conversation with a server did not get as far as a question needs. */
export function whySilent({ smtp }: ServerFacts): Unknown {
  if (smtp.failure !== null) return whyFailed(smtp.failure)
  return smtp.reachable.state === 'unknown' ? smtp.reachable.why : 'not-asked'
}

/** The reason that a failure leaves to the questions behind it. */
export function whyFailed(failure: Failure): Unknown {
  switch (failure.code) {
    case 'tcp-timeout':
    case 'stream-timeout':
    case 'dns-timeout':
      return 'timeout'
    case 'stream-reset':
    case 'stream-closed':
      return 'reset'
    case 'smtp-refused':
      return isTransient(failure.reply) ? 'rate-limited' : 'unreachable'
    case 'budget-spent':
      return 'budget'
    case 'cancelled':
      return 'interrupted'
    default:
      return 'unreachable'
  }
}
