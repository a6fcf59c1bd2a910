import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import type { Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import fc from 'fast-check'
import { afterEach, describe, expect, test } from 'vitest'
import { createAuthority } from '../certificate-authority.ts'
import { createForger } from './forged-identity.ts'
import { connectToLoopback, type LoopbackListener, listenOnLoopback } from './loopback.ts'
import { type ManInTheMiddle, type PathEvent, startManInTheMiddle } from './man-in-the-middle.ts'
import type { PathAttack } from './path-attack.ts'

const ANY = { address: '127.0.0.1', port: 0 }
const forge = createForger(createAuthority({ name: 'test', now: new Date('2026-11-24T08:00:00Z') }))

const open: { close(): Promise<void> }[] = []

afterEach(async () => {
  for (const one of open.splice(0)) await one.close()
})

interface Scene {
  readonly man: ManInTheMiddle
  readonly server: LoopbackListener
  readonly events: PathEvent[]
}

async function scene(serve: (socket: Socket) => void, mode: 'starttls' | 'implicit' = 'starttls'): Promise<Scene> {
  const server = await listenOnLoopback(ANY, (socket) => {
    socket.on('error', () => {})
    serve(socket)
  })
  const events: PathEvent[] = []
  const onEvent = (event: PathEvent): void => void events.push(event)
  const man = await startManInTheMiddle({ listen: ANY, server, mode, forge: () => forge('mx.lab'), onEvent })
  open.push(man, server)
  return { man, server, events }
}

async function received(socket: Socket): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of socket) chunks.push(chunk)
  return Buffer.concat(chunks)
}

describe('with no attack', () => {
  test('every byte passes unchanged, both ways, and so do the ends', async () => {
    const got: Promise<Buffer>[] = []
    const answers: Uint8Array[] = []
    const { man, events } = await scene((socket) => {
      socket.end(answers.shift() ?? '')
      got.push(received(socket))
    })
    const pieces = fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 10 })
    await fc.assert(
      fc.asyncProperty(pieces, fc.uint8Array({ maxLength: 2_000 }), async (sent, answer) => {
        answers.push(answer)
        const client = connectToLoopback(man)
        for (const piece of sent) client.write(piece)
        client.end()
        expect(await received(client)).toEqual(Buffer.from(answer))
        expect(await got.pop()).toEqual(Buffer.concat(sent))
      }),
      { numRuns: 60 },
    )
    expect(events).toEqual([])
  })

  test('ten megabytes pass a reader that is slow', async () => {
    const bytes = randomBytes(10_000_000)
    const { man } = await scene((socket) => void socket.resume().end(bytes))
    const client = connectToLoopback(man)
    client.end()
    let length = 0
    for await (const chunk of client) {
      length += chunk.length
      if (length % 7 === 0) await new Promise((resolve) => setTimeout(resolve, 1))
    }
    expect(length).toBe(bytes.length)
  })

  test('a reset by the server reaches the client as a reset', async () => {
    const { man } = await scene((socket) => void socket.once('data', () => socket.resetAndDestroy()))
    const client = connectToLoopback(man).resume()
    client.write('hello')
    const [error] = await once(client, 'error')
    expect(error.code).toBe('ECONNRESET')
  })

  test('a server that is away is a reset, too', async () => {
    const { man, server } = await scene(() => {})
    await server.close()
    const client = connectToLoopback(man).resume()
    await expect(once(client, 'end')).rejects.toMatchObject({ code: 'ECONNRESET' })
  })
})

describe('attacks that need no conversation', () => {
  test('blocked: nobody gets through, and the server never hears of it', async () => {
    let visits = 0
    const { man, events } = await scene(() => {
      visits += 1
    })
    man.use('blocked')
    const client = connectToLoopback(man).resume()
    await expect(once(client, 'end')).rejects.toMatchObject({ code: 'ECONNRESET' })
    expect({ visits, events }).toEqual({ visits: 0, events: [{ kind: 'attacked', attack: 'blocked' }] })
  })

  test.each<PathAttack>(['strip', 'temporary-failure'])(
    '%s does nothing to a port where TLS comes first',
    async (attack) => {
      const { man, events } = await scene((socket) => void socket.pipe(socket), 'implicit')
      man.use(attack)
      const client = connectToLoopback(man)
      client.end('250-STARTTLS\r\n')
      expect((await received(client)).toString()).toBe('250-STARTTLS\r\n')
      expect(events).toEqual([])
    },
  )

  test('reset, where TLS comes first', async () => {
    const { man, events } = await scene(() => {}, 'implicit')
    man.use('reset')
    const client = connectTls({ port: man.port, host: man.address, rejectUnauthorized: false })
    const [error] = await once(client, 'error')
    expect(error.code).toBe('ECONNRESET')
    expect(events).toEqual([{ kind: 'attacked', attack: 'reset' }])
  })
})

test('what is switched on counts for connections from then on', async () => {
  const { man } = await scene((socket) => {
    socket.write('220 mx\r\n')
    socket.on('data', () => socket.write('250-mx\r\n250 STARTTLS\r\n'))
    socket.on('end', () => socket.end())
  })
  const ask = async (): Promise<Socket> => {
    const client = connectToLoopback(man)
    await once(client, 'data')
    return client
  }
  const ehlo = async (client: Socket): Promise<string> => {
    client.end('EHLO c\r\n')
    return (await received(client)).toString()
  }
  const before = await ask()
  man.use('strip')
  const during = await ask()
  man.use(null)
  const after = await ask()
  expect(await ehlo(before)).toContain('STARTTLS')
  expect(await ehlo(during)).toBe('250 mx\r\n')
  expect(await ehlo(after)).toContain('STARTTLS')
})

test('a client that leaves in the middle of a handshake with a forged certificate is let go', async () => {
  const { man } = await scene((socket) => void socket.resume().on('end', () => socket.end()), 'implicit')
  man.use('forged-certificate')
  const client = connectToLoopback(man).resume()
  client.end(Buffer.of(22, 3, 1, 0, 200, 1))
  const started = performance.now()
  await once(client, 'close')
  expect(performance.now() - started).toBeLessThan(2_000)
})
