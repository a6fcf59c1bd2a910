// Writes server-flights.json anew: what OpenSSL's s_server and GnuTLS's gnutls-serv of this machine answer to our hellos.
// Run it with `node test/vectors/tls/capture.ts`. Keys and certificates are made for it and thrown away.
import { execFileSync, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect, createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { writeHello } from '../../../src/tls/hello.ts'
import { makeKeyShare } from '../../../src/tls/key-share.ts'
import { nothingKnown } from '../../../src/tls/planner/knowledge.ts'
import type { HelloOffer } from '../../../src/tls/planner/offer.ts'
import { offerSuites } from '../../../src/tls/planner/offers.ts'
import { suiteUniverse } from '../../../src/tls/planner/universe.ts'
import type { TlsVersion } from '../../../src/base/answer.ts'

const work = mkdtempSync(join(tmpdir(), 'flights-'))
const openssl = (...args: readonly string[]): Buffer => execFileSync('openssl', args, { cwd: work, stdio: ['ignore', 'pipe', 'ignore'] })

for (const [name, ...key] of [
  ['rsa', 'rsa:2048'],
  ['ec', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256'],
] as const) {
  const [algorithm, ...options] = key
  openssl('req', '-x509', '-newkey', algorithm, ...options, '-nodes', '-days', '3650', '-subj', `/CN=${name}.test`, '-keyout', `${name}.key`, '-out', `${name}.pem`)
}
// An OCSP response of the RSA certificate about itself is as good as any for the wire.
writeFileSync(join(work, 'index.txt'), '')
openssl('ocsp', '-index', 'index.txt', '-CA', 'rsa.pem', '-rsigner', 'rsa.pem', '-rkey', 'rsa.key', '-issuer', 'rsa.pem', '-cert', 'rsa.pem', '-respout', 'ocsp.der', '-noverify')

type Server = readonly [program: 'openssl' | 'gnutls-serv', ...args: string[]]
const opensslServer = (...args: readonly string[]): Server => ['openssl', 's_server', '-quiet', '-cert', 'rsa.pem', '-key', 'rsa.key', '-dcert', 'ec.pem', '-dkey', 'ec.key', ...args]
const offer = (version: TlsVersion, changes: Partial<HelloOffer> = {}): HelloOffer => ({
  ...offerSuites(nothingKnown(), version, suiteUniverse(version)),
  ...changes,
})

const captures: readonly { readonly name: string; readonly server: Server; readonly offer: HelloOffer }[] = [
  { name: 'TLS 1.2 ECDHE-ECDSA', server: opensslServer('-tls1_2', '-cipher', 'ECDHE-ECDSA-AES128-GCM-SHA256'), offer: offer('tls12') },
  { name: 'TLS 1.2 ECDHE-RSA, CBC, stapled', server: opensslServer('-tls1_2', '-cipher', 'ECDHE-RSA-AES128-SHA256', '-status_file', 'ocsp.der'), offer: offer('tls12') },
  { name: 'TLS 1.2 DHE-RSA', server: opensslServer('-tls1_2', '-cipher', 'DHE-RSA-AES256-GCM-SHA384'), offer: offer('tls12') },
  { name: 'TLS 1.2 anonymous DH', server: opensslServer('-tls1_2', '-cipher', 'ADH-AES128-SHA256:@SECLEVEL=0'), offer: offer('tls12') },
  { name: 'TLS 1.2 anonymous ECDH', server: opensslServer('-tls1_2', '-cipher', 'AECDH-AES256-SHA:@SECLEVEL=0'), offer: offer('tls12') },
  { name: 'TLS 1.2 RSA key transport', server: opensslServer('-tls1_2', '-cipher', 'AES128-SHA'), offer: offer('tls12') },
  { name: 'TLS 1.0 DHE-RSA', server: opensslServer('-tls1', '-cipher', 'DHE-RSA-AES128-SHA:@SECLEVEL=0'), offer: offer('tls12') },
  { name: 'TLS 1.1 ECDHE-RSA', server: opensslServer('-tls1_1', '-cipher', 'ECDHE-RSA-AES128-SHA:@SECLEVEL=0'), offer: offer('tls11') },
  { name: 'TLS 1.3 HelloRetryRequest', server: opensslServer('-tls1_3'), offer: offer('tls13') },
  { name: 'TLS 1.3 ServerHello', server: opensslServer('-tls1_3'), offer: offer('tls13', { keyShare: 'real' }) },
  { name: 'no version in common', server: opensslServer('-tls1_3'), offer: offer('tls12') },
  { name: 'no suite in common', server: opensslServer('-tls1_2'), offer: offer('tls12', { suites: [0x0005] }) },
  { name: 'GnuTLS, TLS 1.2 DHE-RSA', server: ['gnutls-serv', '--quiet', '--x509certfile', 'rsa.pem', '--x509keyfile', 'rsa.key', '--priority', 'NORMAL:-VERS-ALL:+VERS-TLS1.2:-KX-ALL:+DHE-RSA'], offer: offer('tls12') },
  { name: 'GnuTLS, SSL 3.0 RSA', server: ['gnutls-serv', '--quiet', '--x509certfile', 'rsa.pem', '--x509keyfile', 'rsa.key', '--priority', 'NONE:+VERS-SSL3.0:+RSA:+ARCFOUR-128:+3DES-CBC:+SHA1:+MD5:+COMP-NULL:+SIGN-ALL'], offer: offer('ssl3') },
]

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  return port
}

async function answer(server: Server, hello: Uint8Array): Promise<string> {
  const [program, ...args] = server
  const port = await freePort()
  const child = spawn(program, [...args, ...(program === 'openssl' ? ['-accept', `127.0.0.1:${port}`] : ['--port', String(port)])], { cwd: work, stdio: ['pipe', 'ignore', 'inherit'] })
  await pause(400)
  const socket = connect(port, '127.0.0.1')
  const received: Buffer[] = []
  socket.on('data', (bytes: Buffer) => received.push(bytes)).on('error', () => {})
  socket.write(hello)
  await pause(300)
  socket.destroy()
  child.kill()
  return Buffer.concat(received).toString('hex')
}

const flights: Record<string, string> = {}
for (const { name, server, offer: wanted } of captures) {
  flights[name] = await answer(server, writeHello(wanted, 'mx.test', { random: randomBytes, keyShare: makeKeyShare }))
  console.log(name, flights[name].length / 2, flights[name].slice(0, 20))
}
writeFileSync(new URL('server-flights.json', import.meta.url), `${JSON.stringify(flights, null, 2)}\n`)
rmSync(work, { recursive: true })
