import type { TLSSocket } from 'node:tls'

/** How long a server may take to take part in a renegotiation. One that ignores the request is done with sooner by all others. */
const RENEGOTIATION_MILLISECONDS = 3_000

/**
 * Begins a second handshake inside a connection of TLS 1.2 or less and sees whether the server takes part. A server that does can be
 * kept busy by anyone, for a handshake costs it more than its client (CVE-2011-1473).
 *
 * @returns true when it did, false when it refused or ignored it, null when the local library could not begin
 * @see RFC 5246 section 7.4.1.1
 */
export function renegotiates(socket: TLSSocket): Promise<boolean | null> {
  if (socket.destroyed) return Promise.resolve(null)
  return new Promise((resolve) => {
    const end = (answer: boolean | null): void => {
      clearTimeout(timer)
      socket.off('close', onClose).off('error', onClose)
      resolve(answer)
    }
    const onClose = (): void => end(false)
    const timer = setTimeout(() => end(false), RENEGOTIATION_MILLISECONDS)
    // A refusal by the alert no_renegotiation comes as an error.
    socket.once('close', onClose).once('error', onClose)
    const began = socket.renegotiate({ rejectUnauthorized: false }, (error) => end(error === null))
    if (began === false) end(null)
  })
}
