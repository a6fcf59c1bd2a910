import { describe, expect, test } from 'vitest'
import { parseAddressList } from './address-list.ts'
import { CASES } from './cases.ts'
import { localPlaces } from './local-places.ts'
import { type Placement, placeCases } from './placement.ts'

const addresses = (prefix: string, count: number): readonly string[] =>
  Array.from({ length: count }, (_, at) => `${prefix}${at + 1}`)

const unserved = (placement: Placement): readonly string[] =>
  CASES.filter((spec) => placement.unservedOf(spec) !== null).map(({ id }) => id)

describe('placeCases', () => {
  test('with enough addresses every case has its own of both families', () => {
    const placement = placeCases(CASES, { v4: addresses('192.0.2.', 40), v6: addresses('2001:db8::', 40) })
    expect(placement.posts).toHaveLength(CASES.length)
    expect(unserved(placement)).toEqual([])
    const all = placement.posts.flatMap((post) => post.addresses)
    expect(new Set(all).size).toBe(all.length)
    const ipv4 = CASES.find(({ id }) => id === 'ipv4')
    expect(ipv4 && placement.addressesOf(ipv4)).toMatchObject({ v4: [expect.any(String)], v6: [] })
  })

  test('with few, cases share an address if and only if their servers behave alike', () => {
    const placement = placeCases(CASES, { v4: addresses('192.0.2.', 14), v6: [] })
    for (const post of placement.posts) {
      for (const { server } of post.cases) expect(server).toEqual(post.behaviour)
    }
    const behaviours = placement.posts.map(({ behaviour }) => JSON.stringify(behaviour))
    expect(new Set(behaviours).size).toBe(behaviours.length)
    expect(unserved(placement)).toEqual(['ipv6'])
  })

  test('with one, the plain case and its like are served, and of the others it is said why not', () => {
    const placement = placeCases(CASES, { v4: ['192.0.2.1'], v6: [] })
    expect(placement.posts).toHaveLength(1)
    const reasons = Object.fromEntries(CASES.map((spec) => [spec.id, placement.unservedOf(spec)]))
    expect(reasons).toMatchObject({ plain: null, dane: null, expired: 'no-address', ipv6: 'no-ipv6', ipv4: null })
  })
})

describe('parseAddressList', () => {
  const cases = [
    { texts: ['192.0.2.1', '2001:DB8::1', '192.0.2.1'], v4: ['192.0.2.1'], v6: ['2001:db8::1'] },
    { texts: ['192.0.2.252/30'], v4: ['192.0.2.253', '192.0.2.254', '192.0.2.255'], v6: [] },
  ]
  test.each(cases)('$texts', ({ texts, v4, v6 }) => expect(parseAddressList('--listen', texts)).toEqual({ v4, v6 }))

  test('of a large block the first 64', () => {
    const { v6 } = parseAddressList('--listen', ['2001:db8:0:ff::/64'])
    expect(v6).toHaveLength(64)
    expect([v6[0], v6[63]]).toEqual(['2001:db8:0:ff::1', '2001:db8:0:ff::40'])
  })

  test.each(['', 'mail.example', '192.0.2.1/33', '192.0.2.0/0', '1.2.3', '2001:db8::/129'])('not %j', (text) => {
    expect(() => parseAddressList('--listen', [text])).toThrow('option-invalid')
  })
})

test.each(['10.0.0', '127.0', '127.0.0.1', '127.0.256', 'x'])(
  'a local test stays on loopback: not %s',
  async (network) => {
    await expect(localPlaces(network, 10_025)).rejects.toThrow('option-invalid')
  },
)
