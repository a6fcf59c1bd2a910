import type { Server, Socket } from 'node:net'
import { type RunningPeer, runningPeer } from './running-peer.ts'

/**
 * Lets a server of this process listen.
 *
 * @param sockets those that the server has at the moment, and those that it opened; whatever closes the peer ends them
 */
export async function listeningPeer(
  server: Server,
  place: { readonly address: string; readonly port: number },
  sockets: ReadonlySet<Socket>,
  log: () => string = () => '',
): Promise<RunningPeer> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(place.port, place.address, resolve)
  })
  return runningPeer(place, log, async () => {
    const closed = new Promise((resolve) => server.close(resolve))
    for (const socket of sockets) socket.destroy()
    await closed
  })
}
