import type { SenderTestCaseId, SenderTestMessage, SenderTestSession } from '../../facts/sender-test-facts.ts'

/** What is noted of one connection while it lasts. Nothing in it is longer than its bound, and nothing comes from a message. */
export interface SessionNotes {
  /** Milliseconds since 1970. */
  readonly atMilliseconds: number
  readonly address: string
  /** The cases for which this server listens. */
  readonly cases: readonly SenderTestCaseId[]
  helo: string | null
  starttls: SenderTestSession['starttls']
  tls: SenderTestSession['tls']
  tlsFailure: SenderTestSession['tlsFailure']
  injected: SenderTestSession['injected']
}

/** What is noted of one recipient of a connection. */
export interface RecipientNotes {
  readonly case: SenderTestCaseId
  message: SenderTestMessage
  requireTls: boolean
  tlsRequiredNo: boolean
}

/** The session that the facts show. */
export function sessionOf(notes: SessionNotes, recipient: RecipientNotes | null, certain: boolean): SenderTestSession {
  const { atMilliseconds, address, helo, starttls, tls, tlsFailure, injected } = notes
  return {
    at: new Date(atMilliseconds).toISOString(),
    address,
    helo,
    starttls,
    tls,
    tlsFailure,
    message: recipient?.message ?? 'none',
    requireTls: recipient?.requireTls ?? false,
    tlsRequiredNo: recipient?.tlsRequiredNo ?? false,
    injected,
    certain,
  }
}
