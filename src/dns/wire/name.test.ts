import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { attemptSync } from '../../base/failure.ts'
import { fromHex, toHex } from '../../base/hex.ts'
import { Reader } from '../../base/reader.ts'
import { Writer } from '../../base/writer.ts'
import {
  commonAncestor,
  compareNames,
  formatName,
  isAtOrBelow,
  labelCount,
  lastLabels,
  lowerName,
  type Name,
  nameOctets,
  nameOfLabels,
  parseName,
  plainName,
  ROOT,
  readName,
  wildcardOf,
  writeName,
} from './name.ts'

/** Names of any octets, biased to short labels. */
export const anyName: fc.Arbitrary<Name> = fc
  .array(fc.uint8Array({ minLength: 1, maxLength: 12 }), { maxLength: 8 })
  .map((labels) => nameOfLabels(labels.map((label) => String.fromCharCode(...label))) ?? ROOT)

function bytes(hex: string): Uint8Array {
  return fromHex(hex) ?? new Uint8Array(0)
}

function readAt(hex: string, offset: number): Name {
  const message = bytes(hex)
  const reader = new Reader(message, 'test')
  reader.seek(offset)
  return readName(reader, message)
}

const wellFormed = [
  { name: 'the root', hex: '00', offset: 0, text: '.' },
  { name: 'case is kept', hex: '024d78034e657400', offset: 0, text: 'Mx.Net.' },
  { name: 'octets that are not UTF-8', hex: '02ff8000', offset: 0, text: '\\255\\128.' },
  { name: 'a dot inside a label', hex: '03612e6200', offset: 0, text: 'a\\.b.' },
  { name: 'a pointer', hex: '036e6574000161c000', offset: 5, text: 'a.net.' },
  { name: 'a pointer to a pointer', hex: '036e6574000161c0000162c005', offset: 9, text: 'b.a.net.' },
]

const malformed = [
  { name: 'an empty message', hex: '', offset: 0 },
  { name: 'no root', hex: '0161', offset: 0 },
  { name: 'a label that is cut', hex: '0561', offset: 0 },
  { name: 'a pointer to itself', hex: 'c000', offset: 0 },
  { name: 'a forward pointer', hex: 'c00200', offset: 0 },
  { name: 'a pointer into its own labels', hex: '0161c000', offset: 0 },
  { name: 'two pointers in a circle', hex: 'c002c000', offset: 2 },
  { name: 'a cut pointer', hex: '00c0', offset: 1 },
  { name: 'the label type 0x40', hex: '4100', offset: 0 },
  { name: 'the label type 0x80', hex: '8000', offset: 0 },
  { name: '256 octets', hex: `${`3f${'61'.repeat(63)}`.repeat(3)}3f${'61'.repeat(63)}00`, offset: 0 },
]

describe('readName', () => {
  it.each(wellFormed)('reads $name', ({ hex, offset, text }) => {
    expect(formatName(readAt(hex, offset))).toBe(text)
  })

  it.each(malformed)('refuses $name', ({ hex, offset }) => {
    expect(attemptSync(() => readAt(hex, offset))).toMatchObject({ ok: false, failure: { code: 'wire-malformed' } })
  })

  it('takes 255 octets, but follows no more than 126 pointers', () => {
    expect(labelCount(readAt(`${'0161'.repeat(127)}00`, 0))).toBe(127)
    // Pointer n at offset 1 + 2n points at pointer n - 1; the first one points at the root.
    const chain = (count: number): string =>
      `00${Array.from({ length: count }, (_, at) => (0xc000 + (at === 0 ? 0 : 2 * at - 1)).toString(16)).join('')}`
    expect(readAt(chain(126), 2 * 126 - 1)).toBe(ROOT)
    expect(attemptSync(() => readAt(chain(127), 2 * 127 - 1)).ok).toBe(false)
  })

  it('refuses pointers where none are allowed', () => {
    const reader = new Reader(bytes('00c000'), 'test')
    reader.seek(1)
    expect(attemptSync(() => readName(reader, null)).ok).toBe(false)
  })
})

describe('writeName', () => {
  it('compresses endings whatever their case, and reads back what it wrote', () => {
    const writer = new Writer()
    const known = new Map<string, number>()
    for (const text of ['mail.example.com.', 'www.EXAMPLE.com.', 'example.com.', '.', 'com.']) {
      writeName(writer, parseName(text), known)
    }
    expect(toHex(writer.finish())).toBe(
      '046d61696c076578616d706c6503636f6d00' + '03777777c005' + 'c005' + '00' + 'c00d',
    )
  })

  it('round-trips any names', () => {
    fc.assert(
      fc.property(fc.array(anyName, { maxLength: 6 }), fc.boolean(), (names, compress) => {
        const writer = new Writer()
        const known = compress ? new Map<string, number>() : undefined
        for (const name of names) writeName(writer, name, known)
        const message = writer.finish()
        const reader = new Reader(message, 'test')
        for (const name of names) expect(lowerName(readName(reader, message))).toBe(lowerName(name))
        reader.end()
      }),
      { numRuns: 1_000 },
    )
  })
})

describe('presentation form', () => {
  it('round-trips any name', () => {
    fc.assert(
      fc.property(anyName, (name) => {
        const text = formatName(name)
        expect(text).toMatch(/^[\x21-\x7e]+$/)
        expect(parseName(text)).toBe(name)
      }),
      { numRuns: 2_000 },
    )
  })

  const refused = ['', '..', 'a..b', '.a', 'a\\', 'a\\25', 'a\\256', 'a b', 'ü.de', 'a'.repeat(64), 'abc.'.repeat(64)]
  it.each(refused)('refuses %j', (text) => {
    expect(attemptSync(() => parseName(text))).toMatchObject({ ok: false, failure: { code: 'name-invalid' } })
  })

  it('completes relative names', () => {
    const origin = parseName('example.com.')
    expect(formatName(parseName('www', origin))).toBe('www.example.com.')
    expect(formatName(parseName('www.', origin))).toBe('www.')
    expect(formatName(parseName('@', origin))).toBe('example.com.')
    expect(formatName(parseName('a\\.', origin))).toBe('a\\..example.com.')
  })

  it('writes the plain form of facts', () => {
    expect(plainName(parseName('MX.Example.'))).toBe('mx.example')
    expect(plainName(ROOT)).toBe('.')
  })
})

describe('order and ancestry', () => {
  it('sorts the example of RFC 4034 section 6.1', () => {
    const ordered = ['example.', 'a.example.', 'yljkjljk.a.example.', 'Z.a.example.', 'zABC.a.EXAMPLE.', 'z.example.']
    ordered.push('\\001.z.example.', '*.z.example.', '\\200.z.example.')
    const names = ordered.map((text) => parseName(text))
    expect(names.toReversed().sort(compareNames).map(formatName)).toEqual(ordered)
  })

  it('does not take an ending of octets for an ancestor', () => {
    // The label "\x01b" ends in the octets of the name "b."
    expect(isAtOrBelow(parseName('a\\001b.'), parseName('b.'))).toBe(false)
    expect(isAtOrBelow(parseName('a.b.'), parseName('b.'))).toBe(true)
    expect(isAtOrBelow(parseName('b.'), ROOT)).toBe(true)
    expect(isAtOrBelow(parseName('b.'), parseName('a.b.'))).toBe(false)
  })

  it('finds common ancestors and endings', () => {
    expect(formatName(commonAncestor(parseName('a.b.c.'), parseName('x.b.c.')))).toBe('b.c.')
    expect(commonAncestor(parseName('a.'), parseName('b.'))).toBe(ROOT)
    expect(formatName(lastLabels(parseName('a.b.c.'), 2))).toBe('b.c.')
    expect(wildcardOf(parseName(`${'0123456.'.repeat(31)}abcde.`))).toBeNull()
  })

  it('lower-cases A to Z only', () => {
    expect(toHex(nameOctets(lowerName(parseName('\\192A\\221.'))))).toBe('03c061dd00')
  })
})
