import { describe, expect, it } from 'vitest'
import { concatBytes } from '../../base/hex.ts'
import { writeRdata } from '../wire/rdata.ts'
import { readZoneKeys } from './zone-key.ts'

const EXPONENT = Uint8Array.of(3, 1, 0, 1)
const MODULUS = new Uint8Array(128).fill(0xc1)

function key(algorithm: number, publicKey: Uint8Array, flags = 257, protocol = 3): Uint8Array {
  return writeRdata('DNSKEY', { flags, protocol, algorithm, publicKey })
}

describe('readZoneKeys', () => {
  it.each([
    { name: 'a modulus of 1,024 bits', publicKey: concatBytes([EXPONENT, MODULUS]), bits: 1_024, usable: true },
    {
      name: 'zeros in front of the modulus',
      publicKey: concatBytes([EXPONENT, Uint8Array.of(0, 0, 1), MODULUS]),
      bits: 1_025,
      usable: true,
    },
    { name: 'no modulus', publicKey: EXPONENT, bits: null, usable: false },
    { name: 'a modulus of zeros', publicKey: concatBytes([EXPONENT, new Uint8Array(128)]), bits: null, usable: false },
    { name: 'half an exponent', publicKey: EXPONENT.subarray(0, 2), bits: null, usable: false },
    { name: 'nothing', publicKey: new Uint8Array(0), bits: null, usable: false },
    {
      name: 'a modulus of 8,192 bits',
      publicKey: concatBytes([EXPONENT, new Uint8Array(1_024).fill(0xc1)]),
      bits: 8_192,
      usable: false,
    },
  ])('an RSA key with $name', ({ publicKey, bits, usable }) => {
    const [read] = readZoneKeys([key(8, publicKey)])
    expect(read?.rsaBits).toBe(bits)
    expect(read?.publicKey() !== null).toBe(usable)
  })

  it.each([
    { name: 'a key that is not of a zone', rdata: key(13, new Uint8Array(64), 0) },
    { name: 'a revoked key', rdata: key(13, new Uint8Array(64), 0x0181) },
    { name: 'another protocol', rdata: key(13, new Uint8Array(64), 257, 2) },
    { name: 'octets that are no record', rdata: Uint8Array.of(1, 1, 3) },
  ])('passes over $name', ({ rdata }) => {
    expect(readZoneKeys([rdata])).toEqual([])
  })
})
