import { describe, expect, test } from 'vitest'
import { CIPHER_SUITES } from '../../registry/cipher-suites.ts'
import { groupById } from '../../registry/find-group.ts'
import { suiteById, suiteByName } from '../../registry/find-suite.ts'
import { VERSION_NAMES } from '../../registry/versions.ts'
import {
  familyOf,
  groupUniverse,
  isUnlikely,
  needsCertificateCurve,
  needsGroup,
  POST_QUANTUM_GROUPS,
  rankOf,
  STRONG_CLASS,
  suiteUniverse,
  WEAK_CURVES,
  WEAKER_CLASSES,
} from './universe.ts'

const id = (name: string): number => suiteByName(name)?.id ?? -1
const families = (suites: readonly number[]): readonly string[] => suites.map((suite) => familyOf(suite) ?? '')

describe('suiteUniverse', () => {
  test.each(VERSION_NAMES.slice(1))('%s holds what the registry has for it, each suite once', (version) => {
    const expected = CIPHER_SUITES.filter(({ versions }) => versions.includes(version)).map((suite) => suite.id)
    const universe = suiteUniverse(version)
    expect(universe.toSorted((a, b) => a - b)).toEqual(expected.toSorted((a, b) => a - b))
    expect(new Set(universe).size).toBe(universe.length)
    expect(universe.length).toBeGreaterThan(4)
  })

  test('SSL 2.0 has kinds of three bytes', () => {
    expect(suiteUniverse('ssl2')).toContain(0x010080)
    expect(suiteUniverse('ssl2').every((kind) => suiteById(kind) === undefined || kind === 0)).toBe(true)
  })

  test('the strongest families come first, the longest keys first within them', () => {
    const universe = suiteUniverse('tls12')
    const order = ['ecdhe-aead', ...WEAKER_CLASSES.flat()]
    const places = families(universe).map((family) => order.indexOf(family))
    expect(places).toEqual(places.toSorted((a, b) => a - b))
    const strong = universe
      .filter((suite) => familyOf(suite) === 'ecdhe-aead')
      .map((suite) => suiteById(suite)?.bits ?? 0)
    expect(strong).toEqual(strong.toSorted((a, b) => b - a))
  })
})

describe('classes', () => {
  test('hold every suite of TLS 1.2 and older exactly once', () => {
    const classes = [STRONG_CLASS, ...WEAKER_CLASSES]
    for (const version of ['ssl3', 'tls10', 'tls11', 'tls12'] as const) {
      for (const suite of suiteUniverse(version)) {
        const held = classes.filter((members) => members.some((family) => family === familyOf(suite)))
        expect(held, suiteById(suite)?.name).toHaveLength(1)
      }
    }
    expect(new Set(classes.flat()).size).toBe(classes.flat().length)
  })

  test('TLS 1.3 has a family of its own, but for the suites that do not encrypt (RFC 9150)', () => {
    expect([...STRONG_CLASS, ...WEAKER_CLASSES.flat()]).not.toContain('tls13')
    const others = suiteUniverse('tls13').filter((suite) => familyOf(suite) !== 'tls13')
    expect(others).toEqual([id('TLS_SHA256_SHA256'), id('TLS_SHA384_SHA384')])
  })
})

describe('properties of suites', () => {
  const suites = [
    { name: 'TLS_AES_128_GCM_SHA256', group: true, curve: false, unlikely: false },
    { name: 'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256', group: true, curve: true, unlikely: false },
    { name: 'TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA', group: true, curve: false, unlikely: false },
    { name: 'TLS_ECDH_anon_WITH_AES_128_CBC_SHA', group: true, curve: false, unlikely: false },
    { name: 'TLS_DHE_RSA_WITH_AES_128_CBC_SHA', group: false, curve: false, unlikely: false },
    { name: 'TLS_RSA_WITH_AES_128_CBC_SHA', group: false, curve: false, unlikely: false },
    { name: 'TLS_RSA_EXPORT_WITH_RC4_40_MD5', group: false, curve: false, unlikely: true },
    { name: 'TLS_PSK_WITH_AES_128_CBC_SHA', group: false, curve: false, unlikely: true },
    { name: 'TLS_DH_RSA_WITH_AES_128_CBC_SHA', group: false, curve: false, unlikely: true },
  ]
  test.each(suites)('$name', ({ name, group, curve, unlikely }) => {
    const suite = id(name)
    expect({ group: needsGroup(suite), curve: needsCertificateCurve(suite), unlikely: isUnlikely(suite) }).toEqual({
      group,
      curve,
      unlikely,
    })
  })

  test('a number that nobody knows has none', () => {
    expect([needsGroup(0xeeee), needsCertificateCurve(0xeeee), isUnlikely(0xeeee)]).toEqual([false, false, false])
    expect(familyOf(0xeeee)).toBeUndefined()
  })

  test("ranks go as in OpenSSL's list", () => {
    const names = [
      'TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384',
      'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256',
      'TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384',
      'TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256',
      'TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA',
      'TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA',
      'TLS_RSA_WITH_AES_256_GCM_SHA384',
      'TLS_RSA_WITH_AES_128_GCM_SHA256',
      'TLS_RSA_WITH_AES_128_CBC_SHA256',
      'TLS_RSA_WITH_AES_128_CBC_SHA',
      'TLS_ECDHE_RSA_WITH_NULL_SHA',
    ]
    const ranks = names.map((name) => rankOf(id(name)))
    expect(ranks).toEqual(ranks.toSorted((a, b) => a - b))
    expect(new Set(ranks).size).toBe(ranks.length)
  })
})

describe('groupUniverse', () => {
  test('begins with the common groups, names each once, and no explicit curves', () => {
    expect(groupUniverse('tls12').slice(0, 5)).toEqual([0x001d, 0x0017, 0x0018, 0x0019, 0x001e])
    expect(groupUniverse('tls13').slice(0, 6)).toEqual([0x001d, 0x0017, 0x0018, 0x0019, 0x001e, 0x11ec])
    for (const version of ['tls12', 'tls13'] as const) {
      const groups = groupUniverse(version)
      expect(new Set(groups).size).toBe(groups.length)
      expect(groups).not.toContain(0xff01)
      expect(groups).not.toContain(0xff02)
    }
  })

  test('finite fields are for TLS 1.3 alone', () => {
    const fields = (version: 'tls12' | 'tls13') =>
      groupUniverse(version).filter((group) => groupById(group)?.kind === 'dh')
    expect(fields('tls12')).toEqual([])
    expect(fields('tls13')).toContain(0x0100)
  })

  test('post-quantum groups are all asked about in TLS 1.3, and in no older version', () => {
    expect(POST_QUANTUM_GROUPS).toContain(0x11ec)
    expect(POST_QUANTUM_GROUPS).not.toContain(0x001d)
    expect(POST_QUANTUM_GROUPS.filter((group) => !groupUniverse('tls13').includes(group))).toEqual([])
    expect(POST_QUANTUM_GROUPS.filter((group) => groupUniverse('tls12').includes(group))).toEqual([])
  })

  test('weak curves are those below 112 bits', () => {
    const names = WEAK_CURVES.map((group) => groupById(group)?.name)
    expect(names).toContain('secp192r1')
    expect(names).not.toContain('secp224r1')
    expect(names).not.toContain('secp256r1')
  })
})
