import { describe, expect, test } from 'vitest'
import { surveyModel } from '../../../../test/support/simulated-survey.ts'
import type { TlsModel } from '../../../lab/simulator/tls-model.ts'
import { modernModel } from '../../../lab/tls-models.ts'

/** What a full survey says of names and ALPN, and what it asked for that. */
async function learnt(changes: Partial<TlsModel>) {
  const { knowledge, probes } = await surveyModel(modernModel('rsa', changes), { plan: 'full', lanes: 4 })
  const { sni, withoutSni, alpn } = knowledge.features
  const goals = probes.map(({ goal }) => goal).filter((goal) => goal.includes('name'))
  return { sni: sni.state, withoutSni: withoutSni.state, alpn: alpn.state, goals }
}

const TLS13_ALONE = { tls13: [0x1301, 0x1302] }
const OLD = { tls10: [0xc013, 0x002f], tls11: [0xc013] }
const BOTH = ['no name, ALPN', 'no name']
const COMPARED = [...BOTH, 'no name', 'no name, compared', 'no name, compared', 'no name']
const GIVEN = ['with name', 'with name', 'with name, compared', 'with name, compared', 'no name, ALPN', 'with name']

describe('names and ALPN', () => {
  const cases: readonly {
    readonly name: string
    readonly model: Partial<TlsModel>
    readonly says: Awaited<ReturnType<typeof learnt>>
  }[] = [
    {
      name: 'a usual server: one hello for both',
      model: {},
      says: { sni: 'accepted', withoutSni: 'accepted', alpn: 'refused', goals: ['no name, ALPN'] },
    },
    {
      name: 'one with ALPN',
      model: { features: new Set(['alpn']) },
      says: { sni: 'accepted', withoutSni: 'accepted', alpn: 'accepted', goals: ['no name, ALPN'] },
    },
    {
      name: 'one that is strict with ALPN',
      model: { quirks: { refusesAlpn: true } },
      says: { sni: 'accepted', withoutSni: 'accepted', alpn: 'accepted', goals: BOTH },
    },
    {
      name: 'TLS 1.3 alone, where ALPN is secret',
      model: { suites: TLS13_ALONE },
      says: { sni: 'accepted', withoutSni: 'accepted', alpn: 'unknown', goals: ['no name'] },
    },
    {
      name: 'old versions alone',
      model: { suites: OLD },
      says: { sni: 'accepted', withoutSni: 'accepted', alpn: 'refused', goals: ['no name, ALPN'] },
    },
    {
      name: 'a name is demanded, and said so',
      model: { quirks: { requiresSni: 112 } },
      says: { sni: 'accepted', withoutSni: 'refused', alpn: 'unknown', goals: ['no name, ALPN'] },
    },
    {
      name: 'a name is demanded, and not said so',
      model: { quirks: { requiresSni: 40 } },
      says: { sni: 'accepted', withoutSni: 'refused', alpn: 'unknown', goals: COMPARED },
    },
    {
      name: 'the name ends conversations: all hellos go without',
      model: { quirks: { dislikedExtensions: [0] } },
      says: { sni: 'refused', withoutSni: 'accepted', alpn: 'refused', goals: GIVEN },
    },
    {
      name: 'the name is refused: all hellos go without',
      model: { quirks: { refusesSni: true } },
      says: { sni: 'refused', withoutSni: 'accepted', alpn: 'refused', goals: ['no name, ALPN'] },
    },
  ]
  test.each(cases)('$name', async ({ model, says }) => {
    expect(await learnt(model)).toEqual(says)
  })
})
