import { createServer, type Server, type Socket } from 'node:net'
import { ProbeError } from '../base/failure.ts'
import type { Resolver } from '../dns/lookup.ts'
import { type Dial, dial } from '../smtp/dial.ts'
import { createAuthority } from './certificate-authority.ts'
import { LAB_DOMAINS } from './domains/lab-domains.ts'
import type { LabDomain, LabHost, LabServer } from './lab-domain.ts'
import { createLabResolver } from './lab-resolver.ts'
import { serveSmtp } from './smtp-server.ts'
import { createTlsServer, type TlsServer } from './tls-server.ts'

/** A miniature internet of mail servers on this machine's loopback. */
export interface Lab {
  readonly domains: readonly LabDomain[]
  /** Answers names of the zone `lab.`. */
  readonly resolver: Resolver
  /** Reaches the lab's addresses, and nothing else. */
  readonly dial: Dial
  /** PEM of the one root that the lab trusts. */
  readonly rootPem: string
  readonly close: () => Promise<void>
}

/** How a lab differs from the usual one. */
export interface LabOptions {
  readonly domains?: readonly LabDomain[]
  /** Domains whose servers are wanted; by default all. The names of the others resolve, but nobody listens there. */
  readonly wanted?: readonly string[]
  /** Every delay of its servers is divided by this; tests have no time. */
  readonly pace?: number
}

/** The only address that a lab server binds to. */
const LOOPBACK = '127.0.0.1'

/** The port that lab servers are known under; the real ones are chosen by the kernel. */
const SMTP_PORT = 25

/**
 * Starts the lab: names, a certificate authority and a server for every host, in this process and without privileges.
 * Addresses are those that RFC 5737 keeps for documentation; `dial` leads them to ports on loopback.
 *
 * @param now what the lab takes for the present, for certificates that have expired or are not valid yet
 */
export async function startLab(now: Date, options: LabOptions = {}): Promise<Lab> {
  const { domains = LAB_DOMAINS, pace = 1, wanted } = options
  const authority = createAuthority({ name: 'wiretight lab', now })
  const listeners: Listener[] = []
  const ports = new Map<string, number>()
  const start = async (host: LabHost, { smtp, tls }: LabServer): Promise<void> => {
    const tlsServer = tls === null ? null : createTlsServer(await tls({ authority, host: host.name, now }))
    for (const address of host.addresses) {
      const listener = await listen(connectionHandler(host.name, paced(smtp, pace), tlsServer))
      listeners.push(listener)
      ports.set(`${address} ${SMTP_PORT}`, listener.port)
    }
  }
  const served = domains.filter(({ domain }) => wanted?.includes(domain) ?? true)
  const hosts = served.flatMap(({ hosts: own }) => own)
  await Promise.all(hosts.flatMap((host) => (host.server === null ? [] : [start(host, host.server)])))
  return {
    domains,
    resolver: createLabResolver(domains),
    dial: (options) => {
      const port = ports.get(`${options.address} ${options.port}`)
      if (port !== undefined) return dial({ ...options, address: LOOPBACK, port })
      const { address, port: asked } = options
      return Promise.reject(new ProbeError({ code: 'tcp-refused', address, port: asked }))
    },
    rootPem: authority.certificates.root.pem,
    close: async () => {
      await Promise.all(listeners.map(closeServer))
    },
  }
}

function paced(behaviour: LabServer['smtp'], pace: number): LabServer['smtp'] {
  const { bannerDelayMilliseconds: delay } = behaviour
  return delay === undefined ? behaviour : { ...behaviour, bannerDelayMilliseconds: delay / pace }
}

type Handler = (socket: Socket) => void

function connectionHandler(host: string, behaviour: LabServer['smtp'], tls: TlsServer | null): Handler {
  let connections = 0
  return (socket) => {
    connections += 1
    socket.on('error', () => socket.destroy())
    socket.setNoDelay(true)
    if (connections > (behaviour.connectionsBefore421 ?? Number.POSITIVE_INFINITY)) {
      socket.end(`421 4.7.0 ${host} Too many connections, come back later\r\n`)
      return
    }
    if (behaviour.tricklesMilliseconds !== undefined) {
      trickle(socket, behaviour.tricklesMilliseconds)
      return
    }
    const timer = setTimeout(() => void speak(socket, host, behaviour, tls), behaviour.bannerDelayMilliseconds ?? 0)
    socket.once('close', () => clearTimeout(timer))
  }
}

async function speak(socket: Socket, host: string, behaviour: LabServer['smtp'], tls: TlsServer | null): Promise<void> {
  await serveSmtp(socket, {
    host,
    behaviour,
    secure: false,
    startTls: (stream, behind) => {
      if (behaviour.insteadOfTls !== undefined) return insteadOfTls(socket, behaviour.insteadOfTls)
      if (tls === null) return void stream.destroy()
      void tls.serve(stream, (secure) => {
        const carriedOver = behaviour.obeysCommandsBehindStartTls ? behind : []
        void serveSmtp(secure, { host, behaviour, secure: true, carriedOver, startTls: () => secure.destroy() })
      })
    },
  })
}

/** What comes in answer to the ClientHello where a ServerHello should. */
function insteadOfTls(socket: Socket, what: NonNullable<LabServer['smtp']['insteadOfTls']>): void {
  socket.resume().once('data', () => answerHello(socket, what))
}

function answerHello(socket: Socket, what: NonNullable<LabServer['smtp']['insteadOfTls']>): void {
  switch (what) {
    case 'garbage':
      socket.end('This is not TLS at all, sorry.\r\n')
      break
    case 'giant-record':
      socket.end(Buffer.concat([Buffer.of(22, 3, 3, 0xff, 0xff), Buffer.alloc(65_535, 0x41)]))
      break
    case 'close':
      socket.end()
      break
    case 'reset':
      socket.resetAndDestroy()
      break
    default:
      throw what satisfies never
  }
}

/** One letter after the other, never a line end. */
function trickle(socket: Socket, pauseMilliseconds: number): void {
  const timer = setInterval(() => socket.write('2'), pauseMilliseconds)
  socket.on('data', () => {})
  socket.once('close', () => clearInterval(timer))
}

interface Listener {
  readonly server: Server
  readonly port: number
  readonly sockets: ReadonlySet<Socket>
}

async function listen(handler: Handler): Promise<Listener> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    handler(socket)
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, LOOPBACK, resolve)
  })
  server.unref()
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('a listening server has an address')
  return { server, port: address.port, sockets }
}

/** Ends a server with all connections that are still open. */
function closeServer({ server, sockets }: Listener): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    for (const socket of sockets) socket.destroy()
  })
}
