import type { LoopbackPlace } from '../attack/loopback.ts'
import type { SeenDelivery } from './read-delivery.ts'

/** A real mail server that sends. */
export interface RealSender {
  /**
   * Sends a message and waits for what becomes of it at the first attempt.
   *
   * @throws ProbeError `program-failed` when the log says nothing in time
   */
  readonly send: (to: string) => Promise<SeenDelivery>
  /** What became of the message at the latest attempt so far; null while nothing is known. */
  readonly latest: (to: string) => SeenDelivery | null
  readonly close: () => Promise<void>
}

/** What a sender is set up with. */
export interface SenderSettings {
  /** An empty folder that everybody may enter. */
  readonly folder: string
  /** PEM of the roots that it trusts. */
  readonly rootPem: string
  /** Lines of its configuration. */
  readonly settings: readonly string[]
  /** Where it takes mail. */
  readonly submission: LoopbackPlace
}

/** Who sends. The domain is in no zone. */
export const FROM = 'writer@sender.example'

/** The name that senders greet with. */
export const SENDER_NAME = 'mail.sender.example'

/** The first attempt is over by then, whatever the servers do. */
export const DELIVERY_MILLISECONDS = 40_000

/** The message: something that is worth reading along. */
export function messageTo(to: string): string {
  return [
    `From: <${FROM}>`,
    `To: <${to}>`,
    'Subject: The password of the safe',
    '',
    'It is 8261. Please burn this letter.',
    '',
  ].join('\r\n')
}
