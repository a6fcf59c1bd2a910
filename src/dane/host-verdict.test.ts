import { describe, expect, test } from 'vitest'
import { makeParty, NOW, type Party } from '../../test/dane-chains.ts'
import type { Failure } from '../base/failure.ts'
import { certificateSubject, generateTlsa } from './generate.ts'
import { type DomainVerdict, type HostState, judgeDomain, judgeHost, type SeenAddress } from './host-verdict.ts'
import type { Standing } from './standing.ts'

const [first, second] = [makeParty(), makeParty()]
const own = ({ der }: Party) => generateTlsa(certificateSubject(der), { usage: 3, selector: 1, matching: 1 })
const usable = (...parties: readonly Party[]): Standing => ({
  state: 'usable',
  base: 'mx.example.org',
  records: parties.map(own),
  unusable: [],
  ttlSeconds: 60,
})
const shows = (...parties: readonly Party[]): SeenAddress => ({
  address: '192.0.2.1',
  port: 25,
  chains: parties.map(({ der }) => ({ keyType: 'ec', version: 'tls13', certificates: [der] })),
  failure: null,
})
const fails = (failure: Failure): SeenAddress => ({ address: '192.0.2.2', port: 25, chains: [], failure })
const REFUSED: Failure = { code: 'tcp-refused', address: '192.0.2.2', port: 25 }
const NO_TLS: Failure = { code: 'starttls-not-offered', mangled: null }

const hosts: readonly { name: string; standing: Standing; servers: readonly SeenAddress[]; state: HostState }[] = [
  { name: 'a match', standing: usable(first), servers: [shows(first)], state: 'valid' },
  { name: 'no match', standing: usable(second), servers: [shows(first)], state: 'mismatch' },
  { name: 'one of two chains', standing: usable(first), servers: [shows(first, second)], state: 'dual-uncovered' },
  {
    name: 'one of two addresses',
    standing: usable(first),
    servers: [shows(first), shows(second)],
    state: 'address-differs',
  },
  { name: 'no STARTTLS', standing: usable(first), servers: [shows(first), fails(NO_TLS)], state: 'tls-not-offered' },
  { name: 'nobody there', standing: usable(first), servers: [fails(REFUSED)], state: 'unseen' },
  { name: 'one of two is there', standing: usable(first), servers: [shows(first), fails(REFUSED)], state: 'valid' },
  {
    name: 'unusable records',
    standing: { state: 'unusable-only', base: 'mx.example.org', unusable: [] },
    servers: [shows(first)],
    state: 'unusable',
  },
  {
    name: 'unusable records and no TLS',
    standing: { state: 'unusable-only', base: 'mx.example.org', unusable: [] },
    servers: [fails(NO_TLS)],
    state: 'tls-not-offered',
  },
  { name: 'no records', standing: { state: 'none', why: 'no-records' }, servers: [shows(first)], state: 'none' },
  { name: 'unsigned', standing: { state: 'insecure', why: 'tlsa-insecure' }, servers: [], state: 'insecure' },
  {
    name: 'a failed search',
    standing: { state: 'failed', why: 'tlsa-bogus', name: null, ede: null, reason: null, failure: null },
    servers: [shows(first)],
    state: 'lookup-failed',
  },
]

describe('judgeHost', () => {
  test.each(hosts)('$name: $state', ({ standing, servers, state }) => {
    expect(judgeHost(standing, servers, ['mx.example.org'], NOW).state).toBe(state)
  })

  test('tells whether the set is ready for the next key', () => {
    expect(judgeHost(usable(first, second), [shows(first)], [], NOW).rollover).toBe('3+3')
    expect(judgeHost(usable(first), [shows(first)], [], NOW).rollover).toBeNull()
  })
})

describe('judgeDomain', () => {
  const cases: readonly [states: readonly HostState[], isSecure: boolean, expected: DomainVerdict][] = [
    [['valid', 'valid'], true, 'valid'],
    [['valid', 'valid'], false, 'partial'],
    [['valid', 'none'], true, 'partial'],
    [['valid', 'unusable'], true, 'partial'],
    [['valid', 'mismatch'], true, 'failing'],
    [['none', 'lookup-failed'], true, 'failing'],
    [['unseen', 'valid'], true, 'unknown'],
    [['unseen', 'dual-uncovered'], true, 'failing'],
    [['none', 'insecure'], true, 'none'],
    [['unusable'], true, 'failing'],
    [[], true, 'none'],
  ]
  test.each(cases)('%j, secure %s: %s', (states, isSecure, expected) => {
    expect(judgeDomain(states, isSecure)).toBe(expected)
  })
})
