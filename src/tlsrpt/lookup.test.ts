import { describe, expect, test } from 'vitest'
import { type DomainName, parseDomainName } from '../base/domain-name.ts'
import { ProbeError } from '../base/failure.ts'
import type { Lookup, MxRecord, RecordOf, Resolver } from '../dns/lookup.ts'
import type { DnsType } from '../dns/wire/rr-type.ts'
import { lookupTlsRpt } from './lookup.ts'

const domain: DomainName = parseDomainName('example.lab')

type Answers = Readonly<Record<string, readonly (string | MxRecord)[] | 'failed' | 'nxdomain'>>

/** A resolver that knows a few names. Keys are `TYPE name`; what is not listed is not there. */
function resolverOf(answers: Answers): Resolver & { readonly asked: readonly string[] } {
  const asked: string[] = []
  return {
    asked,
    description: 'a table',
    lookup: async <T extends DnsType>(name: string, type: T): Promise<Lookup<RecordOf<T>>> => {
      asked.push(`${type} ${name}`)
      const answer = answers[`${type} ${name}`] ?? []
      const isList = typeof answer !== 'string'
      const outcome = isList ? (answer.length > 0 ? 'records' : 'nodata') : answer
      const dnssec = { status: 'insecure', ede: null, reason: 'not signed', chain: [] } as const
      const records = (isList ? answer : []) as readonly RecordOf<T>[]
      return { name, type, outcome, records, cnames: [], dnssec, ttlSeconds: 60 }
    },
  }
}

const TXT = 'TXT _smtp._tls.example.lab'
const record = (...rua: readonly string[]): string => `v=TLSRPTv1; rua=${rua.join(',')}`
const mx = (exchange: string): MxRecord => ({ preference: 10, exchange })

describe('RFC 8460 line 2: external destinations are noted, and need no authorisation', () => {
  const cases = [
    { name: 'the domain itself', uri: 'mailto:a@example.lab', external: false },
    { name: 'below the domain', uri: 'https://reports.example.lab/x', external: false },
    { name: 'above the domain', uri: 'mailto:a@lab', external: false },
    { name: 'somewhere else', uri: 'mailto:a@reports.example', external: true },
    { name: 'a name that only ends alike', uri: 'mailto:a@badexample.lab', external: true },
    { name: 'an address of the internet', uri: 'https://192.0.2.1/x', external: false },
  ]
  test.each(cases)('$name', async ({ uri, external }) => {
    const { selection, reach } = await lookupTlsRpt(resolverOf({ [TXT]: [record(uri)] }), domain)
    expect(selection?.verdict).toBe('valid')
    expect(reach).toMatchObject([{ uri, external }])
  })

  test('no authorisation record is looked for', async () => {
    const resolver = resolverOf({
      [TXT]: [record('mailto:a@reports.example')],
      'MX reports.example': [mx('mx.example')],
    })
    await lookupTlsRpt(resolver, domain)
    expect(resolver.asked).toEqual([TXT, 'MX reports.example'])
  })
})

describe('whether a destination can take reports', () => {
  const cases: readonly { name: string; uri: string; answers: Answers; reachable: string }[] = [
    { name: 'MX', uri: 'mailto:a@b.example', answers: { 'MX b.example': [mx('mx.example')] }, reachable: 'yes' },
    {
      name: 'no MX, an address',
      uri: 'mailto:a@b.example',
      answers: { 'AAAA b.example': ['2001:db8::1'] },
      reachable: 'yes',
    },
    {
      name: 'null MX',
      uri: 'mailto:a@b.example',
      answers: { 'MX b.example': [mx('.')], 'A b.example': ['192.0.2.1'] },
      reachable: 'no',
    },
    { name: 'no such domain', uri: 'mailto:a@b.example', answers: {}, reachable: 'no' },
    { name: 'MX not known', uri: 'mailto:a@b.example', answers: { 'MX b.example': 'failed' }, reachable: 'unknown' },
    { name: 'a host', uri: 'https://b.example/', answers: { 'A b.example': ['192.0.2.1'] }, reachable: 'yes' },
    {
      name: 'no such host',
      uri: 'https://b.example/',
      answers: { 'MX b.example': [mx('mx.example')] },
      reachable: 'no',
    },
    { name: 'half an answer', uri: 'https://b.example/', answers: { 'A b.example': 'failed' }, reachable: 'unknown' },
    { name: 'an address literal', uri: 'https://[2001:db8::1]/', answers: {}, reachable: 'unknown' },
  ]
  test.each(cases)('$name: $reachable', async ({ uri, answers, reachable }) => {
    const { reach } = await lookupTlsRpt(resolverOf({ [TXT]: [record(uri)], ...answers }), domain)
    expect(reach).toMatchObject([{ uri, reachable }])
  })
})

describe('lookupTlsRpt', () => {
  test('a failed lookup selects nothing', async () => {
    expect(await lookupTlsRpt(resolverOf({ [TXT]: 'failed' }), domain)).toMatchObject({ selection: null, reach: [] })
  })

  test('octets that the lookup escaped are read as they were', async () => {
    const { selection } = await lookupTlsRpt(resolverOf({ [TXT]: ['v=TLSRPTv1;\\x09rua=mailto:a@b.example'] }), domain)
    expect(selection).toMatchObject({ verdict: 'valid', destinations: [{ domain: 'b.example' }] })
  })

  test('no more than ten destinations are looked up', async () => {
    const many = Array.from({ length: 30 }, (_, at) => `https://h${at}.example/`)
    const { selection, reach } = await lookupTlsRpt(resolverOf({ [TXT]: [record(...many)] }), domain)
    expect([selection?.destinations.length, reach.length]).toEqual([30, 10])
  })

  test('a cancelled lookup is thrown on', async () => {
    const lookup = () => Promise.reject(new ProbeError({ code: 'cancelled' }))
    await expect(lookupTlsRpt({ lookup, description: '' }, domain)).rejects.toThrow('cancelled')
  })
})
