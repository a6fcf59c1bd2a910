import { describe, expect, test } from 'vitest'
import type { Dnssec } from '../dns/lookup.ts'
import { presentedName, referenceNames } from './reference-names.ts'

const dnssec = (status: Dnssec['status']): Dnssec => ({ status, ede: null, reason: '', chain: [] })

describe('referenceNames', () => {
  const cases = [
    { name: 'no MX lookup', given: { nextHop: null, mx: null }, expected: ['mx.example.org'] },
    {
      name: 'a secure MX set',
      given: { nextHop: 'example.org', mx: { cnames: [], dnssec: dnssec('secure') } },
      expected: ['mx.example.org', 'example.org'],
    },
    {
      name: 'a secure MX set behind aliases',
      given: { nextHop: 'example.org', mx: { cnames: ['a.example.org', 'b.example.net'], dnssec: dnssec('secure') } },
      expected: ['mx.example.org', 'example.org', 'b.example.net'],
    },
    {
      name: 'an insecure MX set',
      given: { nextHop: 'example.org', mx: { cnames: ['b.example.net'], dnssec: dnssec('insecure') } },
      expected: ['mx.example.org'],
    },
    {
      name: 'an MX set that was not validated',
      given: { nextHop: 'example.org', mx: { cnames: [], dnssec: dnssec('indeterminate') } },
      expected: ['mx.example.org'],
    },
    {
      name: 'the domain is its own host',
      given: { nextHop: 'mx.example.org', mx: { cnames: [], dnssec: dnssec('secure') } },
      expected: ['mx.example.org'],
    },
  ]
  test.each(cases)('$name: $expected', ({ given, expected }) => {
    expect(referenceNames({ base: 'mx.example.org', ...given })).toEqual(expected)
  })
})

describe('presentedName', () => {
  const subject = (commonName: string | null) => ({ text: '', commonName, organization: null })
  const cases = [
    { name: 'a DNS name', dnsNames: ['mx.example.org'], cn: null, expected: 'mx.example.org' },
    { name: 'a wildcard for one label', dnsNames: ['*.example.org'], cn: null, expected: '*.example.org' },
    { name: 'a wildcard for none', dnsNames: ['*.mx.example.org'], cn: null, expected: null },
    { name: 'a part of a label', dnsNames: ['m*.example.org'], cn: null, expected: null },
    { name: 'the second reference name', dnsNames: ['example.org'], cn: null, expected: 'example.org' },
    { name: 'the common name alone', dnsNames: [], cn: 'mx.example.org', expected: 'mx.example.org' },
    { name: 'a wildcard common name', dnsNames: [], cn: '*.example.org', expected: '*.example.org' },
    { name: 'the common name beside DNS names', dnsNames: ['a.example'], cn: 'mx.example.org', expected: null },
    { name: 'a common name for people', dnsNames: [], cn: 'Mail Server', expected: null },
    { name: 'nothing', dnsNames: [], cn: null, expected: null },
    { name: 'a name with a NUL', dnsNames: ['mx.example.org\\x00.evil.example'], cn: null, expected: null },
  ]
  test.each(cases)('$name: $expected', ({ dnsNames, cn, expected }) => {
    expect(presentedName({ dnsNames, subject: subject(cn) }, ['mx.example.org', 'example.org'])).toBe(expected)
  })
})
