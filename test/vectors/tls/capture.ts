// Writes server-flights.json anew: what OpenSSL's s_server answers to our hellos. Run it with
// `node test/vectors/tls/capture.ts`. Keys and certificates are made for it and thrown away.
import { execFileSync, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { TlsVersion } from '../../../src/base/answer.ts'
import { writeHello } from '../../../src/tls/hello.ts'
import { makeKeyShare } from '../../../src/tls/key-share.ts'
import { nothingKnown } from '../../../src/tls/planner/knowledge.ts'
import type { HelloOffer } from '../../../src/tls/planner/offer.ts'
import { offerSuites } from '../../../src/tls/planner/offers.ts'
import { suiteUniverse } from '../../../src/tls/planner/universe.ts'

const cwd = mkdtempSync(join(tmpdir(), 'flights-'))
const openssl = (command: string): Buffer =>
  execFileSync('openssl', command.split(' '), { cwd, stdio: ['ignore', 'ignore', 'ignore'] })

const SELF_SIGNED = '-nodes -days 3650 -subj /CN=mx.test'
openssl(`req -x509 -newkey rsa:2048 ${SELF_SIGNED} -keyout rsa.key -out rsa.pem`)
openssl(`req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 ${SELF_SIGNED} -keyout ec.key -out ec.pem`)
// An OCSP response about the responder's own certificate is as good as any for the wire.
writeFileSync(join(cwd, 'index.txt'), '')
openssl(
  'ocsp -index index.txt -CA rsa.pem -rsigner rsa.pem -rkey rsa.key -issuer rsa.pem -cert rsa.pem -respout ocsp.der -noverify',
)

/** What to start `s_server` with, and what to ask it. */
interface Capture {
  readonly name: string
  readonly server: string
  readonly version: TlsVersion
  readonly changes?: Partial<HelloOffer>
}

const CAPTURES: readonly Capture[] = [
  { name: 'TLS 1.2 ECDHE-ECDSA', server: '-tls1_2 -cipher ECDHE-ECDSA-AES128-GCM-SHA256', version: 'tls12' },
  {
    name: 'TLS 1.2 ECDHE-RSA, stapled',
    server: '-tls1_2 -cipher ECDHE-RSA-AES128-SHA256 -status_file ocsp.der',
    version: 'tls12',
  },
  { name: 'TLS 1.2 DHE-RSA', server: '-tls1_2 -cipher DHE-RSA-AES256-GCM-SHA384', version: 'tls12' },
  { name: 'TLS 1.2 anonymous DH', server: '-tls1_2 -cipher ADH-AES128-SHA256:@SECLEVEL=0', version: 'tls12' },
  { name: 'TLS 1.2 anonymous ECDH', server: '-tls1_2 -cipher AECDH-AES256-SHA:@SECLEVEL=0', version: 'tls12' },
  { name: 'TLS 1.2 RSA key transport', server: '-tls1_2 -cipher AES128-SHA', version: 'tls12' },
  { name: 'TLS 1.1 ECDHE-RSA', server: '-tls1_1 -cipher ECDHE-RSA-AES128-SHA:@SECLEVEL=0', version: 'tls11' },
  { name: 'TLS 1.0 DHE-RSA', server: '-tls1 -cipher DHE-RSA-AES128-SHA:@SECLEVEL=0', version: 'tls12' },
  { name: 'TLS 1.3 HelloRetryRequest', server: '-tls1_3', version: 'tls13' },
  { name: 'TLS 1.3 ServerHello', server: '-tls1_3', version: 'tls13', changes: { keyShare: 'real' } },
  { name: 'no version in common', server: '-tls1_3', version: 'tls12' },
  { name: 'no suite in common', server: '-tls1_2', version: 'tls12', changes: { suites: [0x0005] } },
]

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  return port
}

async function capture({ server, version, changes }: Capture): Promise<string> {
  const offer = { ...offerSuites(nothingKnown(), version, suiteUniverse(version)), ...changes }
  const port = await freePort()
  const chains = '-cert rsa.pem -key rsa.key -dcert ec.pem -dkey ec.key'
  const args = `s_server -quiet -accept 127.0.0.1:${port} ${chains} ${server}`.split(' ')
  const child = spawn('openssl', args, { cwd, stdio: ['pipe', 'ignore', 'ignore'] })
  await pause(400)
  const socket = connect(port, '127.0.0.1')
  const received: Buffer[] = []
  socket.on('data', (bytes: Buffer) => received.push(bytes)).on('error', () => {})
  socket.write(writeHello(offer, 'mx.test', { random: randomBytes, keyShare: makeKeyShare }))
  await pause(300)
  socket.destroy()
  child.kill()
  return Buffer.concat(received).toString('hex')
}

const flights: Record<string, string> = {}
for (const wanted of CAPTURES) flights[wanted.name] = await capture(wanted)
writeFileSync(new URL('server-flights.json', import.meta.url), `${JSON.stringify(flights, null, 2)}\n`)
rmSync(cwd, { recursive: true })
