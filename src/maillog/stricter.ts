import type { TlsVersion } from '../base/answer.ts'
import type { Session } from './session.ts'

/** Mail that leaves this server, or comes in. */
export type Direction = 'in' | 'out'

/** A setting that would be stricter than what a log shows, and what of the past it would not have let through. */
export interface StricterSetting {
  readonly code: StricterCode
  readonly direction: Direction
  /** @param session null for mail in clear */
  readonly refuses: (session: Session | null) => boolean
}

/** The names of the settings; stable, they appear in JSON and CSV. */
export type StricterCode =
  | 'out-encrypt'
  | 'out-tls12'
  | 'out-forward-secrecy'
  | 'out-verify'
  | 'in-encrypt'
  | 'in-tls12'
  | 'in-forward-secrecy'

const OLD: ReadonlySet<TlsVersion | null> = new Set<TlsVersion>(['ssl2', 'ssl3', 'tls10', 'tls11'])

const inClear = (session: Session | null): boolean => session === null
const isOld = (session: Session | null): boolean => session !== null && OLD.has(session.version)
const lacksForwardSecrecy = (session: Session | null): boolean => session !== null && !session.forwardSecrecy
/** Where a log does not say how far a certificate is trusted, nobody can say what a check would do. */
const isUntrusted = (session: Session | null): boolean =>
  session === null || session.trust === 'untrusted' || session.trust === 'anonymous'

/** Every setting that a log can tell about. */
export const STRICTER: readonly StricterSetting[] = [
  { code: 'out-encrypt', direction: 'out', refuses: inClear },
  { code: 'out-tls12', direction: 'out', refuses: isOld },
  { code: 'out-forward-secrecy', direction: 'out', refuses: lacksForwardSecrecy },
  { code: 'out-verify', direction: 'out', refuses: isUntrusted },
  { code: 'in-encrypt', direction: 'in', refuses: inClear },
  { code: 'in-tls12', direction: 'in', refuses: isOld },
  { code: 'in-forward-secrecy', direction: 'in', refuses: lacksForwardSecrecy },
]
