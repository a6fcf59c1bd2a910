import { describe, expect, test } from 'vitest'
import { makeChain, makeParty, NOW } from '../../test/dane-chains.ts'
import type { TlsaRecord } from '../dns/lookup.ts'
import { certificateSubject, generateTlsa } from './generate.ts'
import { matchChain } from './match.ts'
import { planRollover, type RolloverInput, type RolloverPlan, rolloverReadiness } from './rollover.ts'

const { authority, server, sent } = makeChain()
const next = makeParty({ dnsNames: ['mx.example.org'], issuer: authority })
const renewed = makeParty({ dnsNames: ['mx.example.org'], issuer: authority, key: server.key })
const elsewhere = makeChain()

const own = ({ der }: { readonly der: Uint8Array }): TlsaRecord =>
  generateTlsa(certificateSubject(der), { usage: 3, selector: 1, matching: 1 })
const anchor = ({ der }: { readonly der: Uint8Array }): TlsaRecord =>
  generateTlsa(certificateSubject(der), { usage: 2, selector: 1, matching: 1 })

const current = { kind: 'chain', chainDer: sent } as const
const nextChain = { kind: 'chain', chainDer: [next.der, authority.der] } as const

function plan(input: Partial<RolloverInput>): RolloverPlan {
  const rest = { name: 'mx.example.org', scheme: '3+3', ttlSeconds: 3_600, now: NOW } as const
  return planRollover({ ...rest, current, next: nextChain, ...input })
}

const brief = ({ steps }: RolloverPlan): readonly string[] =>
  steps.map(({ action, notBefore, records }) =>
    `${notBefore} ${action} ${records.map(({ usage }) => usage).join('+')}`.trim(),
  )

describe('planRollover', () => {
  test('3 1 1 + 3 1 1: publish, wait for two TTLs, switch, withdraw', () => {
    const rollover = plan({})
    expect(brief(rollover)).toEqual([
      '2026-11-24T12:00:00Z publish 3',
      '2026-11-24T14:00:00Z switch',
      '2026-11-24T16:00:00Z withdraw 3',
    ])
    expect(rollover).toMatchObject({ isCovered: false, keepsKey: false })
    expect(rollover.steps.map(({ published }) => published)).toEqual([
      [own(server), own(next)],
      [own(server), own(next)],
      [own(next)],
    ])
  })

  test('a next key without a certificate', () => {
    const rollover = plan({ next: { kind: 'key', spki: next.key.spki } })
    expect(rollover.steps.at(0)?.records).toEqual([own(next)])
  })

  test('a next record that is in the zone already: switch at once', () => {
    expect(brief(plan({ published: [own(server), own(next)] }))).toEqual([
      '2026-11-24T12:00:00Z switch',
      '2026-11-24T14:00:00Z withdraw 3',
    ])
  })

  test('a renewal with the same key needs no record', () => {
    const rollover = plan({ next: { kind: 'chain', chainDer: [renewed.der, authority.der] } })
    expect(brief(rollover)).toEqual(['2026-11-24T12:00:00Z switch'])
    expect(rollover).toMatchObject({ isCovered: true, keepsKey: true })
    expect(plan({ next: current }).steps).toEqual([])
  })

  test('a renewal with the same key under 3 0 1 needs one', () => {
    const fragile = generateTlsa(certificateSubject(server.der), { usage: 3, selector: 0, matching: 1 })
    const rollover = plan({ published: [fragile], next: { kind: 'chain', chainDer: [renewed.der, authority.der] } })
    expect(brief(rollover).map((step) => step.slice(21))).toEqual(['publish 3', 'switch', 'withdraw 3'])
  })

  test('3 1 1 + 2 1 1: the same authority covers the next key', () => {
    const rollover = plan({ scheme: '3+2' })
    expect(rollover.isCovered).toBe(true)
    expect(brief(rollover)).toEqual([
      '2026-11-24T12:00:00Z publish 3',
      '2026-11-24T12:00:00Z switch',
      '2026-11-24T14:00:00Z withdraw 3',
    ])
    expect(rollover.steps.at(-1)?.published).toEqual([own(next), anchor(authority)])
  })

  test('3 1 1 + 2 1 1: another authority has to be waited for', () => {
    const moved = { kind: 'chain', chainDer: elsewhere.sent } as const
    const rollover = plan({ scheme: '3+2', next: moved })
    expect(brief(rollover)).toEqual([
      '2026-11-24T12:00:00Z publish 3+2',
      '2026-11-24T14:00:00Z switch',
      '2026-11-24T16:00:00Z withdraw 3+2',
    ])
  })

  test('3 1 1 + 2 1 1: for a key alone the authority stays', () => {
    const published = [own(server), anchor(authority)]
    const rollover = plan({ scheme: '3+2', published, next: { kind: 'key', spki: next.key.spki } })
    expect(rollover.steps.at(-1)?.published).toEqual([own(next), anchor(authority)])
  })

  test.each(['3+3', '3+2'] as const)('%s: at every step the chain that may be served is vouched for', (scheme) => {
    const { steps } = plan({ scheme, next: { kind: 'chain', chainDer: elsewhere.sent } })
    const vouched = (records: readonly TlsaRecord[], chainDer: readonly Uint8Array[]): boolean =>
      matchChain({ records, chainDer, referenceNames: ['mx.example.org'], now: NOW }).verdict === 'authenticated'
    const [publish, change, withdraw] = steps
    expect(vouched(publish?.published ?? [], sent)).toBe(true)
    for (const chain of [sent, elsewhere.sent]) expect(vouched(change?.published ?? [], chain)).toBe(true)
    expect(vouched(withdraw?.published ?? [], elsewhere.sent)).toBe(true)
    expect(vouched(withdraw?.published ?? [], sent)).toBe(false)
  })
})

describe('rolloverReadiness', () => {
  const cases = [
    { name: 'one key', records: [own(server)], expected: null },
    { name: 'two keys', records: [own(server), own(next)], expected: '3+3' },
    { name: 'a key and an authority', records: [own(server), anchor(authority)], expected: '3+2' },
    { name: 'an authority alone', records: [anchor(authority)], expected: null },
    { name: 'one key, twice', records: [own(server), own(server)], expected: null },
    {
      name: 'one key under two digests',
      records: [own(server), generateTlsa(certificateSubject(server.der), { usage: 3, selector: 1, matching: 2 })],
      expected: null,
    },
    { name: 'a key and something unusable', records: [own(server), { ...own(next), data: 'ab' }], expected: null },
    { name: 'nothing', records: [], expected: null },
  ]
  test.each(cases)('$name: $expected', ({ records, expected }) => {
    expect(rolloverReadiness(records)).toBe(expected)
  })
})
