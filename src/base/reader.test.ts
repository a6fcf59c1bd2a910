import { describe, expect, test } from 'vitest'
import { attemptSync } from './failure.ts'
import { Reader } from './reader.ts'
import { Writer } from './writer.ts'

const written = new Writer()
  .uint(1, 7)
  .uint(6, 0x0102_0304_0506)
  .vector(2, (w) => w.uint16s(1, [0x0301, 0xc02f]))
  .finish()

function readAll(bytes: Uint8Array) {
  const reader = new Reader(bytes, 'Sample')
  const first = reader.uint(1)
  const six = reader.uint(6)
  const inner = new Reader(reader.vector(2), 'Sample.inner')
  const values = inner.uint16s(1)
  inner.end()
  reader.end()
  return { first, six, values }
}

describe('Reader and Writer', () => {
  test('round trip', () => {
    expect(readAll(written)).toEqual({ first: 7, six: 0x0102_0304_0506, values: [0x0301, 0xc02f] })
  })

  test('every prefix and every trailing byte is malformed', () => {
    for (let length = 0; length < written.length; length += 1) {
      const result = attemptSync(() => readAll(written.subarray(0, length)))
      expect(result).toMatchObject({ ok: false, failure: { code: 'wire-malformed' } })
    }
    const longer = Uint8Array.of(...written, 0)
    expect(attemptSync(() => readAll(longer))).toEqual({
      ok: false,
      failure: { code: 'wire-malformed', structure: 'Sample', offset: written.length },
    })
  })

  test('an odd vector of two-byte integers is malformed', () => {
    const result = attemptSync(() => new Reader(Uint8Array.of(3, 0, 1, 0), 'suites').uint16s(1))
    expect(result).toEqual({ ok: false, failure: { code: 'wire-malformed', structure: 'suites', offset: 2 } })
  })

  test('the writer grows beyond its first buffer', () => {
    const bytes = new Writer().vector(3, (w) => w.bytes(new Uint8Array(70_000).fill(9))).finish()
    expect(new Reader(bytes, 'large').vector(3)).toHaveLength(70_000)
  })
})
