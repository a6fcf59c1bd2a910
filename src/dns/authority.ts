import { createSocket, type Socket as UdpSocket } from 'node:dgram'
import { once } from 'node:events'
import { createServer, isIPv6, type Server, type Socket } from 'node:net'
import { attemptSync } from '../base/failure.ts'
import { Writer } from '../base/writer.ts'
import { EDNS_UDP_BYTES } from './wire/edns.ts'
import { type Message, readMessage, writeMessage } from './wire/message.ts'
import { RCODES } from './wire/rr-type.ts'
import { respondFromZones } from './zone/respond.ts'
import type { Zone } from './zone/zone.ts'

/** A TCP connection that says nothing is closed after this time (RFC 7766 section 6.2.3). */
const IDLE_MILLISECONDS = 10_000

/** Connections at a time. */
const CONNECTIONS = 200

/** The UDP limit of a client without EDNS. RFC 1035 section 4.2.1. */
const PLAIN_UDP_BYTES = 512

/** Ports that are tried when UDP got a free one whose TCP twin is taken. */
const PORT_ATTEMPTS = 20

/**
 * Turns a query into a response: a message, octets to be sent as they are (a lab's broken server), or null to stay silent.
 */
export type Responder = (query: Message, transport: 'udp' | 'tcp') => Reply | Promise<Reply>

/** What a responder may give. */
export type Reply = Message | Uint8Array | null

/** A running DNS server. */
export interface DnsServer {
  readonly address: string
  readonly port: number
  close(): Promise<void>
}

/** Starts an authoritative server for zones, on UDP and TCP of one port; port 0 takes a free one. */
export function startAuthority(at: { address: string; port: number }, zones: readonly Zone[]): Promise<DnsServer> {
  return startDnsServer(at, (query) => respondFromZones(zones, query))
}

/** Starts a server that answers as `respond` says, on UDP and TCP of one port; port 0 takes a free one. */
export async function startDnsServer(at: { address: string; port: number }, respond: Responder): Promise<DnsServer> {
  for (let attempt = 1; ; attempt += 1) {
    const udp = createSocket(isIPv6(at.address) ? 'udp6' : 'udp4')
    udp.bind(at.port, at.address)
    await once(udp, 'listening')
    const { port } = udp.address()
    const sockets = new Set<Socket>()
    const tcp = createServer((socket) => serveTcp(socket, sockets, respond))
    tcp.maxConnections = CONNECTIONS
    try {
      tcp.listen(port, at.address)
      await once(tcp, 'listening')
    } catch (error) {
      udp.close()
      if (at.port === 0 && attempt < PORT_ATTEMPTS) continue
      throw error
    }
    serveUdp(udp, respond)
    return { address: at.address, port, close: () => close(udp, tcp, sockets) }
  }
}

function serveUdp(udp: UdpSocket, respond: Responder): void {
  let open = true
  udp.on('error', () => {})
  udp.on('close', () => {
    open = false
  })
  udp.on('message', (bytes, client) => {
    void reply(bytes, 'udp', respond).then((octets) => {
      if (octets !== null && open) udp.send(octets, client.port, client.address, () => {})
    })
  })
}

function serveTcp(socket: Socket, sockets: Set<Socket>, respond: Responder): void {
  sockets.add(socket)
  let buffer: Uint8Array = new Uint8Array(0)
  socket.setNoDelay(true)
  socket.setTimeout(IDLE_MILLISECONDS, () => socket.destroy())
  socket.on('error', () => {})
  socket.on('close', () => sockets.delete(socket))
  socket.on('data', (chunk: Uint8Array) => {
    buffer = buffer.length === 0 ? chunk : Buffer.concat([buffer, chunk])
    while (buffer.length >= 2) {
      const end = 2 + ((buffer[0] ?? 0) << 8) + (buffer[1] ?? 0)
      if (buffer.length < end) return
      const query = buffer.subarray(2, end)
      buffer = buffer.subarray(end)
      void reply(query, 'tcp', respond).then((octets) => {
        if (octets === null || socket.destroyed) return
        socket.write(new Writer().vector(2, (writer) => writer.bytes(octets)).finish())
      })
    }
  })
}

async function reply(bytes: Uint8Array, transport: 'udp' | 'tcp', respond: Responder): Promise<Uint8Array | null> {
  const query = attemptSync(() => readMessage(bytes))
  if (!query.ok) return formatError(bytes)
  // A response is never answered, or two servers could talk for ever.
  if (query.value.flags.response) return null
  const message = await respond(query.value, transport)
  if (message === null || message instanceof Uint8Array) return message
  return writeMessage(message, { limitBytes: transport === 'udp' ? udpLimit(query.value) : 0xffff })
}

function udpLimit(query: Message): number {
  if (query.edns === null) return PLAIN_UDP_BYTES
  return Math.min(Math.max(query.edns.udpPayloadBytes, PLAIN_UDP_BYTES), EDNS_UDP_BYTES)
}

/** FORMERR for octets that at least begin like a query; anything shorter is not worth an answer. */
function formatError(bytes: Uint8Array): Uint8Array | null {
  if (bytes.length < 12 || ((bytes[2] ?? 0) & 0x80) !== 0) return null
  return Uint8Array.of(bytes[0] ?? 0, bytes[1] ?? 0, 0x80, RCODES.FORMERR, 0, 0, 0, 0, 0, 0, 0, 0)
}

async function close(udp: UdpSocket, tcp: Server, sockets: Set<Socket>): Promise<void> {
  const closed = Promise.all([once(udp, 'close'), once(tcp, 'close')])
  udp.close()
  tcp.close()
  for (const socket of sockets) socket.destroy()
  await closed
}
