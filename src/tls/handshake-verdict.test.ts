import { once } from 'node:events'
import type { Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { connectTo, connectToTls } from '../../test/support/local-server.ts'
import { hex } from '../../test/support/reader-properties.ts'
import { attempt } from '../base/failure.ts'
import { type CertificateRequest, createAuthority, toPem } from '../lab/certificate-authority.ts'
import { type HandshakeSettings, handshake } from './handshake.ts'

const NOW = new Date()
const DAY = 86_400_000
const authority = createAuthority({ name: 'Test', now: NOW })
const { root, untrusted } = authority.certificates

const settings: HandshakeSettings = {
  host: 'mx.test',
  roots: { kind: 'file', pem: [root.pem] },
  maxVersion: 'TLSv1.3',
  timeoutMilliseconds: 5_000,
}

describe('what OpenSSL makes of the chain', () => {
  const cases: readonly {
    readonly name: string
    readonly request: Partial<CertificateRequest>
    /** What is sent, if not leaf and intermediate. */
    readonly sent?: 'leaf' | 'with the root of nobody'
    readonly roots?: HandshakeSettings['roots']
    readonly verify: object
  }[] = [
    { name: 'a good one', request: {}, verify: { code: 0, name: 'OK', text: 'ok' } },
    {
      name: 'a good one for another name, which is not for OpenSSL to judge',
      request: { names: ['elsewhere.test'] },
      verify: { code: 0, name: 'OK', text: 'ok' },
    },
    {
      name: 'self-signed',
      request: { selfSigned: true },
      verify: { code: 18, name: 'DEPTH_ZERO_SELF_SIGNED_CERT', text: 'self-signed certificate' },
    },
    {
      name: 'expired',
      request: { notBefore: new Date(NOW.getTime() - 90 * DAY), notAfter: new Date(NOW.getTime() - DAY) },
      verify: { code: 10, name: 'CERT_HAS_EXPIRED', text: 'certificate has expired' },
    },
    {
      name: 'not yet valid',
      request: { notBefore: new Date(NOW.getTime() + DAY) },
      verify: { code: 9, name: 'CERT_NOT_YET_VALID', text: 'certificate is not yet valid' },
    },
    {
      name: 'an issuer that nobody knows',
      request: { issuer: 'untrusted' },
      verify: { code: 21, name: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', text: 'unable to verify the first certificate' },
    },
    {
      name: 'an intermediate that was forgotten',
      request: {},
      sent: 'leaf',
      verify: { code: 21, name: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', text: 'unable to verify the first certificate' },
    },
    {
      name: 'a root that is sent but not trusted',
      request: { issuer: 'untrusted' },
      sent: 'with the root of nobody',
      verify: {
        code: 19,
        name: 'SELF_SIGNED_CERT_IN_CHAIN',
        text: 'self-signed certificate in certificate chain',
      },
    },
    {
      name: 'made for clients',
      request: { eku: ['clientAuth'] },
      verify: { code: 26, name: 'INVALID_PURPOSE', text: 'unsuitable certificate purpose' },
    },
    {
      name: 'no roots at all',
      request: {},
      roots: { kind: 'file', pem: [] },
      verify: { code: 20, name: 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY', text: 'unable to get local issuer certificate' },
    },
    {
      name: 'against the roots that Node brings',
      request: { issuer: 'untrusted' },
      roots: { kind: 'mozilla', pem: null },
      verify: { code: 21, name: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', text: 'unable to verify the first certificate' },
    },
  ]
  test.each(cases)('$name', async ({ request, sent, roots = settings.roots, verify }) => {
    const leaf = await authority.issue({ names: ['mx.test'], ...request })
    const chain = { leaf: leaf.pem, 'with the root of nobody': toPem(leaf.der, untrusted.der) }
    const cert = sent === undefined ? leaf.chainPem : chain[sent]
    const { socket } = await connectToTls({ cert, key: leaf.privateKeyPem ?? '' })
    const result = await handshake(socket, { ...settings, roots })
    expect(result).toMatchObject({ ok: true, value: { verify } })
  })
})

const closed = { code: 'stream-closed', during: 'handshake' }
const reset = { code: 'stream-reset', during: 'handshake' }
const failed = (reason: string) => ({ code: 'tls-handshake-failed', reason })
const afterHello = (act: (client: Socket) => void) => (client: Socket) => void client.once('data', () => act(client))
const halfHello = hex('16 0303 005a 02 000056 0303')

describe('a handshake that does not come about', () => {
  const cases = [
    { name: 'closes at once', script: (client: Socket) => client.end(), failure: closed },
    { name: 'closes after the hello', script: afterHello((client) => client.end()), failure: closed },
    { name: 'closes inside its hello', script: afterHello((client) => client.end(halfHello)), failure: closed },
    {
      name: 'says close_notify',
      script: afterHello((client) => client.end(hex('15 0303 0002 0100'))),
      failure: closed,
    },
    { name: 'resets after the hello', script: afterHello((client) => client.resetAndDestroy()), failure: reset },
    {
      name: 'resets inside its hello',
      script: afterHello((client) => {
        client.write(halfHello)
        setTimeout(() => client.resetAndDestroy(), 10)
      }),
      failure: reset,
    },
    {
      name: 'refuses by an alert',
      script: afterHello((client) => client.end(hex('15 0303 0002 0228'))),
      failure: failed('ssl/tls alert handshake failure'),
    },
    {
      name: 'speaks SMTP',
      script: (client: Socket) => client.write('454 4.7.0 TLS not available\r\n'),
      failure: failed('wrong version number'),
    },
    {
      name: 'sends a record that is too long',
      script: afterHello((client) => client.write(hex('16 0303 ffff 02 ffffff'))),
      failure: failed('data length too long'),
    },
    {
      name: 'stays silent',
      script: (client: Socket) => client.resume(),
      failure: { code: 'stream-timeout', during: 'handshake', milliseconds: 80 },
    },
    {
      name: 'stays silent inside its hello',
      script: afterHello((client) => client.write(halfHello)),
      failure: { code: 'stream-timeout', during: 'handshake', milliseconds: 80 },
    },
  ]
  test.each(cases)('one that $name', async ({ script, failure }) => {
    const socket = await connectTo(script)
    const timeoutMilliseconds = failure.code === 'stream-timeout' ? 80 : 5_000
    const result = await handshake(socket, { ...settings, timeoutMilliseconds })
    expect(result).toEqual({ ok: false, failure })
    // A late error of the stream would have nobody to catch it; vitest fails the file for an uncaught one.
    await pause(15)
    expect(socket.destroyed).toBe(true)
  })

  test('no suite in common with a TLS server', async () => {
    const leaf = await authority.issue({ names: ['mx.test'] })
    const { socket } = await connectToTls({
      cert: leaf.chainPem,
      key: leaf.privateKeyPem ?? '',
      maxVersion: 'TLSv1.2',
      ciphers: 'PSK-AES128-CBC-SHA256',
    })
    const result = await handshake(socket, settings)
    expect(result).toEqual({ ok: false, failure: failed('ssl/tls alert handshake failure') })
  })

  test('a stream that the peer has ended already', async () => {
    const socket = await connectTo((client) => client.end())
    socket.resume()
    await once(socket, 'end')
    expect(await handshake(socket, settings)).toEqual({ ok: false, failure: closed })
  })

  test('a stream that is dead already', async () => {
    const socket = await connectTo((client) => client.resume())
    socket.destroy()
    await pause(5)
    expect(await handshake(socket, settings)).toEqual({ ok: false, failure: closed })
  })

  test.each([0, 10])('a cancellation after %i ms is thrown, and the stream is gone', async (milliseconds) => {
    const socket = await connectTo((client) => client.resume())
    const signal = milliseconds === 0 ? AbortSignal.abort() : AbortSignal.timeout(milliseconds)
    const result = await attempt(() => handshake(socket, { ...settings, signal }))
    expect(result).toEqual({ ok: false, failure: { code: 'cancelled' } })
    await pause(5)
    expect(socket.destroyed).toBe(true)
  })

  test('a stream that breaks after the handshake raises nothing', async () => {
    const leaf = await authority.issue({ names: ['mx.test'] })
    const { socket } = await connectToTls({ cert: leaf.chainPem, key: leaf.privateKeyPem ?? '' })
    const result = await handshake(socket, settings)
    if (!result.ok) throw new Error(result.failure.code)
    socket.destroy(Object.assign(new Error('gone'), { code: 'ECONNRESET' }))
    await pause(15)
    expect(result.value.stream.destroyed).toBe(true)
  })
})
