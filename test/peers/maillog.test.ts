import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, describe, expect, test } from 'vitest'
import type { LogFacts } from '../../src/maillog/log-facts.ts'
import { LogReader } from '../../src/maillog/log-reader.ts'
import { logsSchema } from '../../src/report/schema/logs-schema.ts'
import { runCli } from '../support/run-cli.ts'
import { sendBySwaks, type Tls } from './delivered-mail.ts'
import { type Authority, makeAuthority } from './harness/certificates.ts'
import { startExim } from './harness/exim.ts'
import { type PostfixOptions, startPostfix } from './harness/postfix.ts'
import { isMissing } from './harness/require-peer.ts'
import { type RunningPeer, temporaryFolder } from './harness/running-peer.ts'
import { startSink } from './smtp-sink.ts'

/* The logs that real servers write while mail goes through them: the numbers must be those of what was sent. */

const folder = temporaryFolder('maillog')
afterAll(() => folder.remove())
const authority = isMissing('openssl') ? null : makeAuthority(folder.path)

/** How many messages of each kind are sent. */
type Load = Readonly<Record<Tls, number>>

const LOAD: Load = { tls13: 3, tls12: 2, clear: 4 }

const TOTAL = 9

async function send(server: RunningPeer, load: Load): Promise<void> {
  const ways = (['tls13', 'tls12', 'clear'] as const).flatMap((way) => Array.from({ length: load[way] }, () => way))
  for (const way of ways) await sendBySwaks(server, way)
}

function read(log: string): LogFacts {
  const reader = new LogReader()
  reader.write(Buffer.from(log, 'latin1'))
  reader.endFile(new Date())
  return reader.facts()
}

function postfix(port: number, main: NonNullable<PostfixOptions['main']> = {}) {
  const relay = { relay_transport: `smtp:[127.0.0.1]:${port}`, smtp_tls_security_level: 'may', smtp_tls_loglevel: '1' }
  return startPostfix({ configuration: 'default', authority: some(authority), main: { ...relay, ...main } })
}

const shares = (encrypted: number, clear: number, unknown = 0) => ({
  encrypted,
  clear,
  unknown,
  messages: encrypted + clear + unknown,
})

const today = new Date().toISOString().slice(0, 10)

describe.skipIf(isMissing('openssl', 'swaks', 'postfix', 'exim'))('the logs of', () => {
  test('Postfix that takes mail in every way and passes it on to Exim', async () => {
    await using exim = await startExim({ authority: some(authority) })
    await using server = await postfix(exim.port)
    await send(server, LOAD)
    await until(() => count(server.log(), 'status=sent') === TOTAL)
    const facts = read(server.log())
    expect(facts.in).toMatchObject(shares(5, 4))
    expect(facts.out).toMatchObject(shares(TOTAL, 0))
    expect(facts.in.versions).toEqual([
      { name: 'TLS 1.3', messages: 3 },
      { name: 'TLS 1.2', messages: 2 },
    ])
    expect(facts.out.versions).toEqual([{ name: 'TLS 1.3', messages: TOTAL }])
    expect(facts.out.groups[0]?.name).toMatch(/^(x25519|secp256r1|X25519MLKEM768)$/)
    expect(facts.out.trust).toEqual([{ name: 'untrusted', messages: TOTAL }])
    expect(facts.input.linesUnreadable).toBe(0)

    // The other side of the same connections.
    const others = read(exim.log())
    expect(others.in).toMatchObject(shares(TOTAL, 0))
    expect(others.in.versions).toEqual([{ name: 'TLS 1.3', messages: TOTAL }])
    expect(others.in.suites).toEqual(facts.out.suites)
  })

  test('Postfix that knows the authority, speaks TLS 1.2, and repeats a session', async () => {
    await using exim = await startExim({ authority: some(authority) })
    await using server = await postfix(exim.port, {
      smtp_tls_protocols: 'TLSv1.2',
      smtp_tls_CAfile: some(authority).certificateFile,
    })
    await send(server, { tls13: 0, tls12: 0, clear: 3 })
    await until(() => count(server.log(), 'status=sent') === 3)
    const { out } = read(server.log())
    expect(out).toMatchObject(shares(3, 0))
    expect(out.versions).toEqual([{ name: 'TLS 1.2', messages: 3 }])
    expect(out.trust).toEqual([{ name: 'trusted', messages: 3 }])
    expect(out.stricter.map(({ code, peers }) => [code, peers])).toEqual([
      ['out-encrypt', 0],
      ['out-tls12', 0],
      ['out-forward-secrecy', 0],
      ['out-verify', 0],
    ])
  })

  test('Postfix whose next hop has no TLS: nothing is concluded from a log that never shows any', async () => {
    await using sink = await startSink()
    await using server = await postfix(sink.port)
    await send(server, { tls13: 1, tls12: 0, clear: 1 })
    await until(() => count(server.log(), 'status=sent') === 2)
    const facts = read(server.log())
    expect(facts.in).toMatchObject(shares(1, 1))
    expect(facts.out).toMatchObject(shares(0, 0, 2))
  })

  test('Postfix that requires TLS where there is none', async () => {
    await using sink = await startSink()
    await using server = await postfix(sink.port, { smtp_tls_security_level: 'encrypt' })
    await send(server, { tls13: 1, tls12: 0, clear: 0 })
    await until(() => server.log().includes('status=deferred'))
    const { out } = read(server.log())
    expect(out.messages).toBe(0)
    expect(out.failures).toEqual([{ name: 'not-offered', messages: 1, peers: 1, examples: ['lab.test'] }])
  })

  test('Postfix that logs no sessions: its counts of commands tell of STARTTLS', async () => {
    await using sink = await startSink()
    await using server = await postfix(sink.port, { smtpd_tls_loglevel: '0' })
    await send(server, LOAD)
    await until(() => count(server.log(), ' mail=1 ') === TOTAL)
    const facts = read(server.log())
    expect(facts.in).toMatchObject({ ...shares(5, 4), versions: [{ name: null, messages: 5 }] })
  })

  test('Exim that takes mail in every way and delivers it to Postfix, and to a server without TLS', async () => {
    await using sink = await startSink()
    await using target = await postfix(sink.port)
    await using exim = await startExim({ authority: some(authority), relay: { port: target.port } })
    await send(exim, LOAD)
    await exim.deliver()
    await until(() => count(exim.log(), ' => ') === TOTAL)
    const facts = read(exim.log())
    expect(facts.in).toMatchObject(shares(5, 4))
    expect(facts.out).toMatchObject(shares(TOTAL, 0))
    expect(facts.in.versions).toEqual([
      { name: 'TLS 1.3', messages: 3 },
      { name: 'TLS 1.2', messages: 2 },
    ])
    expect(facts.out.groups[0]?.name).toMatch(/^(x25519|secp256r1|X25519MLKEM768)$/)
    expect(read(target.log()).in).toMatchObject(shares(TOTAL, 0))

    await using plain = await startExim({ authority: some(authority), relay: { port: sink.port } })
    await send(plain, { tls13: 2, tls12: 0, clear: 0 })
    await plain.deliver()
    await until(() => count(plain.log(), ' => ') === 2)
    expect(read(plain.log()).out).toMatchObject(shares(0, 2))
  })

  test('both, through the command', async () => {
    await using exim = await startExim({ authority: some(authority) })
    await using server = await postfix(exim.port)
    await send(server, { tls13: 1, tls12: 1, clear: 1 })
    await until(() => count(server.log(), 'status=sent') === 3)
    const file = join(folder.path, 'mail.log')
    writeFileSync(file, server.log(), 'latin1')
    const { code, stdout } = await runCli(['logs', file, '--json'])
    const document = logsSchema.parse(JSON.parse(stdout))
    expect(code).toBe(0)
    expect(document.in).toMatchObject(shares(2, 1))
    expect(document.out).toMatchObject(shares(3, 0))
    expect(document.days).toMatchObject([{ day: today, in: shares(2, 1), out: shares(3, 0) }])
  })
})

function count(text: string, part: string): number {
  return text.split(part).length - 1
}

/** Waits until something is so; not forever, for what is expected then will fail. */
async function until(isSo: () => boolean): Promise<void> {
  for (let turn = 0; turn < 1_000 && !isSo(); turn++) await sleep(20)
}

function some(known: Authority | null): Authority {
  if (known === null) throw new Error('no openssl, no certificates')
  return known
}
