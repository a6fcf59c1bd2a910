import { describe, expect, test } from 'vitest'
import { alert, asking, knowing, offering, selecting } from '../../../test/support/tls-samples.ts'
import { signatureSchemeById } from '../../registry/find-signature-scheme.ts'
import type { Knowledge } from './knowledge.ts'
import { type HelloOffer, offerKey } from './offer.ts'
import type { HelloOutcome } from './outcome.ts'
import { BROKEN_SCHEMES, brokenSchemesOf, signingKeyOf } from './signatures.ts'

const [RSA, ECDSA, DSS, DHE, STATIC, ANONYMOUS] = [0xc02f, 0xc02b, 0x00a2, 0x009e, 0x009c, 0x00a6] as const
const [RSA_MD5, RSA_SHA1, ECDSA_MD5, ECDSA_SHA1, RSA_SHA256] = [0x0101, 0x0201, 0x0103, 0x0203, 0x0401] as const

test('the broken schemes are those of MD5 and SHA-1, the worst first', () => {
  expect(BROKEN_SCHEMES.map((id) => signatureSchemeById(id)?.name)).toEqual([
    'rsa_pkcs1_md5',
    'dsa_md5',
    'ecdsa_md5',
    'rsa_pkcs1_sha1',
    'dsa_sha1',
    'ecdsa_sha1',
  ])
})

test('which key signs', () => {
  expect([RSA, DHE, ECDSA, DSS, STATIC, ANONYMOUS, 0x1301, 0xffff].map(signingKeyOf)).toEqual([
    'RSA',
    'RSA',
    'ECDSA',
    'DSS',
    null,
    null,
    null,
    null,
  ])
  expect(brokenSchemesOf([RSA, STATIC])).toEqual([RSA_MD5, RSA_SHA1])
  expect(brokenSchemesOf([ECDSA])).toEqual([ECDSA_MD5, ECDSA_SHA1])
  expect(brokenSchemesOf([STATIC, ANONYMOUS])).toEqual([])
})

const broken = (...suites: readonly number[]): HelloOffer =>
  offering('tls12', { suites, signatures: 'broken', extensions: 'few' })
const signs = (suite: number, signatureScheme: number | null): HelloOutcome =>
  selecting('tls12', suite, { signatureScheme })

const learnt = (...answers: readonly (readonly [HelloOffer, HelloOutcome])[]): Knowledge =>
  knowing(...answers.map(([offer, outcome]) => [asking(offer), outcome] as const))
const states = ({ signatures }: Knowledge): Readonly<Record<string, string>> =>
  Object.fromEntries([...signatures].map(([id, { state }]) => [signatureSchemeById(id)?.name ?? id, state]))

const accepted = [offering('tls12', { suites: [RSA, ECDSA] }), signs(RSA, RSA_SHA256)] as const
const alsoEcdsa = [offering('tls12', { suites: [ECDSA] }), signs(ECDSA, 0x0403)] as const
const NO_RSA = { rsa_pkcs1_md5: 'refused', rsa_pkcs1_sha1: 'refused' }
const NO_ECDSA = { ecdsa_md5: 'refused', ecdsa_sha1: 'refused' }
const SHA256 = { rsa_pkcs1_sha256: 'accepted' }
const BOTH = { ...SHA256, ecdsa_secp256r1_sha256: 'accepted' }

describe('what answers prove about signatures', () => {
  const cases = [
    { name: 'any choice shows a scheme', given: [accepted], expected: SHA256 },
    {
      name: 'also a broken one, of a server that does not look at the list',
      given: [[offering('tls12'), signs(RSA, RSA_SHA1)]],
      expected: { rsa_pkcs1_sha1: 'accepted' },
    },
    {
      name: 'older versions name none, nor do anonymous suites',
      given: [
        [offering('tls11'), selecting('tls11', 0xc013)],
        [offering('tls12'), signs(ANONYMOUS, null)],
      ],
      expected: {},
    },
    {
      name: 'a broken one that was asked for; the other stays open',
      given: [accepted, [broken(RSA), signs(RSA, RSA_SHA1)]],
      expected: { ...SHA256, rsa_pkcs1_sha1: 'accepted' },
    },
    {
      name: 'a refusal, of an accepted suite',
      given: [accepted, [broken(RSA), alert(40)]],
      expected: { ...SHA256, ...NO_RSA },
    },
    {
      name: 'a refusal, for the kinds of key that it was about',
      given: [accepted, alsoEcdsa, [broken(RSA, ECDSA), alert(40)]],
      expected: { ...BOTH, ...NO_RSA, ...NO_ECDSA },
    },
    {
      name: 'a refusal of suites of which one is not known to be accepted',
      given: [accepted, [broken(RSA, ECDSA), alert(40)]],
      expected: { ...SHA256, ...NO_RSA },
    },
    { name: 'a refusal of what nothing is known about', given: [[broken(RSA), alert(40)]], expected: {} },
    {
      name: 'it counts once the suite is found to be accepted',
      given: [[broken(RSA), alert(40)], accepted],
      expected: { ...SHA256, ...NO_RSA },
    },
    {
      name: 'a signature by what was not offered',
      given: [accepted, [broken(RSA), signs(RSA, RSA_SHA256)]],
      expected: { ...SHA256, ...NO_RSA },
    },
    {
      name: 'an alert of another kind is a doubt',
      given: [accepted, [broken(RSA), alert(80)]],
      expected: SHA256,
    },
    {
      name: 'two of them are a refusal',
      given: [accepted, [broken(RSA), alert(80)], [broken(RSA), { kind: 'closed' }]],
      expected: { ...SHA256, ...NO_RSA },
    },
    {
      name: 'two machines that do not agree',
      given: [accepted, [broken(RSA), alert(40)], [broken(RSA), signs(RSA, RSA_SHA1)]],
      expected: { ...SHA256, rsa_pkcs1_md5: 'refused', rsa_pkcs1_sha1: 'unknown' },
    },
  ] satisfies readonly {
    readonly name: string
    readonly given: readonly (readonly [HelloOffer, HelloOutcome])[]
    readonly expected: object
  }[]
  test.each(cases)('$name', ({ given, expected }) => {
    expect(states(learnt(...given))).toEqual(expected)
  })

  test('a refusal says nothing about the suites', () => {
    const known = learnt(accepted, [broken(RSA), alert(40)])
    expect(known.suites.tls12.get(RSA)?.state).toBe('accepted')
    expect(learnt([broken(RSA), alert(40)]).suites.tls12.size).toBe(0)
  })

  test('doubts about it are counted apart from those about the suite', () => {
    expect(offerKey(broken(RSA))).not.toBe(offerKey({ ...broken(RSA), signatures: 'all' }))
  })
})
