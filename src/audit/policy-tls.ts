import type { Duplex } from 'node:stream'
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls'
import { attemptSync, type Failure, fail, ProbeError } from '../base/failure.ts'
import { fromHex } from '../base/hex.ts'
import { CHAIN_CERTIFICATES } from '../base/limits.ts'
import { printable } from '../base/printable.ts'
import type { PolicyTlsConnection, StartPolicyTls } from '../mtasts/policy-fetch.ts'
import { verifyCodeBySymbol } from '../registry/find-verify-code.ts'
import { versionOfWire } from '../registry/versions.ts'
import { type Tap, tap } from '../tls/tap.ts'
import { HANDSHAKE, readCertificateList, readCertificateList13 } from '../tls/wire/handshake.ts'
import { messagesOf, recordsOf, serverHelloOf } from '../tls/wire/handshake-transcript.ts'

/**
 * TLS to a policy host, with the settings of a client that means it: unlike the handshakes of a survey, which want to get
 * through whatever the server has, this one takes no version, suite or key that OpenSSL does not take by default.
 */
export const startPolicyTls: StartPolicyTls = async (inner, { host, roots, timeoutMilliseconds, signal }) => {
  const tapped = tap(inner)
  const secrets: Secrets = { client: null, server: null }
  const socket = connect({
    socket: tapped.stream,
    servername: host,
    ALPNProtocols: ['http/1.1'],
    minVersion: 'TLSv1.2',
    ...(roots.pem === null ? {} : { ca: [...roots.pem] }),
    // Chain and name are facts; whoever fetches judges them before anything is asked of the host.
    rejectUnauthorized: false,
    checkServerIdentity: () => undefined,
  } satisfies ConnectionOptions)
  socket.on('keylog', (line: Buffer) => {
    const [label, , secret = ''] = line.toString('latin1').trim().split(' ')
    if (label === 'SERVER_HANDSHAKE_TRAFFIC_SECRET') secrets.server = fromHex(secret)
  })
  // Whoever reads the stream next listens for errors; one that comes before is reported to nobody, but must not crash.
  socket.on('error', () => {})
  const failure = await secured(socket, timeoutMilliseconds, signal)
  const seen =
    failure === null ? attemptSync(() => connectionOf(socket, tapped, secrets)) : ({ ok: false, failure } as const)
  if (!seen.ok) socket.destroy()
  if (!seen.ok && seen.failure.code === 'cancelled') throw new ProbeError(seen.failure)
  return seen
}

interface Secrets {
  readonly client: null
  server: Uint8Array | null
}

/** Waits until the handshake is complete; null when it is. */
function secured(socket: TLSSocket, milliseconds: number, signal: AbortSignal | undefined): Promise<Failure | null> {
  return new Promise((resolve) => {
    const end = (failure: Failure | null): void => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', onAbort)
      resolve(failure)
    }
    const onAbort = (): void => end({ code: 'cancelled' })
    const timer = setTimeout(() => end({ code: 'stream-timeout', during: 'handshake', milliseconds }), milliseconds)
    signal?.addEventListener('abort', onAbort, { once: true })
    socket.once('secureConnect', () => end(null))
    socket.once('error', (error) => end(failureOf(error)))
    socket.once('close', () => end({ code: 'stream-closed', during: 'handshake' }))
    if (signal?.aborted) onAbort()
  })
}

/** Errors that tell of the end of the stream. Without the kernel's number they are Node's words for a FIN, with it a RST. */
const ENDS: ReadonlySet<string | undefined> = new Set(['ECONNRESET', 'EPIPE', 'ERR_STREAM_DESTROYED'])

function failureOf(error: NodeJS.ErrnoException & { readonly reason?: string }): Failure {
  if (ENDS.has(error.code) && error.reason === undefined) {
    return { code: error.errno === undefined ? 'stream-closed' : 'stream-reset', during: 'handshake' }
  }
  return { code: 'tls-handshake-failed', reason: printable(error.reason ?? error.code ?? error.message, 200) }
}

/** The chain comes from the bytes on the wire, because the library hands it over in another order and without what it did not need. */
function connectionOf(socket: TLSSocket & Duplex, { chunks }: Tap, secrets: Secrets): PolicyTlsConnection {
  const records = recordsOf(chunks)
  const hello = serverHelloOf(records) ?? fail({ code: 'wire-malformed', structure: 'ServerHello', offset: 0 })
  const message = messagesOf(records, hello, secrets).find(
    (each) => each.message?.type === HANDSHAKE.certificate,
  )?.message
  const version = versionOfWire(hello.version) ?? 'tls12'
  const read = version === 'tls13' ? readCertificateList13 : readCertificateList
  const certificates = message ? read(message.body, CHAIN_CERTIFICATES) : []
  return { stream: socket, version, certificates, verify: verifyOf(socket) }
}

function verifyOf(socket: TLSSocket): PolicyTlsConnection['verify'] {
  if (socket.authorized || !socket.authorizationError) return { code: 0, name: 'OK', text: 'ok' }
  const name = String(socket.authorizationError)
  const known = verifyCodeBySymbol(name)
  return { code: known?.code ?? 1, name, text: known?.text ?? 'unspecified certificate verification error' }
}
