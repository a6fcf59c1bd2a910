import { PassThrough } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { writeClientHello } from '../../tls/wire/client-hello.ts'
import { HANDSHAKE, writeHandshake } from '../../tls/wire/handshake.ts'
import { CONTENT, writeRecords } from '../../tls/wire/record.ts'
import { watchHellos } from './hello-watch.ts'

const name = Buffer.from('mx.example')
const sni = Buffer.concat([Buffer.of(0, name.length + 3, 0, 0, name.length), name])
const hello = writeRecords(
  CONTENT.handshake,
  0x0301,
  writeHandshake(
    HANDSHAKE.clientHello,
    writeClientHello({
      legacyVersion: 0x0303,
      random: new Uint8Array(32),
      sessionId: new Uint8Array(0),
      cipherSuites: [0x1301],
      compressionMethods: [0],
      extensions: [
        { type: 0, data: sni },
        { type: 43, data: Buffer.of(6, 0x0a, 0x0a, 3, 3, 3, 4) },
      ],
    }),
  ),
)

async function watched(bytes: Uint8Array, cut: number): Promise<ReturnType<ReturnType<typeof watchHellos>['hellos']>> {
  const inner = new PassThrough()
  const { stream, hellos } = watchHellos(inner)
  const got: Buffer[] = []
  stream.on('data', (chunk: Buffer) => got.push(chunk))
  inner.write(bytes.subarray(0, cut))
  inner.end(bytes.subarray(cut))
  await new Promise((resolve) => stream.once('end', resolve))
  expect(Buffer.concat(got)).toEqual(Buffer.from(bytes))
  return hellos()
}

describe('watchHellos', () => {
  test.each([1, 4, 5, 40, hello.length - 1])('reads a hello that comes in two pieces, cut at %i', async (cut) => {
    expect(await watched(hello, cut)).toEqual({ offered: ['tls13', 'tls12'], sni: 'mx.example', group: null })
  })

  test('passes on what it cannot read, and knows nothing of it', async () => {
    const nothing = { offered: [], sni: null, group: null }
    for (let length = 0; length < hello.length; length += 7) {
      expect(await watched(hello.subarray(0, length), 3)).toEqual(nothing)
    }
    expect(await watched(Buffer.from('GET / HTTP/1.1\r\n\r\n'), 3)).toEqual(nothing)
    expect(await watched(Buffer.alloc(100_000, 0x16), 50_000)).toEqual(nothing)
  })
})
