import { describe, expect, test } from 'vitest'
import { surveyModel } from '../../../../test/support/simulated-survey.ts'
import type { TlsQuirks } from '../../../lab/simulator/tls-model.ts'
import { modernModel } from '../../../lab/tls-models.ts'

const [AES_256_GCM, CCM_8, INTEGRITY_ONLY] = [0x1302, 0x1305, 0xc0b4] as const

describe('uncommon suites of TLS 1.3 in the default plan', () => {
  const cases: readonly { readonly name: string; readonly quirks: TlsQuirks }[] = [
    { name: 'a server that answers an empty key_share', quirks: {} },
    { name: 'one that finds it illegal', quirks: { emptyShareAlert: 47 } },
    { name: 'one that fails for it', quirks: { emptyShareAlert: 40 } },
  ]
  const asked = async (suites: readonly number[], quirks: TlsQuirks) => {
    const model = modernModel('rsa', { suites: { tls13: suites }, quirks })
    const { knowledge, probes } = await surveyModel(model, { plan: 'default', lanes: 1 })
    const state = knowledge.suites.tls13.get(INTEGRITY_ONLY)?.state
    return { state, connections: probes.filter(({ goal }) => goal === 'uncommon tls13').length }
  }

  test.each(cases)('$name: none, for one connection', async ({ quirks }) => {
    expect(await asked([AES_256_GCM, CCM_8], quirks)).toEqual({ state: 'refused', connections: 1 })
  })

  test.each(cases)('$name: one, for two', async ({ quirks }) => {
    expect(await asked([AES_256_GCM, INTEGRITY_ONLY], quirks)).toEqual({ state: 'accepted', connections: 2 })
  })
})
