import { createSocket, type Socket as UdpSocket } from 'node:dgram'
import { once } from 'node:events'
import { createServer, isIPv6, type Server, type Socket } from 'node:net'
import { attemptSync, fail } from '../base/failure.ts'
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

/** Queries of one connection that are answered at a time. */
const PIPELINED = 100

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

/** Where a server listens. */
interface Place {
  readonly address: string
  readonly port: number
}

/**
 * Starts an authoritative server for zones, on UDP and TCP of one port; port 0 takes a free one.
 *
 * @throws ProbeError `port-unusable`
 */
export function startAuthority(at: Place, zones: readonly Zone[]): Promise<DnsServer> {
  return startDnsServer(at, (query) => respondFromZones(zones, query))
}

/**
 * Starts a server that answers as `respond` says, on UDP and TCP of one port; port 0 takes a free one.
 *
 * @throws ProbeError `port-unusable`
 */
export async function startDnsServer({ address, port }: Place, respond: Responder): Promise<DnsServer> {
  for (let attempt = 1; ; attempt += 1) {
    const udp = createSocket(isIPv6(address) ? 'udp6' : 'udp4')
    const sockets = new Set<Socket>()
    const tcp = createServer((socket) => serveTcp(socket, sockets, respond))
    tcp.maxConnections = CONNECTIONS
    const errno = await listen(udp, tcp, { address, port })
    if (errno === null) {
      serveUdp(udp, respond)
      return { address, port: udp.address().port, close: () => close(udp, tcp, sockets) }
    }
    udp.close()
    const isTwinTaken = port === 0 && errno === 'EADDRINUSE'
    if (!isTwinTaken || attempt >= PORT_ATTEMPTS) return fail({ code: 'port-unusable', address, port, errno })
  }
}

/** Null when both listen, or the kernel's name for what is in the way. */
async function listen(udp: UdpSocket, tcp: Server, { address, port }: Place): Promise<string | null> {
  try {
    udp.bind(port, address)
    await once(udp, 'listening')
    tcp.listen(udp.address().port, address)
    await once(tcp, 'listening')
  } catch (error) {
    if (error instanceof Error && 'errno' in error && 'code' in error) return String(error.code)
    throw error
  }
  // A connection that could not be accepted (too many open files) is lost; the next one may not be.
  tcp.on('error', () => {})
  return null
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
  let open = 0
  socket.setNoDelay(true)
  socket.setTimeout(IDLE_MILLISECONDS, () => socket.destroy())
  socket.on('error', () => {})
  socket.on('close', () => sockets.delete(socket))
  socket.on('drain', serveNext)
  socket.on('data', (chunk: Uint8Array) => {
    buffer = buffer.length === 0 ? chunk : Buffer.concat([buffer, chunk])
    serveNext()
  })

  /** Who asks and does not read is not listened to meanwhile, or its answers would fill the memory. */
  function serveNext(): void {
    let end = messageEnd(buffer)
    for (; end !== null && open < PIPELINED && !socket.writableNeedDrain; end = messageEnd(buffer)) {
      const query = buffer.subarray(2, end)
      buffer = buffer.subarray(end)
      open += 1
      void reply(query, 'tcp', respond).then(send)
    }
    if (end === null) socket.resume()
    else socket.pause()
  }

  function send(octets: Uint8Array | null): void {
    open -= 1
    if (socket.destroyed) return
    if (octets !== null) socket.write(new Writer().vector(2, (writer) => writer.bytes(octets)).finish())
    serveNext()
  }
}

/** Where the first message in a buffer ends, its two octets of length counted; null while it is not whole. */
function messageEnd(buffer: Uint8Array): number | null {
  if (buffer.length < 2) return null
  const end = 2 + ((buffer[0] ?? 0) << 8) + (buffer[1] ?? 0)
  return buffer.length < end ? null : end
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
