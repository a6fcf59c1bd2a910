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
  | { readonly kind: 'handshake'; readonly goal: string; readonly handshake: HandshakeGoal }

/**
 * Which whole handshake to carry out: with the best version, with TLS 1.2 and an attempt to renegotiate at its end, with the
 * session of the first in TLS 1.3, or with a command in clear behind STARTTLS.
 */
export type HandshakeGoal = 'best' | 'tls12' | 'resume13' | 'injection'

/** The highest version that a handshake goal offers. */
export function handshakeCap(goal: HandshakeGoal): TlsVersion {
  return goal === 'tls12' ? 'tls12' : 'tls13'
}
