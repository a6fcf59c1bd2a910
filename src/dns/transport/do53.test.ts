import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { afterEach, describe, expect, it, onTestFinished } from 'vitest'
import { attempt } from '../../base/failure.ts'
import { type DnsServer, type Responder, startDnsServer } from '../authority.ts'
import { cookieOf, cookieOption } from '../wire/edns.ts'
import { type Message, readMessage, writeMessage } from '../wire/message.ts'
import { parseName } from '../wire/name.ts'
import { parseZone } from '../zone/parse-zone.ts'
import { respondFromZones } from '../zone/respond.ts'
import { createDo53Upstream } from './do53.ts'
import type { Query } from './query.ts'
import { QueryStream } from './stream.ts'

const ZONE = parseZone(
  `@ SOA ns h 1 2 3 4 5\n${Array.from({ length: 100 }, (_, at) => `n${at} A 192.0.2.${at}`).join('\n')}`,
  'lab.',
)
const servers: DnsServer[] = []
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()))
})

async function serve(respond: Responder): Promise<DnsServer> {
  const server = await startDnsServer({ address: '127.0.0.1', port: 0 }, respond)
  servers.push(server)
  return server
}

function query(name = 'n1.lab.'): Query {
  return { name: parseName(name), type: 1, dnssec: true, recursionDesired: true }
}

function honest(message: Message): Message {
  return respondFromZones([ZONE], message)
}

/** A message as it stands in a stream, behind its length. */
function framed(message: Message): Buffer {
  const bytes = writeMessage(message)
  return Buffer.concat([Buffer.from([bytes.length >> 8, bytes.length & 0xff]), bytes])
}

/** A stream of queries to a server that does as it is told with each of its connections, counted from 1. */
async function streamTo(serveConnection: (socket: Socket, connection: number) => void): Promise<QueryStream> {
  let connections = 0
  const server = createServer((socket) => {
    connections += 1
    socket.on('error', () => {})
    serveConnection(socket, connections)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const stream = new QueryStream('test', () => connect({ host: '127.0.0.1', port }))
  onTestFinished(() => {
    stream.close()
    server.close()
  })
  return stream
}

/** Answers the one query of a chunk. */
function answerHonestly(socket: Socket, chunk: Buffer): void {
  socket.write(framed(honest(readMessage(chunk.subarray(2)))))
}

describe('cookies (RFC 7873)', () => {
  const SERVER = new Uint8Array(16).fill(7)

  function withCookie(message: Message, server: Uint8Array | null): Message {
    const client = cookieOf(message.edns)?.client ?? new Uint8Array(8)
    const reply = honest(message)
    if (reply.edns === null || server === null) return reply
    return { ...reply, edns: { ...reply.edns, options: [cookieOption({ client, server })] } }
  }

  it('gives the server its cookie back', async () => {
    const seen: number[] = []
    const upstream = createDo53Upstream(
      await serve((message) => {
        seen.push(cookieOf(message.edns)?.server.length ?? -1)
        return withCookie(message, SERVER)
      }),
      { timeoutMilliseconds: 500 },
    )
    await upstream.ask(query())
    await upstream.ask(query())
    expect(seen).toEqual([0, 16])
  })

  it('asks again after BADCOOKIE', async () => {
    let count = 0
    const upstream = createDo53Upstream(
      await serve((message) => {
        count += 1
        const reply = withCookie(message, SERVER)
        return cookieOf(message.edns)?.server.length === 0 ? { ...reply, rcode: 23, answer: [] } : reply
      }),
      { timeoutMilliseconds: 500 },
    )
    expect((await upstream.ask(query())).answer).toHaveLength(1)
    expect(count).toBe(2)
  })

  it('goes to TCP when a reply lacks the cookie, the OPT record that would hold it, or has a wrong one', async () => {
    for (const wrong of [null, 'other', 'no OPT'] as const) {
      const transports: string[] = []
      const upstream = createDo53Upstream(
        await serve((message, transport) => {
          transports.push(transport)
          if (transports.length === 1) return withCookie(message, SERVER)
          if (wrong === 'no OPT') return { ...honest(message), edns: null }
          const reply = withCookie(message, wrong === null ? null : SERVER)
          if (wrong === null || transport === 'tcp' || reply.edns === null) return reply
          return {
            ...reply,
            edns: { ...reply.edns, options: [cookieOption({ client: new Uint8Array(8), server: SERVER })] },
          }
        }),
        { timeoutMilliseconds: 500 },
      )
      await upstream.ask(query())
      await upstream.ask(query('n2.lab.'))
      expect(transports).toEqual(['udp', 'udp', 'tcp'])
    }
  })
})

describe('an address that cannot be reached', () => {
  it.each([
    // The kernel refuses to connect to it at once, as it does to IPv6 addresses where there is no IPv6.
    { address: '255.255.255.255', reason: 'EACCES' },
    { address: '1.2.3', reason: 'EINVAL' },
  ])('$address is a failure', async ({ address, reason }) => {
    const upstream = createDo53Upstream({ address, port: 53 }, { timeoutMilliseconds: 200 })
    const failure = { code: 'dns-unreachable', server: `${address}:53`, name: 'n1.lab', reason }
    expect(await attempt(() => upstream.ask(query()))).toEqual({ ok: false, failure })
  })
})

describe('many queries on one TCP connection', () => {
  it('may be answered in any order, in pieces, and strangers are passed over', async () => {
    let connections = 0
    const stream = await streamTo((socket, connection) => {
      connections = connection
      const queries: Message[] = []
      let buffer = Buffer.alloc(0)
      socket.on('data', (chunk: Buffer) => {
        buffer = Buffer.concat([buffer, chunk])
        while (buffer.length >= 2 && buffer.length >= 2 + buffer.readUInt16BE(0)) {
          queries.push(readMessage(buffer.subarray(2, 2 + buffer.readUInt16BE(0))))
          buffer = buffer.subarray(2 + buffer.readUInt16BE(0))
        }
        if (queries.length < 50) return
        const stranger = { ...honest(queries[0] as Message), id: ((queries[0]?.id ?? 0) + 1) % 65_536 }
        const taken = new Set(queries.map((one) => one.id))
        const replies = queries.toReversed().map(honest)
        const all = taken.has(stranger.id) ? replies : [stranger, ...replies]
        const bytes = Buffer.concat(all.map(framed))
        for (let at = 0; at < bytes.length; at += 7) socket.write(bytes.subarray(at, at + 7))
      })
    })
    const names = Array.from({ length: 50 }, (_, at) => `n${at}.lab.`)
    const replies = await Promise.all(
      names.map((name) => stream.ask(query(name), { edns: true, mixCase: false }, 2_000)),
    )
    expect(replies.map((reply) => reply.answer[0]?.rdata[3])).toEqual(names.map((_, at) => at))
    expect(connections).toBe(1)
  })

  it('a connection that stays silent is left, and the next query opens another', async () => {
    const stream = await streamTo((socket, connection) => {
      socket.on('data', (chunk: Buffer) => {
        if (connection > 1) answerHonestly(socket, chunk)
      })
    })
    const options = { edns: true, mixCase: false }
    const first = attempt(() => stream.ask(query(), options, 100))
    const beside = attempt(() => stream.ask(query('n2.lab.'), options, 5_000))
    expect(await first).toMatchObject({ failure: { code: 'dns-timeout', name: 'n1.lab' } })
    expect(await beside).toMatchObject({ failure: { code: 'dns-unreachable', name: 'n2.lab', reason: 'silent' } })
    expect((await stream.ask(query(), options, 1_000)).rcode).toBe(0)
  })

  it('takes the name in any letter case where nothing was hidden in it, and no other question', async () => {
    let name = 'n1.lab.'
    const upstream = createDo53Upstream(
      await serve((message, transport) => {
        const flags = { ...message.flags, response: true, truncated: transport === 'udp' }
        return { ...message, flags, questions: [{ name: parseName(name), type: 1, class: 1 }] }
      }),
      { timeoutMilliseconds: 500, mixCase: false },
    )
    expect((await upstream.ask(query('N1.Lab.'))).questions).toEqual([{ name: parseName(name), type: 1, class: 1 }])
    name = 'n2.lab.'
    expect(await attempt(() => upstream.ask(query()))).toMatchObject({ failure: { code: 'dns-timeout' } })
  })

  it('a connection that ends fails its queries, and the next query opens another', async () => {
    const stream = await streamTo((socket, connection) => {
      socket.on('data', (chunk: Buffer) => {
        if (connection === 1) socket.destroy()
        else answerHonestly(socket, chunk)
      })
    })
    const options = { edns: true, mixCase: false }
    expect(await attempt(() => stream.ask(query(), options, 1_000))).toMatchObject({
      ok: false,
      failure: { code: 'dns-unreachable', name: 'n1.lab' },
    })
    expect((await stream.ask(query(), options, 1_000)).rcode).toBe(0)
  })
})
