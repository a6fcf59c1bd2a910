import { once } from 'node:events'
import { type Duplex, duplexPair } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { connectTo } from '../../test/support/local-server.ts'
import { concatBytes } from '../base/hex.ts'
import { tap } from './tap.ts'

/** All that a stream gives to its end. */
async function all(stream: Duplex): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  for await (const chunk of stream) chunks.push(chunk as Uint8Array)
  return concatBytes(chunks)
}

const kept = (chunks: ReturnType<typeof tap>['chunks'], from: 'client' | 'server'): Uint8Array =>
  concatBytes(chunks.filter((chunk) => chunk.from === from).map(({ bytes }) => bytes))

describe('tap', () => {
  test('passes both directions through and keeps them with their times, in order', async () => {
    const [inner, peer] = duplexPair()
    const { stream, chunks } = tap(inner)
    stream.write('EHLO')
    expect(String(await once(peer, 'data'))).toBe('EHLO')
    await pause(5)
    peer.write('250')
    expect(String(await once(stream, 'data'))).toBe('250')
    expect(chunks.map(({ from, bytes }) => `${from} ${Buffer.from(bytes).toString()}`)).toEqual([
      'client EHLO',
      'server 250',
    ])
    const [first = 0, second = 0] = chunks.map(({ milliseconds }) => milliseconds)
    expect(second - first).toBeGreaterThan(3)
  })

  test('what it keeps does not change when the buffer is used again', async () => {
    const [inner, peer] = duplexPair()
    peer.resume()
    const { stream, chunks } = tap(inner)
    const buffer = Buffer.from('before')
    await new Promise((resolve) => stream.write(buffer, resolve))
    buffer.fill('x')
    expect(String(Buffer.from(kept(chunks, 'client')))).toBe('before')
  })

  test('keeps a bounded copy and passes on the rest', async () => {
    const large = Buffer.alloc(1_000_000, 7)
    const socket = await connectTo((client) => client.end(large))
    const { stream, chunks } = tap(socket)
    expect(await all(stream)).toHaveLength(large.length)
    expect(kept(chunks, 'server').length).toBeGreaterThanOrEqual(262_144)
    expect(kept(chunks, 'server').length).toBeLessThan(262_144 + 65_536)
  })

  test('a reader who is late still gets what came before the end', async () => {
    const socket = await connectTo((client) => client.end(Buffer.alloc(10_000, 1)))
    const { stream } = tap(socket)
    await pause(30)
    expect(await all(stream)).toHaveLength(10_000)
    if (!stream.closed) await once(stream, 'close')
    expect(socket.destroyed).toBe(true)
  })

  test('holds the peer back while nobody reads', async () => {
    const [inner, peer] = duplexPair()
    const { stream } = tap(inner)
    let sent = 0
    while (peer.write(Buffer.alloc(16_384)) && sent < 1_000) {
      sent += 1
      await pause(0)
    }
    expect(sent).toBeLessThan(100)
    peer.end()
    expect(await all(stream)).toHaveLength((sent + 1) * 16_384)
  })

  test('the end and the destruction reach the inner stream', async () => {
    const [inner, peer] = duplexPair()
    tap(inner).stream.end('QUIT')
    expect(String(Buffer.from(await all(peer)))).toBe('QUIT')

    const [other] = duplexPair()
    const tapped = tap(other)
    tapped.stream.destroy()
    expect(other.destroyed).toBe(true)
  })

  test('an error of the inner stream comes out of the tap', async () => {
    const [inner] = duplexPair()
    const { stream } = tap(inner)
    const error = Object.assign(new Error('gone'), { code: 'ECONNRESET' })
    const raised = once(stream, 'error')
    inner.destroy(error)
    expect(await raised).toEqual([error])
    expect(stream.destroyed).toBe(true)
  })

  test('writing to an inner stream that is gone is an error of the tap', async () => {
    const [inner] = duplexPair()
    inner.destroy()
    await once(inner, 'close')
    const { stream } = tap(inner)
    const raised = once(stream, 'error')
    stream.write('EHLO')
    expect(await raised).toMatchObject([{ code: 'ERR_STREAM_DESTROYED' }])
  })
})
