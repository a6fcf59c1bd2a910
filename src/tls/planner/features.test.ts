import { describe, expect, test } from 'vitest'
import { offering, selecting } from '../../../test/support/tls-samples.ts'
import type { Answer } from '../../base/answer.ts'
import { EXTENSION } from '../wire/extensions.ts'
import { learnFeatures, settleFeature } from './features.ts'
import { nothingKnown, type PlannedFeature } from './knowledge.ts'
import type { HelloOffer } from './offer.ts'
import type { Selected } from './outcome.ts'
import { suiteUniverse } from './universe.ts'

const GCM = 0xc02f
const CBC = 0xc027
const CERTIFICATE = new Uint8Array(1)

const { features: nothing } = nothingKnown()
const learnt = (offer: HelloOffer, selected: Selected) => learnFeatures(nothing, offer, selected, 3)

const byExtension: readonly { readonly feature: PlannedFeature; readonly type: number }[] = [
  { feature: 'secureRenegotiation', type: EXTENSION.renegotiationInfo },
  { feature: 'extendedMasterSecret', type: EXTENSION.extendedMasterSecret },
  { feature: 'heartbeat', type: EXTENSION.heartbeat },
  { feature: 'sessionTicket', type: EXTENSION.sessionTicket },
  { feature: 'signedCertificateTimestamps', type: EXTENSION.signedCertificateTimestamp },
]

describe('settleFeature', () => {
  const seen: Answer = { state: 'accepted', by: 1 }
  const absent: Answer = { state: 'refused', by: 2, how: 'ignored' }
  const ended: Answer = { state: 'refused', by: 3, how: 'close' }
  const contradictory: Answer = { state: 'unknown', why: 'contradictory' }
  const cases: readonly { readonly given: readonly Answer[]; readonly expected: Answer }[] = [
    { given: [seen], expected: seen },
    { given: [absent], expected: absent },
    { given: [seen, absent], expected: seen },
    { given: [absent, seen], expected: seen },
    { given: [ended, ended], expected: ended },
    { given: [absent, ended], expected: absent },
    { given: [seen, ended], expected: contradictory },
    { given: [ended, seen], expected: contradictory },
    { given: [ended, seen, seen], expected: contradictory },
    { given: [seen, ended, absent], expected: contradictory },
  ]
  test.each(cases)('$given: $expected', ({ given, expected }) => {
    expect(given.reduce((known, answer) => settleFeature(known, 'sni', answer), nothing).sni).toEqual(expected)
  })
})

describe('learnFeatures', () => {
  test.each(byExtension)('$feature is extension $type', ({ feature, type }) => {
    const seen = learnt(offering('tls12'), selecting('tls12', GCM, { extensions: [type] }))
    const absent = learnt(offering('tls12'), selecting('tls12', GCM))
    expect(seen[feature]).toEqual({ state: 'accepted', by: 3 })
    expect(absent[feature]).toEqual({ state: 'refused', by: 3, how: 'ignored' })
    const others = byExtension.filter((other) => other.feature !== feature)
    expect(others.map((other) => seen[other.feature].state)).toEqual(others.map(() => 'refused'))
  })

  const single: readonly {
    readonly name: string
    readonly feature: PlannedFeature
    readonly offer?: HelloOffer
    readonly selected: Selected
    readonly state: 'accepted' | 'refused' | 'unknown'
  }[] = [
    {
      name: 'DEFLATE was chosen',
      feature: 'compression',
      selected: selecting('tls10', GCM, { compression: true }),
      state: 'accepted',
    },
    { name: 'DEFLATE was not chosen', feature: 'compression', selected: selecting('tls10', GCM), state: 'refused' },
    {
      name: 'a trial does not offer DEFLATE',
      feature: 'compression',
      offer: offering('tls12', { trial: { feature: 'largeHelloTolerance', isControl: false } }),
      selected: selecting('tls12', GCM),
      state: 'unknown',
    },
    {
      name: 'a hello of 128 suites is not yet a large one',
      feature: 'largeHelloTolerance',
      offer: offering('tls12', { suites: suiteUniverse('tls12').slice(0, 128) }),
      selected: selecting('tls12', GCM),
      state: 'unknown',
    },
    {
      name: 'a hello of 129 suites is large',
      feature: 'largeHelloTolerance',
      offer: offering('tls12', { suites: suiteUniverse('tls12').slice(0, 129) }),
      selected: selecting('tls12', GCM),
      state: 'accepted',
    },
    {
      name: 'encrypt-then-MAC with a block cipher',
      feature: 'encryptThenMac',
      selected: selecting('tls12', CBC, { extensions: [EXTENSION.encryptThenMac] }),
      state: 'accepted',
    },
    {
      name: 'a block cipher without encrypt-then-MAC',
      feature: 'encryptThenMac',
      selected: selecting('tls12', CBC),
      state: 'refused',
    },
    {
      name: 'an AEAD suite says nothing of encrypt-then-MAC',
      feature: 'encryptThenMac',
      selected: selecting('tls12', GCM),
      state: 'unknown',
    },
    {
      name: 'a stapled response',
      feature: 'ocspStaple',
      selected: selecting('tls12', GCM, { certificates: [CERTIFICATE], ocspStaple: Uint8Array.of(1) }),
      state: 'accepted',
    },
    {
      name: 'a certificate without staple',
      feature: 'ocspStaple',
      selected: selecting('tls12', GCM, { certificates: [CERTIFICATE] }),
      state: 'refused',
    },
    {
      name: 'no certificate, no staple to miss',
      feature: 'ocspStaple',
      selected: selecting('tls12', 0x00a6),
      state: 'unknown',
    },
    {
      name: 'TLS 1.3 hides its extensions',
      feature: 'sessionTicket',
      offer: offering('tls13'),
      selected: selecting('tls13', 0x1301, { extensions: [EXTENSION.supportedVersions, EXTENSION.keyShare] }),
      state: 'unknown',
    },
    {
      name: 'a plain hello asked for nothing',
      feature: 'extendedMasterSecret',
      offer: offering('tls12', { extensions: 'few' }),
      selected: selecting('tls12', GCM),
      state: 'unknown',
    },
    {
      name: 'a fallback that was let through',
      feature: 'fallbackScsv',
      offer: offering('tls11', { fallbackScsv: true }),
      selected: selecting('tls11', 0xc013),
      state: 'refused',
    },
    {
      name: 'a hello without the signal',
      feature: 'fallbackScsv',
      selected: selecting('tls12', GCM),
      state: 'unknown',
    },
    { name: 'a name was taken', feature: 'sni', selected: selecting('tls12', GCM), state: 'accepted' },
    {
      name: 'a hello with a name says nothing of hellos without',
      feature: 'withoutSni',
      selected: selecting('tls12', GCM),
      state: 'unknown',
    },
    {
      name: 'no name was needed',
      feature: 'withoutSni',
      offer: offering('tls12', { sni: false }),
      selected: selecting('tls12', GCM),
      state: 'accepted',
    },
    {
      name: 'SSL 3.0 knows no names',
      feature: 'withoutSni',
      offer: offering('ssl3'),
      selected: selecting('ssl3', 0x000a),
      state: 'unknown',
    },
  ]
  test.each(single)('$name', ({ feature, offer = offering('tls12'), selected, state }) => {
    expect(learnt(offer, selected)[feature].state).toBe(state)
  })

  test('one sight outweighs absences before and after it', () => {
    const absent = selecting('tls12', GCM)
    const seen = selecting('tls12', GCM, { extensions: [EXTENSION.heartbeat] })
    const steps = [absent, seen, absent]
    const states = steps.map((_, count) => {
      const known = steps
        .slice(0, count + 1)
        .reduce((features, selected, by) => learnFeatures(features, offering('tls12'), selected, by), nothing)
      return known.heartbeat
    })
    expect(states).toEqual([
      { state: 'refused', by: 0, how: 'ignored' },
      { state: 'accepted', by: 1 },
      { state: 'accepted', by: 1 },
    ])
  })
})
