import type { Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'
import type { SmtpBehaviour } from './lab-domain.ts'
import { serveSmtp } from './smtp-server.ts'
import type { LabMail } from './take-mail.ts'
import type { TlsServer } from './tls-server.ts'

/** What the connections of one host share. */
export interface HostSettings {
  readonly host: string
  /** The machines behind the address, which take turns. */
  readonly machines: readonly [HostMachine, ...HostMachine[]]
  /** Told of every message; without it no mail is taken. */
  readonly onMail: ((mail: LabMail) => void) | undefined
}

/** One machine: how it speaks, and its TLS; null for one that never comes to TLS. */
export interface HostMachine {
  readonly behaviour: SmtpBehaviour
  readonly tls: TlsServer | null
}

/** Takes a connection. */
export type Handler = (socket: Socket) => void

/** Makes the handler of connections on which TLS comes after STARTTLS. */
export function starttlsHandler(settings: HostSettings): Handler {
  const { host } = settings
  let connections = 0
  // All clients are one machine, and postscreen remembers who has waited once.
  let isKnown = false
  return (socket) => {
    connections += 1
    socket.on('error', () => socket.destroy())
    socket.setNoDelay(true)
    const machine = turn(settings, connections)
    const { behaviour } = machine
    if (connections > (behaviour.connectionsBefore421 ?? Number.POSITIVE_INFINITY)) {
      socket.end(`421 4.7.0 ${host} Too many connections, come back later\r\n`)
      return
    }
    if (behaviour.tricklesMilliseconds !== undefined) {
      trickle(socket, behaviour.tricklesMilliseconds)
      return
    }
    const greet = (): void => {
      isKnown = true
      void speak(socket, settings, machine)
    }
    const timer = setTimeout(greet, isKnown ? 0 : (behaviour.bannerDelayMilliseconds ?? 0))
    socket.once('close', () => clearTimeout(timer))
  }
}

/** Makes the handler of connections on which TLS comes first (RFC 8314 section 3.3). */
export function implicitTlsHandler(settings: HostSettings): Handler {
  const { host } = settings
  let connections = 0
  return (socket) => {
    connections += 1
    socket.on('error', () => socket.destroy())
    socket.setNoDelay(true)
    const { behaviour, tls } = turn(settings, connections)
    if (tls === null) return void socket.destroy()
    void tls.serve(socket, (secure) => {
      const onMail = mailSink(settings, secure)
      void serveSmtp(secure, { host, behaviour, secure: true, greets: true, onMail, startTls: () => secure.destroy() })
    })
  }
}

function turn({ machines }: HostSettings, connections: number): HostMachine {
  return machines[(connections - 1) % machines.length] ?? machines[0]
}

async function speak(socket: Socket, settings: HostSettings, { behaviour, tls }: HostMachine): Promise<void> {
  const { host } = settings
  await serveSmtp(socket, {
    host,
    behaviour,
    secure: false,
    onMail: mailSink(settings, null),
    startTls: (stream, behind) => {
      if (behaviour.insteadOfTls !== undefined) return insteadOfTls(socket, behaviour.insteadOfTls)
      if (tls === null) return void stream.destroy()
      void tls.serve(stream, (secure) => {
        const carriedOver = behaviour.obeysCommandsBehindStartTls ? behind : []
        const onMail = mailSink(settings, secure)
        void serveSmtp(secure, { host, behaviour, secure: true, carriedOver, onMail, startTls: () => secure.destroy() })
      })
    },
  })
}

/** Adds to a message how it came. */
function mailSink({ host, onMail }: HostSettings, secure: TLSSocket | null): Parameters<typeof serveSmtp>[1]['onMail'] {
  if (onMail === undefined) return undefined
  const tls = secure === null ? null : { version: secure.getProtocol() ?? '', suite: secure.getCipher().name }
  return (mail) => onMail({ ...mail, host, tls })
}

/** What comes in answer to the ClientHello where a ServerHello should. */
function insteadOfTls(socket: Socket, what: NonNullable<SmtpBehaviour['insteadOfTls']>): void {
  socket.resume().once('data', () => answerHello(socket, what))
}

function answerHello(socket: Socket, what: NonNullable<SmtpBehaviour['insteadOfTls']>): void {
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
