import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { askModel } from '../../../test/support/simulated-survey.ts'
import { alert, asking, knowing, offering, type Step, selecting } from '../../../test/support/tls-samples.ts'
import type { TlsVersion } from '../../base/answer.ts'
import { modernModel } from '../../lab/tls-models.ts'
import type { Knowledge } from './knowledge.ts'
import { SURE_SUITES } from './learn.ts'
import type { HelloOffer } from './offer.ts'
import { offerGroups, offerSuites } from './offers.ts'
import type { HelloOutcome } from './outcome.ts'
import { groupUniverse, suiteUniverse } from './universe.ts'

const [GCM, CBC, TLS13, ECDSA] = [0xc02f, 0xc027, 0x1301, 0xc02b] as const
const CLOSED: HelloOutcome = { kind: 'closed' }
const HANDSHAKE_FAILURE = alert(40)
const PROTOCOL_VERSION = alert(70)

const everything = [...new Set((['tls12', 'tls11', 'tls10', 'ssl3'] as const).flatMap(suiteUniverse))]
const refused = (known: Knowledge): readonly string[] =>
  Object.entries(known.versions).flatMap(([version, { state }]) => (state === 'refused' ? [version] : []))
const state = (known: Knowledge, version: TlsVersion, suite: number): string =>
  known.suites[version].get(suite)?.state ?? 'open'

/** An offer in its plain form, as it comes after a doubtful end. */
const plain = (version: TlsVersion, changes: Partial<HelloOffer> = {}): HelloOffer =>
  offering(version, { extensions: 'few', keyShare: 'real', ...changes })

describe('a refusal by alert', () => {
  test('of everything clears every version that was offered', () => {
    const known = knowing([asking(offering('tls12', { suites: everything })), HANDSHAKE_FAILURE])
    expect(refused(known)).toEqual(['ssl3', 'tls10', 'tls11', 'tls12'])
    expect(known.versions.tls12).toEqual({ state: 'refused', by: 0, how: 'alert' })
  })

  test('of some suites is charged to the highest version alone', () => {
    const known = knowing([asking(offering('tls12', { suites: [GCM, CBC, 0x002f] })), HANDSHAKE_FAILURE])
    expect(refused(known)).toEqual([])
    const asked = [GCM, CBC, 0x002f].map((suite) => state(known, 'tls12', suite))
    expect(asked).toEqual(['refused', 'refused', 'refused'])
    expect(state(known, 'tls12', 0xc030)).toBe('open')
    expect(known.suites.tls11.size).toBe(0)
  })

  test('is charged further once the highest version is known to be refused', () => {
    const some: Step = [asking(offering('tls12', { suites: [GCM, 0x002f] })), HANDSHAKE_FAILURE]
    const rest: Step = [
      asking(offering('tls12', { versions: ['tls12'], suites: suiteUniverse('tls12') })),
      PROTOCOL_VERSION,
    ]
    for (const steps of [
      [some, rest],
      [rest, some],
    ]) {
      const known = knowing(...steps)
      expect(refused(known)).toEqual(['tls12'])
      expect(state(known, 'tls11', 0x002f)).toBe('refused')
      expect(state(known, 'tls10', 0x002f)).toBe('open')
    }
  })

  test.each([
    { description: 40, clear: true },
    { description: 70, clear: true },
    { description: 71, clear: true },
    { description: 10, clear: false },
    { description: 47, clear: false },
    { description: 50, clear: false },
    { description: 80, clear: false },
  ])('alert $description says no by itself: $clear', ({ description, clear }) => {
    const known = knowing([asking(offering('tls12', { suites: [GCM] })), alert(description)])
    expect(state(known, 'tls12', GCM)).toBe(clear ? 'refused' : 'open')
    expect(known.doubts.size).toBe(clear ? 0 : 1)
  })
})

describe('TLS 1.3 and its empty key_share', () => {
  const empty = offering('tls13')
  const real = plain('tls13')

  test('handshake_failure may be a dislike of the form', () => {
    expect(refused(knowing([asking(empty), HANDSHAKE_FAILURE]))).toEqual([])
    expect(refused(knowing([asking(empty), HANDSHAKE_FAILURE], [asking(real), HANDSHAKE_FAILURE]))).toEqual(['tls13'])
    expect(refused(knowing([asking(real), HANDSHAKE_FAILURE]))).toEqual(['tls13'])
  })

  test('protocol_version is about the version', () => {
    expect(refused(knowing([asking(empty), PROTOCOL_VERSION]))).toEqual(['tls13'])
  })

  test('it counts once the form is known to be understood', () => {
    const known = knowing(
      [asking(offering('tls13', { suites: [TLS13] })), selecting('tls13', TLS13, { retry: true })],
      [asking(offering('tls13', { suites: [0x1302] })), HANDSHAKE_FAILURE],
    )
    expect(state(known, 'tls13', 0x1302)).toBe('refused')
  })
})

describe('a close or a reset', () => {
  const offer = offering('tls12', { suites: [GCM, CBC] })
  const again = plain('tls12', { suites: [GCM, CBC] })

  test.each([
    { outcome: CLOSED, how: 'close' },
    { outcome: { kind: 'reset' } as const, how: 'reset' },
    { outcome: alert(80), how: 'alert' },
  ])('refuses when it repeats, the second time to a plain hello: $how', ({ outcome, how }) => {
    expect(state(knowing([asking(offer), outcome]), 'tls12', GCM)).toBe('open')
    expect(state(knowing([asking(offer), outcome], [asking(offer), outcome]), 'tls12', GCM)).toBe('open')
    const known = knowing([asking(offer), outcome], [asking(again), outcome])
    expect(known.suites.tls12.get(GCM)).toEqual({ state: 'refused', by: 1, how })
  })

  test('two questions do not add up', () => {
    const known = knowing([asking(offer), CLOSED], [asking(plain('tls12', { suites: [GCM] })), CLOSED])
    expect(state(known, 'tls12', GCM)).toBe('open')
  })

  test('refuses the highest version alone, about which the server may have stumbled', () => {
    const narrow = suiteUniverse('tls12').slice(0, SURE_SUITES)
    const steps = Array.from({ length: Math.ceil(suiteUniverse('tls12').length / SURE_SUITES) }, (_, part): Step[] => {
      const suites = suiteUniverse('tls12').slice(part * SURE_SUITES, (part + 1) * SURE_SUITES)
      return [
        [asking(offering('tls12', { suites })), CLOSED],
        [asking(plain('tls12', { suites })), CLOSED],
      ]
    }).flat()
    const known = knowing(...steps)
    expect(refused(known)).toEqual(['tls12'])
    expect(narrow.map((suite) => state(known, 'tls11', suite))).toEqual(narrow.map(() => 'open'))
  })

  test('of a wide hello never counts; its width is remembered instead', () => {
    const suites = suiteUniverse('tls12').slice(0, SURE_SUITES + 1)
    const steps: readonly Step[] = [
      [asking(offering('tls12', { suites })), CLOSED],
      [asking(plain('tls12', { suites })), CLOSED],
      [asking(plain('tls12', { suites })), CLOSED],
    ]
    const known = knowing(...steps)
    expect(known.suites.tls12.size).toBe(0)
    expect(known.chokedSuites).toBe(SURE_SUITES + 1)
    expect(known.refusals).toEqual([])
  })

  const wide = suiteUniverse('tls12').slice(0, SURE_SUITES + 1)
  const wider = suiteUniverse('tls12').slice(0, SURE_SUITES + 2)
  const answers: readonly { readonly name: string; readonly answered: HelloOffer; readonly says: string }[] = [
    { name: 'as wide, and in the same form', answered: plain('tls12', { suites: wide }), says: 'refused' },
    {
      name: 'as wide, but without a signal among its suites',
      answered: offering('tls12', { suites: wide }),
      says: 'open',
    },
    { name: 'wider by that', answered: offering('tls12', { suites: wider }), says: 'refused' },
  ]
  test.each(answers)('of a wide hello counts once one was answered that was $name: $says', ({ answered, says }) => {
    const asked = asking(plain('tls12', { suites: wide }))
    const known = knowing([asking(answered), selecting('tls12', wide[0] ?? 0)], [asked, CLOSED], [asked, CLOSED])
    expect(state(known, 'tls12', wide[1] ?? 0)).toBe(says)
  })
})

describe('a refusal of narrowed groups', () => {
  const groups = [0x0018, 0x0019]
  const asked = (version: 'tls12' | 'tls13', suites: readonly number[]) =>
    asking(offerGroups(knowing(), version, suites, groups), 'groups')
  const groupStates = (known: Knowledge, version: 'tls12' | 'tls13') =>
    groups.map((group) => known.groups[version].get(group)?.state ?? 'open')

  test('is charged to the groups, not to the suites', () => {
    const known = knowing(
      [asking(offering('tls12', { suites: [GCM] })), selecting('tls12', GCM, { group: 0x001d })],
      [asked('tls12', [GCM]), HANDSHAKE_FAILURE],
    )
    expect(groupStates(known, 'tls12')).toEqual(['refused', 'refused'])
    expect(state(known, 'tls12', GCM)).toBe('accepted')
  })

  test('waits for a suite that is known to be accepted, in either order', () => {
    const refusal: Step = [asked('tls13', [TLS13]), HANDSHAKE_FAILURE]
    const choice: Step = [asking(offering('tls13', { suites: [TLS13] })), selecting('tls13', TLS13, { group: 0x001d })]
    expect(groupStates(knowing(refusal), 'tls13')).toEqual(['open', 'open'])
    expect(groupStates(knowing(refusal, choice), 'tls13')).toEqual(['refused', 'refused'])
    expect(groupStates(knowing(choice, refusal), 'tls13')).toEqual(['refused', 'refused'])
  })

  test.each([
    { name: "an ECDSA suite of TLS 1.2, which may lack its key's curve", suite: ECDSA },
    { name: 'a suite that needs no group', suite: 0x009c },
  ])('proves nothing with $name', ({ suite }) => {
    const known = knowing(
      [asking(offering('tls12', { suites: [suite] })), selecting('tls12', suite)],
      [asked('tls12', [suite]), HANDSHAKE_FAILURE],
    )
    expect(groupStates(known, 'tls12')).toEqual(['open', 'open'])
  })
})

describe('the order of answers', () => {
  test('is of no matter', async () => {
    const model = modernModel('rsa', { groups13: [0x001d], groups12: [0x001d, 0x0017] })
    const halves = (version: TlsVersion): readonly HelloOffer[] => {
      const suites = suiteUniverse(version)
      const middle = Math.ceil(suites.length / 2)
      return [suites, suites.toReversed(), suites.slice(0, middle), suites.slice(middle)].map((part) => ({
        ...offerSuites(knowing(), version, part),
        keyShare: 'real' as const,
      }))
    }
    const offers = [
      ...(['tls13', 'tls12', 'tls11', 'tls10', 'ssl3'] as const).flatMap(halves),
      offerGroups(knowing(), 'tls13', [0x1302], groupUniverse('tls13').slice(1)),
      offerGroups(knowing(), 'tls12', [0xc030], groupUniverse('tls12').slice(2)),
    ]
    const steps = await Promise.all(
      offers.map(async (offer): Promise<Step> => [asking(offer), await askModel(model, offer)]),
    )
    const expected = summary(knowing(...steps))
    expect(expected.versions).toEqual(['refused', 'refused', 'refused', 'accepted', 'accepted'])
    fc.assert(
      fc.property(fc.shuffledSubarray(steps, { minLength: steps.length }), (shuffled) => {
        expect(summary(knowing(...shuffled))).toEqual(expected)
      }),
      { numRuns: 40 },
    )
  })
})

/** Everything that is settled, without who proved it. */
function summary(known: Knowledge) {
  const answers = (map: ReadonlyMap<number, { readonly state: string }>): readonly string[] =>
    [...map].map(([key, answer]) => `${key} ${answer.state}`).toSorted()
  const versions = (['ssl3', 'tls10', 'tls11', 'tls12', 'tls13'] as const).map(
    (version) => known.versions[version].state,
  )
  const suites = (['ssl3', 'tls10', 'tls11', 'tls12', 'tls13'] as const).map((version) =>
    answers(known.suites[version]),
  )
  return { versions, suites, groups: [answers(known.groups.tls12), answers(known.groups.tls13)] }
}
