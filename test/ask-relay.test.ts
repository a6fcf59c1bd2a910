import { once } from 'node:events'
import { createServer, type Server, type Socket } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { askRelay } from '../src/audit/ask-relay.ts'
import { realEnvironment } from '../src/audit/real-environment.ts'
import { withAnswers } from './support/scripted-smtp-server.ts'

/* Why the question stays open whether a server relays, by what it answers to a stranger. */

const sockets = new Set<Socket>()
const servers = new Set<Server>()
afterEach(() => {
  for (const socket of sockets) socket.destroy()
  for (const server of servers) server.close()
})

/** Asks a server that answers MAIL and RCPT so; null closes the connection. */
async function ask(mail: string | null, recipient: string | null) {
  const answer = withAnswers({ MAIL: mail, RCPT: recipient, RSET: '250 2.0.0 Ok\r\n' })
  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => {}))
    socket.write('220 mx.test ESMTP\r\n')
    socket.on('data', (data) => {
      const text = answer(data.toString('latin1').trimEnd(), socket)
      if (text === null) socket.end()
      else socket.write(text)
    })
  })
  servers.add(server)
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const target = { address: '127.0.0.1', port, mode: 'starttls', host: 'mx.test', sni: 'mx.test' } as const
  return (await askRelay(target, realEnvironment(), 0, undefined)).relay.answer
}

describe('the question whether a server relays', () => {
  test.each([
    { name: 'a 5yz about the domain of the recipient', recipient: '550 5.1.2 bad domain\r\n', why: 'inconclusive' },
    { name: 'a 3yz', recipient: '354 go ahead\r\n', why: 'inconclusive' },
    { name: 'greylisting', recipient: '450 4.2.0 later\r\n', why: 'rate-limited' },
    { name: 'a close', recipient: null, why: 'unreachable' },
  ])('$name leaves it open: $why', async ({ recipient, why }) => {
    expect(await ask('250 2.1.0 Ok\r\n', recipient)).toEqual({ state: 'unknown', why })
  })

  test('a refused sender leaves it open as well', async () => {
    expect(await ask('550 5.7.1 no\r\n', '503 5.5.1 MAIL first\r\n')).toEqual({ state: 'unknown', why: 'inconclusive' })
  })
})
