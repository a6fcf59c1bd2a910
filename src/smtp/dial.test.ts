import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { Worker } from 'node:worker_threads'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { attempt } from '../base/failure.ts'
import { dial } from './dial.ts'
import { openSession, sessionFacts } from './session.ts'

const servers: Server[] = []
const sockets: Socket[] = []
const workers: Worker[] = []

/** A listening server and its port. */
async function listen(onConnection: (socket: Socket) => void): Promise<number> {
  const server = createServer((socket) => {
    sockets.push(socket.on('error', () => {}))
    onConnection(socket)
  })
  servers.push(server.listen(0, '127.0.0.1'))
  await once(server, 'listening')
  const address = server.address()
  return typeof address === 'object' && address ? address.port : 0
}

/**
 * A port that answers no further SYN: its thread sleeps instead of accepting, and the kernel's short queue of
 * connections that wait to be accepted is full.
 */
async function silentPort(): Promise<number> {
  const worker = new Worker(
    `const { createServer } = require('node:net')
     const server = createServer().listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
       require('node:worker_threads').parentPort.postMessage(server.address().port)
       Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
     })`,
    { eval: true },
  )
  workers.push(worker)
  const [port] = await once(worker, 'message')
  const fill = Array.from({ length: 6 }, () => connect(port, '127.0.0.1').on('error', () => {}))
  sockets.push(...fill)
  await Promise.race(fill.map((socket) => once(socket, 'connect')))
  await new Promise((resolve) => setTimeout(resolve, 20))
  return Number(port)
}

afterEach(async () => {
  for (const worker of workers.splice(0)) await worker.terminate()
  for (const socket of sockets.splice(0)) socket.destroy()
  for (const server of servers.splice(0)) server.close()
})

/** Sockets of this process that are connected or trying to. */
function openSockets(): number {
  return process.getActiveResourcesInfo().filter((resource) => resource === 'TCPSocketWrap').length
}

describe('dial', () => {
  test('hands out a connected socket', async () => {
    const port = await listen((socket) => socket.end('220 hello\r\n'))
    const socket = await dial({ address: '127.0.0.1', port })
    sockets.push(socket)
    const [data] = await once(socket, 'data')
    expect(String(data)).toBe('220 hello\r\n')
    expect(socket.remotePort).toBe(port)
  })

  test('a closed port is refused', async () => {
    const port = await listen(() => {})
    await new Promise((resolve) => servers.pop()?.close(resolve))
    const result = await attempt(() => dial({ address: '127.0.0.1', port }))
    expect(result).toEqual({ ok: false, failure: { code: 'tcp-refused', address: '127.0.0.1', port } })
  })

  test('an address that leads nowhere is unreachable', async () => {
    // TCP has no broadcast: the kernel refuses at once, and nothing leaves the machine.
    const result = await attempt(() => dial({ address: '255.255.255.255', port: 25, timeoutMilliseconds: 2000 }))
    expect(result).toMatchObject({
      ok: false,
      failure: { code: 'tcp-unreachable', address: '255.255.255.255', port: 25 },
    })
  })

  test('a peer that does not answer the SYN times out', async () => {
    const port = await silentPort()
    const before = openSockets()
    const dialled = attempt(() => dial({ address: '127.0.0.1', port, timeoutMilliseconds: 120 }))
    expect(openSockets()).toBe(before + 1)
    const result = await dialled
    await vi.waitFor(() => expect(openSockets()).toBe(before))
    expect(result).toMatchObject({ ok: false, failure: { code: 'tcp-timeout', milliseconds: 120 } })
  })

  test('a signal cancels, before and during', async () => {
    const abort = new AbortController()
    const port = await silentPort()
    const during = attempt(() => dial({ address: '127.0.0.1', port, signal: abort.signal }))
    setTimeout(() => abort.abort(), 20)
    expect(await during).toEqual({ ok: false, failure: { code: 'cancelled' } })
    const before = await attempt(() => dial({ address: '127.0.0.1', port, signal: abort.signal }))
    expect(before).toEqual({ ok: false, failure: { code: 'cancelled' } })
  })

  const invalid = [
    { name: 'a host name', address: 'mx.example.org', port: 25 },
    { name: 'port 0', address: '127.0.0.1', port: 0 },
    { name: 'port 65536', address: '127.0.0.1', port: 65_536 },
    { name: 'no whole port', address: '127.0.0.1', port: 2.5 },
  ]
  test.each(invalid)('refuses to look up or guess: $name', async ({ address, port }) => {
    expect(await attempt(() => dial({ address, port }))).toMatchObject({
      ok: false,
      failure: { code: 'target-invalid', target: `${address}:${port}` },
    })
  })

  test('a reset between two readers does not end the process', async () => {
    const port = await listen((socket) => setTimeout(() => socket.resetAndDestroy(), 30))
    const socket = await dial({ address: '127.0.0.1', port })
    await new Promise((resolve) => socket.once('close', resolve))
    const session = await openSession(socket, { ehloName: 'probe.test' })
    expect(sessionFacts(session).failure).toEqual({ code: 'stream-reset', during: 'start' })
  })
})
