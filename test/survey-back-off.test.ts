import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import type { AuditEnvironment } from '../src/audit/environment.ts'
import { DEFAULT_OPTIONS, realEnvironment } from '../src/audit/real-environment.ts'
import { surveyServer } from '../src/audit/survey.ts'
import { type Answerer, usual } from './support/scripted-smtp-server.ts'

/* What a survey does between being turned away and its one more try. */

const sockets = new Set<Socket>()
const closers: (() => void)[] = []
afterEach(() => {
  for (const socket of sockets) socket.destroy()
  for (const close of closers.splice(0)) close()
})

/** A server that speaks SMTP with so many clients at first, and tells all others 421. Gives its port. */
async function busyServer(admitted: number, answer: Answerer): Promise<number> {
  let clients = 0
  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => {}))
    clients += 1
    if (clients > admitted) return void socket.end('421 4.7.0 too many connections\r\n')
    socket.write('220 mx.test ESMTP\r\n')
    socket.on('data', (data) => {
      const text = answer(data.toString('latin1').trimEnd(), socket)
      if (text === null) socket.end()
      else socket.write(text)
    })
  })
  closers.push(() => server.close())
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

function environment(backOffMilliseconds: number): AuditEnvironment {
  const real = realEnvironment()
  return { ...real, patience: { ...real.patience, backOffMilliseconds } }
}

/** A TLS hello is no command: the server ends the conversation there. */
const closesOnTls: Answerer = (line) => (/^[A-Z]/.test(line) ? usual(line) : null)

const target = (port: number) =>
  ({ address: '127.0.0.1', port, mode: 'starttls', host: 'mx.test', sni: 'mx.test' }) as const

describe('a survey that was turned away', () => {
  test('waits, and asks again with one lane', async () => {
    const port = await busyServer(1, closesOnTls)
    const { probes, openBecause } = await surveyServer(target(port), environment(50), { ...DEFAULT_OPTIONS, lanes: 3 })
    expect(openBecause).toBe('rate-limited')
    expect(probes).toHaveLength(3 + 1)
  })

  test('does not wait on when it is interrupted', async () => {
    const port = await busyServer(1, closesOnTls)
    const { signal, abort } = stopSignal()
    let answered = 0
    const surveyed = surveyServer(target(port), environment(60_000), {
      ...DEFAULT_OPTIONS,
      lanes: 3,
      signal,
      onProgress: ({ kind }) => {
        if (kind === 'probe' && ++answered === 3) setTimeout(abort, 20)
      },
    })
    const { probes, openBecause } = await surveyed // within the time that a test has
    expect(openBecause).toBe('interrupted')
    expect(probes).toHaveLength(3)
  })
})

function stopSignal(): { readonly signal: AbortSignal; readonly abort: () => void } {
  const controller = new AbortController()
  return { signal: controller.signal, abort: () => controller.abort() }
}
