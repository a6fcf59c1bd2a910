import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { hex } from '../../test/support/reader-properties.ts'
import { type ServerEnd, type ServerScript, serverSays } from '../../test/support/server-says.ts'
import { serverFlight } from '../../test/support/tls-vectors.ts'
import { concatBytes } from '../base/hex.ts'
import { FLIGHT_BYTES, HANDSHAKE_MESSAGE_BYTES } from '../base/limits.ts'
import { readServerFlight } from './server-flight.ts'
import { HANDSHAKE, writeHandshake } from './wire/handshake.ts'
import { CONTENT, RECORD_HEADER_BYTES, readRecordHeader, writeRecords } from './wire/record.ts'

const say =
  (...pieces: readonly Uint8Array[]) =>
  async (end: ServerEnd, rest: Partial<ServerScript> = {}) => {
    const result = await serverSays(readServerFlight, { pieces, end, ...rest })
    return result.ok ? result.value : result.failure
  }

const captured = serverFlight('TLS 1.2 ECDHE-ECDSA')
/** OpenSSL puts each message of this flight into a record of its own, so the ServerHello is the first. */
const helloEnd = RECORD_HEADER_BYTES + (readRecordHeader(captured)?.length ?? 0)
const serverHello = captured.subarray(0, helloEnd)

const warning = hex('15 0303 0002 01 70')
const closeNotify = hex('15 0303 0002 01 00')
const text = (line: string): Uint8Array => new TextEncoder().encode(line)
const handshakeRecord = (content: string): Uint8Array => writeRecords(CONTENT.handshake, 0x0303, hex(content))

const malformed = (structure: string, offset: number) => ({
  kind: 'inconclusive',
  why: 'contradictory',
  failure: { code: 'wire-malformed', structure, offset },
})
const notTls = (shown: string) => ({
  kind: 'inconclusive',
  why: 'contradictory',
  failure: { code: 'tls-not-tls', text: shown },
})

describe('before the ServerHello', () => {
  const cases = [
    { name: 'nothing', said: [], outcome: { kind: 'closed' } },
    { name: 'half a record header', said: [hex('16 0303')], outcome: { kind: 'closed' } },
    { name: 'close_notify', said: [closeNotify], outcome: { kind: 'closed' } },
    {
      name: 'close_notify at the level of fatal',
      said: [hex('15 0303 0002 02 00')],
      outcome: { kind: 'closed' },
    },
    {
      name: 'a fatal alert',
      said: [hex('15 0301 0002 02 46')],
      outcome: { kind: 'alert', level: 2, description: 70 },
    },
    {
      name: 'a fatal alert behind warnings',
      said: [warning, warning, hex('15 0303 0002 02 28')],
      outcome: { kind: 'alert', level: 2, description: 40 },
    },
    { name: 'a warning and the end', said: [warning], outcome: { kind: 'closed' } },
    { name: 'half an alert', said: [hex('15 0303 0001 02')], outcome: malformed('Alert', 1) },
    { name: 'an alert without content', said: [hex('15 0303 0000')], outcome: malformed('Alert', 0) },
    { name: 'a greeting of SMTP', said: [text('220 mx ESMTP\r\n')], outcome: notTls('220 mx ESMTP\\x0d\\x0a') },
    {
      name: 'a greeting in pieces, of which the first five bytes tell',
      said: [text('220 '), text('mx'), text(' ESMTP')],
      outcome: notTls('220 mx'),
    },
    {
      name: 'text with what a terminal would obey',
      said: [hex('1b 5b32 4a 07')],
      outcome: notTls('\\x1b[2J\\x07'),
    },
    { name: 'a long text, cut', said: [text('x'.repeat(5_000))], outcome: notTls(`${'x'.repeat(200)}…`) },
    { name: 'an SSL 2.0 SERVER-HELLO', said: [hex('802e 04 00 01')], outcome: notTls('\\x80.\\x04\\x00\\x01') },
    {
      name: 'a record that is too long',
      said: [hex('16 0303 4801')],
      outcome: malformed('TLSPlaintext.length', 3),
    },
    { name: 'a giant record', said: [hex('16 0303 ffff')], outcome: malformed('TLSPlaintext.length', 3) },
    { name: 'an empty handshake record', said: [hex('16 0303 0000')], outcome: malformed('TLSPlaintext.length', 3) },
    { name: 'ChangeCipherSpec first', said: [hex('14 0303 0001 01')], outcome: malformed('record', 20) },
    { name: 'application data first', said: [hex('17 0303 0001 01')], outcome: malformed('record', 23) },
    { name: 'a heartbeat first', said: [hex('18 0303 0001 01')], outcome: malformed('record', 24) },
    { name: 'a Certificate first', said: [handshakeRecord('0b 000003 000000')], outcome: malformed('ServerHello', 0) },
    { name: 'a message of 16 MB', said: [handshakeRecord('02 ffffff')], outcome: malformed('Handshake', 1) },
    {
      name: 'a hello that is cut inside',
      said: [handshakeRecord('02 000003 030311')],
      outcome: malformed('ServerHello', 2),
    },
    {
      name: 'a hello of a version that nobody knows',
      said: [handshakeRecord(`02 000026 0505 ${'11'.repeat(32)} 00 c02f 00`)],
      outcome: malformed('ServerHello.version', 0),
    },
    {
      name: 'a hello of SSL 2.0 in the form of TLS',
      said: [handshakeRecord(`02 000026 0002 ${'11'.repeat(32)} 00 c02f 00`)],
      outcome: malformed('ServerHello.version', 0),
    },
  ]
  test.each(cases)('$name', async ({ said, outcome }) => {
    expect(await say(...said)('closes')).toEqual(outcome)
  })

  test('a few warnings are passed over, endless ones are not', async () => {
    const warnings = (count: number) => Array.from({ length: count }, () => warning)
    expect(await say(...warnings(7), serverHello)('closes')).toMatchObject({ kind: 'selected', suite: 0xc02b })
    expect(await say(...warnings(8), serverHello)('stays')).toEqual(malformed('alert', 1))
  })

  test('silence at any point is a timeout', async () => {
    const silence = {
      kind: 'inconclusive',
      why: 'timeout',
      failure: { code: 'stream-timeout', during: 'tls', milliseconds: 15 },
    }
    for (const length of [0, 3, RECORD_HEADER_BYTES, helloEnd - 1]) {
      expect(await say(serverHello.subarray(0, length))('stays', { milliseconds: 15 })).toEqual(silence)
    }
  })

  test('a drip of bytes does not hold the reader beyond its time', async () => {
    const drip = Array.from({ length: 200 }, () => hex('16'))
    const outcome = await say(hex('16 0303 4000'), ...drip)('stays', { milliseconds: 15 })
    expect(outcome).toMatchObject({ kind: 'inconclusive', why: 'timeout' })
  })
})

describe('noise', () => {
  test('never makes it throw, and never proves a choice that was not made', async () => {
    const change = fc.tuple(fc.nat(captured.length - 1), fc.nat(255))
    const changed = fc.array(change, { minLength: 1, maxLength: 3 }).map((changes) => {
      const bytes = Uint8Array.from(captured)
      for (const [at, byte] of changes) bytes[at] = byte
      return bytes
    })
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.uint8Array({ maxLength: 60 }), changed), async (bytes) => {
        const result = await serverSays(readServerFlight, { pieces: [bytes] })
        expect(result.ok).toBe(true)
        const isWhole = bytes.length >= helloEnd
        if (result.ok && result.value.kind === 'selected') expect(isWhole).toBe(true)
      }),
      { numRuns: 300 },
    )
  })
})

describe('the end of the stream', () => {
  test.each([
    { end: 'closes', kind: 'closed' },
    { end: 'resets', kind: 'reset' },
  ] as const)('$end: a refusal before the ServerHello is whole, a choice from then on', async ({ end, kind }) => {
    for (let length = 0; length <= captured.length; length += length < helloEnd + 2 ? 1 : 29) {
      const outcome = await say(captured.subarray(0, length))(end)
      const expected = length < helloEnd ? { kind } : { kind: 'selected', version: 'tls12', suite: 0xc02b }
      expect(outcome, `after ${length} bytes`).toMatchObject(expected)
    }
  })
})

describe('behind the ServerHello its proof stands', () => {
  const cases = [
    { name: 'a fatal alert', said: hex('15 0303 0002 02 50') },
    { name: 'close_notify', said: closeNotify },
    { name: 'text', said: text('421 4.7.0 too many errors\r\n') },
    { name: 'a giant record', said: hex('16 0303 ffff') },
    { name: 'an empty record', said: hex('16 0303 0000') },
    { name: 'ChangeCipherSpec', said: hex('14 0303 0001 01') },
    { name: 'a message of 16 MB', said: handshakeRecord('0b ffffff') },
    { name: 'a Certificate that cannot be read', said: handshakeRecord('0b 000003 000005') },
    { name: 'a ServerKeyExchange that cannot be read', said: handshakeRecord('0c 000002 0300') },
    { name: 'half an alert', said: hex('15 0303 0001 02') },
    { name: 'endless warnings', said: concatBytes(Array.from({ length: 20 }, () => warning)) },
  ]
  test.each(cases)('$name', async ({ said }) => {
    const outcome = await say(serverHello, said)('stays')
    expect(outcome).toMatchObject({ kind: 'selected', suite: 0xc02b, group: null, certificates: [] })
  })

  test('silence', async () => {
    const outcome = await say(serverHello)('stays', { milliseconds: 15 })
    expect(outcome).toMatchObject({ kind: 'selected', suite: 0xc02b })
  })

  test('a flight without end', async () => {
    const message = writeHandshake(HANDSHAKE.certificateStatus, new Uint8Array(HANDSHAKE_MESSAGE_BYTES - 4))
    const record = writeRecords(CONTENT.handshake, 0x0303, message)
    const endless = Array.from({ length: Math.ceil(FLIGHT_BYTES / record.length) + 1 }, () => record)
    expect(await say(serverHello, ...endless)('stays')).toMatchObject({ kind: 'selected', suite: 0xc02b })
  })
})

describe('a cancellation is thrown', () => {
  test('before anything was read', async () => {
    expect(await say()('stays', { signal: AbortSignal.abort() })).toEqual({ code: 'cancelled' })
  })

  test('while the server is silent, and also behind its ServerHello', async () => {
    for (const said of [[], [serverHello]]) {
      const abort = new AbortController()
      setTimeout(() => abort.abort(), 10)
      expect(await say(...said)('stays', { signal: abort.signal })).toEqual({ code: 'cancelled' })
    }
  })
})
