import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { expectCalmOnNoise, expectWholeOnly, hex } from '../../../test/support/reader-properties.ts'
import { attemptSync } from '../../base/failure.ts'
import {
  readSsl2ClientHello,
  readSsl2ServerHello,
  ssl2MessageLength,
  writeSsl2ClientHello,
  writeSsl2ServerHello,
} from './ssl2.ts'

const HEADER = 2
const challenge = '00112233445566778899aabbccddeeff'

describe('ssl2MessageLength', () => {
  const headers = [
    { name: 'two bytes of header, no message', header: '8000', length: 0 },
    { name: 'an ordinary message', header: '802e', length: 46 },
    { name: 'the longest message', header: 'ffff', length: 32_767 },
    { name: 'a three-byte header, for padding', header: '002e', length: null },
    { name: 'a TLS alert', header: '1503', length: null },
    { name: 'text', header: '3232', length: null },
  ]
  test.each(headers)('$name', ({ header, length }) => {
    expect(ssl2MessageLength(hex(header))).toBe(length)
  })

  test('refuses a single byte', () => {
    expect(attemptSync(() => ssl2MessageLength(hex('80')))).toMatchObject({
      ok: false,
      failure: { code: 'wire-malformed' },
    })
  })
})

describe('CLIENT-HELLO', () => {
  const body = `01 0002 0006 0000 0010 010080 0700c0 ${challenge}`

  test('is written as the specification has it', () => {
    const hello = { version: 0x0002, cipherKinds: [0x010080, 0x0700c0], challenge: hex(challenge) }
    expect(writeSsl2ClientHello(hello)).toEqual(hex(`801f ${body}`))
    expect(readSsl2ClientHello(hex(body))).toEqual(hello)
  })

  test('a hello of TLS 1.0 in the old form, with a session', () => {
    expect(readSsl2ClientHello(hex(`01 0301 0003 0004 0010 00002f deadbeef ${challenge}`))).toEqual({
      version: 0x0301,
      cipherKinds: [0x00002f],
      challenge: hex(challenge),
    })
  })

  const malformed = [
    { name: 'empty', body: '', structure: 'ssl2 CLIENT-HELLO', offset: 0 },
    { name: 'another message', body: '04 0002', structure: 'ssl2 CLIENT-HELLO', offset: 1 },
    { name: 'kinds beyond the end', body: '01 0002 0006 0000 0010 010080', structure: 'ssl2 CLIENT-HELLO', offset: 9 },
    { name: 'half a kind', body: `01 0002 0004 0000 0000 010080 07`, structure: 'ssl2 cipher kinds', offset: 3 },
    { name: 'a trailing byte', body: `${body} 00`, structure: 'ssl2 CLIENT-HELLO', offset: 31 },
  ]
  test.each(malformed)('refuses: $name', ({ body: bytes, structure, offset }) => {
    const result = attemptSync(() => readSsl2ClientHello(hex(bytes)))
    expect(result).toEqual({ ok: false, failure: { code: 'wire-malformed', structure, offset } })
  })

  test('takes nothing but whole messages', () => {
    expectWholeOnly(readSsl2ClientHello, hex(body))
    expectCalmOnNoise(readSsl2ClientHello, hex(body))
  })
})

describe('SERVER-HELLO', () => {
  const body = `04 00 01 0002 0004 0006 0010 30020500 010080 0700c0 ${challenge}`

  test('is written as the specification has it', () => {
    const hello = {
      version: 0x0002,
      certificate: hex('30020500'),
      cipherKinds: [0x010080, 0x0700c0],
      connectionId: hex(challenge),
    }
    expect(writeSsl2ServerHello(hello)).toEqual(hex(`8025 ${body}`))
    expect(readSsl2ServerHello(hex(body))).toEqual(hello)
  })

  test('no kind in common, a session that is resumed without certificate', () => {
    expect(readSsl2ServerHello(hex('04 01 00 0002 0000 0000 0000'))).toEqual({
      version: 0x0002,
      certificate: hex(''),
      cipherKinds: [],
      connectionId: hex(''),
    })
  })

  const malformed = [
    { name: 'empty', body: '', structure: 'ssl2 SERVER-HELLO', offset: 0 },
    { name: 'an ERROR message', body: '00 0001', structure: 'ssl2 SERVER-HELLO', offset: 1 },
    { name: 'another version', body: '04 00 01 0300 0000 0000 0000', structure: 'ssl2 SERVER-HELLO', offset: 11 },
    {
      name: 'a certificate beyond the end',
      body: '04 00 01 0002 0004 0000 0000 30',
      structure: 'ssl2 SERVER-HELLO',
      offset: 11,
    },
    { name: 'half a kind', body: '04 00 01 0002 0000 0002 0000 0100', structure: 'ssl2 cipher kinds', offset: 0 },
    { name: 'a trailing byte', body: `${body} 00`, structure: 'ssl2 SERVER-HELLO', offset: 37 },
  ]
  test.each(malformed)('refuses: $name', ({ body: bytes, structure, offset }) => {
    const result = attemptSync(() => readSsl2ServerHello(hex(bytes)))
    expect(result).toEqual({ ok: false, failure: { code: 'wire-malformed', structure, offset } })
  })

  test('takes nothing but whole messages', () => {
    expectWholeOnly(readSsl2ServerHello, hex(body))
    expectCalmOnNoise(readSsl2ServerHello, hex(body))
  })
})

describe('round trips', () => {
  const kinds = fc.array(fc.nat(0xffffff), { maxLength: 20 })
  const short = fc.uint8Array({ maxLength: 32 })

  test('hellos are read as they were written, and their header tells their length', () => {
    const client = fc.record({ version: fc.nat(0xffff), cipherKinds: kinds, challenge: short })
    const server = fc.record({
      version: fc.constant(0x0002),
      certificate: fc.uint8Array({ maxLength: 2_000 }),
      cipherKinds: kinds,
      connectionId: short,
    })
    fc.assert(
      fc.property(client, server, (clientHello, serverHello) => {
        const sent = writeSsl2ClientHello(clientHello)
        const answered = writeSsl2ServerHello(serverHello)
        for (const bytes of [sent, answered]) expect(ssl2MessageLength(bytes)).toBe(bytes.length - HEADER)
        expect(readSsl2ClientHello(sent.subarray(HEADER))).toEqual(clientHello)
        expect(readSsl2ServerHello(answered.subarray(HEADER))).toEqual(serverHello)
      }),
    )
  })
})
