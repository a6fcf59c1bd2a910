import { connect, isIP, type Socket } from 'node:net'
import { type Failure, ProbeError } from '../base/failure.ts'
import { CONNECT_MILLISECONDS } from '../base/limits.ts'

/** Where to connect, and how long to try. */
export interface DialOptions {
  /** An IPv4 or IPv6 address. Names are resolved elsewhere, with their own proof. */
  readonly address: string
  readonly port: number
  /** By default {@link CONNECT_MILLISECONDS}. */
  readonly timeoutMilliseconds?: number
  readonly signal?: AbortSignal | undefined
}

/** How everything that needs a connection gets one, so that a test or a proxy can take its place. */
export type Dial = (options: DialOptions) => Promise<Socket>

/**
 * Opens a TCP connection, with Nagle's delay off because an SMTP dialogue is made of small writes that wait for answers.
 *
 * The socket bears a listener for `error`, so that a reset between two readers cannot end the process; a reader sees it
 * through its own listener or through the closed stream.
 *
 * @throws ProbeError `tcp-refused`, `tcp-timeout`, `tcp-unreachable`, `stream-reset` (accepted and reset at once),
 *   `target-invalid`, `cancelled`
 */
export function dial(options: DialOptions): Promise<Socket> {
  const { address, port, timeoutMilliseconds = CONNECT_MILLISECONDS, signal } = options
  return new Promise((resolve, reject) => {
    const refuse = (failure: Failure): void => reject(new ProbeError(failure))
    if (signal?.aborted) return refuse({ code: 'cancelled' })
    if (isIP(address) === 0 || !Number.isInteger(port) || port < 1 || port > 65_535) {
      return refuse({ code: 'target-invalid', target: `${address}:${port}`, reason: 'not an IP address and port' })
    }

    const socket = connect({ host: address, port, noDelay: true })
    const settle = (finish: () => void): void => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', onAbort)
      finish()
    }
    const abandon = (failure: Failure): void =>
      settle(() => {
        socket.destroy()
        refuse(failure)
      })
    const onAbort = (): void => abandon({ code: 'cancelled' })
    const timer = setTimeout(
      () => abandon({ code: 'tcp-timeout', address, port, milliseconds: timeoutMilliseconds }),
      timeoutMilliseconds,
    )
    signal?.addEventListener('abort', onAbort, { once: true })
    socket.on('error', (error: NodeJS.ErrnoException) => abandon(failureOfErrno(error, options)))
    socket.once('connect', () => settle(() => resolve(socket)))
  })
}

function failureOfErrno(error: NodeJS.ErrnoException, { address, port, timeoutMilliseconds }: DialOptions): Failure {
  switch (error.code) {
    case 'ECONNREFUSED':
      return { code: 'tcp-refused', address, port }
    case 'ETIMEDOUT':
      return { code: 'tcp-timeout', address, port, milliseconds: timeoutMilliseconds ?? CONNECT_MILLISECONDS }
    case 'ECONNRESET':
      return { code: 'stream-reset', during: 'connect' }
    default:
      return { code: 'tcp-unreachable', address, port, errno: error.code ?? 'unknown' }
  }
}
