import { once } from 'node:events'
import type { Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import type { TlsOptions } from 'node:tls'
import { describe, expect, test } from 'vitest'
import { connectTo, connectToTls } from '../../test/support/local-server.ts'
import { hex } from '../../test/support/reader-properties.ts'
import { serverFlight } from '../../test/support/tls-vectors.ts'
import type { TlsVersion } from '../base/answer.ts'
import { attempt } from '../base/failure.ts'
import { toHex } from '../base/hex.ts'
import { createAuthority } from '../lab/certificate-authority.ts'
import { nothingKnown } from './planner/knowledge.ts'
import type { HelloOffer } from './planner/offer.ts'
import { offerSsl2, offerSuites } from './planner/offers.ts'
import { suiteUniverse } from './planner/universe.ts'
import { probeHello } from './probe-hello.ts'

const authority = createAuthority({ name: 'Test', now: new Date() })
const certificate = await authority.issue({ names: ['mx.test'] })
const identity: TlsOptions = { cert: certificate.chainPem, key: certificate.privateKeyPem ?? '' }

const offer = (version: TlsVersion, changes: Partial<HelloOffer> = {}): HelloOffer => ({
  ...offerSuites(nothingKnown(), version, suiteUniverse(version)),
  ...changes,
})
const settings = { host: 'mx.test', timeoutMilliseconds: 2_000 }

/** Collects what a client sends, until it ends. */
function listenTo(client: Socket): Promise<string> {
  const received: Buffer[] = []
  client.on('data', (bytes: Buffer) => received.push(bytes))
  return new Promise((resolve) => client.on('end', () => resolve(toHex(Buffer.concat(received)))))
}

describe('probeHello against servers of Node', () => {
  const old = { ciphers: 'ALL:@SECLEVEL=0', minVersion: 'TLSv1' } as const
  const cases = [
    {
      name: 'TLS 1.2',
      options: { maxVersion: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-CHACHA20-POLY1305', ecdhCurve: 'P-384' },
      asked: offer('tls12'),
      outcome: { version: 'tls12', suite: 0xcca9, group: 0x0018, retry: false },
      certificates: 2,
    },
    {
      name: 'TLS 1.1',
      options: { ...old, maxVersion: 'TLSv1.1' },
      asked: offer('tls11'),
      outcome: { version: 'tls11', retry: false, signatureScheme: null },
      certificates: 2,
    },
    {
      name: 'TLS 1.0, asked for at most 1.2',
      options: { ...old, maxVersion: 'TLSv1' },
      asked: offer('tls12'),
      outcome: { version: 'tls10' },
      certificates: 2,
    },
    {
      name: 'TLS 1.3 and an empty key_share: a HelloRetryRequest',
      options: { ciphers: 'TLS_CHACHA20_POLY1305_SHA256', ecdhCurve: 'P-521:X25519' },
      asked: offer('tls13'),
      outcome: { version: 'tls13', suite: 0x1303, group: 0x0019, retry: true },
      certificates: 0,
    },
    {
      name: 'TLS 1.3 and a real key_share: a ServerHello',
      options: { ecdhCurve: 'X25519' },
      asked: offer('tls13', { keyShare: 'real' }),
      outcome: { version: 'tls13', suite: 0x1302, group: 0x001d, retry: false },
      certificates: 0,
    },
    {
      name: 'TLS 1.3 with a post-quantum group',
      options: {},
      asked: offer('tls13', { keyShare: 'real', groups: [0x11ec], groupsNarrowed: true }),
      outcome: { version: 'tls13', group: 0x11ec, retry: false },
      certificates: 0,
    },
  ] satisfies readonly { name: string; options: TlsOptions; asked: HelloOffer; outcome: object; certificates: number }[]
  test.each(cases)('$name', async ({ options, asked, outcome, certificates }) => {
    const { socket } = await connectToTls({ ...identity, ...options })
    const answer = await probeHello(socket, asked, settings)
    expect(answer).toMatchObject({ kind: 'selected', ...outcome })
    if (answer.kind !== 'selected') return
    expect(answer.certificates.map(toHex)).toEqual(certificate.chainDer.slice(0, certificates).map(toHex))
  })

  const refusals = [
    { name: 'no version in common', options: { minVersion: 'TLSv1.2' }, asked: offer('tls11'), description: 70 },
    { name: 'no TLS 1.3', options: { maxVersion: 'TLSv1.2' }, asked: offer('tls13'), description: 70 },
    {
      name: 'no suite in common',
      options: { maxVersion: 'TLSv1.2' },
      asked: offer('tls12', { suites: [0x0005] }),
      description: 40,
    },
    {
      name: 'no group in common',
      options: { ecdhCurve: 'P-256' },
      asked: offer('tls13', { groups: [0x001e], groupsNarrowed: true }),
      description: 40,
    },
    {
      name: 'a fallback that is none (RFC 7507)',
      options: {},
      asked: offer('tls12', { fallbackScsv: true }),
      description: 86,
    },
  ] satisfies readonly { name: string; options: TlsOptions; asked: HelloOffer; description: number }[]
  test.each(refusals)('refused: $name', async ({ options, asked, description }) => {
    const { socket } = await connectToTls({ ...identity, ...options })
    expect(await probeHello(socket, asked, settings)).toEqual({ kind: 'alert', level: 2, description })
  })

  test('SSL 2.0 is refused in one way or another, never waited for', async () => {
    const { socket } = await connectToTls(identity)
    const outcome = await probeHello(socket, offerSsl2(), settings)
    expect(['alert', 'closed', 'reset']).toContain(outcome.kind)
  })
})

describe('probeHello takes its leave', () => {
  const farewells = [
    { version: 'tls13', flight: 'TLS 1.3 HelloRetryRequest', farewell: '15030300020100' },
    { version: 'tls12', flight: 'TLS 1.2 DHE-RSA', farewell: '15030300020100' },
    { version: 'tls11', flight: 'TLS 1.1 ECDHE-RSA', farewell: '15030200020100' },
  ] as const
  test.each(farewells)('$version: close_notify, then FIN', async ({ version, flight, farewell }) => {
    let heard: Promise<string> | undefined
    const socket = await connectTo((client) => {
      heard = listenTo(client)
      client.once('data', () => client.write(serverFlight(flight)))
    })
    await probeHello(socket, offer(version), settings)
    const sent = (await heard) ?? ''
    expect(sent.startsWith('160301')).toBe(true)
    expect(sent.slice(-farewell.length)).toBe(farewell)
    expect(sent.split(farewell)).toHaveLength(2)
  })

  test('SSL 2.0 knows no farewell', async () => {
    let heard: Promise<string> | undefined
    const socket = await connectTo((client) => {
      heard = listenTo(client)
      client.write(hex('800b 04 00 01 0002 0000 0000 0000'))
    })
    expect(await probeHello(socket, offerSsl2(), settings)).toMatchObject({ kind: 'ssl2', cipherKinds: [] })
    const hello = hex((await heard) ?? '')
    expect(hello.length).toBe(2 + (hello[0] ?? 0) * 256 + (hello[1] ?? 0) - 0x8000)
  })

  test('it does not wait for the peer to close, and drops the connection soon after', async () => {
    const socket = await connectTo((client) => {
      client.resume()
      client.write(serverFlight('no suite in common'))
    }, true)
    const start = performance.now()
    expect(await probeHello(socket, offer('tls12'), settings)).toMatchObject({ kind: 'alert', description: 40 })
    expect(performance.now() - start).toBeLessThan(1_500)
    expect(socket.destroyed).toBe(false)
    await once(socket, 'close')
    expect(performance.now() - start).toBeGreaterThan(1_500)
  })

  test('what the peer still had to say does not keep the connection open', async () => {
    const socket = await connectTo((client) => {
      client.resume()
      client.write(serverFlight('no suite in common'))
      client.write(Buffer.alloc(50_000))
    })
    const start = performance.now()
    await probeHello(socket, offer('tls12'), settings)
    await once(socket, 'close')
    expect(performance.now() - start).toBeLessThan(1_500)
  })

  test('a peer that goes on sending is not listened to for long', async () => {
    const socket = await connectTo((client) => {
      client.write(serverFlight('no suite in common'))
      const timer = setInterval(() => client.write('junk'), 5)
      client.on('close', () => clearInterval(timer))
    }, true)
    await probeHello(socket, offer('tls12'), settings)
    await once(socket, 'close')
    expect(socket.destroyed).toBe(true)
  })
})

describe('probeHello of what is no TLS server', () => {
  const cases = [
    { name: 'closes at once', script: (client: Socket) => client.end(), outcome: { kind: 'closed' } },
    {
      name: 'closes after the hello',
      script: (client: Socket) => client.once('data', () => client.end()),
      outcome: { kind: 'closed' },
    },
    {
      name: 'resets after the hello',
      script: (client: Socket) => client.once('data', () => client.resetAndDestroy()),
      outcome: { kind: 'reset' },
    },
    {
      name: 'speaks SMTP',
      script: (client: Socket) => client.end('454 4.7.0 TLS not available\r\n'),
      outcome: {
        kind: 'inconclusive',
        failure: { code: 'tls-not-tls', text: '454 4.7.0 TLS not available\\x0d\\x0a' },
      },
    },
    {
      name: 'stays silent',
      script: (client: Socket) => client.resume(),
      outcome: { kind: 'inconclusive', why: 'timeout', failure: { code: 'stream-timeout', during: 'tls' } },
    },
  ]
  test.each(cases)('one that $name', async ({ script, outcome }) => {
    const socket = await connectTo(script)
    const timeoutMilliseconds = outcome.why === 'timeout' ? 60 : 5_000
    expect(await probeHello(socket, offer('tls12'), { ...settings, timeoutMilliseconds })).toMatchObject(outcome)
  })

  test('a stream that is dead already', async () => {
    const socket = await connectTo((client) => client.end())
    socket.destroy()
    await once(socket, 'close')
    expect(await probeHello(socket, offer('tls12'), settings)).toEqual({ kind: 'closed' })
  })

  test('a cancellation is thrown, and the stream let go', async () => {
    const abort = new AbortController()
    const socket = await connectTo((client) => client.resume())
    setTimeout(() => abort.abort(), 10)
    const result = await attempt(() => probeHello(socket, offer('tls12'), { ...settings, signal: abort.signal }))
    expect(result).toEqual({ ok: false, failure: { code: 'cancelled' } })
    await pause(20)
    expect(socket.writableEnded).toBe(true)
  })
})
