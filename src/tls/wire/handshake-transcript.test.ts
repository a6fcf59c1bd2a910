import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { hex } from '../../../test/support/reader-properties.ts'
import { rfc8448, serverFlight } from '../../../test/support/tls-vectors.ts'
import { attemptSync } from '../../base/failure.ts'
import { concatBytes } from '../../base/hex.ts'
import { HANDSHAKE, writeHandshake } from './handshake.ts'
import { messagesOf, recordsOf, serverHelloOf, type TimedBytes, type TimedMessage } from './handshake-transcript.ts'
import { CONTENT, writeRecords } from './record.ts'
import { type ServerHello, selectedGroupExtension, selectedVersionExtension, writeServerHello } from './server-hello.ts'

const NO_SECRETS = { client: null, server: null }
const TLS13 = { version: 0x0304, cipherSuite: 0x1301 }
const TLS12 = { version: 0x0303, cipherSuite: 0xc02f }

const client = (bytes: Uint8Array, milliseconds = 0): TimedBytes => ({ from: 'client', bytes, milliseconds })
const server = (bytes: Uint8Array, milliseconds = 0): TimedBytes => ({ from: 'server', bytes, milliseconds })

/** A record with handshake messages that have no content that matters. */
const handshake = (...types: readonly number[]): Uint8Array =>
  writeRecords(CONTENT.handshake, 0x0303, concatBytes(types.map((type) => writeHandshake(type, hex('aa')))))
const helloRecord = (hello: Omit<ServerHello, 'version'>): Uint8Array =>
  writeRecords(CONTENT.handshake, 0x0303, writeHandshake(HANDSHAKE.serverHello, writeServerHello(hello)))
const changeCipherSpec = writeRecords(CONTENT.changeCipherSpec, 0x0303, hex('01'))
const sealed = writeRecords(CONTENT.handshake, 0x0303, hex('00'.repeat(40)))
const application = writeRecords(CONTENT.applicationData, 0x0303, hex('11'.repeat(40)))

const hello = {
  legacyVersion: 0x0303,
  random: hex('11'.repeat(32)),
  sessionId: hex(''),
  compressionMethod: 0,
  isRetry: false,
}
const tls12Hello = helloRecord({ ...hello, cipherSuite: 0xc02f, extensions: [] })
const tls13Hello = (isRetry: boolean): Uint8Array => {
  const extensions = [selectedVersionExtension(0x0304), selectedGroupExtension(0x0017, isRetry ? undefined : hex('04'))]
  return helloRecord({ ...hello, isRetry, cipherSuite: 0x1301, extensions })
}

const steps = (messages: readonly TimedMessage[]): string =>
  messages.map(({ from, name }) => `${from === 'client' ? '>' : '<'}${name}`).join(' ')

// The conversation of RFC 8448 section 3 up to the client's Finished, then what the server sends next.
const published: readonly TimedBytes[] = [
  client(rfc8448('clientHelloRecord'), 1),
  server(rfc8448('serverHelloRecord'), 21),
  server(rfc8448('serverFlightRecord'), 22),
  client(rfc8448('clientFinishedRecord'), 23),
  server(rfc8448('newSessionTicketRecord'), 43),
  server(rfc8448('serverApplicationDataRecord'), 44),
]
const publishedSecrets = {
  client: rfc8448('clientHandshakeTrafficSecret'),
  server: rfc8448('serverHandshakeTrafficSecret'),
}

describe('recordsOf', () => {
  test('takes the time of the last byte, and the order of the last bytes', () => {
    const records = recordsOf([
      client(changeCipherSpec.subarray(0, 3), 1),
      server(concatBytes([changeCipherSpec, changeCipherSpec.subarray(0, 5)]), 2),
      client(changeCipherSpec.subarray(3), 3),
      server(changeCipherSpec.subarray(5), 4),
    ])
    expect(records.map(({ from, milliseconds }) => `${from} ${milliseconds}`)).toEqual([
      'server 2',
      'client 3',
      'server 4',
    ])
    expect(records[0]).toEqual({
      from: 'server',
      type: CONTENT.changeCipherSpec,
      header: hex('14 0303 0001'),
      fragment: hex('01'),
      milliseconds: 2,
    })
  })

  test('stops at what is not TLS, and at a record that is cut', () => {
    const text = new TextEncoder().encode('220 mx.example ESMTP')
    expect(recordsOf([server(text)])).toEqual([])
    expect(recordsOf([server(changeCipherSpec), server(text), server(changeCipherSpec)])).toHaveLength(1)
    expect(recordsOf([server(changeCipherSpec.subarray(0, -1))])).toEqual([])
    expect(recordsOf([])).toEqual([])
  })

  test('finds the same records however a conversation was cut', () => {
    const whole = concatBytes([tls12Hello, handshake(11, 12, 14), changeCipherSpec, sealed])
    const expected = recordsOf([server(whole)])
    fc.assert(
      fc.property(fc.array(fc.nat(whole.length), { maxLength: 20 }), (places) => {
        const ends = [...places, whole.length].toSorted((a, b) => a - b)
        const pieces = ends.map((end, at) => server(whole.subarray(ends[at - 1] ?? 0, end)))
        expect(recordsOf(pieces)).toEqual(expected)
      }),
    )
  })
})

describe('serverHelloOf', () => {
  test('finds the published hello, and the second one behind a HelloRetryRequest', () => {
    expect(serverHelloOf(recordsOf(published))).toMatchObject(TLS13)
    const retried = [
      server(tls13Hello(true)),
      server(changeCipherSpec),
      client(handshake(1)),
      server(tls13Hello(false)),
    ]
    expect(serverHelloOf(recordsOf(retried))).toMatchObject({ isRetry: false, version: 0x0304 })
  })

  test('is null without one, and after a HelloRetryRequest alone', () => {
    expect(serverHelloOf([])).toBeNull()
    expect(serverHelloOf(recordsOf([client(tls12Hello), server(changeCipherSpec)]))).toBeNull()
    expect(serverHelloOf(recordsOf([server(serverFlight('TLS 1.3 HelloRetryRequest'))]))).toBeNull()
  })

  test('does not look at what follows it', () => {
    const garbage = writeRecords(CONTENT.handshake, 0x0303, hex('02 ffffff'))
    expect(serverHelloOf(recordsOf([server(tls12Hello), server(garbage)]))).toMatchObject(TLS12)
  })
})

describe('messagesOf', () => {
  test('opens the conversation of RFC 8448 section 3', () => {
    const messages = messagesOf(recordsOf(published), TLS13, publishedSecrets)
    expect(messages.map(({ from, name, bytes, milliseconds }) => [from, name, bytes, milliseconds])).toEqual([
      ['client', 'ClientHello', 196, 1],
      ['server', 'ServerHello', 90, 21],
      ['server', 'EncryptedExtensions', 40, 22],
      ['server', 'Certificate', 445, 22],
      ['server', 'CertificateVerify', 136, 22],
      ['server', 'Finished', 36, 22],
      ['client', 'Finished', 36, 23],
    ])
    expect(messages.every(({ message }) => message !== null)).toBe(true)
  })

  test('leaves out what it has no secrets for', () => {
    expect(steps(messagesOf(recordsOf(published), TLS13, NO_SECRETS))).toBe('>ClientHello <ServerHello')
    const wrong = { client: publishedSecrets.server, server: publishedSecrets.client }
    expect(steps(messagesOf(recordsOf(published), TLS13, wrong))).toBe('>ClientHello <ServerHello')
  })

  const conversations = [
    {
      name: 'a whole handshake of TLS 1.2',
      hello: TLS12,
      chunks: [
        client(handshake(1)),
        server(tls12Hello),
        server(handshake(11, 22, 12, 14)),
        client(concatBytes([handshake(16), changeCipherSpec, sealed])),
        server(concatBytes([handshake(4), changeCipherSpec, sealed])),
        client(application),
        server(application),
      ],
      steps: [
        '>ClientHello <ServerHello <Certificate <CertificateStatus <ServerKeyExchange <ServerHelloDone',
        '>ClientKeyExchange >ChangeCipherSpec >EncryptedHandshake <NewSessionTicket <ChangeCipherSpec <EncryptedHandshake',
      ],
    },
    {
      name: 'a resumed session of TLS 1.2, where the server finishes first',
      hello: TLS12,
      chunks: [
        client(handshake(1)),
        server(concatBytes([tls12Hello, changeCipherSpec, sealed])),
        client(concatBytes([changeCipherSpec, sealed, application])),
      ],
      steps: ['>ClientHello <ServerHello <ChangeCipherSpec <EncryptedHandshake >ChangeCipherSpec >EncryptedHandshake'],
    },
    {
      name: 'a HelloRetryRequest, after which both sides send a dummy ChangeCipherSpec and hellos in clear',
      hello: TLS13,
      chunks: [
        client(handshake(1)),
        server(concatBytes([tls13Hello(true), changeCipherSpec])),
        client(concatBytes([changeCipherSpec, handshake(1)])),
        server(concatBytes([tls13Hello(false), application])),
      ],
      steps: ['>ClientHello <ServerHello <ChangeCipherSpec >ChangeCipherSpec >ClientHello <ServerHello'],
    },
    {
      name: 'a renegotiation in TLS 1.2 stays hidden',
      hello: TLS12,
      chunks: [client(concatBytes([handshake(1), changeCipherSpec, sealed])), client(sealed), client(sealed)],
      steps: ['>ClientHello >ChangeCipherSpec >EncryptedHandshake'],
    },
    {
      name: 'alerts and heartbeats are no handshake',
      hello: TLS12,
      chunks: [server(hex('15 0303 0002 0170')), server(hex('18 0303 0001 01')), server(tls12Hello)],
      steps: ['<ServerHello'],
    },
    {
      name: 'a message over two records counts when it is whole',
      hello: TLS12,
      chunks: [
        server(writeRecords(CONTENT.handshake, 0x0303, hex('0b 000004 aabb')), 1),
        server(writeRecords(CONTENT.handshake, 0x0303, hex('ccdd 0e 000000')), 2),
      ],
      steps: ['<Certificate <ServerHelloDone'],
    },
  ]
  test.each(conversations)('$name', ({ hello: decided, chunks, steps: expected }) => {
    expect(steps(messagesOf(recordsOf(chunks), decided, NO_SECRETS))).toBe(expected.join(' '))
  })

  test('an encrypted Finished has the size of its record and no content', () => {
    const records = recordsOf([client(concatBytes([changeCipherSpec, sealed]), 7)])
    expect(messagesOf(records, TLS12, NO_SECRETS)).toEqual([
      { from: 'client', name: 'ChangeCipherSpec', bytes: 1, milliseconds: 7, message: null },
      { from: 'client', name: 'EncryptedHandshake', bytes: 40, milliseconds: 7, message: null },
    ])
  })

  test('refuses a message that is too long', () => {
    const records = recordsOf([server(writeRecords(CONTENT.handshake, 0x0303, hex('0b ffffff')))])
    expect(attemptSync(() => messagesOf(records, TLS12, NO_SECRETS))).toMatchObject({
      ok: false,
      failure: { code: 'wire-malformed', structure: 'Handshake' },
    })
  })
})
