import { BlockList, isIP } from 'node:net'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatIpAddress, ipVersion, parseIpAddress, reverseName, specialKind } from './ip-address.ts'

const canonical = [
  { given: '192.0.2.1', text: '192.0.2.1' },
  { given: '0.0.0.0', text: '0.0.0.0' },
  { given: '::', text: '::' },
  { given: '::1', text: '::1' },
  { given: '2001:DB8:0:0:0:0:0:1', text: '2001:db8::1' },
  { given: '2001:db8:0:1:1:1:1:1', text: '2001:db8:0:1:1:1:1:1' },
  { given: '2001:0:0:1:0:0:0:1', text: '2001:0:0:1::1' },
  { given: '2001:db8:0:0:1:0:0:1', text: '2001:db8::1:0:0:1' },
  { given: '::ffff:192.0.2.1', text: '::ffff:192.0.2.1' },
  { given: '::ffff:c000:201', text: '::ffff:192.0.2.1' },
  { given: '64:ff9b::192.0.2.33', text: '64:ff9b::c000:221' },
  { given: '1:2:3:4:5:6:7::', text: '1:2:3:4:5:6:7:0' },
]

const refused = [
  '',
  '1.2.3',
  '1.2.3.4.5',
  '256.1.1.1',
  '01.2.3.4',
  '1.2.3.4 ',
  '0x7f.0.0.1',
  '1.2.3.-4',
  ':',
  ':::',
  '1::2::3',
  '1:2:3:4:5:6:7',
  '1:2:3:4:5:6:7:8:9',
  '1:2:3:4:5:6:7:8::',
  '12345::',
  'g::',
  '1.2.3.4::',
  '::1.2.3.4:1',
  'fe80::1%eth0',
  '[::1]',
  'localhost',
]

describe('parseIpAddress and formatIpAddress', () => {
  it.each(canonical)('$given is $text', ({ given, text }) => {
    const octets = parseIpAddress(given)
    expect(octets && formatIpAddress(octets)).toBe(text)
  })

  it.each(refused)('refuses %j', (given) => {
    expect(parseIpAddress(given)).toBeNull()
    expect(ipVersion(given)).toBeNull()
    expect(reverseName(given)).toBeNull()
    expect(specialKind(given)).toBeNull()
  })

  it('agrees with node:net on what an address is, and round-trips', () => {
    const address = fc.oneof(fc.ipV4(), fc.ipV6(), fc.string({ unit: fc.constantFrom(...'0123456789abcdf:.') }))
    fc.assert(
      fc.property(address, (text) => {
        const octets = parseIpAddress(text)
        expect(octets === null ? 0 : octets.length === 4 ? 4 : 6).toBe(isIP(text))
        if (octets !== null) expect(parseIpAddress(formatIpAddress(octets))).toEqual(octets)
      }),
      { numRuns: 3_000 },
    )
  })
})

describe('reverseName', () => {
  it('reverses octets and nibbles', () => {
    expect(reverseName('192.0.2.1')).toBe('1.2.0.192.in-addr.arpa')
    expect(reverseName('2001:db8::567:89ab')).toBe(
      'b.a.9.8.7.6.5.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa',
    )
  })
})

describe('specialKind', () => {
  const kinds = [
    { address: '8.8.8.8', kind: null },
    { address: '9.255.255.255', kind: null },
    { address: '10.0.0.0', kind: 'private' },
    { address: '11.0.0.0', kind: null },
    { address: '100.63.255.255', kind: null },
    { address: '100.64.0.1', kind: 'carrier-grade-nat' },
    { address: '100.128.0.0', kind: null },
    { address: '127.255.255.255', kind: 'loopback' },
    { address: '169.254.169.254', kind: 'link-local' },
    { address: '172.15.255.255', kind: null },
    { address: '172.31.255.255', kind: 'private' },
    { address: '172.32.0.0', kind: null },
    { address: '192.0.2.9', kind: 'documentation' },
    { address: '192.0.0.9', kind: 'protocol-assignment' },
    { address: '198.19.255.255', kind: 'benchmarking' },
    { address: '0.1.2.3', kind: 'this-network' },
    { address: '239.1.1.1', kind: 'multicast' },
    { address: '255.255.255.255', kind: 'broadcast' },
    { address: '240.0.0.1', kind: 'reserved' },
    { address: '2606:4700::1111', kind: null },
    { address: '::1', kind: 'loopback' },
    { address: '::', kind: 'unspecified' },
    { address: '::2', kind: 'ipv4-compatible' },
    { address: '::ffff:8.8.8.8', kind: 'ipv4-mapped' },
    { address: '64:ff9b::8.8.8.8', kind: 'nat64' },
    { address: '2001:db8::1', kind: 'documentation' },
    { address: '2001::1', kind: 'teredo' },
    { address: '2001:20::1', kind: 'orchid' },
    { address: '2002:7f00:1::', kind: '6to4' },
    { address: 'fd00::1', kind: 'unique-local' },
    { address: 'fe80::1', kind: 'link-local' },
    { address: 'febf::1', kind: 'link-local' },
    { address: 'ff02::1', kind: 'multicast' },
  ]
  it.each(kinds)('$address is $kind', ({ address, kind }) => {
    expect(specialKind(address)).toBe(kind)
  })

  it('agrees with node:net about the private blocks', () => {
    const list = new BlockList()
    for (const [net, bits] of [
      ['10.0.0.0', 8],
      ['172.16.0.0', 12],
      ['192.168.0.0', 16],
    ] as const)
      list.addSubnet(net, bits)
    fc.assert(
      fc.property(fc.ipV4(), (address) => {
        expect(specialKind(address) === 'private').toBe(list.check(address))
      }),
    )
  })
})
