import { describe, expect, test } from 'vitest'
import { factsOfKnowledge, surveyModel } from '../../../../test/support/simulated-survey.ts'
import { knowledgeOfFacts } from '../../../audit/knowledge-of-facts.ts'
import type { TlsModel } from '../../../lab/simulator/tls-model.ts'
import { MODERN_ECDSA, MODERN_RSA, modernModel } from '../../../lab/tls-models.ts'
import type { Knowledge } from '../knowledge.ts'
import { groupUniverse } from '../universe.ts'

const [P256, P384, P521, X25519, X448, P192] = [0x0017, 0x0018, 0x0019, 0x001d, 0x001e, 0x0013] as const

const model = (changes: Partial<TlsModel>): TlsModel =>
  modernModel('ecdsa', { suites: { tls12: MODERN_ECDSA }, groups12: [X25519, P256, P384], ...changes })

/** Named curves by what is known of them; open are those without an answer. */
function curvesOf({ groups }: Knowledge) {
  const accepted = [...groups.tls12].flatMap(([group, { state }]) => (state === 'accepted' ? [group] : []))
  const open = groupUniverse('tls12').filter((group) => !groups.tls12.has(group))
  return { accepted: accepted.toSorted((a, b) => a - b), open: open.length }
}

const cases: readonly {
  readonly name: string
  readonly changes: Partial<TlsModel>
  readonly accepted: readonly number[]
}[] = [
  {
    name: "the client's order",
    changes: { preference: 'client' },
    accepted: [P256, P384, X25519],
  },
  {
    name: 'its own order: nobody gets what comes behind the curve of the certificate',
    changes: { preference: 'server' },
    accepted: [P256, X25519],
  },
  {
    name: 'its own order, with the curve of the certificate as the last',
    changes: { groups12: [X448, X25519, P521, P256] },
    accepted: [P256, P521, X25519, X448],
  },
  {
    name: 'its own order, and no care for the curve of the certificate',
    changes: { certificateCurve: null },
    accepted: [P256, P384, X25519],
  },
  { name: 'the curve of the certificate alone', changes: { groups12: [P256] }, accepted: [P256] },
  {
    name: 'a curve for the certificate that is not exchanged',
    changes: { groups12: [X25519, X448], certificateCurve: P384 },
    accepted: [X25519, X448],
  },
  {
    name: 'a curve that is too weak',
    changes: { groups12: [P192, P256, P384], preference: 'client' },
    accepted: [P192, P256, P384],
  },
  {
    name: 'closes in place of alerts',
    changes: { preference: 'client', quirks: { refusal: 'close' } },
    accepted: [P256, P384, X25519],
  },
]

describe('named curves of a server with an ECDSA key alone', () => {
  describe.each(cases)('$name', ({ changes, accepted }) => {
    test.each([1, 4])('%i lanes', async (lanes) => {
      const { knowledge, probes } = await surveyModel(model(changes), { plan: 'full', lanes })
      expect(curvesOf(knowledge)).toEqual({ accepted: [...accepted].toSorted((a, b) => a - b), open: 0 })
      if (changes.quirks !== undefined) return
      const asked = probes.filter(({ goal }) => goal.startsWith('groups tls12'))
      expect(asked.length).toBeLessThanOrEqual(accepted.length + 2)
    })

    test('a survey that goes on finds the same', async () => {
      const cut = await surveyModel(model(changes), { plan: 'full', lanes: 1, budget: 16 })
      const from = knowledgeOfFacts(factsOfKnowledge(cut.knowledge, cut.probes))
      const { knowledge } = await surveyModel(model(changes), { plan: 'full', lanes: 4, from })
      expect(curvesOf(knowledge)).toEqual({ accepted: [...accepted].toSorted((a, b) => a - b), open: 0 })
    })
  })

  test('are asked by a suite with an RSA key where there is one', async () => {
    const both = model({ suites: { tls12: [...MODERN_ECDSA, ...MODERN_RSA] } })
    const { knowledge, probes } = await surveyModel(both, { plan: 'full', lanes: 1 })
    expect(curvesOf(knowledge)).toEqual({ accepted: [P256, P384, X25519].toSorted((a, b) => a - b), open: 0 })
    expect(probes.filter(({ goal }) => goal === 'groups tls12, ECDSA')).toEqual([])
  })
})
