import { once } from 'node:events'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { runCli } from './support/run-cli.ts'

let server: Server | null = null
afterEach(() => void server?.close())

/** A server on loopback that leads its conversations like this; its address and port. */
async function serve(talk: (socket: Socket) => void): Promise<string> {
  server = createServer((socket) => talk(socket.on('error', () => {})))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return `127.0.0.1:${(server.address() as AddressInfo).port}`
}

describe('wiretight s-client', () => {
  test('a handshake with a server of the lab', async () => {
    const { code, stdout } = await runCli(['s-client', 'mx1.perfect.lab', '--lab'])
    expect(code).toBe(0)
    expect(stdout).toMatch(/^CONNECTED\(203\.0\.113\.10:25\), \d+ ms\n220 mx1\.perfect\.lab ESMTP/)
    expect(stdout).toContain('Verify return code: 0 (ok)')
    expect(stdout).toMatch(/^openssl s_client -starttls smtp -connect \S+ -servername mx1\.perfect\.lab -showcerts/m)
  })

  test.each([
    { name: 'a name without an address', words: ['perfect.lab', '--lab'], failure: 'host-without-address' },
    {
      name: 'a name that cannot be looked up',
      words: ['mx.example.org', '--resolver', '127.0.0.1:1', '--timeout', '1'],
      failure: 'dns-unreachable',
    },
    { name: 'a port where nobody listens', words: ['127.0.0.1:1'], failure: 'tcp-refused' },
  ])('$name: not connected, 3', async ({ words, failure }) => {
    const { code, stdout } = await runCli(['s-client', ...words])
    expect(code).toBe(3)
    expect(stdout).toMatch(new RegExp(`^not connected\\n---\\n.+\\[${failure}\\]\\n---\\nopenssl s_client `))
  })

  test('a greeting that turns away is told by its own code', async () => {
    const place = await serve((socket) => socket.end('554 5.7.1 not you\r\n'))
    const { code, stdout } = await runCli(['s-client', place])
    expect(code).toBe(3)
    expect(stdout).toMatch(/554\b.*not you.*\[smtp-refused\]/)
    expect(stdout).not.toContain('220')
  })

  test.each([
    { name: 'no STARTTLS', ehlo: '250 mx.example', starttls: '', code: 1, failure: 'starttls-not-offered' },
    { name: 'a refused one', ehlo: '250-a\r\n250 STARTTLS', starttls: '454 no', code: 1, failure: 'starttls-refused' },
    { name: 'no TLS behind it', ehlo: '250-a\r\n250 STARTTLS', starttls: '220 ok\r\nx', code: 1, failure: 'tls-' },
    { name: 'no SMTP', ehlo: 'hello', starttls: '', code: 3, failure: 'smtp-malformed' },
  ])('$name: $code', async ({ ehlo, starttls, code, failure }) => {
    const place = await serve((socket) => {
      socket.write('220 mx.example\r\n')
      socket.on('data', (data) => {
        const line = data.toString('latin1')
        if (line.startsWith('EHLO')) socket.write(`${ehlo}\r\n`)
        else if (line.startsWith('STARTTLS')) socket.write(`${starttls}\r\n`)
        else socket.end('not TLS\r\n')
      })
    })
    const result = await runCli(['s-client', place, '--timeout', '5'])
    expect(result.stdout).toContain(`[${failure}`)
    expect(result.code).toBe(code)
  })
})
