import { describe, expect, test } from 'vitest'
import type { Dnssec } from '../dns/lookup.ts'
import { type DanePolicy, decideDomain, decideHost, type MetHost } from './sender-decision.ts'
import type { Standing } from './standing.ts'

const USABLE: Standing = { state: 'usable', base: 'mx.example.org', records: [], unusable: [], ttlSeconds: 60 }
const UNUSABLE: Standing = { state: 'unusable-only', base: 'mx.example.org', unusable: [] }
const NONE: Standing = { state: 'none', why: 'no-records' }
const INSECURE: Standing = { state: 'insecure', why: 'address-insecure' }
const FAILED: Standing = {
  state: 'failed',
  why: 'tlsa-failed',
  name: '_25._tcp.mx.example.org',
  ede: null,
  reason: null,
  failure: null,
}

const met = (standing: Standing, tls: boolean | null = true, match: MetHost['match'] = null): MetHost => ({
  standing,
  tls,
  match,
})

const cases: readonly [name: string, host: MetHost, opportunistic: string, mandatory: string][] = [
  ['usable and matched', met(USABLE, true, 'authenticated'), 'authenticated', 'authenticated'],
  ['usable and not matched', met(USABLE, true, 'failed'), 'skip', 'skip'],
  ['usable, without TLS', met(USABLE, false), 'skip', 'skip'],
  ['usable, no chain seen', met(USABLE, true), 'skip', 'skip'],
  ['unusable, with TLS', met(UNUSABLE, true, 'unusable'), 'encrypted', 'skip'],
  ['unusable, without TLS', met(UNUSABLE, false), 'skip', 'skip'],
  ['no records, with TLS', met(NONE), 'encrypted', 'skip'],
  ['no records, without TLS', met(NONE, false), 'clear', 'skip'],
  ['insecure, with TLS', met(INSECURE), 'encrypted', 'skip'],
  ['a failed search, although TLS would do', met(FAILED), 'skip', 'skip'],
  ['a failed search, without TLS', met(FAILED, false), 'skip', 'skip'],
  ['nobody there', met(USABLE, null, 'authenticated'), 'skip', 'skip'],
]

describe('decideHost', () => {
  test.each(cases)('%s: %o', (_, host, opportunistic, mandatory) => {
    expect(decideHost(host, 'opportunistic')).toBe(opportunistic)
    expect(decideHost(host, 'mandatory')).toBe(mandatory)
  })
})

describe('decideDomain', () => {
  const mx = (status: Dnssec['status'], outcome: 'records' | 'failed' = 'records') => ({
    outcome,
    dnssec: { status, ede: null, reason: '', chain: [] },
  })
  const good = met(USABLE, true, 'authenticated')
  const decide = (
    lookup: ReturnType<typeof mx> | null,
    hosts: readonly MetHost[],
    policy: DanePolicy = 'opportunistic',
  ): string => {
    const { host, how, isDomainAuthenticated } = decideDomain(lookup, hosts, policy)
    return `${how} ${host ?? '-'}${isDomainAuthenticated ? ' domain' : ''}`
  }

  test('the first host that is not skipped', () => {
    expect(decide(mx('secure'), [good, met(NONE)])).toBe('authenticated 0 domain')
    expect(decide(mx('secure'), [met(USABLE, true, 'failed'), good])).toBe('authenticated 1 domain')
    expect(decide(mx('secure'), [met(FAILED), met(NONE, false)])).toBe('clear 1')
    expect(decide(mx('secure'), [met(FAILED), met(USABLE, false)])).toBe('delay -')
    expect(decide(mx('secure'), [])).toBe('delay -')
  })

  test('an MX lookup that failed delays everything', () => {
    expect(decide(mx('bogus', 'failed'), [good])).toBe('delay -')
    expect(decide(mx('indeterminate', 'failed'), [good])).toBe('delay -')
  })

  test('an insecure MX set leaves the domain unauthenticated', () => {
    expect(decide(mx('insecure'), [good])).toBe('authenticated 0')
    expect(decide(mx('insecure'), [good], 'mandatory')).toBe('delay -')
    expect(decide(mx('insecure'), [met(INSECURE, false)])).toBe('clear 0')
  })

  test('a host that was named without an MX record', () => {
    expect(decide(null, [good], 'mandatory')).toBe('authenticated 0 domain')
  })
})
