import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { attemptSync } from '../../base/failure.ts'
import { toHex } from '../../base/hex.ts'
import { formatName, parseName } from './name.ts'
import { formatRdata, parseRdata, type Token } from './presentation.ts'
import { canonicalRdata, readRdata, writeRdata } from './rdata.ts'
import { LAYOUTS } from './rdata-layout.ts'
import { parseRrType, rrTypeName } from './rr-type.ts'

function tokens(text: string): Token[] {
  return (text.match(/[a-z0-9-]+="[^"]*"|"(?:\\.|[^"])*"|\S+/g) ?? []).map((raw) =>
    raw.startsWith('"')
      ? { raw: raw.slice(1, -1), quoted: true }
      : { raw: raw.replace('="', '=').replace(/"$/, ''), quoted: false },
  )
}

/** One line of each layout: presentation and wire form, written down from the RFC that defines the type. */
const samples = [
  { type: 'A', text: '192.0.2.1', hex: 'c0000201' },
  { type: 'AAAA', text: '2001:db8::1', hex: '20010db8000000000000000000000001' },
  { type: 'NS', text: 'NS1.example.', hex: '034e5331076578616d706c6500' },
  { type: 'SOA', text: 'a. b. 1 2 3 4 5', hex: '0161000162000000000100000002000000030000000400000005' },
  { type: 'MX', text: '10 mx.', hex: '000a026d7800' },
  { type: 'TXT', text: '"a b" "" "\\"\\\\\\255"', hex: '036120620003225cff' },
  { type: 'HINFO', text: '"PDP-10" "TOPS 20"', hex: '065044502d313007544f5053203230' },
  { type: 'SRV', text: '0 5 25 mail.', hex: '000000050019046d61696c00' },
  { type: 'NAPTR', text: '100 50 "s" "x" "" a.', hex: '00640032017301780001' + '6100' },
  { type: 'DNAME', text: 'x.y.', hex: '0178017900' },
  {
    type: 'DS',
    text: '60485 5 1 2bb183af5f22588179a53b0a98631fad1a292118',
    hex: 'ec4505012bb183af5f22588179a53b0a98631fad1a292118',
  },
  { type: 'DNSKEY', text: '257 3 13 AQID', hex: '0101030d010203' },
  {
    type: 'RRSIG',
    text: 'A 5 3 86400 20030322173103 20030220173103 2642 example.com. oJB1',
    hex: '0001050300015180' + '3e7c9dd7' + '3e5510d7' + '0a52' + '076578616d706c6503636f6d00' + 'a09075',
  },
  {
    type: 'NSEC',
    text: 'host.example.com. A MX RRSIG NSEC TYPE1234',
    hex: `04686f7374076578616d706c6503636f6d000006400100000003041b${'00'.repeat(26)}20`,
  },
  {
    type: 'NSEC3',
    text: '1 1 12 aabbccdd 2T7B4G4VSA5SMI47K61MV5BV1A22BOJR MX DNSKEY NS SOA NSEC3PARAM RRSIG',
    hex: '0101000c04aabbccdd14174eb2409fe28bcb4887a1836f957f0a8425e27b' + '0007' + '22010000000290',
  },
  { type: 'NSEC3PARAM', text: '1 0 0 -', hex: '0100000000' },
  { type: 'TLSA', text: '3 1 1 abcdef', hex: '030101abcdef' },
  { type: 'CDS', text: '0 0 0 00', hex: '0000000000' },
  { type: 'CDNSKEY', text: '0 3 0 AA==', hex: '0000030000' },
  { type: 'CAA', text: '128 issue "ca.example"', hex: '800569737375' + '6563612e6578616d706c65' },
  { type: 'HTTPS', text: '0 svc.example.', hex: '000003737663076578616d706c6500' },
  {
    type: 'SVCB',
    text: '16 foo. mandatory="alpn,ipv4hint" alpn="h2,h3-19" ipv4hint="192.0.2.1"',
    hex: '001003666f6f00' + '0000000400010004' + '0001000902683205' + '68332d3139' + '00040004c0000201',
  },
  { type: 'SVCB', text: '1 . key667="hello\\210qoo"', hex: '000100029b000968656c6c6fd2716f6f' },
  { type: 'CSYNC', text: '66 3 A NS AAAA', hex: '000000420003' + '000460000008' },
  { type: 'OPENPGPKEY', text: 'AQI=', hex: '0102' },
  { type: 'TYPE731', text: '\\# 6 abcdef012345', hex: 'abcdef012345' },
  { type: 'TYPE62347', text: '\\# 0', hex: '' },
] as const

describe('record data', () => {
  it.each(samples)('$type $text', ({ type, text, hex }) => {
    const number = parseRrType(type) ?? -1
    const rdata = parseRdata(number, tokens(text))
    expect(toHex(rdata)).toBe(hex)
    expect(parseRdata(number, tokens(formatRdata(number, rdata)))).toEqual(rdata)
    expect(formatRdata(number, rdata).split(' ').toSorted()).toEqual(text.split(' ').toSorted())
    if (rrTypeName(number) === 'HINFO') expect(formatRdata(number, rdata)).toBe(text)
  })

  it('has a sample of every type that must be known', () => {
    const required =
      'A AAAA NS DNAME SOA MX TXT SRV DS DNSKEY RRSIG NSEC NSEC3 NSEC3PARAM TLSA CAA CDS CDNSKEY HTTPS SVCB'
    for (const type of required.split(' ')) expect(samples.map((sample) => sample.type)).toContain(type)
  })

  it.each(samples.filter((sample) => sample.type in LAYOUTS))(
    '$type refuses or shows in full each prefix',
    ({ type, hex }) => {
      const rdata = Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
      const name = type as keyof typeof LAYOUTS
      for (let length = 0; length < rdata.length; length += 1) {
        const prefix = rdata.slice(0, length)
        const read = attemptSync(() => readRdata(name, prefix))
        // A prefix of open-ended data may be whole; then it must be written back to the octet.
        if (read.ok) expect(writeRdata(name, read.value)).toEqual(prefix)
        else expect(read.failure).toMatchObject({ code: 'wire-malformed' })
        expect(parseRdata(parseRrType(type) ?? -1, tokens(formatRdata(parseRrType(type) ?? -1, prefix)))).toEqual(
          prefix,
        )
      }
    },
  )

  it('shows any octets as any type in one printable line that leads back to them', () => {
    const types = Object.keys(LAYOUTS).map((name) => parseRrType(name) ?? -1)
    fc.assert(
      fc.property(fc.constantFrom(...types), fc.uint8Array({ maxLength: 60 }), (type, rdata) => {
        const text = formatRdata(type, rdata)
        expect(text).toMatch(/^[\x20-\x7e]*$/)
        expect(parseRdata(type, tokens(text))).toEqual(rdata)
      }),
      { numRuns: 5_000 },
    )
  })
})

describe('canonicalRdata', () => {
  const cases = [
    { type: 'MX', text: '10 MX.Example.', canonical: '10 mx.example.' },
    { type: 'SRV', text: '0 0 25 MX.', canonical: '0 0 25 mx.' },
    {
      type: 'RRSIG',
      text: 'A 5 3 1 20030322173103 20030220173103 2 EXAMPLE. AAAA',
      canonical: 'A 5 3 1 20030322173103 20030220173103 2 example. AAAA',
    },
    { type: 'NSEC', text: 'HOST. A', canonical: 'HOST. A' },
    { type: 'SVCB', text: '1 HOST.', canonical: '1 HOST.' },
    { type: 'TXT', text: '"ABC"', canonical: '"ABC"' },
  ] as const
  it.each(cases)('$type', ({ type, text, canonical }) => {
    const number = parseRrType(type) ?? -1
    expect(formatRdata(number, canonicalRdata(number, parseRdata(number, tokens(text))))).toBe(canonical)
  })
})

describe('readRdata', () => {
  it('gives typed fields', () => {
    const mx = readRdata('MX', parseRdata(15, tokens('10 mx.example.')))
    expect([mx.preference, formatName(mx.exchange)]).toEqual([10, 'mx.example.'])
    expect(readRdata('SRV', writeRdata('SRV', { priority: 1, weight: 2, port: 3, target: parseName('a.') })).port).toBe(
      3,
    )
  })

  const hostile = [
    { type: 'NSEC', hex: '00' + '0100', why: 'a window of no octets' },
    { type: 'NSEC', hex: '00' + '010101' + '000101', why: 'windows out of order' },
    { type: 'NSEC', hex: '00' + '00024000', why: 'trailing zero octets' },
    { type: 'TXT', hex: '', why: 'no string' },
    { type: 'CAA', hex: '0000', why: 'an empty tag' },
    { type: 'SVCB', hex: '000100' + '00020000' + '00010000', why: 'keys out of order' },
    { type: 'MX', hex: '000ac000', why: 'a pointer in uncompressed data' },
  ] as const
  it.each(hostile)('$type refuses $why', ({ type, hex }) => {
    const rdata = Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
    expect(attemptSync(() => readRdata(type, rdata))).toMatchObject({ ok: false })
  })
})
