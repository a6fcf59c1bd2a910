import { connect, createServer, type Socket } from 'node:net'
import { listeningPeer } from './harness/listening-peer.ts'
import { type Place, type RunningPeer, settlePlace } from './harness/running-peer.ts'

/** What one side said on a connection until the other side spoke. */
export interface Turn {
  readonly from: 'client' | 'server'
  readonly bytes: Buffer
}

/** One connection as it was on the wire. */
export interface Recording {
  readonly turns: readonly Turn[]
  /** How the client ended its direction; null while it has not. */
  readonly clientEnd: 'FIN' | 'RST' | null
  /** Whose end the other side heard first; null while nobody has ended anything. */
  readonly endedBy: Turn['from'] | null
}

/** A forwarder that writes down who said what and when. */
export interface Recorder extends RunningPeer {
  /** The connections in the order in which they came. */
  recordings(): readonly Recording[]
}

/**
 * Whatever the server says is held back for so long. A client that does not wait for it is then seen to speak in the same
 * turn as before, however fast the server is.
 */
const HELD_MILLISECONDS = 15

/** Forwards connections to `target`. A server's words count from the moment at which the client is given them. */
export async function startRecorder(
  target: { readonly address: string; readonly port: number },
  options: Place = {},
): Promise<Recorder> {
  const place = await settlePlace(options)
  const recordings: Recording[] = []
  const sockets = new Set<Socket>()
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
    const turns: { from: Turn['from']; bytes: Buffer }[] = []
    const recording: { -readonly [Key in keyof Recording]: Recording[Key] } = { turns, clientEnd: null, endedBy: null }
    recordings.push(recording)
    const note = (from: Turn['from'], chunk: Buffer): void => {
      const last = turns.at(-1)
      if (last?.from === from) last.bytes = Buffer.concat([last.bytes, chunk])
      else turns.push({ from, bytes: chunk })
    }
    const upstream = connect({ host: target.address, port: target.port, allowHalfOpen: true, noDelay: true })
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket.once('close', () => sockets.delete(socket))
    }
    client.on('data', (chunk: Buffer) => {
      note('client', chunk)
      upstream.write(chunk)
    })
    client.once('end', () => {
      recording.clientEnd = 'FIN'
      recording.endedBy ??= 'client'
      upstream.end()
    })
    client.once('error', () => {
      recording.clientEnd = 'RST' // also after a FIN: bytes then came to a socket that was no longer there
      upstream.destroy()
    })
    upstream.on('data', (chunk: Buffer) => {
      setTimeout(() => {
        if (client.destroyed) return
        note('server', chunk)
        client.write(chunk)
      }, HELD_MILLISECONDS)
    })
    const onServerEnd = (): void => {
      setTimeout(() => {
        recording.endedBy ??= 'server'
        client.end()
      }, HELD_MILLISECONDS)
    }
    upstream.once('end', onServerEnd).once('error', onServerEnd)
  })
  return { ...(await listeningPeer(server, place, sockets)), recordings: () => recordings }
}
