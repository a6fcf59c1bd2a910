import { describe, expect, test } from 'vitest'
import { surveyModel } from '../../../../test/support/simulated-survey.ts'
import type { Answer } from '../../../base/answer.ts'
import { modernModel } from '../../../lab/tls-models.ts'
import { type Knowledge, nothingKnown } from '../knowledge.ts'
import { suiteUniverse } from '../universe.ts'

/** Suites without a group, whose order no question about groups shows by the way. */
const [STRONG, MIDDLE, WEAK] = [0x009d, 0x003d, 0x002f] as const
/** ECDSA alone, by which groups are asked about when all suites are known. */
const [ECDSA_GCM, ECDSA_CBC] = [0xc02b, 0xc023] as const

const servers = [
  { name: 'static RSA alone', suites: [STRONG, MIDDLE, WEAK] },
  { name: 'two suites', suites: [WEAK, STRONG] },
  { name: 'ECDSA alone', suites: [ECDSA_GCM, ECDSA_CBC] },
]
const orders = [{ preference: 'server' }, { preference: 'client' }] as const

const model = (suites: readonly number[], preference: 'server' | 'client') =>
  modernModel('ecdsa', {
    suites: { tls12: suites },
    preference,
    chains: { rsa: [new Uint8Array(9)], ecdsa: [new Uint8Array(9)] },
  })

/** Everything but the order, as stored facts have it. */
function resumed(suites: readonly number[]): Knowledge {
  const known = nothingKnown()
  const answers = suiteUniverse('tls12').map((id): readonly [number, Answer] => [
    id,
    suites.includes(id) ? { state: 'accepted', by: 0 } : { state: 'refused', by: 0, how: 'alert' },
  ])
  return {
    ...known,
    versions: { ...known.versions, tls12: { state: 'accepted', by: 0 } },
    suites: { ...known.suites, tls12: new Map(answers) },
  }
}

describe.each(servers)('whose order decides: $name', ({ suites }) => {
  test.each(orders)('$preference, one lane', async ({ preference }) => {
    const { knowledge } = await surveyModel(model(suites, preference), { plan: 'full', lanes: 1 })
    expect(knowledge.preference.tls12).toBe(preference)
  })

  test.each(orders)('$preference, from stored facts: two connections at most', async ({ preference }) => {
    const { knowledge, probes } = await surveyModel(model(suites, preference), {
      plan: 'full',
      lanes: 4,
      from: resumed(suites),
    })
    expect(knowledge.preference.tls12).toBe(preference)
    const asked = probes.filter(({ goal }) => goal === 'preference tls12' || goal === 'compare tls12')
    expect(asked.length).toBeGreaterThan(0)
    expect(asked.length).toBeLessThanOrEqual(2)
  })
})
