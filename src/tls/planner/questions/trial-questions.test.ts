import { describe, expect, test } from 'vitest'
import { type SimulatedSurvey, surveyModel } from '../../../../test/support/simulated-survey.ts'
import type { TlsModel } from '../../../lab/simulator/tls-model.ts'
import { MODERN_RSA, modernModel } from '../../../lab/tls-models.ts'
import type { TrialFeature } from '../offer.ts'

/** The goals of trials that a usual server never meets. */
const TRIALS = /^(all extensions|large hello|with name)(, compared)?$/

async function learnt(changes: Partial<TlsModel>, settings: Partial<SimulatedSurvey> = {}) {
  const { knowledge, probes } = await surveyModel(modernModel('rsa', changes), { plan: 'full', lanes: 4, ...settings })
  const { extensionTolerance, largeHelloTolerance } = knowledge.features
  const goals = probes.map(({ goal }) => goal).filter((goal) => TRIALS.test(goal))
  return { extensions: extensionTolerance.state, large: largeHelloTolerance.state, goals }
}

const five = (goal: string): string[] => [goal, goal, `${goal}, compared`, `${goal}, compared`, goal]
const TLS12_ALONE = { tls12: MODERN_RSA }
const TLS13_ALONE = { tls13: [0x1301, 0x1302] }
const [HEARTBEAT, STATUS_REQUEST] = [15, 5]

describe('extensions and large hellos', () => {
  const cases: readonly {
    readonly name: string
    readonly model: Partial<TlsModel>
    readonly says: Awaited<ReturnType<typeof learnt>>
  }[] = [
    { name: 'a usual server', model: {}, says: { extensions: 'accepted', large: 'accepted', goals: [] } },
    {
      name: 'TLS 1.2 alone',
      model: { suites: TLS12_ALONE },
      says: { extensions: 'accepted', large: 'accepted', goals: [] },
    },
    {
      name: 'TLS 1.3 alone, whose hellos are never large',
      model: { suites: TLS13_ALONE },
      says: { extensions: 'accepted', large: 'unknown', goals: [] },
    },
    {
      name: 'an extension of TLS 1.2 ends the conversation',
      model: { suites: TLS12_ALONE, quirks: { dislikedExtensions: [HEARTBEAT] } },
      says: { extensions: 'refused', large: 'accepted', goals: ['large hello', ...five('all extensions')] },
    },
    {
      name: 'an extension of TLS 1.2 ends the conversation, and TLS 1.3 does not have it',
      model: { quirks: { dislikedExtensions: [HEARTBEAT], refusal: 'reset' } },
      says: { extensions: 'refused', large: 'accepted', goals: ['large hello', ...five('all extensions')] },
    },
    {
      name: 'an extension of TLS 1.3 ends the conversation',
      model: { suites: TLS13_ALONE, quirks: { dislikedExtensions: [STATUS_REQUEST] } },
      says: { extensions: 'refused', large: 'unknown', goals: five('all extensions') },
    },
    {
      name: 'it was the empty key_share',
      model: { suites: TLS13_ALONE, quirks: { emptyShareAlert: 80 } },
      says: { extensions: 'accepted', large: 'unknown', goals: ['all extensions'] },
    },
    {
      name: 'a large hello ends the conversation',
      model: { quirks: { maxSuites: 64 } },
      says: { extensions: 'accepted', large: 'refused', goals: five('large hello') },
    },
    {
      name: 'refusals are closes, of large hellos as of others',
      model: { quirks: { refusal: 'close' } },
      says: { extensions: 'accepted', large: 'accepted', goals: ['large hello'] },
    },
  ]
  test.each(cases)('$name', async ({ model, says }) => {
    expect(await learnt(model)).toEqual(says)
  })

  test.each([
    { plan: 'quick', most: 20 },
    { plan: 'full', most: 30 },
  ] as const)(
    'one large hello that is answered saves the halves of those that are closed upon: $plan',
    async ({ plan, most }) => {
      const oneSuite = modernModel('rsa', { suites: { tls12: MODERN_RSA.slice(0, 1) }, quirks: { refusal: 'close' } })
      const { knowledge, probes } = await surveyModel(oneSuite, { plan, lanes: 4 })
      expect(knowledge.features.largeHelloTolerance.state).toBe('accepted')
      expect(probes.length).toBeLessThanOrEqual(most)
    },
  )
})

describe('two machines that take turns', () => {
  /** It ends whatever conversation it is in. */
  const broken = modernModel('rsa', { suites: {}, quirks: { refusal: 'close' } })
  const features: readonly TrialFeature[] = ['sni', 'withoutSni', 'extensionTolerance', 'largeHelloTolerance']

  test.each([1, 2, 3, 4, 8])(
    'are not said to lack what one of them never had the time for: %i lanes',
    async (lanes) => {
      const { knowledge } = await surveyModel(modernModel('rsa'), { plan: 'full', lanes, turns: broken })
      const states = features.map((feature) => [feature, knowledge.features[feature].state])
      expect(states.filter(([, state]) => state === 'refused')).toEqual([])
    },
  )

  test('of which one refuses names have no answer about them', async () => {
    const turns = modernModel('rsa', { quirks: { refusesSni: true } })
    const { knowledge } = await surveyModel(modernModel('rsa'), { plan: 'full', lanes: 1, turns })
    expect(knowledge.features.sni).toEqual({ state: 'unknown', why: 'contradictory' })
    expect(knowledge.sni).toBe(false)
  })

  test.each([40, 80])(
    'of which one wants a name and says so by alert %i have no answer about that',
    async (description) => {
      const turns = modernModel('rsa', { quirks: { requiresSni: description } })
      for (const first of [true, false]) {
        const [one, other] = first ? [modernModel('rsa'), turns] : [turns, modernModel('rsa')]
        const { knowledge } = await surveyModel(one, { plan: 'full', lanes: 1, turns: other })
        expect(knowledge.features.withoutSni.state).not.toBe('refused')
      }
    },
  )
})
