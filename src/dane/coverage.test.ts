import { describe, expect, test } from 'vitest'
import { makeChain, makeParty, NOW, type Party } from '../../test/dane-chains.ts'
import { type CoverageInput, coverageOf, type ServedAddress } from './coverage.ts'
import { certificateSubject, generateTlsa } from './generate.ts'

const rsa = makeParty({ dnsNames: ['mx.example.org'] })
const ec = makeParty({ dnsNames: ['mx.example.org'] })
const other = makeParty()

const own = ({ der }: Party) => generateTlsa(certificateSubject(der), { usage: 3, selector: 1, matching: 1 })
const at = (address: string, ...parties: readonly Party[]): ServedAddress => ({
  address,
  port: 25,
  chains: parties.map(({ der }, index) => ({
    keyType: index === 0 ? 'rsa' : 'ec',
    version: 'tls13',
    certificates: [der],
  })),
})

const cases: readonly {
  readonly name: string
  readonly records: CoverageInput['records']
  readonly servers: readonly ServedAddress[]
  readonly expected: string
  readonly each: readonly string[]
}[] = [
  { name: 'one chain', records: [own(rsa)], servers: [at('192.0.2.1', rsa)], expected: 'covered', each: ['covered'] },
  {
    name: 'two chains, a record for each',
    records: [own(rsa), own(ec)],
    servers: [at('192.0.2.1', rsa, ec)],
    expected: 'covered',
    each: ['covered'],
  },
  {
    name: 'two chains, a record for one',
    records: [own(rsa)],
    servers: [at('192.0.2.1', rsa, ec)],
    expected: 'dual-uncovered',
    each: ['dual-uncovered'],
  },
  {
    name: 'two chains, a record for neither',
    records: [own(other)],
    servers: [at('192.0.2.1', rsa, ec)],
    expected: 'uncovered',
    each: ['uncovered'],
  },
  {
    name: 'an address that was forgotten',
    records: [own(rsa)],
    servers: [at('192.0.2.1', rsa), at('2001:db8::1', other)],
    expected: 'address-differs',
    each: ['covered', 'uncovered'],
  },
  {
    name: 'an address that could not be reached beside a good one',
    records: [own(rsa)],
    servers: [at('192.0.2.1', rsa), at('2001:db8::1')],
    expected: 'covered',
    each: ['covered', 'unseen'],
  },
  { name: 'nothing was seen', records: [own(rsa)], servers: [at('192.0.2.1')], expected: 'unseen', each: ['unseen'] },
  { name: 'no address', records: [own(rsa)], servers: [], expected: 'unseen', each: [] },
  {
    name: 'a record for the next key beside it',
    records: [own(other), own(rsa)],
    servers: [at('192.0.2.1', rsa)],
    expected: 'covered',
    each: ['covered'],
  },
]

describe('coverageOf', () => {
  test.each(cases)('$name: $expected', ({ records, servers, expected, each }) => {
    const coverage = coverageOf({ records, servers, referenceNames: ['mx.example.org'], now: NOW })
    expect(coverage.state).toBe(expected)
    expect(coverage.servers.map(({ state }) => state)).toEqual(each)
  })

  test('one authority covers all that it signed', () => {
    const { authority, server } = makeChain()
    const second = makeParty({ dnsNames: ['mx.example.org'], issuer: authority })
    const record = generateTlsa(certificateSubject(authority.der), { usage: 2, selector: 1, matching: 1 })
    const chains = [server, second].map(({ der }, index) => ({
      keyType: index === 0 ? 'rsa' : 'ec',
      version: 'tls12',
      certificates: [der, authority.der],
    }))
    const servers = [{ address: '192.0.2.1', port: 25, chains }]
    const coverage = coverageOf({ records: [record], servers, referenceNames: ['mx.example.org'], now: NOW })
    expect(coverage.servers[0]?.chains.map(({ keyType, match }) => `${keyType} ${match.verdict}`)).toEqual([
      'rsa authenticated',
      'ec authenticated',
    ])
  })
})
