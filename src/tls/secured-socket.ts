import type { TLSSocket } from 'node:tls'
import type { Failure } from '../base/failure.ts'
import { fromHex } from '../base/hex.ts'
import { printable } from '../base/printable.ts'
import { verifyCodeBySymbol } from '../registry/find-verify-code.ts'

/** OpenSSL's verdict on the chain: number, symbolic name and text, as `openssl s_client` prints them. */
export interface VerifyResult {
  readonly code: number
  readonly name: string
  readonly text: string
}

/** Secrets of TLS 1.3 with which the messages of our own handshake can be read; null until the library has them. */
export interface HandshakeSecrets {
  readonly client: Uint8Array | null
  readonly server: Uint8Array | null
}

/** Keeps the secrets of a handshake as the library tells them. To be called before the handshake begins. */
export function keepSecrets(socket: TLSSocket): HandshakeSecrets {
  const secrets = { client: null as Uint8Array | null, server: null as Uint8Array | null }
  socket.on('keylog', (line: Buffer) => {
    const [label, , secret = ''] = line.toString('latin1').trim().split(' ')
    if (label === 'CLIENT_HANDSHAKE_TRAFFIC_SECRET') secrets.client = fromHex(secret)
    if (label === 'SERVER_HANDSHAKE_TRAFFIC_SECRET') secrets.server = fromHex(secret)
  })
  return secrets
}

/** Waits until the handshake is complete; null when it is. */
export function secured(
  socket: TLSSocket,
  timeoutMilliseconds: number,
  signal: AbortSignal | undefined,
): Promise<Failure | null> {
  return new Promise((resolve) => {
    const end = (failure: Failure | null): void => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', onAbort)
      socket.off('secureConnect', onSecure).off('error', onError).off('close', onClose)
      resolve(failure)
    }
    const onSecure = (): void => end(null)
    const onError = (error: NodeJS.ErrnoException): void => end(failureOf(error))
    const onClose = (): void => end({ code: 'stream-closed', during: 'handshake' })
    const onAbort = (): void => end({ code: 'cancelled' })
    const timer = setTimeout(
      () => end({ code: 'stream-timeout', during: 'handshake', milliseconds: timeoutMilliseconds }),
      timeoutMilliseconds,
    )
    signal?.addEventListener('abort', onAbort, { once: true })
    socket.once('secureConnect', onSecure).once('error', onError).once('close', onClose)
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

/** What OpenSSL made of the chain of a socket whose handshake is complete. */
export function verifyResultOf(socket: TLSSocket): VerifyResult {
  if (socket.authorized || !socket.authorizationError) return { code: 0, name: 'OK', text: 'ok' }
  const name = String(socket.authorizationError)
  const known = verifyCodeBySymbol(name)
  return { code: known?.code ?? 1, name, text: known?.text ?? 'unspecified certificate verification error' }
}
