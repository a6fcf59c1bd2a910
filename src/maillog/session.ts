import type { TlsVersion } from '../base/answer.ts'
import type { SpeltSession } from '../registry/spelt-session.ts'

/**
 * How well the other side was known. Of an outgoing delivery, the server; of an incoming one, the client's certificate.
 *
 * `anonymous` no certificate · `untrusted` not from a trusted authority · `trusted` from one · `verified` as a policy demanded,
 * such as DANE · `unknown` the log does not say
 */
export type Trust = 'anonymous' | 'untrusted' | 'trusted' | 'verified' | 'unknown'

/** Every level, the weakest first. */
export const TRUST_LEVELS: readonly Trust[] = ['unknown', 'anonymous', 'untrusted', 'trusted', 'verified']

/** A kind of TLS session; all sessions of one kind share one object. */
export interface Session {
  readonly version: TlsVersion | null
  /** IANA's name. */
  readonly suite: string | null
  readonly group: string | null
  readonly trust: Trust
  /** False where the suite is known and has none. */
  readonly forwardSecrecy: boolean
  /** True for suites that leave everything readable. */
  readonly isNull: boolean
}

/** Kinds of sessions that are kept; real logs have some dozens, and hostile ones shall not fill the memory. */
const KINDS = 5_000

/** Reads each kind of session once, for a log repeats the same words millions of times. */
export class SessionKinds {
  readonly #kinds = new Map<Trust, Map<string, Session>>(
    TRUST_LEVELS.map((trust) => [trust, new Map<string, Session>()]),
  )
  readonly #read: (words: string) => SpeltSession

  constructor(read: (words: string) => SpeltSession) {
    this.#read = read
  }

  /** The session of these words. The words may be part of a large text: what is kept of them is a copy. */
  of(words: string, trust: Trust): Session {
    const kinds = this.#kinds.get(trust)
    const known = kinds?.get(words)
    if (known !== undefined) return known
    const { version, suite, group } = this.#read(words)
    const session: Session = {
      version,
      suite: suite?.name ?? null,
      group: group?.name ?? null,
      trust,
      forwardSecrecy: suite?.forwardSecrecy ?? true,
      isNull: suite?.family === 'null',
    }
    if (kinds !== undefined && kinds.size < KINDS) kinds.set(detached(words), session)
    return session
  }
}

/**
 * A copy that does not keep the text alive of which the original is a part: V8 cuts a part out of a long text by pointing into it,
 * and joins texts by pointing to both, until somebody looks inside. Looking makes the joined one a text of its own.
 */
export function detached(part: string): string {
  return ` ${part}`.slice(1)
}
