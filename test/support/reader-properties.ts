import fc from 'fast-check'
import { expect } from 'vitest'
import { attemptSync } from '../../src/base/failure.ts'
import { fromHex } from '../../src/base/hex.ts'

/** Something that reads the bytes of one structure and throws `wire-malformed` where it cannot. */
export type Read = (bytes: Uint8Array) => unknown

/** Bytes written as hexadecimal digits with blanks. */
export function hex(text: string): Uint8Array {
  const bytes = fromHex(text)
  if (bytes === null) throw new TypeError(`not hexadecimal: ${text}`)
  return bytes
}

/** Asserts that a reader takes a message, but no prefix of it (except those of these lengths) and not one byte more. */
export function expectWholeOnly(read: Read, message: Uint8Array, valid: readonly number[] = []): void {
  expect(attemptSync(() => read(message))).toMatchObject({ ok: true })
  for (let length = 0; length < message.length; length += 1) {
    const result = attemptSync(() => read(message.slice(0, length)))
    expect(result, `the first ${length} bytes`).toMatchObject(
      valid.includes(length) ? { ok: true } : { ok: false, failure: { code: 'wire-malformed' } },
    )
  }
  const longer = attemptSync(() => read(Uint8Array.of(...message, 0)))
  expect(longer, 'a byte more').toMatchObject({ ok: false, failure: { code: 'wire-malformed' } })
}

/** Asserts that noise, and a valid message with some bytes changed, is read or `wire-malformed`, and nothing else. */
export function expectCalmOnNoise(read: Read, message: Uint8Array): void {
  const noise = fc.uint8Array({ maxLength: 120 })
  const change = fc.tuple(fc.nat(Math.max(0, message.length - 1)), fc.nat(255))
  const changed = fc.array(change, { minLength: 1, maxLength: 4 }).map((changes) => {
    const bytes = Uint8Array.from(message)
    for (const [at, byte] of changes) bytes[at] = byte
    return bytes
  })
  fc.assert(
    fc.property(fc.oneof(noise, changed), (bytes) => {
      // attemptSync lets everything but a ProbeError through, which fails the property.
      const result = attemptSync(() => read(bytes))
      if (!result.ok) expect(result.failure.code).toBe('wire-malformed')
    }),
    { numRuns: 300 },
  )
}
