import { describe, expect, test } from 'vitest'
import { asking, knowing, offering, selecting } from '../../../test/support/tls-samples.ts'
import type { TlsVersion } from '../../base/answer.ts'
import { type Knowledge, nothingKnown } from './knowledge.ts'
import { type HelloOffer, offerKey } from './offer.ts'
import { groupVersionOf, offerFallback, offerGroups, offerSsl2, offerSuites } from './offers.ts'
import { groupUniverse, suiteUniverse } from './universe.ts'

const SUITES = [0xc02f, 0x009c]
const nothing = nothingKnown()

/** Nothing known, but that these versions are refused. */
function refusing(...versions: readonly TlsVersion[]): Knowledge {
  const refused = { state: 'refused', by: 0, how: 'alert' } as const
  return {
    ...nothing,
    versions: { ...nothing.versions, ...Object.fromEntries(versions.map((each) => [each, refused])) },
  }
}

/** After a close that answered this offer. */
const doubting = (offer: HelloOffer): Knowledge => knowing([asking(offer), { kind: 'closed' }])

describe('offerSuites', () => {
  test('leaves everything open that it does not ask about', () => {
    expect(offerSuites(nothing, 'tls12', SUITES)).toEqual({
      format: 'tls',
      versions: ['tls12', 'tls11', 'tls10', 'ssl3'],
      suites: SUITES,
      groups: groupUniverse('tls12'),
      groupsNarrowed: false,
      signatures: 'all',
      keyShare: 'empty',
      extensions: 'all',
      fallbackScsv: false,
      sni: true,
    })
  })

  const versions: readonly {
    readonly version: TlsVersion
    readonly known: Knowledge
    readonly expected: readonly string[]
  }[] = [
    { version: 'tls13', known: nothing, expected: ['tls13'] },
    { version: 'tls11', known: nothing, expected: ['tls11', 'tls10', 'ssl3'] },
    { version: 'ssl3', known: nothing, expected: ['ssl3'] },
    { version: 'tls12', known: refusing('ssl3', 'tls11'), expected: ['tls12', 'tls10'] },
    { version: 'tls12', known: refusing('tls12', 'ssl3'), expected: ['tls12', 'tls11', 'tls10'] },
  ]
  test.each(versions)('$version may be answered by $expected', ({ version, known, expected }) => {
    expect(offerSuites(known, version, SUITES).versions).toEqual(expected)
  })

  test('SSL 3.0 has neither extensions nor a name', () => {
    expect(offerSuites(nothing, 'ssl3', [0x000a])).toMatchObject({ extensions: 'none', sni: false })
  })

  test('no name once a name was refused', () => {
    expect(offerSuites({ ...nothing, sni: false }, 'tls12', SUITES).sni).toBe(false)
  })

  test('TLS 1.3 offers all groups of its own', () => {
    expect(offerSuites(nothing, 'tls13', [0x1301]).groups).toEqual(groupUniverse('tls13'))
  })
})

describe('after a doubtful end', () => {
  test('the same question comes in a plainer way', () => {
    const offer = offerSuites(nothing, 'tls13', [0x1301])
    const again = offerSuites(doubting(offer), 'tls13', [0x1301])
    expect(again).toEqual({ ...offer, keyShare: 'real', extensions: 'few', sni: false })
    expect(offerKey(again)).toBe(offerKey(offer))
  })

  test('another question does not', () => {
    const known = doubting(offerSuites(nothing, 'tls12', SUITES))
    expect(offerSuites(known, 'tls12', [0xc030]).extensions).toBe('all')
  })

  test('the name stays if a hello with one was answered before', () => {
    const offer = offerSuites(nothing, 'tls12', SUITES)
    const known = knowing([asking(offering('tls12')), selecting('tls12', 0xc02f)], [asking(offer), { kind: 'closed' }])
    expect(offerSuites(known, 'tls12', SUITES)).toMatchObject({ sni: true, extensions: 'few' })
  })

  test('a server that answered only plain hellos gets no others', () => {
    const plain = knowing([asking(offering('tls12', { extensions: 'few' })), selecting('tls12', 0xc02f)])
    expect(offerSuites(plain, 'tls12', [0xc030])).toMatchObject({ extensions: 'few', keyShare: 'real' })
    const both = knowing(
      [asking(offering('tls12', { extensions: 'few' })), selecting('tls12', 0xc02f)],
      [asking(offering('tls12')), selecting('tls12', 0xc02f)],
    )
    expect(offerSuites(both, 'tls12', [0xc030])).toMatchObject({ extensions: 'all', keyShare: 'empty' })
  })

  test('answers to hellos that could not be any other say nothing of that', () => {
    const ssl3 = knowing([asking(offerSuites(nothing, 'ssl3', [0x000a])), selecting('ssl3', 0x000a)])
    expect(offerSuites(ssl3, 'tls12', [0xc030])).toMatchObject({ extensions: 'all', keyShare: 'empty' })
  })

  test('SSL 3.0 cannot be plainer', () => {
    const offer = offerSuites(nothing, 'ssl3', [0x000a])
    expect(offerSuites(doubting(offer), 'ssl3', [0x000a])).toMatchObject({ extensions: 'none' })
  })
})

describe('the other offers', () => {
  test('offerGroups narrows the groups, and says so', () => {
    const offer = offerGroups(nothing, 'tls12', SUITES, [0x0017, 0x001d])
    expect(offer).toMatchObject({ suites: SUITES, groups: [0x0017, 0x001d], groupsNarrowed: true, extensions: 'all' })
    expect(offerGroups(doubting(offer), 'tls12', SUITES, [0x0017, 0x001d]).extensions).toBe('few')
  })

  test('offerFallback asks for everything with the signal', () => {
    const offer = offerFallback(nothing, 'tls11')
    expect(offer).toMatchObject({ fallbackScsv: true, suites: suiteUniverse('tls11') })
    expect(offer.versions[0]).toBe('tls11')
  })

  test('offerSsl2 has its own format and all kinds', () => {
    expect(offerSsl2()).toMatchObject({
      format: 'ssl2',
      versions: ['ssl2'],
      suites: suiteUniverse('ssl2'),
      extensions: 'none',
      sni: false,
    })
  })

  test('groups belong to TLS 1.3 or to all that is older', () => {
    expect((['ssl3', 'tls10', 'tls12', 'tls13'] as const).map(groupVersionOf)).toEqual([
      'tls12',
      'tls12',
      'tls12',
      'tls13',
    ])
  })
})

describe('offerKey', () => {
  const offer = offering('tls12', { suites: [1, 2, 3], groups: [4, 5], groupsNarrowed: true })
  const same: readonly [string, HelloOffer][] = [
    ['the order of suites', { ...offer, suites: [3, 1, 2] }],
    ['the order of groups', { ...offer, groups: [5, 4] }],
    ['the form', { ...offer, extensions: 'few', keyShare: 'real', sni: false }],
  ]
  test.each(same)('%s does not matter', (_, other) => {
    expect(offerKey(other)).toBe(offerKey(offer))
  })

  const different: readonly [string, HelloOffer][] = [
    ['a suite', { ...offer, suites: [1, 2] }],
    ['a suite by digits', { ...offer, suites: [12, 3] }],
    ['a group', { ...offer, groups: [4] }],
    ['all groups instead of these', { ...offer, groupsNarrowed: false }],
    ['a version', { ...offer, versions: ['tls12'] }],
    ['the format', { ...offer, format: 'ssl2' }],
    ['the fallback', { ...offer, fallbackScsv: true }],
    ['a ticket', { ...offer, ticket: Uint8Array.of(1) }],
    ['a session', { ...offer, sessionId: Uint8Array.of(1) }],
    ['no name on purpose', { ...offer, nameless: true }],
    ['an application protocol', { ...offer, alpn: true }],
  ]
  test.each(different)('%s makes another', (_, other) => {
    expect(offerKey(other)).not.toBe(offerKey(offer))
  })
})
