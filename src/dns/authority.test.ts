import { once } from 'node:events'
import { connect } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { attempt } from '../base/failure.ts'
import { type DnsServer, startAuthority } from './authority.ts'
import { makeQuery, writeMessage } from './wire/message.ts'
import { parseName } from './wire/name.ts'
import { RR_TYPES } from './wire/rr-type.ts'
import { parseZone } from './zone/parse-zone.ts'

const ADDRESS = '127.0.0.1'
const texts = Array.from({ length: 60 }, (_, at) => `big TXT "${String(at).padEnd(250, 'x')}"`).join('\n')
const zone = parseZone(`@ SOA ns h 1 2 3 4 60\n${texts}`, 'lab.')

const servers: DnsServer[] = []
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()))
})

async function start(port = 0): Promise<DnsServer> {
  const server = await startAuthority({ address: ADDRESS, port }, [zone])
  servers.push(server)
  return server
}

describe('startAuthority', () => {
  it('says that the port is taken', async () => {
    const { port } = await start()
    const failure = { code: 'port-unusable', address: ADDRESS, port, errno: 'EADDRINUSE' }
    expect(await attempt(() => start(port))).toEqual({ ok: false, failure })
  })

  it('says that the address is not one of this machine', async () => {
    const at = { address: '192.0.2.1', port: 0 }
    expect(await attempt(() => startAuthority(at, [zone]))).toEqual({
      ok: false,
      failure: { code: 'port-unusable', ...at, errno: 'EADDRNOTAVAIL' },
    })
  })

  it('frees what it has taken when only one of UDP and TCP is free', async () => {
    const { createServer } = await import('node:net')
    const other = createServer().listen(0, ADDRESS)
    await once(other, 'listening')
    const { port } = other.address() as { port: number }
    expect(await attempt(() => start(port))).toMatchObject({ failure: { code: 'port-unusable', port } })
    other.close()
    await once(other, 'close')
    expect((await start(port)).port).toBe(port)
  })

  it('answers no further while nobody reads, and goes on when somebody does', async () => {
    const { port } = await start()
    const question = { name: parseName('big.lab.'), type: RR_TYPES.TXT, class: 1 }
    const query = writeMessage(makeQuery(1, question, null, false))
    const framed = Buffer.concat([Buffer.from([query.length >> 8, query.length & 0xff]), query])
    const socket = connect({ host: ADDRESS, port })
    await once(socket, 'connect')
    socket.pause()
    // More answers than the kernel holds for a connection, and more questions than one read brings.
    const count = 4_000
    const memory = process.memoryUsage().arrayBuffers
    socket.write(Buffer.concat(Array.from({ length: count }, () => framed)))
    await new Promise((resolve) => setTimeout(resolve, 700))
    expect(process.memoryUsage().arrayBuffers - memory).toBeLessThan(30_000_000)
    const answer = 2 + 15_000
    let received = 0
    socket.on('data', (chunk: Uint8Array) => {
      received += chunk.length
    })
    socket.resume()
    while (received < count * answer) await once(socket, 'data')
    socket.destroy()
  })
})
