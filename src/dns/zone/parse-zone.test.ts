import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { attemptSync } from '../../base/failure.ts'
import { formatName, parseName } from '../wire/name.ts'
import { formatRdata } from '../wire/presentation.ts'
import { rrTypeName } from '../wire/rr-type.ts'
import { parseZone } from './parse-zone.ts'
import { type Zone, zoneRecords } from './zone.ts'

const SOA = '@ 3600 IN SOA ns hostmaster 1 2 3 4 5\n'

function lines(zone: Zone): string[] {
  return zoneRecords(zone).map(
    (record) =>
      `${formatName(record.owner)} ${record.ttl} ${rrTypeName(record.type)} ${formatRdata(record.type, record.rdata)}`,
  )
}

const readable = [
  {
    name: 'relative and absolute names',
    text: 'www A 192.0.2.1\nmx.example. A 192.0.2.2',
    expected: ['www.example. 3600 A 192.0.2.1', 'mx.example. 3600 A 192.0.2.2'],
  },
  {
    name: 'an omitted owner',
    text: 'www A 192.0.2.1\n    TXT hello',
    expected: ['www.example. 3600 A 192.0.2.1', 'www.example. 3600 TXT "hello"'],
  },
  {
    name: 'TTL and class in either order',
    text: 'a 60 IN A 192.0.2.1\nb IN 1h30m A 192.0.2.1',
    expected: ['a.example. 60 A 192.0.2.1', 'b.example. 5400 A 192.0.2.1'],
  },
  {
    name: '$TTL and $ORIGIN',
    text: '$TTL 5m\n$ORIGIN sub\na A 192.0.2.1',
    expected: ['a.sub.example. 300 A 192.0.2.1'],
  },
  {
    name: 'parentheses, comments and quotes',
    text: 'a TXT ( "one;two" ; comment ( "\n  three ) ; end\nb TXT "a ) b"',
    expected: ['a.example. 3600 TXT "one;two" "three"', 'b.example. 3600 TXT "a ) b"'],
  },
  {
    name: 'escapes',
    text: 'a\\.b A 192.0.2.1\nc TXT "q\\"uote" \\255x',
    expected: ['a\\.b.example. 3600 A 192.0.2.1', 'c.example. 3600 TXT "q\\"uote" "\\255x"'],
  },
  { name: 'an unknown type', text: 'a TYPE65280 \\# 3 010203', expected: ['a.example. 3600 TYPE65280 \\# 3 010203'] },
  {
    name: 'an owner named like a type',
    text: 'a A 192.0.2.1\nMX A 192.0.2.1',
    expected: ['a.example. 3600 A 192.0.2.1', 'mx.example. 3600 A 192.0.2.1'],
  },
  { name: 'doubled records once', text: 'a A 192.0.2.1\na A 192.0.2.1', expected: ['a.example. 3600 A 192.0.2.1'] },
  {
    name: 'a service record with quoted parameters',
    text: 'a HTTPS 1 . alpn="h2,h3" port=8443',
    expected: ['a.example. 3600 HTTPS 1 . alpn="h2,h3" port="8443"'],
  },
  {
    name: 'carriage returns',
    text: 'a A 192.0.2.1\r\nb A 192.0.2.2\r\n',
    expected: ['a.example. 3600 A 192.0.2.1', 'b.example. 3600 A 192.0.2.2'],
  },
]

const refused = [
  {
    name: 'an unknown directive',
    text: '$GENERATE 1-2 a A 1.1.1.1',
    at: 'line 2',
    reason: '$GENERATE is not supported',
  },
  { name: 'an unknown type', text: 'a NOPE x', at: 'line 2', reason: 'NOPE is not a record type' },
  { name: 'a missing type', text: 'a 60 IN', at: 'line 2', reason: 'the type is missing' },
  {
    name: 'too much data',
    text: 'a A 192.0.2.1 x',
    at: 'line 2',
    reason: 'there is more data than the type has fields',
  },
  { name: 'bad data', text: 'a MX x y', at: 'line 2', reason: 'a number from 0 to 65535 is expected, not x' },
  { name: 'an open parenthesis', text: '\na TXT ( x', at: 'line 3', reason: 'a parenthesis is not closed' },
  { name: 'a closing parenthesis', text: 'a TXT x )', at: 'line 2', reason: 'a parenthesis closes that was not open' },
  { name: 'an open quote', text: 'a TXT "x', at: 'line 2', reason: 'a quote is not closed' },
  { name: 'an owner outside', text: 'a.test. A 192.0.2.1', at: 'line 2', reason: 'the owner is outside the zone' },
  { name: 'a second SOA', text: '@ SOA a b 9 9 9 9 9', at: 'example', reason: 'the apex needs exactly one SOA record' },
  {
    name: 'company of a CNAME',
    text: 'a CNAME b\na A 192.0.2.1',
    at: 'example',
    reason: 'the alias a.example has other data',
  },
]

describe('parseZone', () => {
  it.each(readable)('reads $name', ({ text, expected }) => {
    expect(lines(parseZone(SOA + text, 'example.')).slice(1)).toEqual(expected)
  })

  it.each(refused)('refuses $name', ({ text, at, reason }) => {
    const result = attemptSync(() => parseZone(SOA + text, 'example.'))
    expect(result).toEqual({ ok: false, failure: { code: 'document-invalid', document: 'zone', at, reason } })
  })

  it('knows empty non-terminals', () => {
    const zone = parseZone(`${SOA}a.b.c A 192.0.2.1`, 'example')
    expect(zone.nodes.get(parseName('b.c.example.'))?.size).toBe(0)
    expect(zone.nodes.get(parseName('c.example.'))?.size).toBe(0)
    expect(zone.nodes.has(parseName('x.example.'))).toBe(false)
  })

  it('any text is a zone or a coded refusal', () => {
    const word = fc.constantFrom(
      'a',
      '@',
      'IN',
      '60',
      'A',
      'TXT',
      '192.0.2.1',
      '"',
      '(',
      ')',
      ';',
      '\\',
      '\n',
      ' ',
      '$TTL',
      'MX',
      '\t',
    )
    fc.assert(
      fc.property(fc.array(word, { maxLength: 20 }), (words) => {
        const result = attemptSync(() => parseZone(SOA + words.join(' '), 'example.'))
        if (!result.ok) expect(result.failure.code).toBe('document-invalid')
      }),
      { numRuns: 3_000 },
    )
  })
})
