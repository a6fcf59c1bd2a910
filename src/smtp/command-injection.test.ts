import { once } from 'node:events'
import { createServer, type Server } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { INJECTED_COMMAND, probeCommandInjection } from './command-injection.ts'
import { dial } from './dial.ts'
import { openSession, quit, type Session, sessionFacts, startTls } from './session.ts'

/*
 * TLS itself plays no part in the probe, so these servers only pretend: after STARTTLS they speak on in clear. What
 * differs is what they do with the line that came in the same segment.
 */

const servers: Server[] = []
const sessions: Session[] = []

const ANSWERS: Readonly<Record<string, string>> = {
  EHLO: '250-mx.test\r\n250 STARTTLS\r\n',
  NOOP: '250 2.0.0 Ok\r\n',
  QUIT: '221 bye\r\n',
}

interface Behaviour {
  readonly starttls?: string
  /** True for a server that keeps reading from the buffer it filled in clear. */
  readonly keepsBuffer?: boolean
  readonly quit?: string
}

async function meet({
  starttls = '220 go\r\n',
  keepsBuffer = false,
  quit = '221 bye\r\n',
}: Behaviour): Promise<Session> {
  const answers: Readonly<Record<string, string>> = { ...ANSWERS, QUIT: quit }
  const server = createServer((socket) => {
    let pending: string[] = []
    socket.on('error', () => {}).write('220 mx.test\r\n')
    socket.on('data', (data) => {
      const lines = [...pending, ...data.toString('latin1').split('\r\n').slice(0, -1)]
      const at = lines.indexOf('STARTTLS')
      pending = keepsBuffer && at >= 0 ? lines.splice(at + 1) : []
      for (const line of at >= 0 ? lines.slice(0, at + 1) : lines) {
        const verb = line.split(' ', 1)[0] ?? ''
        socket.write(verb === 'STARTTLS' ? starttls : (answers[verb] ?? '500 what\r\n'))
      }
    })
  })
  servers.push(server.listen(0, '127.0.0.1'))
  await once(server, 'listening')
  const address = server.address()
  const stream = await dial({ address: '127.0.0.1', port: typeof address === 'object' && address ? address.port : 0 })
  const limits = { replyMilliseconds: quit === '' ? 200 : 10_000, quitMilliseconds: 50 }
  const session = await openSession(stream, { ehloName: 'probe.test', limits })
  sessions.push(session)
  return session
}

async function probe(session: Session) {
  const asked = await startTls(session, { pipelined: INJECTED_COMMAND })
  return asked.ok ? probeCommandInjection(session, asked.value) : asked
}

afterEach(async () => {
  for (const session of sessions.splice(0)) await quit(session)
  for (const server of servers.splice(0)) server.close()
})

describe('probeCommandInjection', () => {
  test('a server that discards its buffer', async () => {
    const session = await meet({})
    expect(await probe(session)).toEqual({ ok: true, value: false })
    const sent = sessionFacts(session).transcript.filter(({ direction }) => direction === '>')
    expect(sent.map(({ text, secure }) => `${text}${secure ? ' (TLS)' : ''}`)).toEqual([
      'EHLO probe.test',
      'STARTTLS',
      'NOOP',
      'EHLO probe.test (TLS)',
      'QUIT (TLS)',
    ])
  })

  test('a server that obeys what came in clear', async () => {
    expect(await probe(await meet({ keepsBuffer: true }))).toEqual({ ok: true, value: true })
  })

  test('a server that refuses the pipelined STARTTLS', async () => {
    const failure = { code: 'starttls-refused', reply: 554, text: 'synchronisation error' }
    expect(await probe(await meet({ starttls: '554 synchronisation error\r\n' }))).toEqual({ ok: false, failure })
  })

  const undecided = [
    { name: 'a refusal', quit: '421 busy\r\n', failure: { code: 'smtp-refused', reply: 421, text: 'busy' } },
    { name: 'silence', quit: '', failure: { code: 'stream-timeout', milliseconds: 200 } },
  ]
  test.each(undecided)('$name leaves it open', async ({ quit: answer, failure }) => {
    const result = await probe(await meet({ quit: answer }))
    expect(result).toEqual({ ok: false, failure: { during: 'injection', ...failure } })
  })
})
