import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { ServerResponse } from 'node:http'
import { createServer as createTcpServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { startPolicyTls } from '../src/audit/policy-tls.ts'
import { attempt } from '../src/base/failure.ts'
import { specialKind } from '../src/base/ip-address.ts'
import type { CertificateRequest } from '../src/lab/certificate-authority.ts'
import { fetchPolicy } from '../src/mtasts/fetch.ts'
import { parsePolicy } from '../src/mtasts/policy.ts'
import { dial } from '../src/smtp/dial.ts'
import {
  authority,
  dialTo,
  fetchFrom,
  GOOD_POLICY,
  NOW,
  PUBLIC_ADDRESS,
  ROOTS,
  say,
  startTestHost,
  type TestHost,
  tableResolver,
} from './support/policy-hosts.ts'

/* Fetching from real HTTPS servers, most of which mean no good. */

const open: (() => Promise<void>)[] = []
afterAll(async () => {
  for (const close of open.splice(0)) await close()
})

async function host(...parameters: Parameters<typeof startTestHost>): Promise<TestHost> {
  const started = await startTestHost(...parameters)
  open.push(() => started.close())
  return started
}

/** A server that is no HTTPS server. */
async function raw(script: (socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>()
  const server = createTcpServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    script(socket)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  open.push(async () => {
    for (const socket of sockets) socket.destroy()
    await new Promise<void>((resolve) => server.close(() => resolve()))
  })
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

describe('a good host', () => {
  test.each(['TLSv1.2', 'TLSv1.3'] as const)('over %s: all that was seen', async (version) => {
    const { port, requests, names } = await host(
      say(200, 'text/plain; charset=utf-8', GOOD_POLICY),
      {},
      { maxVersion: version },
    )
    const fetched = await fetchFrom(port)
    expect(fetched).toMatchObject({
      domain: 'example.com',
      url: 'https://mta-sts.example.com/.well-known/mta-sts.txt',
      host: 'mta-sts.example.com',
      at: NOW.toISOString(),
      v4: { records: [PUBLIC_ADDRESS] },
      attempts: [{ address: PUBLIC_ADDRESS, failure: null }],
      tls: {
        version: version === 'TLSv1.3' ? 'tls13' : 'tls12',
        verification: { state: 'verified', code: 0, name: 'OK', text: 'ok', roots: 'file' },
        matchedName: 'mta-sts.example.com',
      },
      response: {
        status: 200,
        contentType: 'text/plain; charset=utf-8',
        location: null,
        body: { text: GOOD_POLICY, bytes: GOOD_POLICY.length, isWhole: true },
      },
      failure: null,
    })
    // As sent: the leaf and the intermediate, and not the root that OpenSSL found by itself.
    const subjects = fetched.tls?.certificates.map((der) => new X509Certificate(Buffer.from(der, 'base64')).subject)
    expect(subjects).toEqual(['CN=mta-sts.example.com', 'O=wiretight lab\nCN=wiretight test Intermediate'])
    expect(requests).toEqual(['GET /.well-known/mta-sts.txt mta-sts.example.com'])
    expect(names).toEqual(['mta-sts.example.com'])
    expect(JSON.parse(JSON.stringify(fetched))).toEqual(fetched)
  })

  test('the text is kept as it came: a byte order mark, controls, what is not UTF-8', async () => {
    const bytes = Buffer.concat([Buffer.from('\ufeffa: \u0000\u202e\\x41'), Buffer.of(0xff)])
    const { port } = await host((_, response) => response.writeHead(200, { 'Content-Type': 'text/plain' }).end(bytes))
    const fetched = await fetchFrom(port)
    expect(fetched.response?.body).toEqual({
      text: '\ufeffa: \u0000\u202e\\x41\ufffd',
      bytes: bytes.length,
      isWhole: true,
    })
  })

  test('a certificate for *.example.com is good', async () => {
    const { port } = await host(say(200, 'text/plain', GOOD_POLICY), { names: ['*.example.com'] })
    expect(await fetchFrom(port)).toMatchObject({ failure: null, tls: { matchedName: '*.example.com' } })
  })

  test('a second address is tried when the first refuses', async () => {
    const { port } = await host(say(200, 'text/plain', GOOD_POLICY))
    const fetched = await fetchPolicy({
      domain: 'example.com',
      resolver: tableResolver({ 'mta-sts.example.com': { A: ['198.18.0.1', PUBLIC_ADDRESS] } }),
      roots: ROOTS,
      dial: dialTo(port),
      startTls: startPolicyTls,
      specialKind: () => null,
      now: () => NOW,
    })
    expect(fetched.attempts).toMatchObject([
      { address: '198.18.0.1', failure: { code: 'tcp-refused' } },
      { address: PUBLIC_ADDRESS, failure: null },
    ])
    expect(fetched.failure).toBeNull()
  })
})

type Answer = Parameters<typeof startTestHost>[0]

const day = (days: number): Date => new Date(NOW.getTime() + days * 86_400_000)

const certificates: readonly {
  readonly name: string
  readonly certificate: Partial<CertificateRequest>
  readonly failure: object
}[] = [
  {
    name: 'expired',
    certificate: { notBefore: day(-30), notAfter: day(-1) },
    failure: { code: 'certificate-expired' },
  },
  { name: 'not valid yet', certificate: { notBefore: day(1) }, failure: { code: 'certificate-not-yet-valid' } },
  {
    name: 'of another host',
    certificate: { names: ['www.example.com', 'example.com'] },
    failure: {
      code: 'certificate-name-mismatch',
      host: 'mta-sts.example.com',
      names: ['www.example.com', 'example.com'],
    },
  },
  {
    name: 'with the name in the CN alone',
    certificate: { names: ['www.example.com'], commonName: 'mta-sts.example.com' },
    failure: { code: 'certificate-name-mismatch', names: ['www.example.com'] },
  },
  {
    name: 'with the name in the CN and no other',
    certificate: { names: [], commonName: 'mta-sts.example.com' },
    failure: { code: 'certificate-name-mismatch', names: [] },
  },
  {
    name: 'for two labels by one asterisk',
    certificate: { names: ['*.com'] },
    failure: { code: 'certificate-name-mismatch', names: ['*.com'] },
  },
  {
    name: 'of an authority that nobody trusts',
    certificate: { issuer: 'untrusted' },
    failure: { code: 'certificate-untrusted', name: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' },
  },
  {
    name: 'self-signed',
    certificate: { selfSigned: true },
    failure: { code: 'certificate-untrusted', name: 'DEPTH_ZERO_SELF_SIGNED_CERT' },
  },
  {
    name: 'for clients only',
    certificate: { eku: ['clientAuth'] },
    failure: { code: 'certificate-untrusted', name: 'INVALID_PURPOSE' },
  },
]

describe('certificates', () => {
  test.each(certificates)('$name: nothing is asked of the host', async ({ certificate, failure }) => {
    const { port, requests } = await host(say(200, 'text/plain', GOOD_POLICY), certificate)
    const fetched = await fetchFrom(port)
    expect(fetched.failure).toMatchObject(failure)
    expect(fetched.tls?.certificates.length).toBeGreaterThan(0)
    expect(fetched.response).toBeNull()
    expect(requests).toEqual([])
  })

  test('TLS 1.1 is not spoken', async () => {
    const tls = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'ALL:@SECLEVEL=0' } as const
    const { port } = await host(say(200, 'text/plain', GOOD_POLICY), {}, tls)
    expect(await fetchFrom(port)).toMatchObject({ failure: { code: 'tls-handshake-failed' }, tls: null })
  })
})

const LARGE = 'x'.repeat(10 * 1_024 * 1_024)

const answers: readonly { readonly name: string; readonly answer: Answer; readonly expected: object }[] = [
  {
    name: 'a redirect to the policy',
    answer: (_, response) =>
      response.writeHead(301, { Location: 'https://www.example.com/policy\u0007'.slice(0, -1) }).end(),
    expected: {
      failure: { code: 'http-redirect', status: 301, location: 'https://www.example.com/policy' },
      response: { status: 301, location: 'https://www.example.com/policy', body: null },
    },
  },
  {
    name: '304',
    answer: (_, response) => response.writeHead(304).end(),
    expected: { failure: { code: 'http-redirect', status: 304, location: null } },
  },
  {
    name: '404',
    answer: say(404, 'text/plain', GOOD_POLICY),
    expected: { failure: { code: 'http-status', status: 404 } },
  },
  {
    name: '500',
    answer: say(500, 'text/plain', GOOD_POLICY),
    expected: { failure: { code: 'http-status', status: 500 } },
  },
  {
    name: '203',
    answer: say(203, 'text/plain', GOOD_POLICY),
    expected: { failure: { code: 'http-status', status: 203 } },
  },
  {
    name: 'a page of HTML',
    answer: say(200, 'text/html', '<html>Welcome'),
    expected: {
      failure: { code: 'http-media-type', mediaType: 'text/html' },
      response: { body: { text: '<html>Welcome' } },
    },
  },
  {
    name: 'no media type',
    answer: (_, response) => response.writeHead(200).end(GOOD_POLICY),
    expected: { failure: { code: 'http-media-type', mediaType: null } },
  },
  {
    name: '10 MB',
    answer: say(200, 'text/plain', LARGE),
    expected: {
      failure: { code: 'stream-too-long', during: 'policy', limitBytes: 65_536 },
      response: { body: { bytes: 65_536, isWhole: false } },
    },
  },
  {
    name: 'one byte more than 64 KiB',
    answer: say(200, 'text/plain', 'x'.repeat(65_537)),
    expected: { failure: { code: 'stream-too-long' } },
  },
  {
    name: 'exactly 64 KiB',
    answer: say(200, 'text/plain', 'x'.repeat(65_536)),
    expected: { failure: null, response: { body: { isWhole: true } } },
  },
  {
    name: 'a body that nobody asked to be compressed',
    answer: (_, response) =>
      response.writeHead(200, { 'Content-Type': 'text/plain', 'Content-Encoding': 'gzip' }).end('x'),
    expected: { failure: { code: 'http-malformed' } },
  },
  {
    name: 'an end before the body is whole',
    answer: (_, response) => {
      response.writeHead(200, { 'Content-Type': 'text/plain', 'Content-Length': '100' }).write('version: STSv1')
      setTimeout(() => response.socket?.end(), 20)
    },
    expected: {
      failure: { code: 'stream-closed', during: 'policy' },
      response: { status: 200, body: { text: 'version: STSv1', isWhole: false } },
    },
  },
  {
    name: 'a close instead of a response',
    answer: (_, response) => response.socket?.destroySoon(),
    expected: { failure: { code: 'stream-closed', during: 'policy' }, response: null },
  },
  {
    name: 'no HTTP',
    answer: (_, response) => response.socket?.end('220 mx.example.com ESMTP\r\n'),
    expected: { failure: { code: 'http-malformed' }, response: null },
  },
  {
    name: 'a head without end',
    answer: (_, response) => response.socket?.write(`HTTP/1.1 200 OK\r\nX: ${'x'.repeat(100_000)}`),
    expected: { failure: { code: 'http-malformed', reason: 'HPE_HEADER_OVERFLOW' }, response: null },
  },
  {
    name: '101',
    answer: (_, response) =>
      response.socket?.write('HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: h2c\r\n\r\n'),
    expected: { failure: { code: 'http-malformed' }, response: null },
  },
]

describe('responses', () => {
  test.each(answers)('$name', async ({ answer, expected }) => {
    const { port, requests } = await host(answer)
    const fetched = await fetchFrom(port)
    expect(fetched).toMatchObject(expected)
    // No redirect was followed, and nothing was tried again.
    expect(requests).toHaveLength(1)
    expect(fetched.milliseconds).toBeLessThan(5_000)
  })
})

function drip(response: ServerResponse): void {
  response.writeHead(200, { 'Content-Type': 'text/plain' })
  const timer = setInterval(() => response.write('x'), 100)
  response.on('close', () => clearInterval(timer))
}

describe.concurrent('time', () => {
  const SHORT = { totalMilliseconds: 700 }

  test('a few bytes a second: what came is kept, and the whole takes no longer than its limit', async () => {
    const { port } = await host((_, response) => drip(response))
    const fetched = await fetchFrom(port, SHORT)
    expect(fetched.failure).toEqual({ code: 'stream-timeout', during: 'policy', milliseconds: 700 })
    expect(fetched.response).toMatchObject({ status: 200, body: { isWhole: false } })
    expect(fetched.response?.body?.text).toMatch(/^x{2,9}$/)
    expect(fetched.milliseconds).toBeLessThan(5_000)
  })

  test('no response', async () => {
    const { port } = await host(() => {})
    expect(await fetchFrom(port, SHORT)).toMatchObject({
      failure: { code: 'stream-timeout', during: 'policy' },
      response: null,
    })
  })

  test('no handshake', async () => {
    expect(await fetchFrom(await raw(() => {}), SHORT)).toMatchObject({
      failure: { code: 'stream-timeout', during: 'handshake' },
      tls: null,
    })
  })

  test('no answer of the DNS', async () => {
    const fetched = await fetchPolicy({
      ...base(0),
      resolver: tableResolver({ 'mta-sts.example.com': 'silent' }),
      limits: SHORT,
    })
    expect(fetched.failure).toEqual({ code: 'stream-timeout', during: 'resolving', milliseconds: 700 })
    expect(fetched.attempts).toEqual([])
  })

  test('whoever asked may stop it', async () => {
    const { port } = await host(() => {})
    const stopping = AbortSignal.timeout(100)
    expect(await attempt(() => fetchFrom(port, {}, stopping))).toEqual({ ok: false, failure: { code: 'cancelled' } })
  })
})

function base(port: number): Parameters<typeof fetchPolicy>[0] {
  return {
    domain: 'example.com',
    resolver: tableResolver({}),
    roots: ROOTS,
    dial: dialTo(port),
    startTls: startPolicyTls,
    specialKind: (address) => (address === PUBLIC_ADDRESS ? null : specialKind(address)),
    now: () => NOW,
  }
}

describe('before TLS', () => {
  const cases = [
    { name: 'no such name', names: {}, failure: { code: 'host-without-address', host: 'mta-sts.example.com' } },
    { name: 'no address', names: { 'mta-sts.example.com': {} }, failure: { code: 'host-without-address' } },
    { name: 'SERVFAIL', names: { 'mta-sts.example.com': 'failed' }, failure: { code: 'dns-rcode', rcode: 'SERVFAIL' } },
    {
      name: 'a private address',
      names: { 'mta-sts.example.com': { A: ['10.0.0.1'] } },
      failure: { code: 'address-special', address: '10.0.0.1', kind: 'private' },
    },
    {
      name: 'loopback by IPv6',
      names: { 'mta-sts.example.com': { AAAA: ['::1', '::ffff:127.0.0.1'] } },
      failure: { code: 'address-special', address: '::1', kind: 'loopback' },
    },
    {
      name: 'the metadata service of a cloud',
      names: { 'mta-sts.example.com': { A: ['169.254.169.254'] } },
      failure: { code: 'address-special', kind: 'link-local' },
    },
  ] as const

  test.each(cases)('$name: no connection is made', async ({ names, failure }) => {
    let dials = 0
    const counting: typeof dial = (options) => {
      dials += 1
      return dial(options)
    }
    const fetched = await fetchPolicy({ ...base(0), resolver: tableResolver(names), dial: counting })
    expect(fetched.failure).toMatchObject(failure)
    expect([dials, fetched.attempts]).toEqual([0, []])
  })

  test('only the special addresses of a mixed set are left out', async () => {
    const { port } = await host(say(200, 'text/plain', GOOD_POLICY))
    const resolver = tableResolver({ 'mta-sts.example.com': { A: ['127.0.0.1', PUBLIC_ADDRESS] } })
    const fetched = await fetchPolicy({ ...base(port), resolver })
    expect(fetched.attempts).toEqual([{ address: PUBLIC_ADDRESS, failure: null }])
  })

  test('a closed port', async () => {
    expect((await fetchFrom(1)).failure).toMatchObject({ code: 'tcp-refused', port: 1 })
  })

  test('a reset in the handshake', async () => {
    const port = await raw((socket) => socket.once('data', () => socket.resetAndDestroy()))
    expect((await fetchFrom(port)).failure).toEqual({ code: 'stream-reset', during: 'handshake' })
  })

  test('a reset of the request', async () => {
    let reset = (): void => {}
    const { port } = await host(() => reset())
    // In the middle, because a TLS socket of Node cannot reset its connection.
    const resetting = await raw((socket) => {
      reset = () => socket.resetAndDestroy()
      void dial({ address: '127.0.0.1', port }).then((upstream) => {
        upstream.pipe(socket).pipe(upstream)
        socket.on('close', () => upstream.destroy())
      })
    })
    expect((await fetchFrom(resetting)).failure).toEqual({ code: 'stream-reset', during: 'policy' })
  })

  test('HTTP in clear on port 443', async () => {
    const port = await raw((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'))
    expect((await fetchFrom(port)).failure).toMatchObject({ code: 'tls-handshake-failed' })
  })
})

describe('what other implementations test', () => {
  interface Vector {
    readonly source: string
    readonly reason: string
    readonly verdict: 'valid' | 'invalid' | 'failed'
    readonly status: number
    readonly contentType: string
    readonly certificate?: 'other-name' | 'expired'
    readonly body?: string
    readonly bodyBytes?: number
  }
  const vectors: readonly Vector[] = JSON.parse(
    readFileSync(join(import.meta.dirname, 'vectors/mta-sts/fetch.json'), 'utf8'),
  )
  const CERTIFICATES = {
    'other-name': { names: ['other.example.com'] },
    expired: { notBefore: day(-9), notAfter: day(-1) },
  }

  test('are as many as were copied', () => expect(vectors).toHaveLength(13))

  test.each(vectors)('$source: $reason', async ({ verdict, status, contentType, certificate, body, bodyBytes }) => {
    const text = body ?? 'x'.repeat(bodyBytes ?? 0)
    const { port } = await host(
      say(status, contentType, text),
      certificate === undefined ? {} : CERTIFICATES[certificate],
    )
    const { failure, response } = await fetchFrom(port)
    expect(failure === null ? parsePolicy(response?.body?.text ?? '').verdict : 'failed').toBe(verdict)
  })
})

test('the authority of these tests is trusted by nobody else', async () => {
  const { port } = await host(say(200, 'text/plain', GOOD_POLICY))
  const resolver = tableResolver({ 'mta-sts.example.com': { A: [PUBLIC_ADDRESS] } })
  const fetched = await fetchPolicy({ ...base(port), resolver, roots: { kind: 'mozilla', pem: null } })
  expect(fetched.failure).toMatchObject({ code: 'certificate-untrusted' })
  expect(authority.certificates.root.pem).toContain('BEGIN CERTIFICATE')
})
