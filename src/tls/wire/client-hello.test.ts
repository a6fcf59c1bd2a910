import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { expectCalmOnNoise, expectWholeOnly, hex } from '../../../test/support/reader-properties.ts'
import { rfc8448 } from '../../../test/support/tls-vectors.ts'
import { attemptSync } from '../../base/failure.ts'
import { type ClientHello, readClientHello, writeClientHello } from './client-hello.ts'
import { extensionData } from './extensions.ts'

const HEADERS = 9
const random = '11'.repeat(32)
const published = rfc8448('clientHelloRecord').subarray(HEADERS)

describe('readClientHello', () => {
  const good = [
    {
      name: 'SSL 3.0, without extensions',
      body: `0300 ${random} 00 0004 0005 000a 01 00`,
      hello: { legacyVersion: 0x0300, sessionId: hex(''), cipherSuites: [0x0005, 0x000a], extensions: null },
    },
    {
      name: 'TLS 1.0, with a session and an empty block',
      body: `0301 ${random} 02 aabb 0002 002f 02 0100 0000`,
      hello: { legacyVersion: 0x0301, sessionId: hex('aabb'), compressionMethods: [1, 0], extensions: [] },
    },
    {
      name: 'TLS 1.2, with an extension that nobody knows',
      body: `0303 ${random} 00 0002 c02f 01 00 0006 7a7a 0002 beef`,
      hello: { legacyVersion: 0x0303, extensions: [{ type: 0x7a7a, data: hex('beef') }] },
    },
    {
      name: 'no suite at all, which is for the server to judge',
      body: `0303 ${random} 00 0000 00`,
      hello: { cipherSuites: [], compressionMethods: [] },
    },
  ]
  test.each(good)('$name', ({ body, hello }) => {
    expect(readClientHello(hex(body))).toMatchObject({ random: hex(random), ...hello })
  })

  test('the published hello of RFC 8448 section 3', () => {
    const { extensions, ...hello } = readClientHello(published)
    expect(hello).toEqual({
      legacyVersion: 0x0303,
      random: hex('cb34ecb1e78163ba1c38c6dacb196a6dffa21a8d9912ec18a2ef6283024dece7'),
      sessionId: hex(''),
      cipherSuites: [0x1301, 0x1303, 0x1302],
      compressionMethods: [0],
    })
    expect(extensions?.map(({ type }) => type)).toEqual([0, 0xff01, 10, 35, 51, 43, 13, 45, 28])
    expect(extensionData(extensions ?? [], 43)).toEqual(hex('02 0304'))
  })

  const malformed = [
    { name: 'empty', body: '', structure: 'ClientHello', offset: 0 },
    { name: 'cut in the version', body: '03', structure: 'ClientHello', offset: 0 },
    { name: 'cut in random', body: '0303 1111', structure: 'ClientHello', offset: 2 },
    { name: 'no session_id', body: `0303 ${random}`, structure: 'ClientHello', offset: 34 },
    { name: 'a session_id beyond the end', body: `0303 ${random} 20 00`, structure: 'ClientHello', offset: 35 },
    { name: 'suites beyond the end', body: `0303 ${random} 00 0004 c02f`, structure: 'ClientHello', offset: 37 },
    { name: 'half a suite', body: `0303 ${random} 00 0003 c02f c0 01 00`, structure: 'ClientHello', offset: 2 },
    { name: 'no compression', body: `0303 ${random} 00 0002 c02f`, structure: 'ClientHello', offset: 39 },
    {
      name: 'extensions beyond the end',
      body: `0303 ${random} 00 0002 c02f 01 00 0005 0000 0000`,
      structure: 'ClientHello',
      offset: 43,
    },
    {
      name: 'an extension beyond its block',
      body: `0303 ${random} 00 0002 c02f 01 00 0004 0000 0001`,
      structure: 'ClientHello.extensions',
      offset: 4,
    },
    {
      name: 'an extension twice',
      body: `0303 ${random} 00 0002 c02f 01 00 0008 0017 0000 0017 0000`,
      structure: 'ClientHello.extensions',
      offset: 6,
    },
    {
      name: 'a byte after the extensions',
      body: `0303 ${random} 00 0002 c02f 01 00 0000 ff`,
      structure: 'ClientHello',
      offset: 43,
    },
  ]
  test.each(malformed)('refuses: $name', ({ body, structure, offset }) => {
    const result = attemptSync(() => readClientHello(hex(body)))
    expect(result).toEqual({ ok: false, failure: { code: 'wire-malformed', structure, offset } })
  })

  test('takes nothing but whole hellos; one may end before its extensions', () => {
    const beforeExtensions = 2 + 32 + 1 + 2 + 6 + 2
    expectWholeOnly(readClientHello, published, [beforeExtensions])
    expectCalmOnNoise(readClientHello, published)
  })
})

describe('writeClientHello', () => {
  test('gives the published bytes back', () => {
    expect(writeClientHello(readClientHello(published))).toEqual(published)
  })

  test('whatever it writes is read as it was', () => {
    const uint16 = fc.nat(0xffff)
    const extension = fc.record({ type: uint16, data: fc.uint8Array({ maxLength: 300 }) })
    const hello: fc.Arbitrary<ClientHello> = fc.record({
      legacyVersion: uint16,
      random: fc.uint8Array({ minLength: 32, maxLength: 32 }),
      sessionId: fc.uint8Array({ maxLength: 255 }),
      cipherSuites: fc.array(uint16, { maxLength: 400 }),
      compressionMethods: fc.array(fc.nat(255), { maxLength: 255 }),
      extensions: fc.option(fc.uniqueArray(extension, { selector: ({ type }) => type, maxLength: 12 })),
    })
    fc.assert(
      fc.property(hello, (sent) => {
        expect(readClientHello(writeClientHello(sent))).toEqual(sent)
      }),
    )
  })
})
