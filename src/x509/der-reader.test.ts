import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { attemptSync } from '../base/failure.ts'
import { fromHex, toHex } from '../base/hex.ts'
import { contextTag, DerReader, TAG } from './der-reader.ts'
import * as writer from './der-writer.ts'

const bytes = (hex: string) => fromHex(hex) ?? new Uint8Array()
const reader = (hex: string) => new DerReader(bytes(hex), 'Test')

const readThenEnd = (der: DerReader) => {
  der.next()
  der.end()
}

const malformed: readonly { name: string; hex: string; offset: number; read: (reader: DerReader) => unknown }[] = [
  { name: 'nothing', hex: '', offset: 0, read: (der) => der.next() },
  { name: 'a tag alone', hex: '30', offset: 0, read: (der) => der.next() },
  { name: 'another tag', hex: '3000', offset: 0, read: (der) => der.next(TAG.set) },
  { name: 'a tag of several octets', hex: '1f8101 00', offset: 0, read: (der) => der.next() },
  { name: 'a content that is cut', hex: '0403 0102', offset: 0, read: (der) => der.next() },
  { name: 'a length that is cut', hex: '0482 01', offset: 0, read: (der) => der.next() },
  { name: 'an indefinite length', hex: '3080 0000', offset: 0, read: (der) => der.next() },
  { name: 'a long length for a short one', hex: '048101 00', offset: 0, read: (der) => der.next() },
  { name: 'a length with a leading zero', hex: `04820080 ${'00'.repeat(128)}`, offset: 0, read: (der) => der.next() },
  { name: 'a length of five octets', hex: '04850000000001 00', offset: 0, read: (der) => der.next() },
  { name: 'a length of 4 GB', hex: '0484ffffffff 00', offset: 0, read: (der) => der.next() },
  {
    name: 'a part that leaves its whole',
    hex: '3003 0402 00 00',
    offset: 2,
    read: (der) => der.enter(TAG.sequence).next(),
  },
  { name: 'something behind the end', hex: '0500 00', offset: 2, read: readThenEnd },
  { name: 'an empty integer', hex: '0200', offset: 2, read: (der) => der.integer() },
  { name: 'a padded positive integer', hex: '0202 0001', offset: 4, read: (der) => der.integer() },
  { name: 'a padded negative integer', hex: '0202 ffff', offset: 4, read: (der) => der.integer() },
  { name: 'a negative small integer', hex: '0201 ff', offset: 3, read: (der) => der.smallInteger() },
  { name: 'a small integer of five octets', hex: '0205 0100000000', offset: 7, read: (der) => der.smallInteger() },
  { name: 'an empty identifier', hex: '0600', offset: 2, read: (der) => der.objectIdentifier() },
  { name: 'an identifier without its end', hex: '0602 2a86', offset: 4, read: (der) => der.objectIdentifier() },
  { name: 'an identifier with a padded arc', hex: '0603 2a8001', offset: 5, read: (der) => der.objectIdentifier() },
  {
    name: 'an identifier of 65 octets',
    hex: `0641 ${'01'.repeat(65)}`,
    offset: 67,
    read: (der) => der.objectIdentifier(),
  },
  { name: 'a boolean of two octets', hex: '0102 ffff', offset: 4, read: (der) => der.boolean() },
  { name: 'a bit string of seven bits', hex: '0302 0100', offset: 4, read: (der) => der.bitString() },
  { name: 'an empty bit string', hex: '0300', offset: 2, read: (der) => der.bitString() },
  { name: 'flags with nine unused bits', hex: '0302 0900', offset: 4, read: (der) => der.flags() },
  { name: 'flags without end', hex: '0306 00ffffffffff', offset: 8, read: (der) => der.flags() },
]

describe('DerReader', () => {
  test.each(malformed)('refuses: $name', ({ hex, offset, read }) => {
    const result = attemptSync(() => read(reader(hex)))
    expect(result).toEqual({ ok: false, failure: { code: 'wire-malformed', structure: 'Test', offset } })
  })

  const identifiers = [
    { hex: '0603 550403', dotted: '2.5.4.3' },
    { hex: '0609 2a864886f70d01010b', dotted: '1.2.840.113549.1.1.11' },
    { hex: '0601 27', dotted: '0.39' },
    { hex: '0601 4f', dotted: '1.39' },
    { hex: '0602 8837', dotted: '2.999' },
    // The UUID of X.667's example, an arc of 128 bits.
    {
      hex: '0614 6983f09da7ebcfdee0c7a1a7b2c0948cc8f9d776',
      dotted: '2.25.329800735698586629295641978511506172918',
    },
  ]
  test.each(identifiers)('objectIdentifier $dotted', ({ hex, dotted }) => {
    expect(reader(hex).objectIdentifier()).toBe(dotted)
    expect(toHex(writer.objectIdentifier(dotted))).toBe(hex.replace(' ', ''))
  })

  test('flags names the bits that are set', () => {
    expect(reader('0302 05a0').flags()).toEqual([0, 2])
    expect(reader('0303 07 0080').flags()).toEqual([8])
    expect(reader('0301 00').flags()).toEqual([])
  })

  test('next gives views of content and whole, and passes over them', () => {
    const der = reader('0402 aabb 0500')
    const value = der.next(TAG.octetString)
    expect([value.tag, toHex(value.content), toHex(value.encoded)]).toEqual([TAG.octetString, 'aabb', '0402aabb'])
    expect(der.sees(TAG.null)).toBe(true)
    der.next()
    expect(der.more).toBe(false)
  })

  test('enterOptional leaves another value where it is', () => {
    const der = reader('a002 0500 0500')
    expect(der.enterOptional(contextTag(1, 'constructed'))).toBeNull()
    expect(der.enterOptional(contextTag(0, 'constructed'))?.sees(TAG.null)).toBe(true)
    expect(der.sees(TAG.null)).toBe(true)
  })

  test('a nest of ten thousand sequences is just a value', () => {
    let nest: Uint8Array = new Uint8Array()
    for (let depth = 0; depth < 10_000; depth += 1) nest = writer.sequence(nest)
    let der = new DerReader(nest, 'Test')
    for (let depth = 0; depth < 10_000; depth += 1) der = der.enter(TAG.sequence)
    expect(der.more).toBe(false)
  })
})

describe('what the writer writes, the reader reads', () => {
  test('lengths', () => {
    fc.assert(
      fc.property(fc.oneof(fc.nat(300), fc.nat(70_000)), (length) => {
        const der = new DerReader(writer.octetString(new Uint8Array(length)), 'Test')
        expect(der.next(TAG.octetString).content).toHaveLength(length)
        der.end()
      }),
    )
  })

  test('integers', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 20 }), fc.nat(), (magnitude, small) => {
        const octets = new DerReader(writer.unsignedInteger(magnitude), 'Test').integer()
        expect(BigInt(`0x${toHex(octets)}`)).toBe(BigInt(`0x0${toHex(magnitude)}`))
        const hex = small.toString(16)
        const written = writer.unsignedInteger(bytes(hex.length % 2 ? `0${hex}` : hex))
        expect(new DerReader(written, 'Test').smallInteger()).toBe(small)
      }),
    )
  })

  test('identifiers', () => {
    const second = fc
      .integer({ min: 0, max: 2 })
      .chain((root) => fc.tuple(fc.constant(BigInt(root)), fc.bigInt({ min: 0n, max: root < 2 ? 39n : 1n << 70n })))
    const arcs = fc.tuple(second, fc.array(fc.bigInt({ min: 0n, max: 1n << 64n }), { maxLength: 4 }))
    fc.assert(
      fc.property(arcs, ([[root, next], rest]) => {
        const dotted = [root, next, ...rest].join('.')
        expect(new DerReader(writer.objectIdentifier(dotted), 'Test').objectIdentifier()).toBe(dotted)
      }),
    )
  })

  test('flags, booleans, bit strings', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(15)), fc.boolean(), fc.uint8Array(), (bits, value, octets) => {
        const all = writer.sequence(writer.flags(bits), writer.boolean(value), writer.bitString(octets))
        const der = new DerReader(all, 'Test').enter(TAG.sequence)
        expect(der.flags()).toEqual(bits.toSorted((left, right) => left - right))
        expect(der.boolean()).toBe(value)
        expect(toHex(der.bitString())).toBe(toHex(octets))
        der.end()
      }),
    )
  })
})
