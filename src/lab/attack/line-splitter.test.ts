import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createLineSplitter } from './line-splitter.ts'

const LIMIT = 8

function split(chunks: readonly Uint8Array[]): { readonly lines: readonly string[]; readonly all: Buffer } {
  const splitter = createLineSplitter(LIMIT)
  const pieces = chunks.flatMap((chunk) => splitter.take(chunk))
  const all = Buffer.concat([...pieces.map(({ bytes }) => bytes), splitter.rest()])
  const lines = pieces.filter(({ whole }) => whole).map(({ bytes }) => Buffer.from(bytes).toString('latin1'))
  return { lines, all }
}

const text = fc
  .array(fc.constantFrom(0x0a, 0x0d, 0x41, 0x42), { maxLength: 60 })
  .map((octets) => Uint8Array.from(octets))

test('nothing is lost, and the pieces of the stream make no difference', () => {
  fc.assert(
    fc.property(text, fc.infiniteStream(fc.integer({ min: 1, max: 12 })), (bytes, sizes) => {
      const chunks: Uint8Array[] = []
      for (let at = 0; at < bytes.length; ) {
        const size = sizes.next().value
        chunks.push(bytes.subarray(at, at + size))
        at += size
      }
      const { lines, all } = split(chunks)
      expect(all).toEqual(Buffer.from(bytes))
      expect(lines).toEqual(split([bytes]).lines)
    }),
  )
})

test('a line that is too long is passed on in parts, and the next one is a line again', () => {
  const { lines } = split([Buffer.from('AAAAAAAA'), Buffer.from('AAAA'), Buffer.from('A\nBB\n')])
  expect(lines).toEqual(['BB\n'])
  expect(split([Buffer.from('AAAAAAAAAAAAA\nBB\n')]).lines).toEqual(['BB\n'])
})
