import { PassThrough } from 'node:stream'
import { afterEach, describe, expect, test } from 'vitest'
import { attempt } from './failure.ts'
import { Inbox } from './inbox.ts'

const open: Inbox[] = []

function inboxOn(stream: PassThrough, signal?: AbortSignal): Inbox {
  const inbox = new Inbox(stream, signal)
  open.push(inbox)
  return inbox
}

afterEach(() => {
  for (const inbox of open.splice(0)) inbox.destroy()
})

const text = (bytes: Uint8Array) => Buffer.from(bytes).toString()

describe('Inbox', () => {
  test('reads lines across chunk borders and with either line end', async () => {
    const stream = new PassThrough()
    const inbox = inboxOn(stream)
    inbox.begin('lines', 1000)
    for (const part of ['22', '0 a\r', '\n250 b\nrest']) stream.write(part)
    expect(text(await inbox.line(100))).toBe('220 a')
    expect(text(await inbox.line(100))).toBe('250 b')
    expect(text(await inbox.exactly(4))).toBe('rest')
  })

  test('a line over its limit is refused whether or not it ends', async () => {
    for (const tail of ['', '\n']) {
      const stream = new PassThrough()
      const inbox = inboxOn(stream)
      inbox.begin('banner', 1000)
      stream.write('x'.repeat(50) + tail)
      const result = await attempt(() => inbox.line(20))
      expect(result).toEqual({ ok: false, failure: { code: 'stream-too-long', during: 'banner', limitBytes: 20 } })
    }
  })

  test('a trickling peer does not renew the time of a step', async () => {
    const stream = new PassThrough()
    const inbox = inboxOn(stream)
    const trickle = setInterval(() => stream.write('x'), 5)
    inbox.begin('banner', 60)
    const result = await attempt(() => inbox.line(10_000))
    clearInterval(trickle)
    expect(result).toEqual({ ok: false, failure: { code: 'stream-timeout', during: 'banner', milliseconds: 60 } })
  })

  test('what was sent before the end is read before the end is reported', async () => {
    const stream = new PassThrough()
    const inbox = inboxOn(stream)
    inbox.begin('reply', 1000)
    stream.end('last\n')
    await new Promise((resolve) => setImmediate(resolve))
    expect(text(await inbox.line(100))).toBe('last')
    expect(await attempt(() => inbox.some())).toEqual({
      ok: false,
      failure: { code: 'stream-closed', during: 'reply' },
    })
  })

  test('a reset and an abort have codes of their own', async () => {
    const stream = new PassThrough()
    const inbox = inboxOn(stream)
    inbox.begin('hello', 1000)
    stream.destroy(Object.assign(new Error('gone'), { code: 'ECONNRESET' }))
    expect(await attempt(() => inbox.some())).toEqual({ ok: false, failure: { code: 'stream-reset', during: 'hello' } })

    const abort = new AbortController()
    const other = inboxOn(new PassThrough(), abort.signal)
    other.begin('hello', 1000)
    setTimeout(() => abort.abort(), 5)
    expect(await attempt(() => other.some())).toEqual({ ok: false, failure: { code: 'cancelled' } })
  })

  test('release puts unread bytes back in front of the stream', async () => {
    const stream = new PassThrough()
    const inbox = inboxOn(stream)
    inbox.begin('reply', 1000)
    stream.write('220 go\r\nTLS bytes')
    await inbox.line(100)
    inbox.release()
    expect(String(stream.read())).toBe('TLS bytes')
  })

  test('a stream that died before it was listened to is over, not waited for', async () => {
    const closed = new PassThrough()
    const reset = new PassThrough().on('error', () => {})
    closed.destroy()
    reset.destroy(Object.assign(new Error('gone'), { code: 'ECONNRESET' }))
    await new Promise((resolve) => setImmediate(resolve))
    const codes = [closed, reset].map(async (stream) => {
      const inbox = inboxOn(stream)
      inbox.begin('banner', 5000)
      const result = await attempt(() => inbox.some())
      return result.ok || result.failure.code
    })
    expect(await Promise.all(codes)).toEqual(['stream-closed', 'stream-reset'])
  })

  test('release of a stream that has ended with bytes unread raises nothing', async () => {
    const stream = new PassThrough()
    const inbox = inboxOn(stream)
    stream.end('220 go\r\nrest')
    await new Promise((resolve) => setImmediate(resolve))
    let raised = false
    stream.on('error', () => {
      raised = true
    })
    inbox.release()
    await new Promise((resolve) => setImmediate(resolve))
    expect(raised).toBe(false)
  })
})
