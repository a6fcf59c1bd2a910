import { connect, createServer, type Socket } from 'node:net'
import { fail } from '../../base/failure.ts'
import { parseIpAddress } from '../../base/ip-address.ts'

/** An address of 127.0.0.0/8 and a port. */
export interface LoopbackPlace {
  readonly address: string
  readonly port: number
}

/** A listener of the lab. */
export interface LoopbackListener extends LoopbackPlace {
  /** Ends it with all connections that are still open. */
  readonly close: () => Promise<void>
}

/** The first octet of IPv4's loopback (RFC 6890 section 2.2.2, table 4). */
const LOOPBACK_OCTET = 127

/**
 * Refuses every address that is not of 127.0.0.0/8: nothing that attacks can be pointed at, or reached by, another machine.
 * Names are refused as well, and so is what only some readers take for such an address, as `127.1` or `::ffff:127.0.0.1`.
 *
 * @throws ProbeError `address-not-loopback`
 */
export function requireLoopback(address: string): void {
  const octets = parseIpAddress(address)
  if (octets?.length !== 4 || octets[0] !== LOOPBACK_OCTET) fail({ code: 'address-not-loopback', address })
}

/**
 * Listens on loopback, and nowhere else. Connections are half-open: what one side has ended, the other may still use.
 *
 * @param place port 0 takes a free one
 * @throws ProbeError `address-not-loopback`, `port-unusable`
 */
export async function listenOnLoopback(
  place: LoopbackPlace,
  handler: (socket: Socket) => void,
): Promise<LoopbackListener> {
  const { address, port } = place
  requireLoopback(address)
  const sockets = new Set<Socket>()
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    handler(socket)
  })
  const failed = await new Promise<NodeJS.ErrnoException | null>((resolve) => {
    server.once('error', resolve).listen(port, address, () => resolve(null))
  })
  if (failed !== null) fail({ code: 'port-unusable', address, port, errno: failed.code ?? 'unknown' })
  server.unref()
  const bound = server.address()
  if (bound === null || typeof bound === 'string') throw new Error('a listening server has an address')
  return {
    address,
    port: bound.port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        for (const socket of sockets) socket.destroy()
      }),
  }
}

/**
 * Connects to a server on loopback, and to nothing else. The socket is half-open and not connected yet.
 *
 * @throws ProbeError `address-not-loopback`
 */
export function connectToLoopback({ address, port }: LoopbackPlace): Socket {
  requireLoopback(address)
  return connect({ host: address, port, allowHalfOpen: true, noDelay: true })
}
