import { describe, expect, test } from 'vitest'
import { alert, asking, knowing, offering, SILENCE, selecting } from '../../../test/support/tls-samples.ts'
import type { TlsVersion } from '../../base/answer.ts'
import { isStalled, type Knowledge, nothingKnown } from './knowledge.ts'
import { learn } from './learn.ts'
import { offerSsl2 } from './offers.ts'
import type { HandshakeOutcome } from './outcome.ts'
import type { Probe } from './probe.ts'
import { suiteUniverse } from './universe.ts'

const [GCM, CBC, TLS13, TLS10] = [0xc02f, 0xc027, 0x1301, 0xc013] as const

/** States of suites at a version; `open` where there is no answer. */
const states = (known: Knowledge, version: TlsVersion, ...suites: readonly number[]): readonly string[] =>
  suites.map((suite) => known.suites[version].get(suite)?.state ?? 'open')
const versionStates = (known: Knowledge): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(known.versions).flatMap(([version, { state }]) => (state === 'unknown' ? [] : [[version, state]])),
  )

describe('a choice', () => {
  test('proves its suite, version and group, and keeps itself', () => {
    const selected = selecting('tls12', GCM, { group: 0x001d })
    const known = knowing([asking(offering('tls12', { suites: [GCM, CBC] })), selected])
    expect(known.suites.tls12.get(GCM)).toEqual({ state: 'accepted', by: 0 })
    expect(known.versions.tls12).toEqual({ state: 'accepted', by: 0 })
    expect(known.groups.tls12.get(0x001d)).toEqual({ state: 'accepted', by: 0 })
    expect(states(known, 'tls12', CBC)).toEqual(['open'])
    expect(known.choices).toHaveLength(1)
    expect(known.toleratedSuites).toBe(2)
    expect([...known.answered]).toEqual(['goal'])
  })

  test('of a lower version refuses what was offered above it', () => {
    const offer = offering('tls12', { suites: [TLS10, GCM] })
    const known = knowing([asking(offer), selecting('tls10', TLS10)])
    expect(known.suites.tls12.get(TLS10)).toEqual({ state: 'refused', by: 0, how: 'ignored' })
    expect(states(known, 'tls12', TLS10, GCM)).toEqual(['refused', 'refused'])
    expect(states(known, 'tls11', TLS10, GCM)).toEqual(['refused', 'open'])
    expect(states(known, 'tls10', TLS10)).toEqual(['accepted'])
    expect(versionStates(known)).toEqual({ tls10: 'accepted' })
  })

  test('of a lower version out of everything refuses the higher versions as such', () => {
    const known = knowing([asking(offering('tls12')), selecting('tls10', TLS10)])
    expect(versionStates(known)).toEqual({ tls12: 'refused', tls11: 'refused', tls10: 'accepted' })
  })

  test.each([
    { name: 'groups', changes: { groupsNarrowed: true } },
    { name: 'signatures', changes: { signatures: 'rsa' as const } },
    { name: 'the fallback signal', changes: { fallbackScsv: true } },
  ])('of a lower version refuses nothing where $name may have decided', ({ changes }) => {
    const known = knowing([asking(offering('tls12', changes)), selecting('tls10', TLS10)])
    expect(versionStates(known)).toEqual({ tls10: 'accepted' })
  })

  test('that was not offered proves nothing', () => {
    const offer = offering('tls12', { suites: [GCM] })
    for (const impossible of [selecting('tls12', CBC), selecting('tls13', GCM)]) {
      const known = knowing([asking(offer), impossible])
      expect(versionStates(known)).toEqual({})
      expect(known.choices).toEqual([])
      expect(known.stalled.get('goal')).toEqual({ count: 1, why: 'contradictory' })
    }
  })

  test('a HelloRetryRequest shows that an empty key_share is understood', () => {
    const retried = knowing([asking(offering('tls13')), selecting('tls13', TLS13, { retry: true })])
    expect(retried.toleratesEmptyShare).toBe(true)
    const direct = knowing([asking(offering('tls13', { keyShare: 'real' })), selecting('tls13', TLS13)])
    expect(direct.toleratesEmptyShare).toBe(false)
  })
})

describe('contradictions', () => {
  const wide = asking(offering('tls12', { suites: [GCM, CBC] }))

  test('a suite that was accepted and is refused', () => {
    const known = knowing([wide, selecting('tls12', GCM)], [wide, alert(40)])
    expect(known.suites.tls12.get(GCM)).toEqual({ state: 'unknown', why: 'contradictory' })
    expect(states(known, 'tls12', CBC)).toEqual(['refused'])
  })

  test('a suite that was refused and is accepted', () => {
    const known = knowing([wide, alert(40)], [wide, selecting('tls12', GCM)])
    expect(known.suites.tls12.get(GCM)).toEqual({ state: 'unknown', why: 'contradictory' })
    expect(known.versions.tls12.state).toBe('accepted')
  })
})

describe('names and fallbacks', () => {
  test('unrecognized_name turns names off, and proves nothing else', () => {
    const known = knowing([asking(offering('tls12')), alert(112)])
    expect(known.sni).toBe(false)
    expect(known.features.sni).toEqual({ state: 'refused', by: 0, how: 'alert' })
    expect(known.refusals).toEqual([])
    expect(known.doubts.size).toBe(0)
    expect(knowing([asking(offering('tls12', { sni: false })), alert(112)]).sni).toBe(true)
  })

  const fallback = asking(offering('tls11', { fallbackScsv: true }), 'fallback-scsv')

  test('inappropriate_fallback is the answer that was asked for', () => {
    const known = knowing([fallback, alert(86)])
    expect(known.features.fallbackScsv).toEqual({ state: 'accepted', by: 0 })
    expect(versionStates(known)).toEqual({})
  })

  test('who heeds the signal behind three hundred suites has read them all', () => {
    const tolerance = (suites: readonly number[]) =>
      knowing([asking(offering('tls11', { suites, fallbackScsv: true }), 'fallback-scsv'), alert(86)]).features
        .largeHelloTolerance.state
    expect(tolerance(suiteUniverse('tls11'))).toBe('accepted')
    expect(tolerance([TLS10])).toBe('unknown')
  })

  test('a choice is the other one', () => {
    const known = knowing([fallback, selecting('tls11', TLS10)])
    expect(known.features.fallbackScsv).toEqual({ state: 'refused', by: 0, how: 'ignored' })
  })

  test.each([alert(40), alert(70), { kind: 'closed' as const }, { kind: 'reset' as const }])(
    'anything else leaves it open, and is not asked again: $kind $description',
    (outcome) => {
      const known = knowing([fallback, outcome])
      expect(known.features.fallbackScsv).toEqual({ state: 'unknown', why: 'contradictory' })
      expect(isStalled(known, 'fallback-scsv')).toBe(true)
      expect(states(known, 'tls11', TLS10)).toEqual(['open'])
    },
  )
})

describe('offers of a session', () => {
  const suite = offering('tls12', { suites: [GCM] })
  const accepted = [asking(suite), selecting('tls12', GCM)] as const
  test.each([
    { name: 'a ticket', offer: { ...suite, ticket: Uint8Array.of(1) } },
    { name: 'an id', offer: { ...suite, sessionId: Uint8Array.of(1) } },
  ])('a refusal of $name is none of the suite', ({ offer }) => {
    const known = knowing(accepted, [asking(offer, 'resume'), alert(40)])
    expect(states(known, 'tls12', GCM)).toEqual(['accepted'])
    expect(isStalled(known, 'resume')).toBe(true)
  })
})

describe('SSL 2.0', () => {
  const probe = asking(offerSsl2(), 'ssl2')

  test('the kinds of a SERVER-HELLO are accepted', () => {
    const known = knowing([probe, { kind: 'ssl2', cipherKinds: [0x010080, 0x0700c0], certificate: new Uint8Array(0) }])
    expect(known.versions.ssl2).toEqual({ state: 'accepted', by: 0 })
    expect(states(known, 'ssl2', 0x010080, 0x0700c0, 0x030080)).toEqual(['accepted', 'accepted', 'open'])
  })

  test.each([
    {
      name: 'a SERVER-HELLO without kinds',
      outcome: { kind: 'ssl2', cipherKinds: [], certificate: new Uint8Array(0) },
      how: 'reply',
    },
    { name: 'a close', outcome: { kind: 'closed' }, how: 'close' },
    { name: 'any alert', outcome: alert(10), how: 'alert' },
  ] as const)('$name refuses it at once', ({ outcome, how }) => {
    const known = knowing([probe, outcome])
    expect(known.versions.ssl2).toEqual({ state: 'refused', by: 0, how })
    expect(versionStates(known)).toEqual({ ssl2: 'refused' })
  })

  test('a reset does not', () => {
    expect(versionStates(knowing([probe, { kind: 'reset' }]))).toEqual({})
  })
})

describe('what proves nothing', () => {
  test('silence leaves all open, and twice gives the goal up', () => {
    const once = knowing([asking(offering('tls12')), SILENCE])
    expect(versionStates(once)).toEqual({})
    expect(once.suites.tls12.size).toBe(0)
    expect(once.answered.size).toBe(0)
    expect(isStalled(once, 'goal')).toBe(false)
    const twice = learn(once, asking(offering('tls12')), SILENCE, 1)
    expect(isStalled(twice, 'goal')).toBe(true)
    expect(isStalled(twice, 'another')).toBe(false)
    expect(twice.stalled.get('goal')?.why).toBe('timeout')
  })

  test('a conversation that never came to TLS halts everything', () => {
    const failure = { code: 'smtp-refused', during: 'banner', reply: 421, text: '' } as const
    const known = knowing([asking(offering('tls12')), { kind: 'unavailable', why: 'rate-limited', failure }])
    expect(known.halted).toBe('rate-limited')
    expect(versionStates(known)).toEqual({})
  })
})

describe('a connection without STARTTLS', () => {
  const probe = asking(offering('tls12'))
  const none = {
    kind: 'unavailable',
    why: 'not-applicable',
    failure: { code: 'starttls-not-offered', mangled: null },
  } as const
  const some = selecting('tls12', GCM)
  /** What is known after connections on which STARTTLS was (`+`) or was not (`-`) to be had. */
  const after = (connections: string): Knowledge =>
    knowing(...[...connections].map((sign) => [probe, sign === '+' ? some : none] as const))

  test('comes again before it stands for all', () => {
    expect([after('-').halted, after('--').halted]).toEqual([null, 'not-applicable'])
  })

  test.each(['-+', '--+', '+-', '+--', '+-+-+-', '-+-'])('goes on where others have it: %s', (connections) => {
    const known = after(connections)
    expect(known.halted).toBeNull()
    expect(known.versions.tls12.state).toBe('accepted')
  })

  test('ends it even so when there were many of them', () => {
    expect(after(`+${'-'.repeat(7)}`).halted).toBeNull()
    expect(after(`+${'-'.repeat(8)}`).halted).toBe('contradictory')
  })

  test('any other end before TLS ends it at once', () => {
    const failure = { code: 'smtp-refused', during: 'banner', reply: 421, text: '' } as const
    expect(learn(after('+-'), probe, { kind: 'unavailable', why: 'rate-limited', failure }, 2).halted).toBe(
      'rate-limited',
    )
  })
})

describe('whole handshakes', () => {
  const best: Probe = { kind: 'handshake', goal: 'handshake best', handshake: 'best' }
  const completed: HandshakeOutcome = {
    kind: 'completed',
    version: 'tls13',
    suite: TLS13,
    group: 0x11ec,
    certificates: [],
    ocspStaple: null,
    resumed: false,
    offered: { suites: [TLS13], groups: [0x11ec] },
    ticket: null,
    sessionId: null,
    renegotiates: null,
    obeyed: null,
  }

  test('one that completed proves what it chose', () => {
    const known = knowing([best, completed])
    expect(known.handshakes.best).toEqual({ state: 'accepted', by: 0 })
    expect(known.versions.tls13).toEqual({ state: 'accepted', by: 0 })
    expect(known.groups.tls13.get(0x11ec)).toEqual({ state: 'accepted', by: 0 })
  })

  test('one that failed proves nothing of versions', () => {
    const failure = { code: 'stream-closed', during: 'handshake' } as const
    const known = knowing([best, { kind: 'not-completed', failure }])
    expect(known.handshakes.best?.state).toBe('refused')
    expect(versionStates(known)).toEqual({})
  })
})

test('what was known before is not changed', () => {
  const before = nothingKnown()
  learn(before, asking(offering('tls12')), selecting('tls12', GCM), 0)
  learn(before, asking(offering('tls12', { suites: suiteUniverse('tls12') })), alert(40), 0)
  expect(before).toEqual(nothingKnown())
})
