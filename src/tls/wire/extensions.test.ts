import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { expectCalmOnNoise, hex } from '../../../test/support/reader-properties.ts'
import { attemptSync } from '../../base/failure.ts'
import { Reader } from '../../base/reader.ts'
import { Writer } from '../../base/writer.ts'
import { extensionById } from '../../registry/find-extension.ts'
import { EXTENSION, type Extension, extensionData, readExtensions, writeExtensions } from './extensions.ts'

const block = '0000 0006 0004 00 0001 61 ff01 0001 00 3a3a 0000'
const extensions: readonly Extension[] = [
  { type: 0, data: hex('0004 00 0001 61') },
  { type: 0xff01, data: hex('00') },
  { type: 0x3a3a, data: hex('') },
]

describe('readExtensions', () => {
  test('keeps order, raw content and types that nobody knows', () => {
    expect(readExtensions(hex(block), 'block')).toEqual(extensions)
    expect(readExtensions(hex(''), 'block')).toEqual([])
  })

  const malformed = [
    { name: 'half a type', block: '00', offset: 0 },
    { name: 'no length', block: '0017', offset: 2 },
    { name: 'content beyond the end', block: '0017 0001', offset: 4 },
    { name: 'a second extension that is cut', block: '0017 0000 0016', offset: 6 },
    { name: 'a type twice', block: '0017 0000 0016 0000 0017 0000', offset: 10 },
  ]
  test.each(malformed)('refuses: $name', ({ block: bytes, offset }) => {
    const result = attemptSync(() => readExtensions(hex(bytes), 'block'))
    expect(result).toEqual({ ok: false, failure: { code: 'wire-malformed', structure: 'block', offset } })
  })

  test('a prefix is read exactly when it ends behind an extension', () => {
    const bytes = hex(block)
    const ends = [0, 10, 15, 19]
    const readable = Array.from({ length: bytes.length + 1 }, (_, length) => length).filter(
      (length) => attemptSync(() => readExtensions(bytes.subarray(0, length), 'block')).ok,
    )
    expect(readable).toEqual(ends)
    expectCalmOnNoise((noise) => readExtensions(noise, 'block'), bytes)
  })

  test('a full block of small extensions is read', () => {
    const count = 16_383
    const writer = new Writer()
    for (let type = 0; type < count; type += 1) writer.uint(2, type).uint(2, 0)
    expect(readExtensions(writer.finish(), 'block')).toHaveLength(count)
  })
})

describe('writeExtensions', () => {
  test('whatever it writes is read as it was', () => {
    const extension = fc.record({ type: fc.nat(0xffff), data: fc.uint8Array({ maxLength: 400 }) })
    fc.assert(
      fc.property(fc.uniqueArray(extension, { selector: ({ type }) => type }), (sent) => {
        const writer = new Writer()
        writeExtensions(writer, sent)
        const reader = new Reader(writer.finish(), 'block')
        const read = readExtensions(reader.vector(2), 'block')
        reader.end()
        expect(read).toEqual(sent)
      }),
    )
  })
})

describe('extensionData', () => {
  test('tells an empty extension from none', () => {
    expect(extensionData(extensions, 0xff01)).toEqual(hex('00'))
    expect(extensionData(extensions, 0x3a3a)).toEqual(hex(''))
    expect(extensionData(extensions, EXTENSION.keyShare)).toBeUndefined()
  })
})

describe('EXTENSION', () => {
  // The registry is generated from IANA's file; these names are IANA's in another spelling.
  test.each(Object.entries(EXTENSION))('%s is number %i in the registry too', (name, type) => {
    const expected = name === 'alpn' ? 'applicationlayerprotocolnegotiation' : name.toLowerCase()
    expect(extensionById(type)?.name.replaceAll('_', '').toLowerCase()).toBe(expected)
  })
})
