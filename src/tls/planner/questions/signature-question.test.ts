import { describe, expect, test } from 'vitest'
import { surveyModel } from '../../../../test/support/simulated-survey.ts'
import type { TlsModel } from '../../../lab/simulator/tls-model.ts'
import { MODERN_ECDSA, MODERN_RSA, modernModel, TLS13_SUITES } from '../../../lab/tls-models.ts'
import { signatureSchemeById } from '../../../registry/find-signature-scheme.ts'
import type { PlanName } from '../plan.ts'
import { BROKEN_SCHEMES } from '../signatures.ts'

/** What a survey says of broken signatures, and how many connections it asked that with. */
async function learnt(changes: Partial<TlsModel>, plan: PlanName = 'full') {
  const { knowledge, probes } = await surveyModel(modernModel('rsa', changes), { plan, lanes: 4 })
  const accepted = BROKEN_SCHEMES.filter((scheme) => knowledge.signatures.get(scheme)?.state === 'accepted')
  const refused = BROKEN_SCHEMES.filter((scheme) => knowledge.signatures.get(scheme)?.state === 'refused')
  return {
    accepted: accepted.map((scheme) => signatureSchemeById(scheme)?.name),
    refused: refused.length,
    asked: probes.filter(({ goal }) => goal === 'signatures tls12').length,
  }
}

const both = { suites: { tls12: [...MODERN_RSA, ...MODERN_ECDSA], tls13: TLS13_SUITES } }

describe('signatures with MD5 and SHA-1', () => {
  const cases: readonly {
    readonly name: string
    readonly model: Partial<TlsModel>
    readonly plan?: PlanName
    readonly says: Awaited<ReturnType<typeof learnt>>
  }[] = [
    { name: 'a good server', model: {}, says: { accepted: [], refused: 2, asked: 1 } },
    { name: 'two keys, one hello', model: both, says: { accepted: [], refused: 4, asked: 1 } },
    {
      name: 'SHA-1 for who has nothing better',
      model: { signatures: [0x0401, 0x0201] },
      says: { accepted: ['rsa_pkcs1_sha1'], refused: 0, asked: 1 },
    },
    {
      name: 'SHA-1 for one of two keys',
      model: { ...both, signatures: [0x0401, 0x0403, 0x0203] },
      says: { accepted: ['ecdsa_sha1'], refused: 0, asked: 1 },
    },
    {
      name: 'MD5 by the client’s order',
      model: { preference: 'client', signatures: [0x0401, 0x0201, 0x0101] },
      says: { accepted: ['rsa_pkcs1_md5'], refused: 0, asked: 1 },
    },
    {
      name: 'SHA-1 alone, which every choice shows',
      model: { signatures: [0x0201] },
      says: { accepted: ['rsa_pkcs1_sha1'], refused: 0, asked: 0 },
    },
    {
      name: 'SHA-256, whatever the client can check',
      model: { quirks: { ignoresSignatures: true } },
      says: { accepted: [], refused: 2, asked: 1 },
    },
    {
      name: 'a refusal by a close is asked twice',
      model: { quirks: { refusal: 'close' } },
      says: { accepted: [], refused: 2, asked: 2 },
    },
    {
      name: 'no suite that is signed',
      model: { suites: { tls12: [0x009c] } },
      says: { accepted: [], refused: 0, asked: 0 },
    },
    { name: 'TLS 1.3 alone', model: { suites: { tls13: TLS13_SUITES } }, says: { accepted: [], refused: 0, asked: 0 } },
    {
      name: 'TLS 1.1 alone, where there is nothing to choose',
      model: { suites: { tls11: [0xc013] } },
      says: { accepted: [], refused: 0, asked: 0 },
    },
    {
      name: 'the default plan does not ask',
      model: { signatures: [0x0401, 0x0201] },
      plan: 'default',
      says: { accepted: [], refused: 0, asked: 0 },
    },
    {
      name: 'and yet sees it where it is all there is',
      model: { signatures: [0x0201] },
      plan: 'default',
      says: { accepted: ['rsa_pkcs1_sha1'], refused: 0, asked: 0 },
    },
  ]
  test.each(cases)('$name', async ({ model, plan, says }) => {
    expect(await learnt(model, plan)).toEqual(says)
  })
})
