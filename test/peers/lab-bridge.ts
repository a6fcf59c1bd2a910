import { createServer, type Socket } from 'node:net'
import type { Lab } from '../../src/lab/lab.ts'
import { listeningPeer } from './harness/listening-peer.ts'
import { type Place, type RunningPeer, settlePlace } from './harness/running-peer.ts'

/**
 * Lets programs that are not ours talk to a server of the lab, whose address leads somewhere for the lab's own `dial` only.
 *
 * @param address as the lab's zone has it
 */
export async function startLabBridge(lab: Lab, address: string, place: Place = {}): Promise<RunningPeer> {
  const settled = await settlePlace(place)
  const sockets = new Set<Socket>()
  const log: string[] = []
  const keep = (socket: Socket): void => {
    sockets.add(socket)
    socket.on('error', () => socket.destroy()).once('close', () => sockets.delete(socket))
  }
  const server = createServer({ noDelay: true }, (client) => {
    keep(client)
    lab.dial({ address, port: 25 }).then(
      (upstream) => {
        keep(upstream)
        client.pipe(upstream).pipe(client)
        client.once('close', () => upstream.destroy())
        upstream.once('close', () => client.destroy())
      },
      (error: unknown) => {
        log.push(String(error))
        client.destroy()
      },
    )
  })
  return listeningPeer(server, settled, sockets, () => log.join('\n'))
}
