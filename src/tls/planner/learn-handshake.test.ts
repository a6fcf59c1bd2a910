import { describe, expect, test } from 'vitest'
import { knowing } from '../../../test/support/tls-samples.ts'
import type { Answer, TlsVersion } from '../../base/answer.ts'
import type { Failure } from '../../base/failure.ts'
import type { HandshakeOutcome } from './outcome.ts'
import type { HandshakeGoal, Probe } from './probe.ts'

const SUITE = 0xc013
const [TICKET, SESSION_ID] = [Uint8Array.of(1, 2, 3), Uint8Array.of(4, 5, 6)]

type Completed = Extract<HandshakeOutcome, { kind: 'completed' }>

const probe = (handshake: HandshakeGoal) => ({ kind: 'handshake', goal: `handshake ${handshake}`, handshake }) as const
const nameless = (handshake: HandshakeGoal): Probe => ({ ...probe(handshake), nameless: true })
const completed = (version: TlsVersion, changes: Partial<Completed> = {}): HandshakeOutcome => ({
  kind: 'completed',
  version,
  suite: SUITE,
  group: null,
  certificates: [],
  ocspStaple: null,
  resumed: false,
  offered: { suites: [SUITE], groups: [] },
  ticket: null,
  sessionId: null,
  renegotiates: null,
  obeyed: null,
  ...changes,
})
const failed = (failure: Failure): HandshakeOutcome => ({ kind: 'not-completed', failure })
const openssl = (reason: string): HandshakeOutcome => failed({ code: 'tls-handshake-failed', reason })

const OPEN: Answer = { state: 'unknown', why: 'not-asked' }

describe('a ticket', () => {
  test.each(['tls10', 'tls11', 'tls12'] as const)('of %s is kept with its version', (version) => {
    const known = knowing([probe('tls12'), completed(version, { ticket: TICKET, renegotiates: true })])
    expect(known.ticket).toEqual({ ticket: TICKET, version, suite: SUITE })
    expect(known.features.clientRenegotiation).toEqual({ state: 'accepted', by: 0 })
  })
})

describe('a stapled response', () => {
  const CERTIFICATE = [Uint8Array.of(0x30)]
  const cases = [
    { name: 'came', changes: { certificates: CERTIFICATE, ocspStaple: Uint8Array.of(1) }, state: 'accepted' },
    { name: 'did not come with the certificate', changes: { certificates: CERTIFICATE }, state: 'refused' },
    { name: 'could not come, where there was no certificate', changes: { resumed: true }, state: 'unknown' },
  ]
  test.each(cases)('$name: also in TLS 1.3', ({ changes, state }) => {
    const known = knowing([probe('best'), completed('tls13', changes)])
    expect(known.features.ocspStaple.state).toBe(state)
  })
})

describe('a session', () => {
  test.each(['injection', 'session'] as const)('with an id is kept, to be resumed: %s', (goal) => {
    const known = knowing([probe(goal), completed('tls11', { sessionId: SESSION_ID })])
    expect(known.session).toEqual({ sessionId: SESSION_ID, version: 'tls11', suite: SUITE })
    expect(known.features.resumptionId).toEqual(OPEN)
  })

  test('without an id cannot be resumed', () => {
    const known = knowing([probe('session'), completed('tls12', { sessionId: new Uint8Array(0) })])
    expect(known.session).toBeNull()
    expect(known.features.resumptionId).toEqual({ state: 'refused', by: 0, how: 'ignored' })
  })

  test('that might have had a ticket says nothing', () => {
    const known = knowing([probe('injection'), completed('tls12')])
    expect(known.session).toBeNull()
    expect(known.features.resumptionId).toEqual(OPEN)
  })
})

describe('the name', () => {
  const refusal = openssl('ssl/tls alert unrecognized name')

  test('is taken when the handshake is completed', () => {
    expect(knowing([probe('best'), completed('tls12')]).features.sni).toEqual({ state: 'accepted', by: 0 })
  })

  test('is left out once it was refused, and the handshake is not counted', () => {
    const known = knowing([probe('best'), refusal])
    expect(known.sni).toBe(false)
    expect(known.features.sni).toEqual({ state: 'refused', by: 0, how: 'alert' })
    expect(known.handshakes.best).toBeUndefined()
  })

  test('is not refused by a handshake without it', () => {
    const known = knowing([probe('best'), refusal], [nameless('best'), refusal])
    expect(known.handshakes.best?.state).toBe('refused')
  })

  test('is refused again by a handshake that was under way, which is not counted either', () => {
    const known = knowing([probe('tls12'), refusal], [probe('best'), refusal])
    expect(known.handshakes).toEqual({})
  })

  test('is contradictory when one machine takes it and another does not, whoever came first', () => {
    const CONTRADICTORY: Answer = { state: 'unknown', why: 'contradictory' }
    const took = [probe('best'), completed('tls12')] as const
    const refused = [probe('tls12'), refusal] as const
    for (const known of [knowing(took, refused), knowing(refused, took), knowing(took, refused, took)]) {
      expect(known.features.sni).toEqual(CONTRADICTORY)
      expect(known.sni).toBe(false)
    }
  })

  test('is not needed when the handshake is completed without', () => {
    const known = knowing([probe('best'), refusal], [nameless('best'), completed('tls12')])
    expect(known.features.withoutSni).toEqual({ state: 'accepted', by: 1 })
    expect(known.features.sni.state).toBe('refused')
  })
})

describe('a command behind STARTTLS', () => {
  const cases: readonly { readonly name: string; readonly outcome: HandshakeOutcome; readonly says: Answer }[] = [
    { name: 'is obeyed', outcome: completed('tls12', { obeyed: true }), says: { state: 'accepted', by: 0 } },
    {
      name: 'is not obeyed',
      outcome: completed('tls12', { obeyed: false }),
      says: { state: 'refused', by: 0, how: 'ignored' },
    },
    {
      name: 'ends the conversation',
      outcome: failed({ code: 'stream-closed', during: 'handshake' }),
      says: { state: 'refused', by: 0, how: 'reply' },
    },
    {
      name: 'is taken for a broken record',
      outcome: openssl('ssl/tls alert unexpected message'),
      says: { state: 'refused', by: 0, how: 'alert' },
    },
    { name: 'is answered by something else', outcome: openssl('wrong version number'), says: OPEN },
    {
      name: 'meets silence',
      outcome: failed({ code: 'stream-timeout', during: 'handshake', milliseconds: 1 }),
      says: OPEN,
    },
  ]
  test.each(cases)('$name', ({ outcome, says }) => {
    expect(knowing([probe('injection'), outcome]).vulnerabilities.starttlsInjection).toEqual(says)
  })
})
