import { connect, createServer, type NetConnectOpts, type Socket } from 'node:net'
import { listeningPeer } from './listening-peer.ts'
import { type Place, type RunningPeer, runningPeer, settlePlace } from './running-peer.ts'

/** How a front speaks, and to which TLS server it hands over. */
export interface FrontOptions extends Place {
  /** The TLS server, by address and port or by the path of a Unix socket. */
  readonly backend: { readonly address: string; readonly port: number } | { readonly path: string }
  /** The name in the greeting; by default `mx.lab.test`. */
  readonly name?: string
  /** Extensions in the EHLO answer after STARTTLS; by default PIPELINING and 8BITMIME. */
  readonly extensions?: readonly string[]
  /** The reply to STARTTLS; a code other than 220 leaves the connection in clear. By default `220 Ready`. */
  readonly starttlsReply?: string
  /** Wait before the greeting. By default 0. */
  readonly greetingMilliseconds?: number
}

/**
 * Turns any TLS server into a STARTTLS peer: speaks SMTP up to the `220` that answers STARTTLS (RFC 3207 section 4) and
 * from there on only carries bytes. After TLS the client talks to the backend itself, which need not speak SMTP.
 */
export async function startFront(options: FrontOptions): Promise<RunningPeer> {
  const place = await settlePlace(options)
  const sockets = new Set<Socket>()
  const log: string[] = []
  const keep = (socket: Socket): void => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    socket.on('error', () => socket.destroy())
  }
  const server = createServer({ noDelay: true }, (client) => {
    keep(client)
    const greet = (): void => {
      client.write(`220 ${options.name ?? DEFAULT_GREETING_NAME} ESMTP\r\n`)
    }
    if (options.greetingMilliseconds === undefined) greet()
    else setTimeout(greet, options.greetingMilliseconds)
    speak(client, options, log, (rest) => {
      const backend = connect(backendOf(options))
      keep(backend)
      backend.setNoDelay(true)
      // A ClientHello in the segment of STARTTLS is a client's fault, but the backend shall judge it.
      if (rest.length > 0) backend.write(rest)
      client.pipe(backend)
      backend.pipe(client)
      client.once('close', () => backend.destroy())
      backend.once('close', () => client.end())
    })
  })
  return listeningPeer(server, place, sockets, () => log.join('\n'))
}

/** Starts a front before a TLS server that runs; closing the result closes both. */
export async function withStarttls(
  backend: RunningPeer,
  options: Omit<FrontOptions, 'backend'> = {},
): Promise<RunningPeer> {
  try {
    const front = await startFront({ ...options, backend })
    const end = async (): Promise<void> => {
      await front.close()
      await backend.close()
    }
    return runningPeer(front, () => `${front.log()}\n${backend.log()}`, end)
  } catch (error) {
    await backend.close()
    throw error
  }
}

const DEFAULT_GREETING_NAME = 'mx.lab.test'

function backendOf({ backend }: FrontOptions): NetConnectOpts {
  return 'path' in backend ? { path: backend.path } : { host: backend.address, port: backend.port }
}

/** Answers commands line by line until STARTTLS was answered with 220; then gives up the stream and what was read too far. */
function speak(client: Socket, options: FrontOptions, log: string[], handOver: (rest: Buffer) => void): void {
  let pending = Buffer.alloc(0)
  const onData = (chunk: Buffer): void => {
    pending = Buffer.concat([pending, chunk])
    for (;;) {
      const end = pending.indexOf('\n')
      if (end < 0) return
      const command = pending.toString('latin1', 0, end).trim()
      pending = pending.subarray(end + 1)
      log.push(command)
      const reply = answer(command, options)
      client.write(`${reply}\r\n`)
      const verb = command.slice(0, 8).toUpperCase()
      if (verb.startsWith('QUIT')) {
        client.end()
      } else if (verb === 'STARTTLS' && reply.startsWith('220')) {
        client.off('data', onData)
        client.pause()
        handOver(pending)
        return
      }
    }
  }
  client.on('data', onData)
}

function answer(command: string, options: FrontOptions): string {
  const name = options.name ?? DEFAULT_GREETING_NAME
  const verb = command.split(' ', 1)[0]?.toUpperCase()
  switch (verb) {
    case 'EHLO':
      return [name, ...(options.extensions ?? ['PIPELINING', '8BITMIME']), 'STARTTLS']
        .map((line, index, lines) => `250${index < lines.length - 1 ? '-' : ' '}${line}`)
        .join('\r\n')
    case 'HELO':
    case 'NOOP':
    case 'RSET':
      return `250 ${name}`
    case 'QUIT':
      return '221 Bye'
    case 'STARTTLS':
      return options.starttlsReply ?? '220 Ready'
    default:
      return '530 Must issue a STARTTLS command first'
  }
}
