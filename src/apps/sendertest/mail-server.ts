import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import type { ConnectionGate } from './connection-gate.ts'
import { listenOn } from './listen-on.ts'
import { receiveMail } from './receive-mail.ts'
import type { ReceiverSettings } from './receiver-settings.ts'

/** A running mail server at one address. */
export interface MailServer {
  readonly address: string
  readonly port: number
  readonly close: () => Promise<void>
}

/** Connections that wait to be accepted; the gate refuses them politely afterwards. */
const BACKLOG = 128

/** A client that is turned away has this long to take the reason. */
const TURN_AWAY_MILLISECONDS = 2_000

/** Clients that are being turned away at once; beyond that they are cut off without a word. */
const TURNED_AWAY = 64

/** Starts a mail server. The gate is shared by all servers of a service. */
export async function startMailServer(
  at: { readonly address: string; readonly port: number },
  settings: ReceiverSettings,
  gate: ConnectionGate,
): Promise<MailServer> {
  const sockets = new Set<Socket>()
  let turnedAway = 0
  const server = createServer({ noDelay: true }, (socket) => {
    socket.on('error', () => socket.destroy())
    const client = clientAddress(socket)
    if (client === null) return void socket.destroy()
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    if (gate.enter(client)) {
      socket.once('close', () => gate.leave(client))
      void receiveMail(socket, client, settings)
      return
    }
    if (turnedAway >= TURNED_AWAY) return void socket.destroy()
    turnedAway += 1
    const timer = setTimeout(() => socket.destroy(), TURN_AWAY_MILLISECONDS)
    socket.once('close', () => {
      turnedAway -= 1
      clearTimeout(timer)
    })
    socket.end(`421 4.7.0 ${settings.host} Too many connections, come back later\r\n`)
  })
  await listenOn(server, { ...at, backlog: BACKLOG })
  const { port } = server.address() as AddressInfo
  return { address: at.address, port, close: () => close(server, sockets) }
}

/** The client's address; an IPv4 address that came over an IPv6 socket is itself. Null when the client is gone already. */
function clientAddress({ remoteAddress }: Socket): string | null {
  return remoteAddress?.replace(/^::ffff:(?=\d+\.)/, '') ?? null
}

function close(server: Server, sockets: ReadonlySet<Socket>): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    for (const socket of sockets) socket.destroy()
  })
}
