import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { startProcessorTime } from '../../../test/support/processor-time.ts'
import { runs } from '../../../test/support/runs.ts'
import { attemptSync } from '../../base/failure.ts'
import { fromHex } from '../../base/hex.ts'
import { cookieOf, cookieOption, type Edns, extendedErrorOption, extendedErrors, paddingOption } from './edns.ts'
import { type Message, makeQuery, NO_FLAGS, type ResourceRecord, readMessage, writeMessage } from './message.ts'
import { lowerName, nameOfLabels, parseName, ROOT } from './name.ts'
import { parseRdata } from './presentation.ts'
import { RR_TYPES } from './rr-type.ts'

const EDNS: Edns = { version: 0, dnssecOk: true, udpPayloadBytes: 1_232, options: [] }

function record(owner: string, type: keyof typeof RR_TYPES, ...fields: string[]): ResourceRecord {
  const rdata = parseRdata(
    RR_TYPES[type],
    fields.map((raw) => ({ raw, quoted: false })),
  )
  return { owner: parseName(owner), type: RR_TYPES[type], class: 1, ttl: 300, rdata }
}

const sample: Message = {
  id: 0x1234,
  opcode: 0,
  rcode: 16,
  flags: { ...NO_FLAGS, response: true, authoritative: true, authenticData: true },
  questions: [{ name: parseName('example.com.'), type: RR_TYPES.MX, class: 1 }],
  answer: [
    record('example.com.', 'MX', '10', 'mx.example.com.'),
    record('example.com.', 'MX', '20', 'mx.example.net.'),
  ],
  authority: [
    record('example.com.', 'NS', 'ns.example.com.'),
    record('example.com.', 'SRV', '0', '0', '25', 'ns.example.com.'),
  ],
  additional: [record('mx.example.com.', 'A', '192.0.2.1'), record('mx.example.com.', 'TXT', 'x y')],
  edns: { ...EDNS, options: [extendedErrorOption(6, new TextEncoder().encode('bogus'))] },
}

describe('messages', () => {
  it('round-trip, compressed and not', () => {
    const long = writeMessage(sample, { compress: false })
    const short = writeMessage(sample)
    expect(readMessage(long)).toEqual(sample)
    expect(short.length).toBeLessThan(long.length - 60)
    expect(readMessage(short)).toEqual(sample)
  })

  it('a real answer of a resolver is read (RFC 8914 error and EDNS included)', () => {
    const bytes = fromHex(
      'abcd8583000100000000000107657861' +
        '6d706c6503636f6d0000010001' +
        '0000290' +
        '4d000008000000a000f0006' +
        '000961626364',
    )
    const message = readMessage(bytes ?? new Uint8Array(0))
    expect(message).toMatchObject({ id: 0xabcd, rcode: 3, flags: { response: true, recursionDesired: true } })
    expect(message.edns).toMatchObject({ version: 0, dnssecOk: true, udpPayloadBytes: 1_232 })
    expect(extendedErrors(message.edns)).toEqual([{ infoCode: 9, text: new TextEncoder().encode('abcd') }])
  })

  it('every prefix fails cleanly, and so does a trailing octet', () => {
    const bytes = writeMessage(sample)
    for (let length = 0; length < bytes.length; length += 1) {
      expect(attemptSync(() => readMessage(bytes.subarray(0, length)))).toMatchObject({
        ok: false,
        failure: { code: 'wire-malformed' },
      })
    }
    expect(attemptSync(() => readMessage(Uint8Array.of(...bytes, 0))).ok).toBe(false)
  })

  it('refuses two OPT records, and an OPT record with an owner', () => {
    const opt = { owner: ROOT, type: RR_TYPES.OPT, class: 512, ttl: 0, rdata: new Uint8Array(0) }
    const twice = writeMessage({ ...sample, additional: [opt] })
    expect(attemptSync(() => readMessage(twice)).ok).toBe(false)
    const owned = writeMessage({ ...sample, additional: [{ ...opt, owner: parseName('a.') }], edns: null })
    expect(attemptSync(() => readMessage(owned)).ok).toBe(false)
  })

  it('truncates to an empty message with TC, question and OPT', () => {
    const bytes = writeMessage(sample, { limitBytes: 100 })
    const message = readMessage(bytes)
    expect(bytes.length).toBeLessThanOrEqual(100)
    expect(message).toMatchObject({
      flags: { truncated: true },
      answer: [],
      questions: sample.questions,
      edns: EDNS && {},
    })
  })

  it('counts a TTL with its top bit as zero (RFC 2181 section 8)', () => {
    const bytes = writeMessage({ ...sample, answer: [{ ...record('a.', 'A', '192.0.2.1'), ttl: 0x8000_0001 }] })
    expect(readMessage(bytes).answer[0]?.ttl).toBe(0)
  })

  it('makes queries', () => {
    const query = makeQuery(7, { name: ROOT, type: RR_TYPES.DNSKEY, class: 1 }, EDNS, true)
    expect(readMessage(writeMessage(query))).toEqual(query)
  })

  it('knows cookies and padding', () => {
    const client = new Uint8Array(8).fill(1)
    const cookie = { client, server: new Uint8Array(16).fill(2) }
    expect(cookieOf({ ...EDNS, options: [cookieOption(cookie)] })).toEqual(cookie)
    expect(cookieOf({ ...EDNS, options: [{ code: 10, data: new Uint8Array(9) }] })).toBeNull()
    expect(cookieOf(null)).toBeNull()
    expect((100 + 4 + paddingOption(100, 128).data.length) % 128).toBe(0)
  })
})

describe('hostile messages', () => {
  const valid = writeMessage(sample)

  it('mutations and random messages are read or refused, never anything else', () => {
    const numRuns = runs(2_000, 20_000)
    const mutated = fc
      .tuple(fc.array(fc.tuple(fc.nat(valid.length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 }), fc.nat(4))
      .map(([changes, cut]) => {
        const bytes = Uint8Array.from(valid)
        for (const [at, value] of changes) bytes[at] = value
        return bytes.subarray(0, bytes.length - (cut === 0 ? changes.length : 0))
      })
    const random = fc.uint8Array({ minLength: 12, maxLength: 120 }).map((bytes) => {
      // Small counts, so that the reader gets beyond the header.
      bytes.set([0, 1, 0, bytes[7] ?? 0, 0, 0, 0, (bytes[11] ?? 0) & 1], 4)
      return bytes
    })
    let understood = 0
    fc.assert(
      fc.property(fc.oneof(mutated, random), (bytes) => {
        const result = attemptSync(() => readMessage(bytes))
        if (!result.ok) {
          expect(result.failure.code).toBe('wire-malformed')
          return
        }
        understood += 1
        const again = readMessage(writeMessage(result.value, { compress: false }))
        expect(again).toEqual(result.value)
      }),
      { numRuns },
    )
    expect(understood).toBeGreaterThan(numRuns / 20)
  })

  it('a message that is all pointers costs little', () => {
    const bytes = new Uint8Array(65_535)
    for (let at = 12; at + 1 < bytes.length; at += 2) bytes.set([0xc0 | (((at - 2) >> 8) & 0x3f), (at - 2) & 0xff], at)
    bytes.set([0, 1, 0x80, 0, 0x10, 0, 0x10, 0, 0, 0, 0, 0])
    const spent = startProcessorTime()
    expect(attemptSync(() => readMessage(bytes)).ok).toBe(false)
    expect(spent()).toBeLessThan(500)
  })

  it('compression changes letters only, on any names', () => {
    const names = fc.array(fc.array(fc.constantFrom('a', 'A', 'b', 'B'), { maxLength: 4 }), { maxLength: 8 })
    fc.assert(
      fc.property(names, (lists) => {
        const answer = lists.map((labels) => ({ ...record('a.', 'NS', 'b.'), owner: nameOfLabels(labels) ?? ROOT }))
        const read = readMessage(writeMessage({ ...sample, answer }))
        expect(read.answer.map((one) => lowerName(one.owner))).toEqual(answer.map((one) => lowerName(one.owner)))
      }),
    )
  })
})
