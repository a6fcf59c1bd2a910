import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, describe, expect, test } from 'vitest'
import { readHops } from '../../src/received/read-hops.ts'
import { speltSession } from '../../src/registry/spelt-session.ts'
import { versionTitle } from '../../src/registry/versions.ts'
import { type SwaksSession, sendBySwaks, type Tls } from './delivered-mail.ts'
import { type Authority, makeAuthority } from './harness/certificates.ts'
import { startExim } from './harness/exim.ts'
import { type PostfixOptions, startPostfix } from './harness/postfix.ts'
import { isMissing } from './harness/require-peer.ts'
import { temporaryFolder } from './harness/running-peer.ts'
import { startSink } from './smtp-sink.ts'

/* Messages that real servers delivered to each other, and what is read from the fields that they wrote. */

const folder = temporaryFolder('received')
afterAll(() => folder.remove())
const authority = isMissing('openssl') ? null : makeAuthority(folder.path)

const WAYS: readonly Tls[] = ['clear', 'tls12', 'tls13']

/** What must be read where swaks had this session: the other end's words, and ours for them. */
function expected(session: SwaksSession | null) {
  if (session === null) return { state: 'plaintext', version: null, suite: null }
  const { version, suite } = speltSession(session.version, session.cipher)
  return { state: 'encrypted', version: version && versionTitle(version), suite: suite?.name }
}

function relayingPostfix(port: number, main: NonNullable<PostfixOptions['main']> = {}) {
  return startPostfix({
    configuration: 'default',
    authority: some(authority),
    main: { relay_transport: `smtp:[127.0.0.1]:${port}`, smtpd_tls_received_header: 'yes', ...main },
  })
}

describe.skipIf(isMissing('openssl', 'swaks', 'postfix'))('Postfix', () => {
  test('writes what is read', async () => {
    await using sink = await startSink()
    await using server = await relayingPostfix(sink.port)
    for (const [at, way] of WAYS.entries()) {
      const session = await sendBySwaks(server, way)
      const [hop] = readHops((await sink.waitFor(at + 1)).at(-1) ?? '')
      expect(hop).toMatchObject({
        from: 'client.example.org',
        address: '127.0.0.1',
        by: 'mx.lab.test',
        with: way === 'clear' ? 'ESMTP' : 'ESMTPS',
        software: 'Postfix',
        local: true,
        tls: { ...expected(session), authenticated: false, certificate: way === 'clear' ? 'unknown' : 'none' },
      })
      if (way === 'tls13') expect(hop?.tls.group).toMatch(/^(x25519|secp256r1|X25519MLKEM768)$/)
      expect(Math.abs(Date.now() - Date.parse(hop?.time ?? ''))).toBeLessThan(60_000)
    }
  })

  test('that keeps its sessions to itself still tells of TLS', async () => {
    await using sink = await startSink()
    await using server = await relayingPostfix(sink.port, { smtpd_tls_received_header: 'no' })
    await sendBySwaks(server, 'tls13')
    await sendBySwaks(server, 'clear')
    const messages = await sink.waitFor(2)
    expect(messages.map((message) => readHops(message)[0]?.tls)).toMatchObject([
      { state: 'encrypted', version: null, suite: null, raw: null },
      { state: 'plaintext', version: null, suite: null, raw: null },
    ])
  })
})

describe.skipIf(isMissing('openssl', 'swaks', 'exim'))('Exim', () => {
  test('writes what is read, although it names the wrong suite in TLS 1.3', async () => {
    await using sink = await startSink()
    await using server = await startExim({ authority: some(authority), relay: { port: sink.port } })
    for (const [at, way] of WAYS.entries()) {
      const session = await sendBySwaks(server, way)
      await server.deliver()
      const [hop] = readHops((await sink.waitFor(at + 1)).at(-1) ?? '')
      expect(hop).toMatchObject({
        with: way === 'clear' ? 'ESMTP' : 'ESMTPS',
        address: '127.0.0.1',
        by: 'mx.lab.test',
        software: 'Exim',
        softwareVersion: expect.stringMatching(/^4\.9\d/),
        tls: expected(session),
      })
    }
  })
})

describe.skipIf(isMissing('openssl', 'swaks', 'postfix', 'exim'))('a way over both', () => {
  const levels = [
    { name: 'TLS 1.3', client: {}, state: 'encrypted', version: 'TLS 1.3' },
    {
      name: 'TLS 1.2',
      client: { smtp_tls_mandatory_protocols: 'TLSv1.2', smtp_tls_protocols: 'TLSv1.2' },
      state: 'encrypted',
      version: 'TLS 1.2',
    },
    { name: 'none', client: { smtp_tls_security_level: 'none' }, state: 'plaintext', version: null },
  ] as const

  test.each(levels)('Postfix to Exim with $name', async ({ client, state, version }) => {
    await using sink = await startSink()
    await using exim = await startExim({ authority: some(authority), relay: { port: sink.port } })
    await using postfix = await relayingPostfix(exim.port, { smtp_tls_security_level: 'may', ...client })
    await sendBySwaks(postfix, 'tls13')
    await until(() => exim.log().includes(' <= '))
    await exim.deliver()
    const [message = ''] = await sink.waitFor(1)
    const hops = readHops(message)
    expect(hops.map(({ software }) => software)).toEqual(['Exim', 'Postfix'])
    expect(hops.map(({ tls }) => [tls.state, tls.version])).toEqual([
      [state, version],
      ['encrypted', 'TLS 1.3'],
    ])
    expect(hops[0]?.delaySeconds).toBeGreaterThanOrEqual(0)
  })

  test('Exim to Postfix', async () => {
    await using sink = await startSink()
    await using postfix = await relayingPostfix(sink.port)
    await using exim = await startExim({ authority: some(authority), relay: { port: postfix.port } })
    await sendBySwaks(exim, 'clear')
    await exim.deliver()
    const [message = ''] = await sink.waitFor(1)
    const hops = readHops(message)
    expect(hops.map(({ software, tls }) => [software, tls.state, tls.version])).toEqual([
      ['Postfix', 'encrypted', 'TLS 1.3'],
      ['Exim', 'plaintext', null],
    ])
    expect(hops[0]?.tls.suite).toMatch(/^TLS_(AES_256_GCM_SHA384|AES_128_GCM_SHA256|CHACHA20_POLY1305_SHA256)$/)
  })
})

/** Waits until something is so; not forever, for what is expected then will fail. */
async function until(isSo: () => boolean): Promise<void> {
  for (let turn = 0; turn < 500 && !isSo(); turn++) await sleep(20)
}

function some(known: Authority | null): Authority {
  if (known === null) throw new Error('no openssl, no certificates')
  return known
}
