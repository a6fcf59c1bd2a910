import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import type { TlsOptions } from 'node:tls'
import { beforeAll, describe, expect, test } from 'vitest'
import { connectToTls } from '../../test/support/local-server.ts'
import { toHex } from '../base/hex.ts'
import { createAuthority, type IssuedCertificate, toPem } from '../lab/certificate-authority.ts'
import { type CompletedHandshake, type HandshakeSettings, handshake } from './handshake.ts'

const authority = createAuthority({ name: 'Test', now: new Date() })
const { root, intermediate, untrusted } = authority.certificates
let ecdsa: IssuedCertificate
let rsa: IssuedCertificate

beforeAll(async () => {
  ecdsa = await authority.issue({ names: ['mx.test'] })
  rsa = await authority.issue({ names: ['mx.test'], key: 'rsa-2048' })
})

/** A chain with a certificate between that belongs to nobody: OpenSSL sorts it out, the wire shows it. */
const sentChain = (leaf: IssuedCertificate): readonly Uint8Array[] => [leaf.der, untrusted.der, intermediate.der]
const identity = (leaf: IssuedCertificate): TlsOptions => ({
  cert: toPem(...sentChain(leaf)),
  key: leaf.privateKeyPem ?? '',
})

const settings: HandshakeSettings = {
  host: 'mx.test',
  roots: { kind: 'file', pem: [root.pem] },
  maxVersion: 'TLSv1.3',
  timeoutMilliseconds: 5_000,
}

/** A handshake that must succeed; its stream is gone when the test ends. */
async function completed(options: TlsOptions, changes: Partial<HandshakeSettings> = {}): Promise<CompletedHandshake> {
  const { socket } = await connectToTls(options)
  const result = await handshake(socket, { ...settings, ...changes })
  if (!result.ok) throw new Error(JSON.stringify(result.failure))
  return result.value
}

const steps = ({ messages }: CompletedHandshake): string =>
  messages.map(({ from, name }) => `${from === 'client' ? '>' : '<'}${name}`).join(' ')

const SEALED = '<EncryptedExtensions <Certificate <CertificateVerify <Finished'
const TLS13_STEPS = `>ClientHello <ServerHello <ChangeCipherSpec ${SEALED} >ChangeCipherSpec >Finished`
const RETRY = '>ClientHello <ServerHello <ChangeCipherSpec >ChangeCipherSpec'
const RETRY_STEPS = `${RETRY} >ClientHello <ServerHello ${SEALED} >Finished`
const CLIENT_END = '>ChangeCipherSpec >EncryptedHandshake'
const SERVER_END = '<ChangeCipherSpec <EncryptedHandshake'
const TLS12_END = `<ServerHelloDone >ClientKeyExchange ${CLIENT_END} <NewSessionTicket ${SERVER_END}`
const TLS12_STEPS = `>ClientHello <ServerHello <Certificate <ServerKeyExchange ${TLS12_END}`
const RSA_STEPS = `>ClientHello <ServerHello <Certificate ${TLS12_END}`
const RESUMED_STEPS = {
  'TLSv1.2': `>ClientHello <ServerHello ${SERVER_END} ${CLIENT_END}`,
  'TLSv1.3': TLS13_STEPS.replace('<Certificate <CertificateVerify ', ''),
}

const OLD = '@SECLEVEL=0'
const cases = [
  {
    name: 'TLS_AES_128_GCM_SHA256',
    options: { ciphers: 'TLS_AES_128_GCM_SHA256', ecdhCurve: 'X25519' },
    expected: { version: 'tls13', suite: 0x1301, group: 0x001d },
    steps: TLS13_STEPS,
  },
  {
    name: 'TLS_AES_256_GCM_SHA384, with a post-quantum group',
    options: { ciphers: 'TLS_AES_256_GCM_SHA384' },
    expected: { version: 'tls13', suite: 0x1302, group: 0x11ec },
    steps: TLS13_STEPS,
  },
  {
    name: 'TLS_CHACHA20_POLY1305_SHA256',
    options: { ciphers: 'TLS_CHACHA20_POLY1305_SHA256' },
    expected: { version: 'tls13', suite: 0x1303 },
    steps: TLS13_STEPS,
  },
  {
    name: 'TLS_AES_128_CCM_SHA256',
    options: { ciphers: 'TLS_AES_128_CCM_SHA256' },
    expected: { version: 'tls13', suite: 0x1304 },
    steps: TLS13_STEPS,
  },
  {
    name: 'TLS_AES_128_CCM_8_SHA256',
    options: { ciphers: `TLS_AES_128_CCM_8_SHA256:ALL:${OLD}` },
    expected: { version: 'tls13', suite: 0x1305 },
    steps: TLS13_STEPS,
  },
  {
    name: 'a HelloRetryRequest, for a group without a first share',
    options: { ecdhCurve: 'P-384' },
    expected: { version: 'tls13', suite: 0x1302, group: 0x0018 },
    steps: RETRY_STEPS,
  },
  {
    name: 'TLS 1.2 ECDHE-ECDSA',
    options: { maxVersion: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-AES128-GCM-SHA256', ecdhCurve: 'P-256' },
    expected: { version: 'tls12', suite: 0xc02b, group: 0x0017 },
    steps: TLS12_STEPS,
  },
  {
    name: 'TLS 1.2 ECDHE-RSA',
    key: 'rsa',
    options: { maxVersion: 'TLSv1.2', ciphers: 'ECDHE-RSA-AES256-GCM-SHA384', ecdhCurve: 'X25519' },
    expected: { version: 'tls12', suite: 0xc030, group: 0x001d },
    steps: TLS12_STEPS,
  },
  {
    name: 'TLS 1.2 DHE',
    key: 'rsa',
    options: { maxVersion: 'TLSv1.2', ciphers: 'DHE-RSA-AES128-GCM-SHA256', dhparam: 'auto' },
    expected: { version: 'tls12', suite: 0x009e, group: null },
    steps: TLS12_STEPS,
  },
  {
    name: 'TLS 1.2 RSA key transport',
    key: 'rsa',
    options: { maxVersion: 'TLSv1.2', ciphers: 'AES128-SHA' },
    expected: { version: 'tls12', suite: 0x002f, group: null },
    steps: RSA_STEPS,
  },
  {
    name: 'TLS 1.1',
    key: 'rsa',
    options: { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: `ECDHE-RSA-AES128-SHA:${OLD}`, ecdhCurve: 'P-521' },
    expected: { version: 'tls11', suite: 0xc013, group: 0x0019 },
    steps: TLS12_STEPS,
  },
  {
    name: 'TLS 1.0',
    options: { minVersion: 'TLSv1', maxVersion: 'TLSv1', ciphers: `ECDHE-ECDSA-AES256-SHA:${OLD}` },
    expected: { version: 'tls10', suite: 0xc00a },
    steps: TLS12_STEPS,
  },
] satisfies readonly {
  name: string
  key?: 'rsa'
  options: TlsOptions
  expected: Partial<CompletedHandshake>
  steps: string
}[]

describe('handshake reads from the wire', () => {
  test.each(cases)('$name', async ({ key, options, expected, steps: wanted }) => {
    const leaf = key === 'rsa' ? rsa : ecdsa
    const done = await completed({ ...identity(leaf), ...options })
    expect(done).toMatchObject({ ...expected, resumed: false, verify: { code: 0, name: 'OK', text: 'ok' } })
    expect(done.certificates.map(toHex)).toEqual(sentChain(leaf).map(toHex))
    expect(steps(done)).toBe(wanted)
  })

  test('sizes and times of the messages fit together', async () => {
    const { messages, milliseconds } = await completed(identity(ecdsa))
    const finished = messages.filter(({ name }) => name === 'Finished').map(({ bytes }) => bytes)
    expect(finished).toEqual([52, 52])
    const times = messages.map((message) => message.milliseconds)
    expect(times).toEqual(times.toSorted((a, b) => a - b))
    // Tickets may come a little after the end.
    expect(times.at(-1)).toBeLessThanOrEqual(milliseconds + 1_000)
  })

  test('the cap on the version holds', async () => {
    expect(await completed(identity(ecdsa), { maxVersion: 'TLSv1.2' })).toMatchObject({ version: 'tls12' })
  })

  test('what our library offered is what its hello says', async () => {
    const { offered, suite, group } = await completed(identity(ecdsa))
    expect(offered.suites).toContain(suite)
    expect(offered.groups).toContain(group)
    expect(offered.suites.slice(0, 3)).toEqual([0x1302, 0x1303, 0x1301])
  })

  test('the name is sent, and left out for an address', async () => {
    for (const host of ['mx.test', null]) {
      const names: string[] = []
      const SNICallback: TlsOptions['SNICallback'] = (name, done) => {
        names.push(name)
        done(null)
      }
      await completed({ ...identity(ecdsa), SNICallback }, { host })
      expect(names).toEqual(host === null ? [] : [host])
    }
  })

  test('the stream carries what comes next, in both directions', async () => {
    for (const maxVersion of ['TLSv1.2', 'TLSv1.3'] as const) {
      const { stream } = await completed(identity(ecdsa), { maxVersion })
      stream.write('EHLO probe.test\r\n')
      expect(String(await once(stream, 'data'))).toBe('EHLO probe.test\r\n')
      stream.end()
      await once(stream, 'close')
    }
  })
})

describe('a stapled response', () => {
  test.each(['TLSv1.2', 'TLSv1.3'] as const)('%s: as it was stapled, with the chain as ever', async (maxVersion) => {
    const staple = authority.answerOcsp({ certificate: ecdsa.der, status: { kind: 'good' } })
    const { socket } = await connectToTls(identity(ecdsa), Buffer.from(staple))
    const done = await handshake(socket, { ...settings, maxVersion })
    if (!done.ok) throw new Error(done.failure.code)
    expect(toHex(done.value.ocspStaple ?? new Uint8Array(0))).toBe(toHex(staple))
    expect(done.value.certificates.map(toHex)).toEqual(sentChain(ecdsa).map(toHex))
  })

  test.each(['TLSv1.2', 'TLSv1.3'] as const)('%s: none', async (maxVersion) => {
    expect(await completed(identity(ecdsa), { maxVersion })).toMatchObject({ ocspStaple: null })
  })
})

describe('resumption', () => {
  test.each(['TLSv1.2', 'TLSv1.3'] as const)(
    '%s: no certificates come, and the messages are fewer',
    async (maxVersion) => {
      const { socket, again } = await connectToTls(identity(ecdsa))
      const first = await handshake(socket, { ...settings, maxVersion })
      if (!first.ok) throw new Error(first.failure.code)
      for (let turn = 0; first.value.sessions.length === 0 && turn < 100; turn += 1) await pause(5)
      const session = first.value.sessions.at(-1)
      if (session === undefined) throw new Error('no session came')

      const second = await handshake(await again(), { ...settings, maxVersion, session })
      if (!second.ok) throw new Error(second.failure.code)
      expect(second.value).toMatchObject({ resumed: true, certificates: [], suite: first.value.suite })
      expect(steps(second.value)).toBe(RESUMED_STEPS[maxVersion])
    },
  )

  test.each([
    { tickets: true, ticket: true, idBytes: 0 },
    { tickets: false, ticket: false, idBytes: 32 },
  ])('up to TLS 1.2 the session has a ticket or an id: tickets $tickets', async ({ tickets, ticket, idBytes }) => {
    const { socket } = await connectToTls(identity(ecdsa))
    const done = await handshake(socket, { ...settings, maxVersion: 'TLSv1.2', tickets })
    if (!done.ok) throw new Error(done.failure.code)
    expect(done.value.sessionId).toHaveLength(idBytes)
    expect(done.value.messages.some(({ name }) => name === 'NewSessionTicket')).toBe(ticket)
  })
})
