import type { Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'
import type { SmtpBehaviour } from './lab-domain.ts'
import { serveSmtp } from './smtp-server.ts'
import type { LabMail } from './take-mail.ts'
import type { TlsServer } from './tls-server.ts'

/** What the connections of one host share. */
export interface HostSettings {
  readonly host: string
  readonly behaviour: SmtpBehaviour
  /** The machines behind the address, which take turns; none for a server that never comes to TLS. */
  readonly tls: readonly TlsServer[]
  /** Told of every message; without it no mail is taken. */
  readonly onMail: ((mail: LabMail) => void) | undefined
}

/** Takes a connection. */
export type Handler = (socket: Socket) => void

/** Makes the handler of connections on which TLS comes after STARTTLS. */
export function starttlsHandler(settings: HostSettings): Handler {
  const { host, behaviour } = settings
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
    const tls = turn(settings, connections)
    const timer = setTimeout(() => void speak(socket, settings, tls), behaviour.bannerDelayMilliseconds ?? 0)
    socket.once('close', () => clearTimeout(timer))
  }
}

/** Makes the handler of connections on which TLS comes first (RFC 8314 section 3.3). */
export function implicitTlsHandler(settings: HostSettings): Handler {
  const { host, behaviour } = settings
  let connections = 0
  return (socket) => {
    connections += 1
    socket.on('error', () => socket.destroy())
    socket.setNoDelay(true)
    const tls = turn(settings, connections)
    if (tls === null) return void socket.destroy()
    void tls.serve(socket, (secure) => {
      const onMail = mailSink(settings, secure)
      void serveSmtp(secure, { host, behaviour, secure: true, greets: true, onMail, startTls: () => secure.destroy() })
    })
  }
}

function turn({ tls }: HostSettings, connections: number): TlsServer | null {
  return tls[(connections - 1) % tls.length] ?? null
}

async function speak(socket: Socket, settings: HostSettings, tls: TlsServer | null): Promise<void> {
  const { host, behaviour } = settings
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
