import { connect, createServer, type Socket } from 'node:net'
import { listeningPeer } from './listening-peer.ts'
import { type Place, type RunningPeer, settlePlace } from './running-peer.ts'

/** What went through a {@link Forwarder} since it started or since its last `reset()`. */
export interface ForwarderCounts {
  /** TCP connections accepted. */
  readonly connections: number
  /** Bytes from clients to the server. */
  readonly bytesUp: number
  /** Bytes from the server to clients. */
  readonly bytesDown: number
  /**
   * The most connections that were open at the same moment, as this process sees it: it may be told of the end of one after it
   * has accepted the next, which the client has opened only when the first was gone.
   */
  readonly peakConcurrency: number
  /** Connections that are open now. */
  readonly open: number
}

/** A TCP forwarder that counts and delays. */
export interface Forwarder extends RunningPeer {
  counts(): ForwarderCounts
  /** Sets the counts to zero. Connections that are open stay so, and count for the greatest number at a time. */
  reset(): void
}

/** What to forward to, and how slowly. */
export interface ForwarderOptions extends Place {
  readonly target: { readonly address: string; readonly port: number }
  /** One way; a round trip takes twice as long. By default 0. */
  readonly delayMilliseconds?: number
}

/**
 * Forwards TCP connections, and makes them as slow as a distant server's.
 *
 * The kernel answers a client's SYN at once, which on a real path takes a round trip. So the server is called only when
 * the third packet of the TCP handshake would have reached it, after three one-way delays: what it says first then
 * arrives after two round trips, as it does in reality. Each later chunk, and the end of the stream, takes one way.
 */
export async function startForwarder(options: ForwarderOptions): Promise<Forwarder> {
  const place = await settlePlace(options)
  const delay = options.delayMilliseconds ?? 0
  const sockets = new Set<Socket>()
  const log: string[] = []
  const zero = { connections: 0, bytesUp: 0, bytesDown: 0, peakConcurrency: 0 }
  const counts = { ...zero }
  let open = 0

  const server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
    counts.connections++
    open++
    counts.peakConcurrency = Math.max(counts.peakConcurrency, open)
    client.once('close', () => open--)
    keep(client)
    client.pause()
    const call = (): void => {
      if (client.destroyed) return
      const upstream = connect({
        host: options.target.address,
        port: options.target.port,
        allowHalfOpen: true,
        noDelay: true,
      })
      keep(upstream)
      upstream.once('error', (error) => log.push(`upstream: ${error.message}`))
      carry(client, upstream, delay, (bytes) => {
        counts.bytesUp += bytes
      })
      carry(upstream, client, delay, (bytes) => {
        counts.bytesDown += bytes
      })
    }
    later(3 * delay, call)
  })

  function keep(socket: Socket): void {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    socket.on('error', () => {}) // carried to the other side by `carry`
  }

  return {
    ...(await listeningPeer(server, place, sockets, () => log.join('\n'))),
    counts: () => ({ ...counts, open }),
    reset: () => {
      Object.assign(counts, zero, { peakConcurrency: open })
    },
  }
}

/** Carries one direction: its bytes, its end and its reset, each as late as the rest. Timers of equal length keep their order. */
function carry(from: Socket, to: Socket, delay: number, count: (bytes: number) => void): void {
  from.on('data', (chunk: Buffer) => {
    count(chunk.length)
    later(delay, () => {
      if (!to.destroyed && !to.write(chunk)) {
        from.pause()
        to.once('drain', () => from.resume())
      }
    })
  })
  from.once('end', () => later(delay, () => to.end()))
  from.once('error', () => later(delay, () => to.resetAndDestroy()))
  from.once('close', () => later(delay, () => to.end()))
  from.resume()
}

function later(milliseconds: number, act: () => void): void {
  if (milliseconds === 0) act()
  else setTimeout(act, milliseconds)
}
