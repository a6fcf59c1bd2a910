import { describe, expect, test } from 'vitest'
import { matchName } from './match-name.ts'

const presented = (...dnsNames: readonly string[]) => ({ dnsNames, ipAddresses: [] })

const cases: readonly { name: string; pattern: string; reference: string; match: boolean }[] = [
  { name: 'the same name', pattern: 'mx.example.org', reference: 'mx.example.org', match: true },
  { name: 'case in the reference', pattern: 'mx.example.org', reference: 'MX.Example.ORG', match: true },
  { name: 'case in the certificate', pattern: 'MX.Example.ORG', reference: 'mx.example.org', match: true },
  { name: 'the final dot of the reference', pattern: 'mx.example.org', reference: 'mx.example.org.', match: true },
  { name: 'a final dot in the certificate', pattern: 'mx.example.org.', reference: 'mx.example.org', match: false },
  { name: 'a parent', pattern: 'example.org', reference: 'mx.example.org', match: false },
  { name: 'a child', pattern: 'mx.example.org', reference: 'example.org', match: false },
  { name: 'a name that ends alike', pattern: 'example.org', reference: 'badexample.org', match: false },
  { name: 'a single label', pattern: 'localhost', reference: 'localhost', match: true },
  { name: 'an underscore', pattern: '_mx.example.org', reference: '_mx.example.org', match: true },

  { name: 'wildcard for a label', pattern: '*.example.org', reference: 'mx.example.org', match: true },
  { name: 'wildcard, case', pattern: '*.Example.org', reference: 'mx.eXample.org', match: true },
  { name: 'wildcard for no label', pattern: '*.example.org', reference: 'example.org', match: false },
  { name: 'wildcard for two labels', pattern: '*.example.org', reference: 'a.b.example.org', match: false },
  { name: 'wildcard for an empty label', pattern: '*.example.org', reference: '.example.org', match: false },
  { name: 'wildcard for an A-label', pattern: '*.example.org', reference: 'xn--bcher-kva.example.org', match: true },
  { name: 'wildcard over a top-level domain', pattern: '*.org', reference: 'example.org', match: true },
  { name: 'wildcard alone', pattern: '*', reference: 'localhost', match: false },
  { name: 'wildcard and a dot', pattern: '*.', reference: 'localhost', match: false },
  { name: 'wildcard at the end of a label', pattern: 'mx*.example.org', reference: 'mx1.example.org', match: false },
  { name: 'wildcard at the start of a label', pattern: '*mx.example.org', reference: 'amx.example.org', match: false },
  { name: 'wildcard inside a label', pattern: 'm*x.example.org', reference: 'max.example.org', match: false },
  { name: 'wildcard in an A-label', pattern: 'xn--*.example.org', reference: 'xn--a.example.org', match: false },
  { name: 'wildcard in the second label', pattern: 'mx.*.org', reference: 'mx.example.org', match: false },
  { name: 'two wildcards', pattern: '*.*.org', reference: 'mx.example.org', match: false },
  { name: 'wildcard in the reference', pattern: 'mx.example.org', reference: '*.example.org', match: false },
  { name: 'wildcard on both sides', pattern: '*.example.org', reference: '*.example.org', match: false },

  { name: 'A-labels', pattern: 'mx.xn--bcher-kva.example', reference: 'mx.xn--bcher-kva.example', match: true },
  { name: 'a U-label', pattern: 'mx.xn--bcher-kva.example', reference: 'mx.bücher.example', match: false },
  { name: 'a NUL', pattern: 'mx.example.org\\x00.evil.org', reference: 'mx.example.org', match: false },
  { name: 'a blank', pattern: ' mx.example.org', reference: 'mx.example.org', match: false },
  { name: 'an empty label', pattern: 'mx..example.org', reference: 'mx..example.org', match: false },
  { name: 'nothing', pattern: '', reference: '', match: false },
  { name: 'a label of 64 letters', pattern: `${'a'.repeat(64)}.org`, reference: `${'a'.repeat(64)}.org`, match: false },
  { name: 'an address as DNS name', pattern: '192.0.2.1', reference: '192.0.2.1', match: false },
  { name: 'a wildcard over an address', pattern: '*.0.2.1', reference: '192.0.2.1', match: false },
]

describe('matchName', () => {
  test.each(cases)('$name', ({ pattern, reference, match }) => {
    expect(matchName(presented(pattern), reference)).toBe(match ? pattern : null)
  })

  test('says which of several matched', () => {
    expect(matchName(presented('a.example.org', '*.example.org', 'mx.example.org'), 'mx.example.org')).toBe(
      '*.example.org',
    )
    expect(matchName(presented(), 'mx.example.org')).toBeNull()
  })

  const addresses = [
    { ipAddresses: ['192.0.2.1'], reference: '192.0.2.1', match: '192.0.2.1' },
    { ipAddresses: ['192.0.2.1'], reference: '192.0.2.10', match: null },
    { ipAddresses: ['2001:db8::7'], reference: '2001:DB8:0:0:0:0:0:7', match: '2001:db8::7' },
    { ipAddresses: ['::ffff:192.0.2.1'], reference: '192.0.2.1', match: null },
    { ipAddresses: ['192.0.2.1'], reference: 'mx.example.org', match: null },
  ]
  test.each(addresses)('$reference against $ipAddresses', ({ ipAddresses, reference, match }) => {
    expect(matchName({ dnsNames: [], ipAddresses }, reference)).toBe(match)
  })
})
