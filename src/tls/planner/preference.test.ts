import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { runs } from '../../../test/support/runs.ts'
import { offering, selecting } from '../../../test/support/tls-samples.ts'
import type { Choice, Knowledge } from './knowledge.ts'
import { everyVersion } from './knowledge.ts'
import type { HelloOffer } from './offer.ts'
import { oppositeOffer, preferenceOf, serverOrder, unequalPair, unprovedPair } from './preference.ts'

/** Suites with RSA certificates, which no curve of a key can disturb. */
const [A, B, C, D] = [0xc030, 0xc02f, 0xc028, 0x009d] as const
const ECDSA = 0xc02c
const CHACHA = 0xcca8

const chose = (suites: readonly number[], suite: number, changes: Partial<HelloOffer> = {}, by = 0): Choice => ({
  by,
  offer: offering('tls12', { suites, ...changes }),
  selected: selecting('tls12', suite),
})

type Evidence = Pick<Knowledge, 'choices' | 'suites' | 'preference'>

/** Evidence in which every suite that was chosen is accepted. */
function evidence(choices: readonly Choice[], also: readonly number[] = []): Evidence {
  const accepted = [...choices.map(({ selected }) => selected.suite), ...also]
  const before: Evidence = {
    choices,
    suites: {
      ...everyVersion(() => new Map()),
      tls12: new Map(accepted.map((suite) => [suite, { state: 'accepted', by: 0 }])),
    },
    preference: everyVersion(() => 'unknown' as const),
  }
  return { ...before, preference: { ...before.preference, tls12: preferenceOf(before, 'tls12') } }
}

describe('preferenceOf', () => {
  const cases: readonly { readonly name: string; readonly given: Evidence; readonly expected: string }[] = [
    { name: 'nothing chosen', given: evidence([]), expected: 'unknown' },
    { name: 'the first was taken', given: evidence([chose([A, B], A)], [B]), expected: 'unknown' },
    { name: 'an accepted one was passed over', given: evidence([chose([A, B], B)], [A]), expected: 'server' },
    { name: 'one was passed over that nobody accepts', given: evidence([chose([A, B], B)]), expected: 'unknown' },
    {
      name: 'each of two when it stood first',
      given: evidence([chose([A, B], A), chose([B, A], B)]),
      expected: 'client',
    },
    {
      name: 'each of two, but never offered together',
      given: evidence([chose([A, C], A), chose([B, C], B)]),
      expected: 'unknown',
    },
    { name: 'the same one twice', given: evidence([chose([A, B], A), chose([B, A], A)], [B]), expected: 'server' },
    {
      name: 'a passing over in a hello with narrowed signatures, which may have decided',
      given: evidence([chose([A, B], B, { signatures: 'ecdsa' })], [A]),
      expected: 'unknown',
    },
    {
      name: 'a passing over in a fallback, which may have decided',
      given: evidence([chose([A, B], B, { fallbackScsv: true })], [A]),
      expected: 'unknown',
    },
    {
      name: 'narrowed groups: a suite without a group won',
      given: evidence([chose([A, D], D, { groupsNarrowed: true })], [A]),
      expected: 'unknown',
    },
    {
      name: 'narrowed groups: both need one',
      given: evidence([chose([A, B], B, { groupsNarrowed: true })], [A]),
      expected: 'server',
    },
    {
      name: "narrowed groups: the curve of the passed-over suite's key was missing",
      given: evidence([chose([ECDSA, B], B, { groupsNarrowed: true })], [ECDSA]),
      expected: 'unknown',
    },
    {
      name: 'each of two when it stood first, but one is ChaCha20, which some servers then let go first',
      given: evidence([chose([A, CHACHA], A), chose([CHACHA, A], CHACHA)]),
      expected: 'unknown',
    },
    {
      name: 'ChaCha20 was passed over',
      given: evidence([chose([CHACHA, A], A)], [CHACHA]),
      expected: 'server',
    },
  ]
  test.each(cases)('$name: $expected', ({ given, expected }) => {
    expect(preferenceOf({ ...given, preference: everyVersion(() => 'unknown') }, 'tls12')).toBe(expected)
    expect(preferenceOf(given, 'tls11')).toBe('unknown')
  })

  test('once it is known it stays', () => {
    const known = { ...evidence([chose([A, B], B)], [A]), choices: [] }
    expect(known.preference.tls12).toBe('server')
    expect(preferenceOf(known, 'tls12')).toBe('server')
  })
})

describe('oppositeOffer', () => {
  const refused = (given: Evidence, ...suites: readonly number[]): Evidence => {
    const answers = new Map(given.suites.tls12)
    for (const suite of suites) answers.set(suite, { state: 'refused', by: 0, how: 'alert' })
    return { ...given, suites: { ...given.suites, tls12: answers } }
  }
  const cases: readonly {
    readonly name: string
    readonly given: Evidence
    readonly sure: readonly number[] | null
    readonly any?: readonly number[] | null
  }[] = [
    { name: 'no choice is remembered', given: evidence([], [A, B]), sure: null },
    { name: 'nothing stood beside the chosen one', given: evidence([chose([A], A)], [B]), sure: null },
    { name: 'another one is accepted', given: evidence([chose([A, B, C], A)], [C]), sure: [C, B, A] },
    { name: 'no other one is known', given: evidence([chose([A, B, C], A)]), sure: null, any: [C, B, A] },
    {
      name: 'what was refused since then is left out',
      given: refused(evidence([chose([A, B, C, D], A)], [C]), B, D),
      sure: [C, A],
    },
    {
      name: 'the widest of several offers',
      given: evidence([chose([A, B], A), chose([A, B, C, D], A), chose([A, C], A)]),
      sure: null,
      any: [D, C, B, A],
    },
    {
      name: 'signals and suites of other versions are no suites',
      given: evidence([chose([0x1301, A, 0x00ff, B], A)], [B]),
      sure: [B, A],
    },
    {
      name: 'ChaCha20 does not stand first',
      given: evidence([chose([A, B, CHACHA], A)], [CHACHA]),
      sure: [B, CHACHA, A],
    },
    { name: 'nothing but ChaCha20 could stand first', given: evidence([chose([A, CHACHA], A)], [CHACHA]), sure: null },
    {
      name: 'the choice came from a narrowed offer, where more than the order decides',
      given: evidence([chose([A, B], A, { signatures: 'rsa' })], [B]),
      sure: null,
    },
  ]
  test.each(cases)('$name', ({ given, sure, any = sure }) => {
    expect(oppositeOffer(given, 'tls12', true)).toEqual(sure)
    expect(oppositeOffer(given, 'tls12', false)).toEqual(any)
  })

  test('its answer tells who decides, whatever was asked before and whoever does', () => {
    const suites = [0xc030, 0xc02f, 0xcca8, 0xc028, 0xc014, 0x009f, 0x009d, 0x002f]
    const offers = fc.array(fc.shuffledSubarray(suites, { minLength: 1 }), { minLength: 1, maxLength: 6 })
    const truth = fc.shuffledSubarray(suites, { minLength: 1 })
    const who = fc.constantFrom('server' as const, 'client' as const, 'prioritized' as const)
    fc.assert(
      fc.property(truth, who, offers, (order, decides, asked) => {
        const answer = (list: readonly number[]): number | undefined => {
          if (decides === 'client') return list.find((suite) => order.includes(suite))
          const own = [...order]
          if (decides === 'prioritized' && list[0] === CHACHA)
            own.sort((a, b) => (a === CHACHA ? -1 : b === CHACHA ? 1 : 0))
          return own.find((suite) => list.includes(suite))
        }
        const choices = asked.flatMap((list, by) => {
          const chosen = answer(list)
          return chosen === undefined ? [] : [chose(list, chosen, {}, by)]
        })
        const given = evidence(choices)
        const offer = given.preference.tls12 === 'unknown' ? oppositeOffer(given, 'tls12', true) : null
        if (offer === null) return
        const chosen = answer(offer)
        expect(chosen).toBeDefined()
        const after = evidence([...choices, chose(offer, chosen ?? 0)])
        expect(after.preference.tls12).toBe(decides === 'client' ? 'client' : 'server')
      }),
      { numRuns: runs(500, 2_000) },
    )
  })
})

describe('unequalPair', () => {
  const cases = [
    { name: 'one suite is none', accepted: [A], expected: null },
    { name: 'the strongest and the weakest', accepted: [C, D, A, B], expected: [A, D] },
    { name: 'rather without ChaCha20', accepted: [CHACHA, B, A], expected: [A, B] },
    { name: 'ChaCha20 behind the only other one', accepted: [CHACHA, D], expected: [D, CHACHA] },
  ]
  test.each(cases)('$name', ({ accepted, expected }) => {
    expect(unequalPair(evidence([], accepted), 'tls12')).toEqual(expected)
  })
})

describe('serverOrder', () => {
  /** All are offered, the chosen one is left out of the next. */
  const elimination = (order: readonly number[], offered: readonly number[]): readonly Choice[] =>
    order.map((suite, at) =>
      chose(
        offered.filter((other) => !order.slice(0, at).includes(other)),
        suite,
        {},
        at,
      ),
    )

  test('elimination gives the whole order', () => {
    const given = evidence(elimination([C, A, D, B], [A, B, C, D]))
    expect(given.preference.tls12).toBe('server')
    expect(serverOrder(given, 'tls12')).toEqual([C, A, D, B])
    expect(unprovedPair(given, 'tls12')).toBeNull()
  })

  test('is empty where the client decides, or nobody knows', () => {
    expect(serverOrder(evidence([chose([A, B], A), chose([B, A], B)]), 'tls12')).toEqual([])
    expect(serverOrder(evidence([chose([A, B], A)]), 'tls12')).toEqual([])
  })

  test('ends where the proof ends, and names the pair to ask about', () => {
    // C beats all; of A and B nobody knows who beats whom.
    const given = evidence([chose([A, B, C], C)], [A, B])
    expect(serverOrder(given, 'tls12')).toEqual([C])
    expect(new Set(unprovedPair(given, 'tls12'))).toEqual(new Set([A, B]))
  })

  test('chains of proof count', () => {
    const given = evidence([chose([A, C], C), chose([B, A], A), chose([D, B], B)], [D])
    expect(serverOrder(given, 'tls12')).toEqual([C, A, B, D])
  })

  test('is never wrong, whatever was offered, and nor is the preference', () => {
    const suites = [0xc030, 0xc02f, 0xcca8, 0xc028, 0xc014, 0x009f, 0x009d, 0x002f]
    const offers = fc.array(fc.shuffledSubarray(suites, { minLength: 1 }), { maxLength: 14 })
    const truth = fc.shuffledSubarray(suites, { minLength: 1 })
    fc.assert(
      fc.property(truth, fc.constantFrom('server' as const, 'client' as const), offers, (order, decides, asked) => {
        const choices = asked.flatMap((list, by) => {
          const chosen =
            decides === 'server'
              ? order.find((suite) => list.includes(suite))
              : list.find((suite) => order.includes(suite))
          return chosen === undefined ? [] : [chose(list, chosen, {}, by)]
        })
        const given = evidence(choices)
        expect(['unknown', decides]).toContain(given.preference.tls12)
        const accepted = order.filter((suite) => given.suites.tls12.has(suite))
        const proved = serverOrder(given, 'tls12')
        expect(proved).toEqual(decides === 'server' ? accepted.slice(0, proved.length) : [])
      }),
      { numRuns: 500 },
    )
  })
})
