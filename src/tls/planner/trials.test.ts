import { describe, expect, test } from 'vitest'
import { alert, asking, knowing, offering, SILENCE, type Step, selecting } from '../../../test/support/tls-samples.ts'
import type { Answer, TlsVersion } from '../../base/answer.ts'
import type { HelloOffer } from './offer.ts'
import type { HelloOutcome } from './outcome.ts'
import { plainChoice } from './trials.ts'

const GCM = 0xc02f
const [OPEN, CONTRADICTORY] = (['not-asked', 'contradictory'] as const).map(
  (why): Answer => ({ state: 'unknown', why }),
)

const plain = (version: TlsVersion, changes: Partial<HelloOffer> = {}): HelloOffer =>
  offering(version, { suites: [suiteOf(version)], extensions: 'few', keyShare: 'real', ...changes })
const suiteOf = (version: TlsVersion): number => (version === 'tls13' ? 0x1301 : GCM)
const answered = (offer: HelloOffer): Step => {
  const [version = 'tls12'] = offer.versions
  return [asking(offer), selecting(version, suiteOf(version))]
}

const trial = { feature: 'extensionTolerance', isControl: false } as const
const changed = plain('tls12', { extensions: 'all', trial })
const control = answered(plain('tls12', { trial: { ...trial, isControl: true } }))
const ended = (outcome: HelloOutcome): Step => [asking(changed), outcome]

const CLOSED: HelloOutcome = { kind: 'closed' }
const RESET: HelloOutcome = { kind: 'reset' }

describe('a trial', () => {
  const cases: readonly {
    readonly name: string
    readonly steps: readonly Step[]
    readonly says: Answer | undefined
  }[] = [
    { name: 'is answered at once', steps: [answered(changed)], says: { state: 'accepted', by: 1 } },
    { name: 'ends once', steps: [ended(CLOSED)], says: OPEN },
    { name: 'is answered after an end', steps: [ended(CLOSED), answered(changed)], says: CONTRADICTORY },
    {
      name: 'ends as often as it takes, and its control is answered: by the last of its ends',
      steps: [ended(CLOSED), ended(RESET), control, control, ended(alert(40))],
      says: { state: 'refused', by: 5, how: 'alert' },
    },
    {
      name: 'the same by a close',
      steps: [ended(CLOSED), ended(CLOSED), control, control, ended(CLOSED)],
      says: { state: 'refused', by: 5, how: 'close' },
    },
    {
      name: 'is answered at its last step',
      steps: [ended(CLOSED), ended(CLOSED), control, control, answered(changed)],
      says: CONTRADICTORY,
    },
    {
      name: 'has a control that ends',
      steps: [ended(CLOSED), ended(CLOSED), [control[0], CLOSED]],
      says: CONTRADICTORY,
    },
    { name: 'meets silence, which says nothing', steps: [ended(SILENCE), ended(SILENCE)], says: OPEN },
    {
      name: 'was refused, and then such a hello is answered',
      steps: [
        ...[ended(CLOSED), ended(CLOSED), control, control, ended(CLOSED)],
        answered(plain('tls12', { extensions: 'all' })),
      ],
      says: CONTRADICTORY,
    },
  ]
  test.each(cases)('$name', ({ steps, says }) => {
    expect(knowing(answered(plain('tls12')), ...steps).features.extensionTolerance).toEqual(says)
  })

  test('says nothing of suites and versions, however it ends', () => {
    const before = knowing(answered(plain('tls12')))
    for (const outcome of [CLOSED, RESET, alert(40), alert(70), alert(80)]) {
      const { suites, versions, refusals, doubts, chokedSuites, halted } = knowing(
        answered(plain('tls12')),
        ended(outcome),
        ended(outcome),
      )
      expect({ suites, versions, refusals, doubts, chokedSuites, halted }).toEqual({
        suites: before.suites,
        versions: before.versions,
        refusals: [],
        doubts: new Map(),
        chokedSuites: Number.POSITIVE_INFINITY,
        halted: null,
      })
    }
  })

  test('that meets unrecognized_name is about the name', () => {
    const known = knowing(answered(plain('tls12', { sni: false })), ended(alert(112)))
    expect(known.sni).toBe(false)
    expect(known.features.extensionTolerance).toEqual(OPEN)
  })
})

describe('all extensions', () => {
  const all = (version: TlsVersion): Step => answered(plain(version, { extensions: 'all' }))
  const few = (version: TlsVersion): Step => answered(plain(version))
  const cases: readonly { readonly name: string; readonly steps: readonly Step[]; readonly open: boolean }[] = [
    { name: 'were taken', steps: [all('tls12')], open: false },
    { name: 'were never sent', steps: [few('tls12')], open: true },
    { name: 'were taken beside a plain hello', steps: [few('tls12'), all('tls11')], open: false },
    { name: 'were taken by TLS 1.3 alone, which has fewer', steps: [all('tls13'), few('tls12')], open: true },
    { name: 'were taken by TLS 1.3 alone, in the other order', steps: [few('tls12'), all('tls13')], open: true },
    { name: 'were taken by older versions alone', steps: [few('tls13'), all('tls12')], open: true },
    { name: 'were taken by both', steps: [few('tls12'), all('tls13'), all('tls12')], open: false },
  ]
  test.each(cases)('$name', ({ steps, open }) => {
    const known = knowing(...steps)
    expect(known.features.extensionTolerance.state).toBe(open ? 'unknown' : 'accepted')
    expect(plainChoice(known) !== undefined).toBe(open)
  })

  test.each([
    { name: 'the signal of a fallback', changes: { fallbackScsv: true } },
    { name: 'a ticket', changes: { ticket: Uint8Array.of(1) } },
    { name: 'the id of a session', changes: { sessionId: Uint8Array.of(1) } },
    { name: 'extensions that nobody remembers', changes: { extensions: 'none' } },
  ] as const)('cannot be tried on a hello with $name', ({ changes }) => {
    expect(plainChoice(knowing(answered(plain('tls12', changes))))).toBeUndefined()
  })
})
