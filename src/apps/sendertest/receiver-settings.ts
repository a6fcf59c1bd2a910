import type { SecureContext } from 'node:tls'
import type { SenderTestCaseId } from '../../facts/sender-test-facts.ts'
import type { ServerBehaviour } from './case-spec.ts'
import type { Ledger } from './ledger.ts'
import type { Limits } from './limits.ts'

/** What a receiver needs to know. */
export interface ReceiverSettings {
  /** What it calls itself. */
  readonly host: string
  readonly behaviour: ServerBehaviour
  readonly cases: readonly SenderTestCaseId[]
  /** The case of a recipient's domain; null for a domain that is not served here. */
  readonly caseOf: (domain: string) => SenderTestCaseId | null
  readonly context: SecureContext
  readonly ledger: Ledger
  readonly limits: Limits
  /** How long a sender is refused by a case that greylists. */
  readonly greylistMilliseconds: number
  /** How long the reply to the first EHLO inside TLS is held back by a case that injects. */
  readonly injectionMilliseconds: number
  /** Milliseconds since 1970. */
  readonly now: () => number
}
