import { join } from 'node:path'
import { DEFAULT_NAME, type Leaf } from './certificates.ts'
import { startDaemon } from './daemon.ts'
import { peerPath } from './require-peer.ts'
import { type Place, type RunningPeer, runningPeer, settlePlace } from './running-peer.ts'

/** What an SMTP server on Java's TLS shall have. */
export interface JsseServerOptions extends Place {
  /** Certificates with keys of different types; each suite takes the one that it needs. */
  readonly leaves: readonly Leaf[]
  /** Whose order of suites decides; the client's unless told otherwise. */
  readonly order?: 'client' | 'server'
}

/** Fewer passes of the compiler: a server that lives for a second is faster without them. */
const QUICK_START = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', '-Xmx256m']

/**
 * Starts an SMTP server on JSSE, the TLS of Java 17, with nothing forbidden any more: SSL 3.0 to TLS 1.3, EXPORT suites with
 * RSA keys of 512 bits made for them (FREAK), primes of 512 and 768 bits, DES, RC4, NULL, anonymous suites and fixed ECDH.
 * It shares no code with OpenSSL or GnuTLS.
 */
export async function startJsseServer({
  leaves,
  order = 'client',
  ...wanted
}: JsseServerOptions): Promise<RunningPeer> {
  const place = await settlePlace(wanted)
  const keys = leaves.flatMap(({ chainFile, keyFile }) => [chainFile, keyFile])
  const source = join(import.meta.dirname, 'JsseSmtp.java')
  const daemon = await startDaemon({
    program: peerPath('java'),
    parameters: [...QUICK_START, source, place.address, String(place.port), DEFAULT_NAME, order, ...keys],
    ready: /^ready \d/m,
  })
  return runningPeer(place, daemon.output, daemon.stop)
}
