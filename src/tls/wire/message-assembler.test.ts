import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { hex } from '../../../test/support/reader-properties.ts'
import { attemptSync } from '../../base/failure.ts'
import { concatBytes } from '../../base/hex.ts'
import { HANDSHAKE_MESSAGE_BYTES } from '../../base/limits.ts'
import { writeHandshake } from './handshake.ts'
import { MessageAssembler } from './message-assembler.ts'

describe('MessageAssembler', () => {
  test('gives several messages of one fragment, and keeps what is begun', () => {
    const assembler = new MessageAssembler()
    expect(assembler.add(hex('02 000001 aa 0e 000000 0b 0000'))).toEqual([
      { type: 2, body: hex('aa') },
      { type: 14, body: hex('') },
    ])
    expect(assembler.isEmpty).toBe(false)
    expect(assembler.add(hex('02 bb'))).toEqual([])
    expect(assembler.add(hex('cc'))).toEqual([{ type: 11, body: hex('bbcc') }])
    expect(assembler.isEmpty).toBe(true)
  })

  test('an empty fragment changes nothing', () => {
    const assembler = new MessageAssembler()
    expect(assembler.add(hex(''))).toEqual([])
    assembler.add(hex('02 000001'))
    expect(assembler.add(hex(''))).toEqual([])
    expect(assembler.add(hex('aa'))).toHaveLength(1)
  })

  test('messages come out whole however they are cut', () => {
    const message = fc.record({ type: fc.nat(255), body: fc.uint8Array({ maxLength: 300 }) })
    const cuts = fc.array(fc.nat(400), { maxLength: 12 })
    fc.assert(
      fc.property(fc.array(message, { maxLength: 6 }), cuts, (messages, places) => {
        const bytes = concatBytes(messages.map(({ type, body }) => writeHandshake(type, body)))
        const ends = [...places.map((place) => place % (bytes.length + 1)), bytes.length].toSorted((a, b) => a - b)
        const assembler = new MessageAssembler()
        const read = ends.flatMap((end, at) => assembler.add(bytes.subarray(ends[at - 1] ?? 0, end)))
        expect(read).toEqual(messages)
        expect(assembler.isEmpty).toBe(true)
      }),
    )
  })

  const tooLong = { ok: false, failure: { code: 'wire-malformed', structure: 'Handshake', offset: 1 } }

  test('a message that claims too much is refused by its header', () => {
    expect(attemptSync(() => new MessageAssembler().add(hex('0b ffffff')))).toEqual(tooLong)
    const longest = HANDSHAKE_MESSAGE_BYTES.toString(16).padStart(6, '0')
    const longer = (HANDSHAKE_MESSAGE_BYTES + 1).toString(16).padStart(6, '0')
    expect(attemptSync(() => new MessageAssembler().add(hex(`0b ${longest}`)))).toEqual({ ok: true, value: [] })
    expect(attemptSync(() => new MessageAssembler().add(hex(`0b ${longer}`)))).toEqual(tooLong)
  })

  test('also behind a good message, and in pieces', () => {
    expect(attemptSync(() => new MessageAssembler().add(hex('0e 000000 0b ffffff')))).toEqual(tooLong)
    const assembler = new MessageAssembler()
    assembler.add(hex('0b ff'))
    expect(attemptSync(() => assembler.add(hex('ffff')))).toEqual(tooLong)
  })
})
