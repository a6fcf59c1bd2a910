import { X509Certificate } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { hex } from '../../test/support/reader-properties.ts'
import { type ServerScript, serverSays } from '../../test/support/server-says.ts'
import { serverFlight } from '../../test/support/tls-vectors.ts'
import { concatBytes, toHex } from '../base/hex.ts'
import { CHAIN_CERTIFICATES } from '../base/limits.ts'
import { readOcspResponse } from '../x509/ocsp-response.ts'
import type { Selected } from './planner/outcome.ts'
import { readServerFlight, readSsl2Flight } from './server-flight.ts'
import { HANDSHAKE, writeCertificateList, writeHandshake } from './wire/handshake.ts'
import { CONTENT, writeRecords } from './wire/record.ts'
import { writeServerHello } from './wire/server-hello.ts'
import { bitLength, writeServerKeyExchange } from './wire/server-key-exchange.ts'
import { writeSsl2ServerHello } from './wire/ssl2.ts'

/** The outcome of a flight that throws nothing, its bytes in hexadecimal. */
async function flight(script: ServerScript) {
  const result = await serverSays(readServerFlight, script)
  if (!result.ok) throw new Error(result.failure.code)
  const outcome = result.value
  if (outcome.kind !== 'selected') return outcome
  const dh = outcome.dh && { prime: toHex(outcome.dh.prime), generator: toHex(outcome.dh.generator) }
  const certificates = outcome.certificates.map(toHex)
  const ocspStaple = outcome.ocspStaple && toHex(outcome.ocspStaple)
  return { ...outcome, dh, certificates, ocspStaple, sessionId: toHex(outcome.sessionId) }
}

const bytewise = (bytes: Uint8Array): readonly Uint8Array[] => Array.from(bytes, (byte) => Uint8Array.of(byte))

/**
 * Flights of OpenSSL; `dhBits` and `chain` stand for `dh` and `certificates`. It signs with the first scheme of the hello that
 * it allows, and the hello names them by number: hence SHA-224.
 */
const captured: readonly {
  readonly name: string
  readonly selected: Partial<Selected>
  readonly dhBits: number | null
  readonly chain: number
}[] = [
  {
    name: 'TLS 1.2 ECDHE-ECDSA',
    selected: { version: 'tls12', suite: 0xc02b, group: 0x001d, signatureScheme: 0x0303, ocspStaple: null },
    dhBits: null,
    chain: 1,
  },
  {
    name: 'TLS 1.2 ECDHE-RSA, stapled',
    selected: { version: 'tls12', suite: 0xc027, group: 0x001d, signatureScheme: 0x0301 },
    dhBits: null,
    chain: 1,
  },
  {
    name: 'TLS 1.2 DHE-RSA',
    selected: { version: 'tls12', suite: 0x009f, group: null, signatureScheme: 0x0301 },
    dhBits: 2048,
    chain: 1,
  },
  {
    name: 'TLS 1.2 anonymous DH',
    selected: { version: 'tls12', suite: 0x006c, group: null, signatureScheme: null },
    dhBits: 1024,
    chain: 0,
  },
  {
    name: 'TLS 1.2 anonymous ECDH',
    selected: { version: 'tls12', suite: 0xc019, group: 0x001d, signatureScheme: null },
    dhBits: null,
    chain: 0,
  },
  {
    name: 'TLS 1.2 RSA key transport',
    selected: { version: 'tls12', suite: 0x002f, group: null, signatureScheme: null, compression: false },
    dhBits: null,
    chain: 1,
  },
  {
    name: 'TLS 1.1 ECDHE-RSA',
    selected: { version: 'tls11', suite: 0xc013, group: 0x001d, signatureScheme: null },
    dhBits: null,
    chain: 1,
  },
  { name: 'TLS 1.0 DHE-RSA', selected: { version: 'tls10', suite: 0x0033, group: null }, dhBits: 2048, chain: 1 },
  {
    name: 'TLS 1.3 HelloRetryRequest',
    selected: { version: 'tls13', suite: 0x1302, group: 0x001d, retry: true },
    dhBits: null,
    chain: 0,
  },
  {
    name: 'TLS 1.3 ServerHello',
    selected: { version: 'tls13', suite: 0x1302, group: 0x001d, retry: false },
    dhBits: null,
    chain: 0,
  },
]

describe('readServerFlight of OpenSSL', () => {
  test.each(captured)('$name', async ({ name, selected, dhBits, chain }) => {
    const outcome = await flight({ pieces: [serverFlight(name)], end: 'stays' })
    expect(outcome).toMatchObject({ kind: 'selected', retry: false, ...selected })
    if (outcome.kind !== 'selected') return
    expect(outcome.dh && bitLength(hex(outcome.dh.prime))).toBe(dhBits)
    expect(outcome.dh?.generator ?? '02').toBe('02')
    expect(outcome.certificates.map((der) => new X509Certificate(hex(der)).subject)).toEqual(
      Array.from({ length: chain }, () => 'CN=mx.test'),
    )
  })

  test.each(captured)('a byte at a time: $name', async ({ name }) => {
    const whole = await flight({ pieces: [serverFlight(name)] })
    expect(await flight({ pieces: bytewise(serverFlight(name)), end: 'stays' })).toEqual(whole)
  })

  test('the stapled response is kept as it came', async () => {
    const outcome = await flight({ pieces: [serverFlight('TLS 1.2 ECDHE-RSA, stapled')] })
    const staple = outcome.kind === 'selected' ? outcome.ocspStaple : null
    expect(readOcspResponse(hex(staple ?? '')).responseStatus).toBe('successful')
  })

  test('the extensions of the ServerHello are listed', async () => {
    const outcome = await flight({ pieces: [serverFlight('TLS 1.2 ECDHE-RSA, stapled')] })
    expect(outcome.kind === 'selected' && outcome.extensions).toEqual([0xff01, 11, 35, 5, 22, 23])
  })

  const refusals = [
    { name: 'no version in common', description: 70 },
    { name: 'no suite in common', description: 40 },
  ]
  test.each(refusals)('$name', async ({ name, description }) => {
    expect(await flight({ pieces: [serverFlight(name)] })).toEqual({ kind: 'alert', level: 2, description })
  })
})

const hello = (cipherSuite: number, legacyVersion: number): Uint8Array =>
  writeHandshake(
    HANDSHAKE.serverHello,
    writeServerHello({
      legacyVersion,
      random: new Uint8Array(32),
      sessionId: new Uint8Array(0),
      cipherSuite,
      compressionMethod: 1,
      extensions: [],
      isRetry: false,
    }),
  )
const done = writeHandshake(HANDSHAKE.serverHelloDone, new Uint8Array(0))
const certificates = (count: number): Uint8Array =>
  writeHandshake(
    HANDSHAKE.certificate,
    writeCertificateList(Array.from({ length: count }, (_, at) => Uint8Array.of(at))),
  )
const keyExchange = (...given: Parameters<typeof writeServerKeyExchange>): Uint8Array =>
  writeHandshake(HANDSHAKE.serverKeyExchange, writeServerKeyExchange(...given))
const records = (...messages: readonly Uint8Array[]): Uint8Array =>
  writeRecords(CONTENT.handshake, 0x0303, concatBytes(messages))

const prime = hex(`da${'11'.repeat(63)}`)
const dh = { kind: 'dh', prime, generator: hex('05'), publicKey: hex('1234') } as const
const signature = { scheme: null, bytes: hex('5a5a') }

describe('readServerFlight of what no current library sends', () => {
  const cases = [
    {
      name: 'RSA_EXPORT: a temporary key, of which nothing is kept',
      messages: [
        hello(0x0003, 0x0301),
        certificates(1),
        keyExchange({ kind: 'rsa', modulus: prime, exponent: hex('03') }, signature),
      ],
      selected: { version: 'tls10', suite: 0x0003, dh: null, group: null, certificates: ['00'] },
    },
    {
      name: 'RSA_EXPORT with a certificate short enough: no ServerKeyExchange',
      messages: [hello(0x0003, 0x0300), certificates(1)],
      selected: { version: 'ssl3', suite: 0x0003, dh: null },
    },
    {
      name: 'DHE_RSA_EXPORT',
      messages: [hello(0x0014, 0x0300), certificates(1), keyExchange(dh, signature)],
      selected: { version: 'ssl3', suite: 0x0014, dh: { prime: toHex(prime), generator: '05' } },
    },
    {
      name: 'DH_anon_EXPORT',
      messages: [hello(0x0017, 0x0302), keyExchange(dh, null)],
      selected: { version: 'tls11', suite: 0x0017, dh: { prime: toHex(prime), generator: '05' }, certificates: [] },
    },
    {
      name: 'a suite that nobody knows, whose key exchange cannot be read',
      messages: [hello(0xeeee, 0x0303), certificates(1), keyExchange(dh, null)],
      selected: { suite: 0xeeee, dh: null, signatureScheme: null },
    },
    {
      name: 'a chain longer than is kept',
      messages: [hello(0x002f, 0x0303), certificates(CHAIN_CERTIFICATES + 5)],
      selected: { certificates: Array.from({ length: CHAIN_CERTIFICATES }, (_, at) => toHex(Uint8Array.of(at))) },
    },
    {
      name: 'a request for a certificate of ours, which changes nothing',
      messages: [
        hello(0x002f, 0x0303),
        certificates(1),
        writeHandshake(HANDSHAKE.certificateRequest, hex('01 01 0000')),
      ],
      selected: { suite: 0x002f, certificates: ['00'] },
    },
    {
      name: 'compression, and an empty staple',
      messages: [hello(0x002f, 0x0303), writeHandshake(HANDSHAKE.certificateStatus, hex(''))],
      selected: { compression: true, ocspStaple: null },
    },
  ]
  test.each(cases)('$name', async ({ messages, selected }) => {
    const outcome = await flight({ pieces: [records(...messages, done)], end: 'stays' })
    expect(outcome).toMatchObject({ kind: 'selected', ...selected })
  })

  test('messages may share records or span them, and records may come in any pieces', async () => {
    const messages = concatBytes([hello(0x0014, 0x0301), certificates(9), keyExchange(dh, signature), done])
    const expected = await flight({ pieces: [records(messages)] })
    const cut = fc.integer({ min: 1, max: messages.length })
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(cut, { maxLength: 9 }), fc.array(fc.nat(600), { maxLength: 9 }), async (a, b) => {
        const sent = concatBytes(pieces(messages, a).map((part) => records(part)))
        expect(await flight({ pieces: pieces(sent, b), end: 'stays' })).toEqual(expected)
      }),
      { numRuns: 60 },
    )
  })
})

/** The parts between the places, none of them empty. */
function pieces(bytes: Uint8Array, places: readonly number[]): readonly Uint8Array[] {
  const ends = [...places.filter((place) => place < bytes.length), bytes.length].toSorted((a, b) => a - b)
  return ends.map((end, at) => bytes.subarray(ends[at - 1] ?? 0, end)).filter((part) => part.length > 0)
}

describe('readSsl2Flight', () => {
  const serverHello = writeSsl2ServerHello({
    version: 0x0002,
    certificate: hex('3000'),
    cipherKinds: [0x010080, 0x0700c0],
    connectionId: new Uint8Array(16),
  })
  const cases = [
    {
      name: 'a SERVER-HELLO',
      said: serverHello,
      outcome: { kind: 'ssl2', cipherKinds: [0x010080, 0x0700c0], certificate: '3000' },
    },
    {
      name: 'no kind in common',
      said: hex('800b 04 00 01 0002 0000 0000 0000'),
      outcome: { kind: 'ssl2', cipherKinds: [] },
    },
    {
      name: 'an alert of a later protocol',
      said: hex('15 0301 0002 02 46'),
      outcome: { kind: 'alert', level: 2, description: 70 },
    },
    { name: 'nothing', said: hex(''), outcome: { kind: 'closed' } },
    { name: 'an ERROR of SSL 2.0', said: hex('8003 00 0001'), outcome: { kind: 'closed' } },
    { name: 'clear text', said: Buffer.from('500 what?\r\n'), outcome: { kind: 'closed' } },
    {
      name: 'a SERVER-HELLO of another version',
      said: hex('800b 04 00 01 0300 0000 0000 0000'),
      outcome: { kind: 'closed' },
    },
  ]
  test.each(cases)('$name', async ({ said, outcome }) => {
    const result = await serverSays(readSsl2Flight, { pieces: bytewise(said) })
    const shown =
      result.ok && result.value.kind === 'ssl2'
        ? { ...result.value, certificate: toHex(result.value.certificate) }
        : result.ok && result.value
    expect(shown).toMatchObject(outcome)
  })

  test('a hello that breaks off proves nothing but the end', async () => {
    for (let length = 0; length < serverHello.length; length += 1) {
      const said = [serverHello.subarray(0, length)]
      expect(await serverSays(readSsl2Flight, { pieces: said })).toEqual({ ok: true, value: { kind: 'closed' } })
      const reset = await serverSays(readSsl2Flight, { pieces: said, end: 'resets' })
      expect(reset).toEqual({ ok: true, value: { kind: 'reset' } })
    }
  })

  test('silence is inconclusive, a cancellation is thrown', async () => {
    const silence = await serverSays(readSsl2Flight, { pieces: [], end: 'stays', milliseconds: 20 })
    expect(silence).toMatchObject({ ok: true, value: { kind: 'inconclusive', why: 'timeout' } })
    const signal = AbortSignal.abort()
    const cancelled = await serverSays(readSsl2Flight, { pieces: [], end: 'stays', signal })
    expect(cancelled).toEqual({ ok: false, failure: { code: 'cancelled' } })
  })
})
