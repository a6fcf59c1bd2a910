import { describe, expect, test } from 'vitest'
import { daneResolver } from '../../test/dane-resolver.ts'
import { attempt } from '../base/failure.ts'
import type { Lookup } from '../dns/lookup.ts'
import { lookupTlsa, type TlsaFacts } from './lookup-tlsa.ts'
import { standingOf } from './standing.ts'

interface Found {
  readonly facts: TlsaFacts
  /** What was asked for TLSA's sake, addresses left out. */
  readonly asked: readonly string[]
}

async function search(host: string): Promise<Found> {
  const resolver = daneResolver()
  const [v4, v6] = await Promise.all([resolver.lookup(host, 'A'), resolver.lookup(host, 'AAAA')])
  const facts = await lookupTlsa(resolver, { host, port: 25, v4, v6 })
  return { facts, asked: resolver.asked.filter((question) => !/ A{1,4}$/.test(question)) }
}

const cases: readonly {
  readonly host: string
  readonly asked: readonly string[]
  readonly base: string | null
  readonly standing: object
}[] = [
  {
    host: 'mx.good.lab',
    asked: ['_25._tcp.mx.good.lab TLSA'],
    base: 'mx.good.lab',
    standing: { state: 'usable', unusable: [], ttlSeconds: 3_600 },
  },
  {
    host: 'none.good.lab',
    asked: ['_25._tcp.none.good.lab TLSA'],
    base: null,
    standing: { state: 'none', why: 'no-records' },
  },
  {
    host: 'mixed.good.lab',
    asked: ['_25._tcp.mixed.good.lab TLSA'],
    base: 'mixed.good.lab',
    standing: { state: 'usable', unusable: [{ record: { usage: 0 }, why: 'usage-pkix' }] },
  },
  {
    host: 'unusable.good.lab',
    asked: ['_25._tcp.unusable.good.lab TLSA'],
    base: 'unusable.good.lab',
    standing: { state: 'unusable-only', unusable: [{ why: 'usage-pkix' }, { why: 'digest-length' }] },
  },
  {
    host: 'mx.plain.lab',
    asked: [],
    base: null,
    standing: { state: 'insecure', why: 'address-insecure' },
  },
  // An alias within secure zones: the name at the end first.
  {
    host: 'inside.good.lab',
    asked: ['_25._tcp.mx.good.lab TLSA'],
    base: 'mx.good.lab',
    standing: { state: 'usable', base: 'mx.good.lab' },
  },
  {
    host: 'both.good.lab',
    asked: ['_25._tcp.mx.other.lab TLSA'],
    base: 'mx.other.lab',
    standing: { state: 'usable', records: [{ data: 'ab'.repeat(32) }] },
  },
  {
    host: 'silent.good.lab',
    asked: ['_25._tcp.none.good.lab TLSA', '_25._tcp.silent.good.lab TLSA'],
    base: 'silent.good.lab',
    standing: { state: 'usable', base: 'silent.good.lab' },
  },
  // An alias out of a secure zone: its own name only, since the alias itself is secure.
  {
    host: 'outside.good.lab',
    asked: ['outside.good.lab CNAME', '_25._tcp.outside.good.lab TLSA'],
    base: 'outside.good.lab',
    standing: { state: 'usable', base: 'outside.good.lab' },
  },
  // An alias in an unsigned zone: whatever it leads to.
  {
    host: 'alias.plain.lab',
    asked: ['alias.plain.lab CNAME'],
    base: null,
    standing: { state: 'insecure', why: 'alias-insecure' },
  },
  // The owner of the records is an alias.
  {
    host: 'ptr.good.lab',
    asked: ['_25._tcp.ptr.good.lab TLSA'],
    base: 'ptr.good.lab',
    standing: { state: 'usable', base: 'ptr.good.lab' },
  },
  {
    host: 'leaving.good.lab',
    asked: ['_25._tcp.leaving.good.lab TLSA'],
    base: null,
    standing: { state: 'insecure', why: 'tlsa-insecure' },
  },
  // Failures.
  {
    host: 'servfail.good.lab',
    asked: ['_25._tcp.servfail.good.lab TLSA'],
    base: null,
    standing: { state: 'failed', why: 'tlsa-failed', failure: { code: 'dns-rcode', rcode: 'SERVFAIL' } },
  },
  {
    host: 'timeout.good.lab',
    asked: ['_25._tcp.timeout.good.lab TLSA'],
    base: null,
    standing: { state: 'failed', why: 'tlsa-failed', failure: { code: 'dns-timeout' } },
  },
  {
    host: 'mx.broken.lab',
    asked: ['_25._tcp.mx.broken.lab TLSA'],
    base: null,
    standing: { state: 'failed', why: 'denial-broken', name: '_25._tcp.mx.broken.lab', ede: 6 },
  },
  {
    host: 'late.broken.lab',
    asked: ['_25._tcp.late.broken.lab TLSA'],
    base: null,
    standing: { state: 'failed', why: 'tlsa-bogus', ede: 7, failure: { code: 'dnssec-bogus' } },
  },
  { host: 'nowhere.good.lab', asked: [], base: null, standing: { state: 'none', why: 'no-address' } },
]

describe('lookupTlsa', () => {
  test.each(cases)('$host', async ({ host, asked, base, standing }) => {
    const found = await search(host)
    expect(found.asked).toEqual(asked)
    expect(found.facts.base).toBe(base)
    expect(standingOf(found.facts)).toMatchObject(standing)
  })

  test('the facts are JSON-able', async () => {
    const { facts } = await search('outside.good.lab')
    expect(JSON.parse(JSON.stringify(facts))).toEqual(facts)
    expect(facts).toMatchObject({ port: 25, notLookedFor: null, alias: { type: 'CNAME' }, tried: [{ type: 'TLSA' }] })
  })

  test('addresses that were given by hand decide nothing', async () => {
    const resolver = daneResolver()
    const dnssec: Lookup<string>['dnssec'] = { status: 'indeterminate', ede: null, reason: 'given', chain: [] }
    const given = { name: 'mx.good.lab', cnames: [], dnssec, ttlSeconds: 0 } as const
    const v4: Lookup<string> = { ...given, type: 'A', outcome: 'records', records: ['127.0.0.1'] }
    const v6: Lookup<string> = { ...given, type: 'AAAA', outcome: 'nodata', records: [] }
    const facts = await lookupTlsa(resolver, { host: 'mx.good.lab', port: 25, v4, v6 })
    expect(standingOf(facts).state).toBe('usable')
  })

  test('an address lookup that failed beside one that did not counts as little as one without records', async () => {
    const resolver = daneResolver()
    const v4 = await resolver.lookup('mx.good.lab', 'A')
    const v6: Lookup<string> = {
      ...(await resolver.lookup('mx.good.lab', 'AAAA')),
      outcome: 'failed',
      failure: { code: 'dns-timeout', server: 'x', name: 'y' },
    }
    expect((await lookupTlsa(resolver, { host: 'mx.good.lab', port: 25, v4, v6 })).base).toBe('mx.good.lab')
    const none: Lookup<string> = { ...v6, type: 'A', records: [] }
    const facts = await lookupTlsa(resolver, { host: 'mx.good.lab', port: 25, v4: none, v6 })
    expect(standingOf(facts)).toMatchObject({ state: 'failed', why: 'address-failed' })
  })

  test('an interrupt ends it', async () => {
    const resolver = daneResolver()
    const [v4, v6] = await Promise.all([resolver.lookup('mx.good.lab', 'A'), resolver.lookup('mx.good.lab', 'AAAA')])
    const question = { host: 'mx.good.lab', port: 25, v4, v6 }
    const result = await attempt(() => lookupTlsa(resolver, question, AbortSignal.abort()))
    expect(result).toEqual({ ok: false, failure: { code: 'cancelled' } })
  })
})
