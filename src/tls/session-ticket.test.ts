import { expect, test } from 'vitest'
import { fromHex } from '../base/hex.ts'
import { maxEarlyDataOf } from './session-ticket.ts'

/** The fields of an SSL_SESSION that stand before the one in question, shortened. */
const HEAD = '020101 02020304 04021302'

const der = (fields: string): Uint8Array => {
  const content = fromHex(fields) ?? new Uint8Array()
  return Uint8Array.of(0x30, content.length, ...content)
}
const wrapped = (session: Uint8Array): Uint8Array =>
  Buffer.concat([Buffer.from('\0nodejs:tls:session:1\0\0\u0009localhost', 'latin1'), session])

const cases = [
  { name: 'no extension', session: der(HEAD), expected: 0 },
  { name: '16384 bytes', session: der(`${HEAD} af04 02024000`), expected: 16_384 },
  { name: 'a uint32 above 2^31', session: der(`${HEAD} af07 020500ffffffff`), expected: 0xffff_ffff },
  { name: 'wrapped by Node', session: wrapped(der(`${HEAD} af04 02024000`)), expected: 16_384 },
  { name: 'empty', session: new Uint8Array(), expected: null },
  { name: 'cut', session: der(`${HEAD} af04 02024000`).subarray(0, 14), expected: null },
  { name: 'a mark and nothing', session: wrapped(new Uint8Array()), expected: null },
]

test.each(cases)('early data of a session: $name', ({ session, expected }) => {
  expect(maxEarlyDataOf(session)).toBe(expected)
})
