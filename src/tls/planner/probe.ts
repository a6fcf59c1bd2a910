import type { TlsVersion } from '../../base/answer.ts'
import type { HelloOffer } from './offer.ts'
import type { AfterCheck } from './outcome.ts'

/** A question that costs one connection. `goal` names it in facts and logs; it is stable. */
export type Probe =
  | {
      readonly kind: 'hello'
      readonly goal: string
      readonly offer: HelloOffer
      /** Checks to make behind the server's flight: the first that what it chose allows. */
      readonly after?: readonly AfterCheck[]
    }
  | {
      readonly kind: 'handshake'
      readonly goal: string
      readonly handshake: HandshakeGoal
      /** Present when no name shall be sent, because the server refused it. */
      readonly nameless?: true
      /** Present when the server shall give its session an id, not a ticket; there are such sessions up to TLS 1.2. */
      readonly withoutTicket?: true
    }

/**
 * Which whole handshake to carry out: with the best version, with TLS 1.2 or less and an attempt to renegotiate at its end,
 * with the session of the first in TLS 1.3, with a command in clear behind STARTTLS, or for the id of its session alone.
 */
export type HandshakeGoal = 'best' | 'tls12' | 'resume13' | 'injection' | 'session'

/** All of them. */
export const HANDSHAKE_GOALS: readonly HandshakeGoal[] = ['best', 'tls12', 'resume13', 'injection', 'session']

/** The highest version that a handshake offers. */
export function handshakeCap({ handshake, withoutTicket }: Extract<Probe, { kind: 'handshake' }>): TlsVersion {
  return handshake === 'tls12' || withoutTicket ? 'tls12' : 'tls13'
}
