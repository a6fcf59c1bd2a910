import { once } from 'node:events'
import { connect } from 'node:net'
import { describe, expect, test } from 'vitest'
import { startForwarder } from './forwarder.ts'
import { startFront } from './starttls-front.ts'

describe('forwarder', () => {
  /** A server that greets and answers each line with a line. */
  async function echo() {
    return await startFront({ backend: { address: '127.0.0.1', port: 1 } })
  }

  test('counts connections and bytes, and their greatest number at a time', async () => {
    await using server = await echo()
    await using forwarder = await startForwarder({ target: server })
    const sockets = [1, 2, 3].map(() => connect(forwarder.port, forwarder.address))
    await Promise.all(sockets.map((socket) => once(socket, 'data')))
    for (const socket of sockets) socket.end('QUIT\r\n')
    await Promise.all(sockets.map((socket) => once(socket.resume(), 'close')))
    const greeting = '220 mx.lab.test ESMTP\r\n'.length
    const bytesDown = 3 * (greeting + '221 Bye\r\n'.length)
    expect(forwarder.counts()).toEqual({ connections: 3, bytesUp: 18, bytesDown, peakConcurrency: 3, open: 0 })
    forwarder.reset()
    expect(forwarder.counts()).toEqual({ connections: 0, bytesUp: 0, bytesDown: 0, peakConcurrency: 0, open: 0 })
  })

  test('takes two round trips to the greeting, and one to each answer', async () => {
    await using server = await echo()
    await using forwarder = await startForwarder({ target: server, delayMilliseconds: 100 })
    const started = performance.now()
    const socket = connect(forwarder.port, forwarder.address)
    await once(socket, 'data')
    const greeted = performance.now()
    socket.write('NOOP\r\n')
    await once(socket, 'data')
    const answered = performance.now()
    socket.destroy()
    expect(greeted - started).toBeGreaterThan(395)
    expect(greeted - started).toBeLessThan(590)
    expect(answered - greeted).toBeGreaterThan(195)
    expect(answered - greeted).toBeLessThan(390)
  })

  test('carries the end of one side, and a reset, to the other', async () => {
    await using server = await echo()
    await using forwarder = await startForwarder({ target: server, delayMilliseconds: 20 })
    const socket = connect({ host: forwarder.address, port: forwarder.port, allowHalfOpen: true })
    await once(socket, 'data')
    socket.write('QUIT\r\n')
    await once(socket, 'end')
    socket.destroy()
    const broken = connect(forwarder.port, forwarder.address)
    await once(broken, 'data')
    broken.resetAndDestroy()
    await expect.poll(() => forwarder.counts().open).toBe(0)
  })

  test('a server that cannot be reached is an end, not a hang', async () => {
    await using forwarder = await startForwarder({ target: { address: '127.0.0.1', port: 1 } })
    const socket = connect(forwarder.port, forwarder.address)
    socket.on('error', () => {}).resume()
    await new Promise((resolve) => socket.once('close', resolve)) // an end or a reset, either will do
    expect(forwarder.log()).toContain('ECONNREFUSED')
  })
})
