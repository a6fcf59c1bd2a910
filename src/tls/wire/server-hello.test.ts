import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { expectCalmOnNoise, expectWholeOnly, hex } from '../../../test/support/reader-properties.ts'
import { rfc8448, serverFlight } from '../../../test/support/tls-vectors.ts'
import { attemptSync } from '../../base/failure.ts'
import { EXTENSION } from './extensions.ts'
import { MessageAssembler } from './message-assembler.ts'
import { RECORD_HEADER_BYTES, readRecordHeader } from './record.ts'
import {
  RETRY_RANDOM,
  readServerHello,
  selectedGroup,
  selectedGroupExtension,
  selectedVersionExtension,
  writeServerHello,
} from './server-hello.ts'

const random = '11'.repeat(32)
const published = rfc8448('serverHelloRecord').subarray(RECORD_HEADER_BYTES + 4)

/** The body of the first handshake message of a captured flight. */
function firstBody(name: string): Uint8Array {
  const flight = serverFlight(name)
  const end = RECORD_HEADER_BYTES + (readRecordHeader(flight)?.length ?? 0)
  return new MessageAssembler().add(flight.subarray(RECORD_HEADER_BYTES, end))[0]?.body ?? hex('')
}

describe('readServerHello', () => {
  const good = [
    {
      name: 'SSL 3.0, without extensions',
      body: `0300 ${random} 00 0005 00`,
      hello: { version: 0x0300, cipherSuite: 0x0005, compressionMethod: 0, extensions: [], isRetry: false },
    },
    {
      name: 'TLS 1.0, with a session and DEFLATE',
      body: `0301 ${random} 03 aabbcc 002f 01 0000`,
      hello: { version: 0x0301, sessionId: hex('aabbcc'), compressionMethod: 1 },
    },
    {
      name: 'TLS 1.2 with an extension',
      body: `0303 ${random} 00 c02f 00 0005 ff01 0001 00`,
      hello: { version: 0x0303, extensions: [{ type: 0xff01, data: hex('00') }] },
    },
    {
      name: 'TLS 1.3, whose legacy version is 1.2',
      body: `0303 ${random} 00 1301 00 0006 002b 0002 0304`,
      hello: { version: 0x0304, legacyVersion: 0x0303 },
    },
    {
      name: 'a HelloRetryRequest',
      body: `0303 cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c 00 1301 00 000c 002b 0002 0304 0033 0002 0017`,
      hello: { version: 0x0304, isRetry: true },
    },
  ]
  test.each(good)('$name', ({ body, hello }) => {
    expect(readServerHello(hex(body))).toMatchObject(hello)
  })

  test('the published hello of RFC 8448 section 3', () => {
    const hello = readServerHello(published)
    expect(hello).toMatchObject({ version: 0x0304, legacyVersion: 0x0303, cipherSuite: 0x1301, isRetry: false })
    expect(selectedGroup(hello)).toBe(0x001d)
  })

  const captured = [
    { name: 'TLS 1.2 ECDHE-ECDSA', version: 0x0303, cipherSuite: 0xc02b, isRetry: false, group: undefined },
    { name: 'TLS 1.0 DHE-RSA', version: 0x0301, cipherSuite: 0x0033, isRetry: false, group: undefined },
    { name: 'TLS 1.3 HelloRetryRequest', version: 0x0304, cipherSuite: 0x1302, isRetry: true, group: 0x001d },
    { name: 'TLS 1.3 ServerHello', version: 0x0304, cipherSuite: 0x1302, isRetry: false, group: 0x001d },
  ]
  test.each(captured)('a captured one: $name', ({ name, group, ...expected }) => {
    const hello = readServerHello(firstBody(name))
    expect(hello).toMatchObject(expected)
    expect(selectedGroup(hello)).toBe(group)
  })

  const malformed = [
    { name: 'empty body', body: '', structure: 'ServerHello', offset: 0 },
    { name: 'cut in random', body: '0303 1111', structure: 'ServerHello', offset: 2 },
    { name: 'a session_id beyond the end', body: `0303 ${random} 20 00`, structure: 'ServerHello', offset: 35 },
    { name: 'no suite', body: `0303 ${random} 00`, structure: 'ServerHello', offset: 35 },
    { name: 'no compression', body: `0303 ${random} 00 c02f`, structure: 'ServerHello', offset: 37 },
    { name: 'half a length', body: `0303 ${random} 00 c02f 00 00`, structure: 'ServerHello', offset: 38 },
    { name: 'trailing byte', body: `0303 ${random} 00 c02f 00 0000 ff`, structure: 'ServerHello', offset: 40 },
    {
      name: 'an extension twice',
      body: `0303 ${random} 00 c02f 00 0008 0017 0000 0017 0000`,
      structure: 'ServerHello.extensions',
      offset: 6,
    },
    {
      name: 'half a version',
      body: `0303 ${random} 00 1301 00 0005 002b 0001 03`,
      structure: 'supported_versions',
      offset: 0,
    },
    {
      name: 'a list of versions, as only clients send',
      body: `0303 ${random} 00 1301 00 0007 002b 0003 020304`,
      structure: 'supported_versions',
      offset: 2,
    },
  ]
  test.each(malformed)('refuses: $name', ({ body, structure, offset }) => {
    const result = attemptSync(() => readServerHello(hex(body)))
    expect(result).toEqual({ ok: false, failure: { code: 'wire-malformed', structure, offset } })
  })

  test('takes nothing but whole hellos; one may end before its extensions', () => {
    const beforeExtensions = 2 + 32 + 1 + 2 + 1
    expectWholeOnly(readServerHello, published, [beforeExtensions])
    expectCalmOnNoise(readServerHello, published)
  })
})

describe('selectedGroup', () => {
  const hello = readServerHello(published)

  test('is undefined without key_share', () => {
    expect(selectedGroup({ ...hello, extensions: [] })).toBeUndefined()
  })

  test('refuses a key_share that is cut', () => {
    const extensions = [{ type: EXTENSION.keyShare, data: hex('00') }]
    const result = attemptSync(() => selectedGroup({ ...hello, extensions }))
    expect(result).toEqual({ ok: false, failure: { code: 'wire-malformed', structure: 'key_share', offset: 0 } })
  })

  test('reads what the writer writes, with and without a share', () => {
    expect(selectedGroupExtension(0x0017)).toEqual({ type: EXTENSION.keyShare, data: hex('0017') })
    expect(selectedGroupExtension(0x001d, hex('aabb'))).toEqual({
      type: EXTENSION.keyShare,
      data: hex('001d 0002 aabb'),
    })
    for (const share of [undefined, hex('aabb')]) {
      expect(selectedGroup({ ...hello, extensions: [selectedGroupExtension(0x11ec, share)] })).toBe(0x11ec)
    }
  })
})

describe('writeServerHello', () => {
  test('gives the published bytes back', () => {
    expect(writeServerHello(readServerHello(published))).toEqual(published)
  })

  test('whatever it writes is read as it was', () => {
    const uint16 = fc.nat(0xffff)
    const other = fc.record({ type: fc.integer({ min: 0x0100, max: 0xffff }), data: fc.uint8Array({ maxLength: 99 }) })
    const hello = fc.record({
      legacyVersion: uint16,
      random: fc.uint8Array({ minLength: 32, maxLength: 32 }),
      sessionId: fc.uint8Array({ maxLength: 32 }),
      cipherSuite: uint16,
      compressionMethod: fc.nat(255),
      extensions: fc.uniqueArray(other, { selector: ({ type }) => type }),
      isRetry: fc.boolean(),
      selectedVersion: fc.option(uint16),
    })
    fc.assert(
      fc.property(hello, ({ selectedVersion, ...sent }) => {
        const extensions =
          selectedVersion === null ? sent.extensions : [...sent.extensions, selectedVersionExtension(selectedVersion)]
        expect(readServerHello(writeServerHello({ ...sent, extensions }))).toEqual({
          ...sent,
          extensions,
          version: selectedVersion ?? sent.legacyVersion,
          random: sent.isRetry ? Uint8Array.from(RETRY_RANDOM) : sent.random,
        })
      }),
    )
  })
})
