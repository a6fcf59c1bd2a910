import type { TlsVersion } from '../../base/answer.ts'
import type { HelloOffer } from './offer.ts'

/** A question that costs one connection. `goal` names it in facts and logs; it is stable. */
export type Probe =
  | { readonly kind: 'hello'; readonly goal: string; readonly offer: HelloOffer }
  | { readonly kind: 'handshake'; readonly goal: string; readonly handshake: HandshakeGoal }

/** Which whole handshake to carry out: with the best version, or capped. */
export type HandshakeGoal = 'best' | 'tls12' | 'resume12' | 'resume13'

/** The highest version that a handshake goal offers. */
export function handshakeCap(goal: HandshakeGoal): TlsVersion {
  return goal === 'tls12' || goal === 'resume12' ? 'tls12' : 'tls13'
}
