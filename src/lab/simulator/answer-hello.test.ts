import { describe, expect, test } from 'vitest'
import { expectCalmOnNoise, hex } from '../../../test/support/reader-properties.ts'
import { type ServerEnd, serverSays } from '../../../test/support/server-says.ts'
import { offering } from '../../../test/support/tls-samples.ts'
import { toHex } from '../../base/hex.ts'
import { writeHello } from '../../tls/hello.ts'
import type { HelloOffer } from '../../tls/planner/offer.ts'
import { offerSsl2 } from '../../tls/planner/offers.ts'
import { readServerFlight, readSsl2Flight } from '../../tls/server-flight.ts'
import { EXTENSION } from '../../tls/wire/extensions.ts'
import { EXPORT_GROUP, GROUP_2, GROUP_14, modernModel, oldModel } from '../tls-models.ts'
import { answerHello, answerSsl2Hello, type WireAnswer } from './answer-hello.ts'
import type { TlsModel, TlsModelFeature } from './tls-model.ts'

const TLS_HEADERS = 9
const SSL2_HEADER = 2
const rsaChain = [hex('3001aa'), hex('3001bb')]
const ecdsaChain = [hex('3001cc')]
const chains = { rsa: rsaChain, ecdsa: ecdsaChain }

const secrets = {
  random: (length: number): Uint8Array => new Uint8Array(length).fill(7),
  keyShare: (group: number): Uint8Array | undefined => (group === 0x001d ? new Uint8Array(32).fill(9) : undefined),
}
const helloBody = (offer: HelloOffer): Uint8Array => writeHello(offer, 'mx.test', secrets).subarray(TLS_HEADERS)
const ENDS: Readonly<Record<WireAnswer['next'], ServerEnd>> = { wait: 'stays', close: 'closes', reset: 'resets' }

/** What our own reader makes of the model's answer. */
async function outcomeOf(model: TlsModel, offer: HelloOffer) {
  const { bytes, next } = answerHello(model, helloBody(offer))
  const result = await serverSays(readServerFlight, { pieces: [bytes], end: ENDS[next] })
  if (!result.ok) throw new Error(result.failure.code)
  const outcome = result.value
  if (outcome.kind !== 'selected') return outcome
  const dh = outcome.dh && toHex(outcome.dh.prime)
  const ocspStaple = outcome.ocspStaple && toHex(outcome.ocspStaple)
  return {
    ...outcome,
    dh,
    ocspStaple,
    certificates: outcome.certificates.map(toHex),
    sessionId: toHex(outcome.sessionId),
  }
}

describe('answerHello', () => {
  const flights = [
    {
      name: 'TLS 1.2 ECDHE-RSA',
      model: modernModel('rsa', { chains }),
      offer: offering('tls12'),
      expected: {
        version: 'tls12',
        suite: 0xc030,
        group: 0x001d,
        signatureScheme: 0x0401,
        certificates: rsaChain.map(toHex),
      },
    },
    {
      name: 'TLS 1.2 ECDHE-ECDSA',
      model: modernModel('ecdsa', { chains }),
      offer: offering('tls12'),
      expected: { version: 'tls12', suite: 0xc02c, signatureScheme: 0x0403, certificates: ecdsaChain.map(toHex) },
    },
    {
      name: 'DHE with the usual parameters',
      model: oldModel({ tls11: [0x0033] }, { chains, dh: { usual: GROUP_14, anonymous: GROUP_2 } }),
      offer: offering('tls12'),
      expected: { version: 'tls11', suite: 0x0033, dh: toHex(GROUP_14.prime), signatureScheme: null, group: null },
    },
    {
      name: 'anonymous DH with parameters of its own, and no certificate',
      model: oldModel({ tls12: [0x0034] }, { chains, dh: { usual: GROUP_14, anonymous: GROUP_2 } }),
      offer: offering('tls12'),
      expected: { suite: 0x0034, dh: toHex(GROUP_2.prime), certificates: [], signatureScheme: null },
    },
    {
      name: 'EXPORT in SSL 3.0',
      model: oldModel({ ssl3: [0x0014] }, { chains, dh: { usual: EXPORT_GROUP } }),
      offer: offering('ssl3'),
      expected: { version: 'ssl3', suite: 0x0014, dh: toHex(EXPORT_GROUP.prime), extensions: [] },
    },
    {
      name: 'RSA key transport has no key exchange message',
      model: oldModel({ tls10: [0x002f] }, { chains }),
      offer: offering('tls10'),
      expected: { version: 'tls10', suite: 0x002f, dh: null, group: null, certificates: rsaChain.map(toHex) },
    },
    {
      name: 'TLS 1.3 and an empty key_share',
      model: modernModel('rsa', { groups13: [0x0018, 0x001d] }),
      offer: offering('tls13'),
      expected: { version: 'tls13', suite: 0x1302, group: 0x0018, retry: true, sessionId: '07'.repeat(32) },
    },
    {
      name: 'TLS 1.3 and a share of its group',
      model: modernModel('rsa', { groups13: [0x001d] }),
      offer: offering('tls13', { keyShare: 'real' }),
      expected: { version: 'tls13', group: 0x001d, retry: false },
    },
    {
      name: 'TLS 1.3 and a share of another group',
      model: modernModel('rsa', { groups13: [0x0018] }),
      offer: offering('tls13', { keyShare: 'real' }),
      expected: { version: 'tls13', group: 0x0018, retry: true },
    },
  ]
  test.each(flights)('$name', async ({ model, offer, expected }) => {
    expect(await outcomeOf(model, offer)).toMatchObject({ kind: 'selected', ...expected })
  })

  const refusals = [
    { name: 'by alert', quirks: {}, expected: { kind: 'alert', level: 2, description: 70 } },
    { name: 'by a close', quirks: { refusal: 'close' }, expected: { kind: 'closed' } },
    { name: 'by a reset', quirks: { refusal: 'reset' }, expected: { kind: 'reset' } },
    { name: 'by choking', quirks: { maxSuites: 1 }, expected: { kind: 'closed' } },
    { name: 'by choking with a reset', quirks: { maxSuites: 1, refusal: 'reset' }, expected: { kind: 'reset' } },
  ] satisfies readonly { name: string; quirks: TlsModel['quirks']; expected: object }[]
  test.each(refusals)('it refuses $name', async ({ quirks, expected }) => {
    expect(await outcomeOf(oldModel({ tls13: [0x1301] }, { quirks }), offering('tls12'))).toEqual(expected)
  })

  test('an alert is in a record of the version that was offered', () => {
    const model = oldModel({ tls13: [0x1301] })
    const recordVersions = (['ssl3', 'tls10', 'tls12'] as const).map((version) =>
      toHex(answerHello(model, helloBody(offering(version))).bytes.subarray(0, 3)),
    )
    expect(recordVersions).toEqual(['150300', '150301', '150303'])
  })

  test('whatever comes, it answers or is wire-malformed', () => {
    const model = modernModel('rsa', { chains })
    expectCalmOnNoise((body) => answerHello(model, body), helloBody(offering('tls12', { suites: [0xc02f, 0x009c] })))
    expectCalmOnNoise((body) => answerHello(model, body), helloBody(offering('tls13', { keyShare: 'real' })))
  })
})

describe('features of the answer', () => {
  const byExtension: readonly { readonly feature: TlsModelFeature; readonly type: number }[] = [
    { feature: 'secureRenegotiation', type: EXTENSION.renegotiationInfo },
    { feature: 'extendedMasterSecret', type: EXTENSION.extendedMasterSecret },
    { feature: 'heartbeat', type: EXTENSION.heartbeat },
    { feature: 'sessionTicket', type: EXTENSION.sessionTicket },
    { feature: 'signedCertificateTimestamps', type: EXTENSION.signedCertificateTimestamp },
    { feature: 'encryptThenMac', type: EXTENSION.encryptThenMac },
    { feature: 'ocspStaple', type: EXTENSION.statusRequest },
  ]
  const CBC = 0x003c

  test.each(byExtension)('$feature: only where the server has it and the client asked', async ({ feature, type }) => {
    const having = oldModel({ tls12: [CBC] }, { chains, features: new Set([feature]) })
    const lacking = oldModel({ tls12: [CBC] }, { chains, features: new Set() })
    expect(await outcomeOf(having, offering('tls12'))).toMatchObject({ extensions: [type] })
    expect(await outcomeOf(having, offering('tls12', { extensions: 'few' }))).toMatchObject({ extensions: [] })
    expect(await outcomeOf(lacking, offering('tls12'))).toMatchObject({ extensions: [] })
  })

  test('ALPN: only where the server has it and the client asked', async () => {
    const having = oldModel({ tls12: [CBC] }, { chains, features: new Set(['alpn']) })
    expect(await outcomeOf(having, offering('tls12', { alpn: true }))).toMatchObject({ extensions: [EXTENSION.alpn] })
    expect(await outcomeOf(having, offering('tls12'))).toMatchObject({ extensions: [] })
    const lacking = oldModel({ tls12: [CBC] }, { chains, features: new Set() })
    expect(await outcomeOf(lacking, offering('tls12', { alpn: true }))).toMatchObject({ extensions: [] })
  })

  test('encrypt-then-MAC is not answered for AEAD', async () => {
    const model = oldModel({ tls12: [0x009c] }, { chains, features: new Set(['encryptThenMac']) })
    expect(await outcomeOf(model, offering('tls12'))).toMatchObject({ extensions: [] })
  })

  test('a staple comes with a certificate only', async () => {
    const features: TlsModel['features'] = new Set(['ocspStaple'])
    const staples = (suite: number, extensions: HelloOffer['extensions']) =>
      outcomeOf(oldModel({ tls12: [suite] }, { chains, features }), offering('tls12', { extensions }))
    expect(await staples(CBC, 'all')).toMatchObject({ ocspStaple: '5a5a5a5a', extensions: [EXTENSION.statusRequest] })
    expect(await staples(CBC, 'few')).toMatchObject({ ocspStaple: null })
    expect(await staples(0x006c, 'all')).toMatchObject({ ocspStaple: null, extensions: [] })
    const own = oldModel({ tls12: [CBC] }, { chains, features, staple: hex('300100') })
    expect(await outcomeOf(own, offering('tls12'))).toMatchObject({ ocspStaple: '300100' })
  })

  test('compression is chosen where both sides have it', async () => {
    const model = oldModel({ tls12: [CBC] }, { chains, features: new Set(['compression']) })
    expect(await outcomeOf(model, offering('tls12'))).toMatchObject({ compression: true })
    expect(await outcomeOf(model, offering('tls12', { extensions: 'few' }))).toMatchObject({ compression: false })
    expect(await outcomeOf({ ...model, features: new Set() }, offering('tls12'))).toMatchObject({ compression: false })
  })
})

describe('answerSsl2Hello', () => {
  const body = writeHello(offerSsl2(), null, secrets).subarray(SSL2_HEADER)
  const read = async (model: TlsModel) => {
    const { bytes, next } = answerSsl2Hello(model, body)
    return serverSays(readSsl2Flight, { pieces: [bytes], end: ENDS[next] })
  }

  test('the common kinds in its own order, with its RSA certificate', async () => {
    const answer = await read(oldModel({ ssl2: [0x0700c0, 0xabcdef, 0x010080] }, { chains }))
    expect(answer).toMatchObject({ ok: true, value: { kind: 'ssl2', cipherKinds: [0x0700c0, 0x010080] } })
    expect(answer.ok && answer.value.kind === 'ssl2' && toHex(answer.value.certificate)).toBe('3001aa')
  })

  test('no kind in common, no SSL 2.0', async () => {
    expect(await read(oldModel({ ssl2: [0xabcdef] }))).toMatchObject({
      ok: true,
      value: { kind: 'ssl2', cipherKinds: [] },
    })
    expect(await read(oldModel({ tls12: [0x002f] }))).toEqual({ ok: true, value: { kind: 'closed' } })
  })

  test('whatever comes, it answers or is wire-malformed', () => {
    const model = oldModel({ ssl2: [0x010080] }, { chains })
    expectCalmOnNoise((noise) => answerSsl2Hello(model, noise), body)
  })
})
