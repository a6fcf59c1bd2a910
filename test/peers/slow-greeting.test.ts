import { readFileSync } from 'node:fs'
import { createServer, type TLSSocket } from 'node:tls'
import { afterAll, describe, expect, test } from 'vitest'
import { VERSION_NAMES } from '../../src/registry/versions.ts'
import { checkPeer } from './audit-peer.ts'
import { type Leaf, makeAuthority } from './harness/certificates.ts'
import { listeningPeer } from './harness/listening-peer.ts'
import { isMissing } from './harness/require-peer.ts'
import { type RunningPeer, settlePlace, temporaryFolder } from './harness/running-peer.ts'
import { withStarttls } from './harness/starttls-front.ts'

/* postscreen and others let a client wait for six seconds before they greet it. A verdict must not take much longer. */

const GREETING_MILLISECONDS = 6_500

/** Two such waits, one after the other, and what else there is to do. */
const VERDICT_MILLISECONDS = 15_000

describe.skipIf(isMissing('openssl'))('a server that greets late', () => {
  const folder = temporaryFolder('greeting')
  afterAll(() => folder.remove())

  test('gets its verdict within fifteen seconds', async () => {
    const authority = makeAuthority(folder.path)
    const backend = await startHardServer(authority.issue({ key: 'rsa-2048' }))
    await using front = await withStarttls(backend, { greetingMilliseconds: GREETING_MILLISECONDS })
    const { code, report, facts, milliseconds } = await checkPeer(front, authority.certificateFile, ['--quick'])
    const figures = `${facts.probes.length} connections, ${(milliseconds / 1_000).toFixed(1)} s`
    process.stdout.write(`greeting after ${GREETING_MILLISECONDS / 1_000} s: ${figures}\n`)
    expect(milliseconds).toBeLessThan(VERDICT_MILLISECONDS)
    expect({ code, coverage: report.coverage, provisional: report.provisional }).toEqual({
      code: 0,
      coverage: 1,
      provisional: false,
    })
    expect(VERSION_NAMES.filter((version) => facts.versions[version].state === 'accepted')).toEqual(['tls12', 'tls13'])
    expect(facts.smtp.banner?.milliseconds).toBeGreaterThanOrEqual(GREETING_MILLISECONDS - 50)
    expect(facts.verification).toMatchObject({ state: 'verified', code: 0 })
  })
})

/** TLS 1.2 with ephemeral keys and authenticated encryption, TLS 1.3, and inside them as much SMTP as an audit asks for. */
async function startHardServer(leaf: Leaf): Promise<RunningPeer> {
  const place = await settlePlace({})
  const sockets = new Set<TLSSocket>()
  const server = createServer(
    {
      key: readFileSync(leaf.keyFile),
      cert: readFileSync(leaf.chainFile),
      minVersion: 'TLSv1.2',
      ciphers:
        'TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256:ECDHE+AESGCM:ECDHE+CHACHA20:!aNULL',
      honorCipherOrder: true,
    },
    (socket) => {
      sockets.add(socket)
      socket.once('close', () => sockets.delete(socket)).on('error', () => socket.destroy())
      socket.on('data', (command: Buffer) => {
        if (/^QUIT/i.test(command.toString('latin1'))) socket.end('221 Bye\r\n')
        else socket.write('250 mx.lab.test\r\n')
      })
    },
  )
  server.on('tlsClientError', () => {}) // every hello that is refused, and every handshake that is given up
  return listeningPeer(server, place, sockets)
}
