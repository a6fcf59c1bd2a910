import { describe, expect, test } from 'vitest'
import { dnsConstraints, makeChain, makeParty } from '../../test/dane-chains.ts'
import { matching, record } from '../../test/dane-matching.ts'
import { startProcessorTime } from '../../test/support/processor-time.ts'
import { toHex } from '../base/hex.ts'
import type { TlsaRecord } from '../dns/lookup.ts'
import { associationData } from './association.ts'
import { type MatchVerdict, matchRawKey } from './match.ts'

const { root, authority, server, sent } = makeChain()
const stranger = makeParty({ cn: 'Stranger', ca: true })
const match = matching(sent)

/** `authenticated 3 1 1 @0`, `failed expired @1`, `unusable`. */
function brief(verdict: MatchVerdict): string {
  switch (verdict.verdict) {
    case 'authenticated': {
      const { usage, selector, matching, depth } = verdict.matched
      return `authenticated ${usage} ${selector} ${matching} @${depth}`
    }
    case 'failed':
      return `failed ${verdict.fault.code}${verdict.fault.depth === null ? '' : ` @${verdict.fault.depth}`}`
    case 'unusable':
      return 'unusable'
    default:
      return verdict satisfies never
  }
}

const everyMatching = ['0 0', '0 1', '0 2', '1 0', '1 1', '1 2']

describe('usage 3', () => {
  test.each(everyMatching)('3 %s of the server’s certificate', (rest) => {
    expect(brief(match([record(`3 ${rest}`, server)]))).toBe(`authenticated 3 ${rest} @0`)
    expect(brief(match([record(`3 ${rest}`, authority)]))).toBe('failed digest-mismatch')
  })

  test('neither name nor date nor chain nor signature count', () => {
    const bad = makeParty({ dnsNames: ['other.example'], to: -1, purposes: ['clientAuth'], issuer: stranger })
    const given = { chainDer: [bad.der], referenceNames: ['mx.example.org'] }
    expect(brief(match([record('3 1 1', bad)], given))).toBe('authenticated 3 1 1 @0')
    expect(brief(match([record('3 1 1', bad)], { ...given, endEntityNames: true }))).toBe('failed name-mismatch @0')
  })

  test('only the first certificate counts', () => {
    expect(brief(match([record('3 1 1', server)], { chainDer: [authority.der, server.der] }))).toBe(
      'failed digest-mismatch',
    )
  })

  test('a certificate that cannot be read has no key to match, but octets', () => {
    const broken = server.der.subarray(0, 100)
    expect(brief(match([record('3 1 1', server)], { chainDer: [broken] }))).toBe('failed certificate-unreadable')
    const octets = { usage: 3, selector: 0, matching: 1, data: toHex(associationData(broken, 1)) }
    expect(brief(match([octets], { chainDer: [broken] }))).toBe('authenticated 3 0 1 @0')
  })
})

describe('usage 2', () => {
  test.each(everyMatching)('2 %s of the authority that was sent', (rest) => {
    expect(brief(match([record(`2 ${rest}`, authority)]))).toBe(`authenticated 2 ${rest} @1`)
    expect(brief(match([record(`2 ${rest}`, root)], { chainDer: [...sent, root.der] }))).toBe(
      `authenticated 2 ${rest} @2`,
    )
  })

  test('of an authority that was not sent', () => {
    expect(brief(match([record('2 0 1', root)]))).toBe('failed ta-not-sent')
    expect(brief(match([record('2 1 2', root)]))).toBe('failed ta-not-sent')
    expect(brief(match([record('2 1 1', authority)], { chainDer: [server.der] }))).toBe('failed ta-not-sent')
    // The record itself brings it along: a certificate takes its place on the path, a key does not.
    expect(brief(match([record('2 0 0', root)]))).toBe('authenticated 2 0 0 @2')
    expect(brief(match([record('2 1 0', root)]))).toBe('authenticated 2 1 0 @1')
    expect(brief(match([record('2 0 0', authority)], { chainDer: [server.der] }))).toBe('authenticated 2 0 0 @1')
    expect(brief(match([record('2 1 0', authority)], { chainDer: [server.der] }))).toBe('authenticated 2 1 0 @0')
  })

  test('another record may bring along what a digest is about', () => {
    const records = [record('2 1 1', root), record('2 0 0', authority)]
    expect(brief(match(records, { chainDer: [server.der, root.der] }))).toBe('authenticated 2 0 0 @1')
    expect(match(records, { chainDer: [server.der, root.der] }).records.map(({ state }) => state)).toEqual([
      'matched',
      'matched',
    ])
  })

  const refused: readonly {
    readonly name: string
    readonly records: readonly TlsaRecord[]
    readonly chain: readonly Uint8Array[]
    readonly expected: string
  }[] = [
    {
      name: 'another authority, to its root',
      records: [record('2 0 1', stranger)],
      chain: [...sent, root.der],
      expected: 'failed digest-mismatch',
    },
    {
      name: 'another authority in full',
      records: [record('2 0 0', stranger)],
      chain: sent,
      expected: 'failed chain-broken',
    },
    {
      name: 'another key in full',
      records: [record('2 1 0', stranger)],
      chain: sent,
      expected: 'failed digest-mismatch',
    },
    {
      name: 'an authority that was sent but signed nothing here',
      records: [record('2 0 1', stranger)],
      chain: [...sent, stranger.der],
      expected: 'failed chain-broken @2',
    },
    {
      name: 'the server’s own certificate',
      records: [record('2 0 1', server)],
      chain: sent,
      expected: 'failed ta-is-leaf @0',
    },
    { name: 'nothing was shown', records: [record('2 0 1', root)], chain: [], expected: 'failed no-certificate' },
    {
      name: 'rubbish was shown',
      records: [record('2 0 1', root)],
      chain: [Uint8Array.of(1, 2, 3)],
      expected: 'failed certificate-unreadable',
    },
  ]
  test.each(refused)('$name: $expected', ({ records, chain, expected }) => {
    expect(brief(match(records, { chainDer: chain }))).toBe(expected)
  })

  const faults: readonly {
    readonly name: string
    readonly given: Parameters<typeof makeChain>[0]
    readonly expected: string
  }[] = [
    { name: 'an expired server', given: { server: { to: -1 } }, expected: 'failed expired @0' },
    { name: 'an expired authority', given: { authority: { to: -1 } }, expected: 'failed expired @1' },
    { name: 'an expired anchor', given: { root: { to: -1 } }, expected: 'failed expired @2' },
    { name: 'a server too early', given: { server: { from: 5 } }, expected: 'failed not-yet-valid @0' },
    { name: 'no authority', given: { authority: { ca: false } }, expected: 'failed ca-flag @1' },
    { name: 'a path too long', given: { root: { pathLength: 0 } }, expected: 'failed path-length @2' },
    { name: 'another purpose', given: { server: { purposes: ['clientAuth'] } }, expected: 'failed purpose @0' },
    {
      name: 'a name out of bounds',
      given: { root: { extensions: [dnsConstraints(['example.net'])] } },
      expected: 'failed name-constraint @2',
    },
    { name: 'another name', given: { server: { dnsNames: ['mx.example.com'] } }, expected: 'failed name-mismatch @0' },
    {
      name: 'a key without the right to sign',
      given: { authority: { usage: ['cRLSign'] } },
      expected: 'failed key-usage @1',
    },
  ]
  test.each(faults)('$name: $expected', ({ given, expected }) => {
    const bad = makeChain(given)
    const verdict = match([record('2 1 1', bad.root)], { chainDer: [...bad.sent, bad.root.der] })
    expect(brief(verdict)).toBe(expected)
    expect(verdict.records).toMatchObject([{ state: 'failed', depth: 2 }])
    // What the anchor vouches for is refused; the server's own key need not be vouched for.
    expect(brief(match([record('3 1 1', bad.server)], { chainDer: bad.sent }))).toBe('authenticated 3 1 1 @0')
  })

  test('a renewed authority beside its expired self', () => {
    const anchor = makeParty({ cn: 'Root', ca: true })
    const late = makeParty({ cn: 'Authority', ca: true, issuer: anchor, to: -1 })
    const renewed = makeParty({ cn: 'Authority', ca: true, issuer: anchor, key: late.key })
    const leaf = makeParty({ issuer: late, dnsNames: ['mx.example.org'] })
    const chainDer = [leaf.der, late.der, renewed.der, anchor.der]
    expect(brief(match([record('2 1 1', anchor)], { chainDer }))).toBe('authenticated 2 1 1 @2')
    expect(brief(match([record('2 1 1', renewed)], { chainDer }))).toBe('authenticated 2 1 1 @1')
    expect(brief(match([record('2 0 1', late)], { chainDer }))).toBe('failed expired @1')
  })

  test('a self-signed server, vouched for by its own key', () => {
    const own = makeParty({ dnsNames: ['mx.example.org'] })
    expect(brief(match([record('2 1 0', own)], { chainDer: [own.der] }))).toBe('authenticated 2 1 0 @0')
    expect(brief(match([record('2 1 1', own)], { chainDer: [own.der] }))).toBe('failed ta-is-leaf @0')
    expect(brief(match([record('2 0 0', own)], { chainDer: [own.der] }))).toBe('failed ta-is-leaf @0')
  })
})

describe('sets of records', () => {
  test('every record has its outcome, in the order given', () => {
    const records = [
      record('0 0 1', root),
      record('3 1 1', stranger),
      record('2 1 1', root),
      record('2 1 2', root),
      record('3 1 1', server),
    ]
    const verdict = match(records)
    expect(brief(verdict)).toBe('authenticated 3 1 1 @0')
    expect(verdict.records).toEqual([
      { record: records[0], state: 'unusable', why: 'usage-pkix' },
      { record: records[1], state: 'failed', depth: null, faults: [{ code: 'digest-mismatch', depth: null }] },
      { record: records[2], state: 'weaker-digest' },
      { record: records[3], state: 'failed', depth: null, faults: [{ code: 'ta-not-sent', depth: null }] },
      { record: records[4], state: 'matched', depth: 0 },
    ])
  })

  test('a weaker digest cannot vouch beside a stronger one, unless that one is malformed', () => {
    const wrong = { ...record('3 1 2', server), data: 'ab'.repeat(64) }
    expect(brief(match([record('3 1 1', server), wrong]))).toBe('failed digest-mismatch')
    expect(brief(match([record('3 1 1', server), { ...wrong, data: 'ab' }]))).toBe('authenticated 3 1 1 @0')
  })

  test('no record, or none that can be used', () => {
    expect(brief(match([]))).toBe('unusable')
    expect(brief(match([record('1 1 1', server), { ...record('3 1 1', server), data: 'ab' }]))).toBe('unusable')
  })
})

describe('usages 0 and 1, outside of SMTP', () => {
  const pkixRoots = [root.der]
  const cases = [
    { records: ['1 1 1', server], expected: 'authenticated 1 1 1 @0' },
    { records: ['0 1 1', authority], expected: 'authenticated 0 1 1 @1' },
    { records: ['0 1 1', root], expected: 'authenticated 0 1 1 @2' },
    { records: ['0 1 1', stranger], expected: 'failed digest-mismatch' },
    { records: ['1 1 1', stranger], expected: 'failed digest-mismatch' },
  ] as const
  test.each(cases)('$records.0: $expected', ({ records: [parameters, party], expected }) => {
    expect(brief(match([record(parameters, party)], { pkixRoots }))).toBe(expected)
  })

  test('need a root that is trusted, and the name', () => {
    const untrusted = { pkixRoots: [stranger.der] }
    expect(brief(match([record('1 1 1', server)], untrusted))).toBe('failed pkix-untrusted @0')
    expect(brief(match([record('0 1 1', authority)], untrusted))).toBe('failed pkix-untrusted')
    expect(brief(match([record('1 1 1', server)], { pkixRoots, referenceNames: ['a.example'] }))).toBe(
      'failed name-mismatch @0',
    )
    expect(brief(match([record('0 1 1', root)], { pkixRoots, chainDer: [] }))).toBe('failed no-certificate')
  })
})

describe('raw public keys', () => {
  test('only 3 1 x can vouch for one', () => {
    const { spki } = server.key
    expect(brief(matchRawKey([record('3 1 1', server)], spki))).toBe('authenticated 3 1 1 @0')
    expect(brief(matchRawKey([record('3 1 0', server)], spki))).toBe('authenticated 3 1 0 @0')
    expect(brief(matchRawKey([record('3 1 1', stranger)], spki))).toBe('failed digest-mismatch')
    expect(brief(matchRawKey([record('3 0 1', server)], spki))).toBe('failed needs-certificate')
    expect(brief(matchRawKey([record('2 1 1', server)], spki))).toBe('failed needs-certificate')
    expect(brief(matchRawKey([record('1 1 1', server)], spki))).toBe('unusable')
  })
})

describe('hostile sets and chains', () => {
  test('a thousand records', () => {
    const many = Array.from({ length: 1_000 }, (_, at) => ({
      ...record(at % 2 === 0 ? '3 1 1' : '2 1 1', stranger),
      data: at.toString(16).padStart(64, '0'),
    }))
    const spent = startProcessorTime()
    expect(brief(match([...many, record('3 1 1', server)]))).toBe('authenticated 3 1 1 @0')
    expect(spent()).toBeLessThan(2_000)
  })

  test('a thousand authorities in full, all by the name of the one that is wanted', () => {
    const namesakes = Array.from({ length: 300 }, () => record('2 0 0', makeParty({ cn: 'Authority', ca: true })))
    const spent = startProcessorTime()
    const verdict = match([...namesakes, ...namesakes, ...namesakes], { chainDer: [server.der] })
    expect(verdict.verdict).toBe('failed')
    expect(spent()).toBeLessThan(5_000)
  })

  test('a thousand keys in full', () => {
    const keys = Array.from({ length: 300 }, () => record('2 1 0', makeParty({ ca: true })))
    const spent = startProcessorTime()
    expect(brief(match([...keys, ...keys, ...keys]))).toBe('failed digest-mismatch')
    expect(spent()).toBeLessThan(5_000)
  })

  test('data of 64 kB, and a chain of a thousand certificates', () => {
    const huge = { usage: 3, selector: 0, matching: 0, data: 'ab'.repeat(65_000) }
    expect(match([huge]).records).toMatchObject([{ state: 'unusable', why: 'certificate-malformed' }])
    const chainDer = [server.der, ...Array.from({ length: 1_000 }, () => stranger.der), authority.der]
    expect(brief(match([record('2 0 1', authority)], { chainDer }))).toBe('failed ta-not-sent')
  })
})
