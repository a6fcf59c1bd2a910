import type { Socket } from 'node:net'
import { type SecureContext, TLSSocket } from 'node:tls'
import { printable } from '../../base/printable.ts'
import type { SenderTestTls, SenderTestTlsFailure } from '../../facts/sender-test-facts.ts'
import { suiteByName } from '../../registry/find-suite.ts'
import { speltVersion } from '../../registry/spelt-version.ts'
import { watchHellos } from './hello-watch.ts'

/** How a handshake ended. */
export type AcceptedTls =
  | { readonly ok: true; readonly stream: TLSSocket; readonly tls: SenderTestTls }
  | { readonly ok: false; readonly failure: SenderTestTlsFailure }

/** Carries out the server's side of a handshake on a connection whose client is about to send its hello. */
export async function acceptTls(
  socket: Socket,
  context: SecureContext,
  timeoutMilliseconds: number,
): Promise<AcceptedTls> {
  const watch = watchHellos(socket)
  const stream = new TLSSocket(watch.stream, {
    isServer: true,
    secureContext: context,
    // Any certificate will do: it is only noted that there was one.
    requestCert: true,
    rejectUnauthorized: false,
  })
  const reason = await secured(stream, timeoutMilliseconds)
  const { offered, sni, group } = watch.hellos()
  if (reason !== null) {
    stream.destroy()
    return { ok: false, failure: { reason, offered, sni } }
  }
  const { standardName } = stream.getCipher()
  const tls: SenderTestTls = {
    version: speltVersion(stream.getProtocol() ?? '') ?? 'tls12',
    suite: suiteByName(standardName)?.name ?? standardName,
    group,
    sni,
    clientCertificate: Object.keys(stream.getPeerCertificate()).length > 0,
  }
  return { ok: true, stream, tls }
}

const REASON_CHARACTERS = 120

/** Waits for the end of a handshake; null when it succeeded, else why not. */
function secured(stream: TLSSocket, timeoutMilliseconds: number): Promise<string | null> {
  return new Promise((resolve) => {
    const end = (reason: string | null): void => {
      clearTimeout(timer)
      resolve(reason)
    }
    const timer = setTimeout(() => end('timeout'), timeoutMilliseconds)
    // Stays, because errors may come at any time later and are of no interest then.
    stream.on('error', (error) => end(reasonOf(error)))
    stream.once('secure', () => end(null))
    stream.once('close', () => end('closed'))
  })
}

function reasonOf(error: NodeJS.ErrnoException & { readonly reason?: string }): string {
  if (error.reason !== undefined) return printable(error.reason, REASON_CHARACTERS)
  return error.code === 'ECONNRESET' ? 'closed' : printable(error.code ?? error.message, REASON_CHARACTERS)
}
