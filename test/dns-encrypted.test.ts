import { execFile } from 'node:child_process'
import { createSecureServer, type Http2SecureServer } from 'node:http2'
import type { AddressInfo } from 'node:net'
import { createServer, type Server } from 'node:tls'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { attempt } from '../src/base/failure.ts'
import { openResolver } from '../src/dns/open-resolver.ts'
import { buildSignedTree } from '../src/dns/signed-tree.ts'
import { createDohUpstream } from '../src/dns/transport/doh.ts'
import { createDotUpstream } from '../src/dns/transport/dot.ts'
import type { Upstream } from '../src/dns/transport/upstream.ts'
import { readMessage, writeMessage } from '../src/dns/wire/message.ts'
import { parseName } from '../src/dns/wire/name.ts'
import { RR_TYPES } from '../src/dns/wire/rr-type.ts'
import { respondFromZones } from '../src/dns/zone/respond.ts'
import { createAuthority } from '../src/lab/certificate-authority.ts'
import { ROOT_TEXT } from './dns-signed-lab.ts'

const now = new Date()
const authority = createAuthority({ name: 'dns test', now })
const certificate = await authority.issue({ names: ['dns.lab'], ips: ['127.0.0.1'] })
const identity = { key: certificate.privateKeyPem ?? '', cert: certificate.chainPem }
const ca = authority.certificates.root.pem
const seconds = Math.floor(now.getTime() / 1_000)
const tree = buildSignedTree([{ origin: '.', text: `${ROOT_TEXT}\nlab TXT hello` }], {
  inception: seconds - 60,
  expiration: seconds + 3_600,
})

let dot: Server
let doh: Http2SecureServer
/** What the next DoH answers look like. */
let manner: 'good' | 'error' | 'html' | 'long' | 'silent' | 'stranger' = 'good'
const lengths: number[] = []
let connections = 0

beforeAll(async () => {
  dot = createServer({ ...identity, ALPNProtocols: ['dot'] }, (socket) => {
    connections += 1
    socket.on('error', () => {})
    socket.on('data', (chunk: Uint8Array) => {
      for (let at = 0; at + 2 <= chunk.length; ) {
        const end = at + 2 + ((chunk[at] ?? 0) << 8) + (chunk[at + 1] ?? 0)
        lengths.push(end - at - 2)
        const reply = writeMessage(respondFromZones(tree.zones, readMessage(chunk.subarray(at + 2, end))))
        socket.write(Uint8Array.of(reply.length >> 8, reply.length & 0xff, ...reply))
        at = end
      }
    })
  })
  doh = createSecureServer(identity, (request, response) => {
    const chunks: Uint8Array[] = []
    request.on('data', (chunk: Uint8Array) => chunks.push(chunk))
    request.on('end', () => {
      if (manner === 'silent') return
      const query = readMessage(Buffer.concat(chunks))
      const reply = respondFromZones(
        tree.zones,
        manner === 'stranger' ? { ...query, questions: [{ name: parseName('x.'), type: 1, class: 1 }] } : query,
      )
      response.writeHead(manner === 'error' ? 503 : 200, {
        'content-type': manner === 'html' ? 'text/html' : 'application/dns-message',
      })
      response.end(manner === 'long' ? new Uint8Array(70_000) : writeMessage(reply))
    })
  })
  await Promise.all([dot, doh].map((server) => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))))
})
afterAll(() => {
  dot.close()
  doh.close()
})

function portOf(server: { address(): AddressInfo | string | null }): number {
  const address = server.address()
  return address === null || typeof address === 'string' ? 0 : address.port
}

function ask(upstream: Upstream, name = 'lab.'): ReturnType<Upstream['ask']> {
  return upstream.ask({ name: parseName(name), type: RR_TYPES.TXT, dnssec: true, recursionDesired: true })
}

describe('DNS over TLS', () => {
  const at = (): { address: string; port: number } => ({ address: '127.0.0.1', port: portOf(dot) })

  it('answers many queries over one connection, padded', async () => {
    const before = connections
    const upstream = createDotUpstream(at(), { timeoutMilliseconds: 2_000, serverName: 'dns.lab', ca })
    const replies = await Promise.all(Array.from({ length: 20 }, () => ask(upstream)))
    expect(replies.every((reply) => reply.answer.length === 2)).toBe(true)
    expect(connections - before).toBe(1)
    expect(lengths.every((length) => length % 128 === 0)).toBe(true)
  })

  it.each([
    { name: 'another name', options: { serverName: 'other.lab', ca }, reason: 'ERR_TLS_CERT_ALTNAME_INVALID' },
    {
      name: 'an unknown authority',
      options: { serverName: 'dns.lab' },
      reason: expect.stringMatching(/SELF_SIGNED|UNABLE_TO/),
    },
  ])('refuses a certificate of $name', async ({ options, reason }) => {
    const result = await attempt(() => ask(createDotUpstream(at(), { timeoutMilliseconds: 2_000, ...options })))
    expect(result).toMatchObject({ ok: false, failure: { code: 'dns-unreachable', reason } })
  })

  it('takes the address as the name when no other is given', async () => {
    expect((await ask(createDotUpstream(at(), { timeoutMilliseconds: 2_000, ca }))).rcode).toBe(0)
  })
})

describe('DNS over HTTPS', () => {
  const url = (): string => `https://dns.lab:${portOf(doh)}/dns-query`
  const make = (timeoutMilliseconds = 2_000): Upstream =>
    createDohUpstream(url(), { timeoutMilliseconds, address: '127.0.0.1', ca })

  it('answers many queries over one session', async () => {
    const upstream = make()
    const replies = await Promise.all(Array.from({ length: 20 }, () => ask(upstream)))
    expect(replies.every((reply) => reply.answer.length === 2)).toBe(true)
    expect((await ask(upstream, 'none.')).rcode).toBe(3)
  })

  it.each([
    { how: 'error', failure: { code: 'dns-unreachable', reason: 'HTTP 503' } },
    { how: 'html', failure: { code: 'dns-mismatch', reason: 'the answer is not a DNS message' } },
    { how: 'long', failure: { code: 'dns-mismatch', reason: 'the answer is too long' } },
    { how: 'silent', failure: { code: 'dns-timeout' } },
    { how: 'stranger', failure: { code: 'dns-mismatch', reason: 'the reply answers another question' } },
  ] as const)('$how is a failure', async ({ how, failure }) => {
    manner = how
    const result = await attempt(() => ask(make(300)))
    manner = 'good'
    expect(result).toMatchObject({ ok: false, failure })
  })

  it('refuses a certificate of an unknown authority', async () => {
    const upstream = createDohUpstream(url(), { timeoutMilliseconds: 2_000, address: '127.0.0.1' })
    const reason = expect.stringMatching(/SELF_SIGNED|UNABLE_TO/)
    expect(await attempt(() => ask(upstream))).toMatchObject({ failure: { code: 'dns-unreachable', reason } })
  })

  it('says that nobody listens', async () => {
    const upstream = createDohUpstream('https://127.0.0.1:1/dns-query', { timeoutMilliseconds: 2_000 })
    expect(await attempt(() => ask(upstream))).toMatchObject({
      failure: { code: 'dns-unreachable', reason: 'ECONNREFUSED' },
    })
  })

  it('cancels', async () => {
    const upstream = make()
    const query = { name: parseName('lab.'), type: RR_TYPES.TXT, dnssec: true, recursionDesired: true }
    expect(await attempt(() => upstream.ask(query, AbortSignal.abort()))).toMatchObject({
      failure: { code: 'cancelled' },
    })
  })
})

describe('a process', () => {
  const code = `
    import { createDohUpstream } from './src/dns/transport/doh.ts'
    import { createDotUpstream } from './src/dns/transport/dot.ts'
    const [kind, port, ca] = JSON.parse(process.env.ASKED)
    const options = { timeoutMilliseconds: 5_000, ca }
    const upstream = kind === 'doh'
      ? createDohUpstream('https://127.0.0.1:' + port + '/dns-query', options)
      : createDotUpstream({ address: '127.0.0.1', port }, options)
    await upstream.ask({ name: '\\0', type: 6, dnssec: true, recursionDesired: true })
    const answered = performance.now()
    process.on('exit', () => console.log(performance.now() - answered))`

  it.each(['doh', 'dot'] as const)('ends when it has its answers, whatever is open: %s', async (kind) => {
    const ASKED = JSON.stringify([kind, portOf(kind === 'doh' ? doh : dot), ca])
    const child = promisify(execFile)(process.execPath, ['--input-type=module', '-e', code], { env: { ASKED } })
    expect(Number((await child).stdout)).toBeLessThan(1_000)
  })
})

describe('openResolver', () => {
  it.each([
    { spec: () => `tls://127.0.0.1:${portOf(dot)}#dns.lab` },
    { spec: () => `https://dns.lab:${portOf(doh)}/dns-query#127.0.0.1` },
  ])('validates through an encrypted server', async ({ spec }) => {
    const { resolver, warning } = await openResolver({ resolver: spec(), anchors: tree.anchors, ca })
    expect(warning).toBeNull()
    expect(await resolver.lookup('lab', 'TXT')).toMatchObject({ records: ['hello'], dnssec: { status: 'secure' } })
  })
})
