import { describe, expect, test } from 'vitest'
import { createGate } from './connection-gate.ts'
import { createLedger, type Ledger } from './ledger.ts'
import { LIMITS, type Limits } from './limits.ts'
import type { SessionNotes } from './session-notes.ts'

const DAY = 86_400_000

function notes(changes: Partial<SessionNotes> = {}): SessionNotes {
  return {
    atMilliseconds: 1_000,
    address: '192.0.2.1',
    cases: ['plain'],
    helo: null,
    starttls: 'not-asked',
    tls: null,
    tlsFailure: null,
    injected: null,
    ...changes,
  }
}

function ledger(limits: Partial<Limits> = {}, alone = false): { book: Ledger; clock: { now: number } } {
  const clock = { now: 1_000 }
  return { book: createLedger({ limits: { ...LIMITS, ...limits }, now: () => clock.now, alone }), clock }
}

describe('the ledger', () => {
  test('knows a test for a week, and has room again afterwards', () => {
    const { book, clock } = ledger({ tokens: 1 })
    expect(book.begin('a')).not.toBeNull()
    book.named('a', notes(), 'plain')
    clock.now += 7 * DAY
    expect(book.begin('b')).toBeNull()
    clock.now += 1
    expect(book.find('a')).toBeNull()
    expect(book.named('a', notes(), 'plain')).toBeNull()
    expect(book.begin('b')).not.toBeNull()
    expect(book.size).toBe(1)
  })

  test('a test that nobody has written to within an hour makes room when there is none', () => {
    const { book, clock } = ledger({ tokens: 2 })
    book.begin('used')
    book.named('used', notes(), 'plain')
    book.begin('idle')
    clock.now += 3_600_000
    expect(book.begin('c')).toBeNull()
    clock.now += 1
    expect(book.begin('c')).not.toBeNull()
    expect([book.find('used'), book.find('idle')]).toEqual([expect.anything(), null])
    expect(book.begin('d')).toBeNull()
  })

  test('keeps so many sessions of a case, and counts the rest', () => {
    const { book } = ledger({ sessionsPerCase: 2 })
    book.begin('a')
    for (let count = 0; count < 5; count += 1) book.named('a', notes(), 'plain')
    expect(book.entriesOf('a', 'plain')).toMatchObject({ sessions: [{}, {}], leftOut: 3 })
    expect(book.entriesOf('a', 'dane').sessions).toEqual([])
  })

  test('gives connections without a recipient to whoever named one from the same address', () => {
    const { book } = ledger()
    book.begin('a')
    book.begin('b')
    book.nameless(notes({ cases: ['dane'] }))
    expect(book.entriesOf('a', 'dane').sessions).toEqual([])
    book.named('a', notes(), 'plain')
    expect(book.entriesOf('a', 'dane').sessions).toMatchObject([{ certain: true }])
    // A second test from there: it may have been either.
    book.named('b', notes(), 'plain')
    expect(book.entriesOf('a', 'dane').sessions).toMatchObject([{ certain: false }])
  })

  test('an address of several cases leaves it open which was meant', () => {
    const { book } = ledger()
    book.begin('a')
    book.named('a', notes(), 'plain')
    book.nameless(notes({ cases: ['dane', 'plain'] }))
    expect(book.entriesOf('a', 'dane').sessions).toMatchObject([{ certain: false }])
  })

  test('what came before a test began is not part of it', () => {
    const { book } = ledger({}, true)
    book.nameless(notes({ atMilliseconds: 500, cases: ['dane'] }))
    book.nameless(notes({ atMilliseconds: 1_500, cases: ['dane'] }))
    book.begin('a')
    expect(book.entriesOf('a', 'dane').sessions).toMatchObject([{ at: '1970-01-01T00:00:01.500Z', certain: false }])
  })

  test('forgets clients and their connections that are too many', () => {
    const { book } = ledger({ namelessClients: 2, namelessPerClient: 3 })
    book.begin('a')
    for (const address of ['192.0.2.1', '192.0.2.2', '192.0.2.3']) {
      for (let count = 0; count < 10; count += 1) book.nameless(notes({ address, cases: ['dane'] }))
    }
    for (const address of ['192.0.2.1', '192.0.2.2', '192.0.2.3']) book.named('a', notes({ address }), 'plain')
    expect(book.entriesOf('a', 'dane').sessions).toHaveLength(6)
  })
})

describe('the gate', () => {
  const limits = { ...LIMITS, connections: 3, connectionsPerClient: 2, connectionsPerMinute: 5 }

  test('lets in so many at once, of one client and of all', () => {
    const gate = createGate(limits, () => 0)
    expect([gate.enter('a'), gate.enter('a'), gate.enter('a')]).toEqual([true, true, false])
    expect([gate.enter('b'), gate.enter('c')]).toEqual([true, false])
    gate.leave('a')
    expect(gate.enter('c')).toBe(true)
    expect(gate.open).toBe(3)
  })

  test('and so many in a minute', () => {
    let now = 0
    const gate = createGate(limits, () => now)
    const come = (): boolean => {
      const isIn = gate.enter('a')
      if (isIn) gate.leave('a')
      return isIn
    }
    expect(Array.from({ length: 7 }, come)).toEqual([true, true, true, true, true, false, false])
    now = 60_000
    expect(come()).toBe(true)
    expect(gate.open).toBe(0)
  })

  test('of IPv6 a /64 is one client', () => {
    const gate = createGate(limits, () => 0)
    const entered = ['2001:db8::1', '2001:db8::ffff:2', '2001:db8:0:0:1::', '2001:db8:0:1::1'].map((address) =>
      gate.enter(address),
    )
    expect(entered).toEqual([true, true, false, true])
  })
})
