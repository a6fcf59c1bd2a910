import type { SenderTestCaseId, SenderTestSession } from '../../facts/sender-test-facts.ts'
import type { Limits } from './limits.ts'
import { type RecipientNotes, type SessionNotes, sessionOf } from './session-notes.ts'

/** How long a test lasts: senders keep trying for up to five days (RFC 5321 section 4.5.4.1). */
const LIFE_MILLISECONDS = 7 * 86_400_000

/** What the ledger has on one case of one test. */
export interface CaseEntries {
  readonly sessions: readonly SenderTestSession[]
  readonly leftOut: number
}

/** A test that was begun. */
export interface OpenTest {
  readonly token: string
  readonly issuedAtMilliseconds: number
  readonly firstSeenAtMilliseconds: number | null
}

/**
 * A test to which nobody has written for so long gives its place to another when there is none left. Whoever begins tests only
 * to fill the ledger, as fast as the site lets them be begun, keeps nobody else away.
 */
const IDLE_MILLISECONDS = 3_600_000

/** Who wrote to whom. Bounded in every direction; what does not fit is counted or refused, and pushes nothing out that is in use. */
export interface Ledger {
  /** Begins a test; null when there are too many already. */
  begin(token: string): OpenTest | null
  find(token: string): OpenTest | null
  /** A client named a recipient of a test in a connection. Null when there is no such test. */
  named(token: string, notes: SessionNotes, of: SenderTestCaseId): RecipientNotes | null
  /** A connection ended in which nobody was named. */
  nameless(notes: SessionNotes): void
  /** How long ago the client of a connection first named this recipient, in milliseconds; null when it did not yet. */
  sinceFirst(token: string, of: SenderTestCaseId, address: string): number | null
  entriesOf(token: string, of: SenderTestCaseId): CaseEntries
  readonly size: number
}

interface Test {
  readonly token: string
  readonly issuedAtMilliseconds: number
  firstSeenAtMilliseconds: number | null
  readonly byCase: Map<SenderTestCaseId, { readonly kept: Kept[]; leftOut: number }>
  readonly addresses: Set<string>
}

interface Kept {
  readonly notes: SessionNotes
  readonly recipient: RecipientNotes
}

/** Addresses of one sender's servers that are remembered; large providers spread one message's copies over a few. */
const ADDRESSES = 16

/** How a ledger is made. */
export interface LedgerOptions {
  readonly limits: Limits
  /** Milliseconds since 1970. */
  readonly now: () => number
  /**
   * True when every client is on the machine of the one who tests: a connection in which nobody was named then counts for
   * every test whose sender has not named anybody yet.
   */
  readonly alone: boolean
}

/** Makes a ledger, which lives in memory. */
export function createLedger({ limits, now, alone }: LedgerOptions): Ledger {
  const tests = new Map<string, Test>()
  const nameless = new Map<string, SessionNotes[]>()
  /** In how many tests an address has named somebody. */
  const claims = new Map<string, number>()

  const find = (token: string): Test | null => {
    const test = tests.get(token)
    if (test === undefined || now() - test.issuedAtMilliseconds > LIFE_MILLISECONDS) return null
    return test
  }

  const claim = (address: string, change: 1 | -1): void => {
    const count = (claims.get(address) ?? 0) + change
    if (count > 0) claims.set(address, count)
    else claims.delete(address)
  }

  const forget = (): void => {
    for (const [token, { issuedAtMilliseconds, addresses }] of tests) {
      // In the order of their beginning: the first that lives ends it.
      if (now() - issuedAtMilliseconds <= LIFE_MILLISECONDS) break
      tests.delete(token)
      for (const address of addresses) claim(address, -1)
    }
  }

  const makeRoom = (): void => {
    for (const [token, { issuedAtMilliseconds, firstSeenAtMilliseconds }] of tests) {
      if (now() - issuedAtMilliseconds <= IDLE_MILLISECONDS) return
      if (firstSeenAtMilliseconds === null) {
        tests.delete(token)
        return
      }
    }
  }

  return {
    begin(token) {
      forget()
      if (tests.size >= limits.tokens) makeRoom()
      if (tests.size >= limits.tokens) return null
      const test: Test = {
        token,
        issuedAtMilliseconds: now(),
        firstSeenAtMilliseconds: null,
        byCase: new Map(),
        addresses: new Set(),
      }
      tests.set(token, test)
      return test
    },
    find,
    named(token, notes, of) {
      const test = find(token)
      if (test === null) return null
      test.firstSeenAtMilliseconds ??= now()
      if (test.addresses.size < ADDRESSES && !test.addresses.has(notes.address)) {
        test.addresses.add(notes.address)
        claim(notes.address, 1)
      }
      const recipient: RecipientNotes = { case: of, message: 'unfinished', requireTls: false, tlsRequiredNo: false }
      const entries = test.byCase.get(of) ?? { kept: [], leftOut: 0 }
      test.byCase.set(of, entries)
      if (entries.kept.length < limits.sessionsPerCase) entries.kept.push({ notes, recipient })
      else entries.leftOut += 1
      return recipient
    },
    nameless(notes) {
      const list = nameless.get(notes.address) ?? []
      // The client that was silent for longest goes first.
      nameless.delete(notes.address)
      nameless.set(notes.address, list)
      list.push(notes)
      if (list.length > limits.namelessPerClient) list.shift()
      if (nameless.size > limits.namelessClients) {
        const [oldest] = nameless.keys()
        if (oldest !== undefined) nameless.delete(oldest)
      }
    },
    sinceFirst(token, of, address) {
      const first = find(token)
        ?.byCase.get(of)
        ?.kept.find(({ notes }) => notes.address === address)
      return first === undefined ? null : now() - first.notes.atMilliseconds
    },
    entriesOf(token, of) {
      const test = find(token)
      if (test === null) return { sessions: [], leftOut: 0 }
      const { kept, leftOut } = test.byCase.get(of) ?? { kept: [], leftOut: 0 }
      const named = kept.map(({ notes, recipient }) => ({ notes, session: sessionOf(notes, recipient, true) }))
      const others = namelessOf(test, of)
      const all = [...named, ...others].toSorted((a, b) => a.notes.atMilliseconds - b.notes.atMilliseconds)
      const shown = all.slice(0, 2 * limits.sessionsPerCase)
      return { sessions: shown.map(({ session }) => session), leftOut: leftOut + all.length - shown.length }
    },
    get size() {
      return tests.size
    },
  }

  function namelessOf(
    test: Test,
    of: SenderTestCaseId,
  ): readonly { notes: SessionNotes; session: SenderTestSession }[] {
    const isUnseen = alone && test.addresses.size === 0
    const list = isUnseen
      ? [...nameless.values()].flat()
      : [...test.addresses].flatMap((address) => nameless.get(address) ?? [])
    return list
      .filter(({ cases, atMilliseconds }) => cases.includes(of) && atMilliseconds >= test.issuedAtMilliseconds)
      .map((notes) => {
        const isCertain = !isUnseen && notes.cases.length === 1 && claims.get(notes.address) === 1
        return { notes, session: sessionOf(notes, null, isCertain) }
      })
  }
}
