import { constants } from 'node:crypto'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { connect, createSecureContext, TLSSocket } from 'node:tls'
import type { IssuedCertificate } from '../certificate-authority.ts'
import { createCommandReader } from './command-reader.ts'
import { createDialogue, type Dialogue, type DialogueAttack, type DialogueStep } from './dialogue.ts'
import { createEavesdropper, type ReadMail } from './eavesdropper.ts'
import {
  connectToLoopback,
  type LoopbackListener,
  type LoopbackPlace,
  listenOnLoopback,
  requireLoopback,
} from './loopback.ts'
import type { PathAttack } from './path-attack.ts'

/** What the attacker did, or got. */
export type PathEvent =
  | { readonly kind: 'attacked'; readonly attack: PathAttack }
  | { readonly kind: 'read'; readonly attack: PathAttack; readonly mail: ReadMail }

/** Where somebody stands. */
export interface Position {
  /** Where clients come to; port 0 takes a free one. */
  readonly listen: LoopbackPlace
  /** Where the real server is. */
  readonly server: LoopbackPlace
  /** Whether TLS comes after a conversation in clear, or first. */
  readonly mode: 'starttls' | 'implicit'
  /** Makes the certificate for the attack `forged-certificate`. */
  readonly forge: () => Promise<IssuedCertificate>
  readonly onEvent?: (event: PathEvent) => void
}

/** Somebody on the path to a server. */
export interface ManInTheMiddle extends LoopbackListener {
  /** What is done to connections from now on; null passes every byte on. Those that are open go on as they began. */
  use(attack: PathAttack | null): void
}

/**
 * Puts somebody in front of a server. He listens and connects on loopback only (`loopback.ts`), and passes everything on until
 * told otherwise.
 *
 * @throws ProbeError `address-not-loopback`, `port-unusable`
 */
export async function startManInTheMiddle(position: Position): Promise<ManInTheMiddle> {
  requireLoopback(position.server.address)
  let attack: PathAttack | null = null
  const listener = await listenOnLoopback(position.listen, (client) => {
    client.on('error', () => client.destroy())
    if (attack === 'blocked') {
      client.resetAndDestroy()
      position.onEvent?.({ kind: 'attacked', attack })
      return
    }
    const server = connectToLoopback(position.server)
    bindFates(client, server)
    if (attack === null) passOn(client, server)
    else if (position.mode === 'implicit') attackTls(attack, position, client, server)
    else follow(attack, position, client, server)
  })
  return {
    ...listener,
    use: (next) => {
      attack = next
    },
  }
}

/** What ends one side by force ends the other in the same way. */
function bindFates(client: Socket, server: Socket): void {
  for (const [one, other] of [
    [client, server],
    [server, client],
  ] as const) {
    one.on('error', () => other.resetAndDestroy())
    one.once('close', () => {
      // A side that ended well has said so, and what it sent may still be on its way.
      if (!one.readableEnded) other.destroy()
    })
  }
}

function passOn(client: Duplex, server: Duplex): void {
  client.pipe(server)
  server.pipe(client)
}

/** Implicit TLS has no conversation in clear that could be stripped of anything. */
function attackTls(attack: DialogueAttack, position: Position, client: Socket, server: Socket): void {
  if (attack === 'forged-certificate') void endTls(position, client, server)
  else if (attack === 'reset') resetAtHello(position, client, server)
  else passOn(client, server)
}

/** Follows the conversation until TLS begins, or to its end. */
function follow(attack: DialogueAttack, position: Position, client: Socket, server: Socket): void {
  const dialogue = createDialogue(attack)
  const stop = (): void => {
    for (const socket of [client, server]) socket.pause().removeAllListeners('data').removeAllListeners('end')
  }
  const carryOut = (steps: readonly DialogueStep[]): void => {
    for (const step of steps) {
      switch (step.kind) {
        case 'to-server':
          send(server, step.bytes, client)
          break
        case 'to-client':
          send(client, step.bytes, server)
          break
        case 'did':
          position.onEvent?.({ kind: 'attacked', attack })
          break
        case 'read':
          position.onEvent?.({ kind: 'read', attack, mail: step.mail })
          break
        case 'tls':
          stop()
          if (attack === 'reset') resetAtHello(position, client, server)
          else void endTls(position, client, server)
          return
        default:
          step satisfies never
      }
    }
  }
  listenTo(client, server, dialogue.fromClient, dialogue.clientEnds, carryOut)
  listenTo(server, client, dialogue.fromServer, dialogue.serverEnds, carryOut)
}

function listenTo(
  source: Socket,
  sink: Socket,
  onData: Dialogue['fromClient'],
  onEnd: Dialogue['clientEnds'],
  carryOut: (steps: readonly DialogueStep[]) => void,
): void {
  source.on('data', (chunk: Buffer) => carryOut(onData(chunk)))
  source.on('end', () => {
    carryOut(onEnd())
    sink.end()
  })
}

/** Writes, and makes the source wait when the sink is full. */
function send(sink: Socket, bytes: Uint8Array, source: Socket): void {
  if (bytes.length === 0 || sink.writableEnded || sink.destroyed) return
  if (sink.write(bytes)) return
  source.pause()
  sink.once('drain', () => source.resume())
}

function resetAtHello(position: Position, client: Socket, server: Socket): void {
  client.once('data', () => {
    client.resetAndDestroy()
    server.destroy()
    position.onEvent?.({ kind: 'attacked', attack: 'reset' })
  })
  client.resume()
}

/** Settings that nobody would remark upon: the attacker's TLS is as good as any. */
const INCONSPICUOUS = {
  ciphers: 'ECDHE+AESGCM:ECDHE+CHACHA20',
  honorCipherOrder: true,
  secureOptions: constants.SSL_OP_NO_RENEGOTIATION,
} as const

/** Ends the client's TLS here, starts TLS with the server, and reads along between the two. */
async function endTls(position: Position, client: Socket, server: Socket): Promise<void> {
  const attack = 'forged-certificate'
  const { chainPem, privateKeyPem } = await position.forge()
  const secureContext = createSecureContext({ cert: chainPem, key: privateKeyPem ?? '', ...INCONSPICUOUS })
  const inner = new TLSSocket(client, { isServer: true, secureContext })
  // A client that does not believe the certificate says so and leaves: nothing was sent to the server yet.
  inner.on('error', () => client.destroy())
  const giveUp = (): void => void client.destroy()
  inner.once('end', giveUp).resume()
  inner.once('secure', () => {
    inner.off('end', giveUp)
    position.onEvent?.({ kind: 'attacked', attack })
    const servername = serverNameOf(inner)
    // Whoever attacks asks no questions: any server, with any certificate.
    const outer = connect({
      socket: server,
      rejectUnauthorized: false,
      minVersion: 'TLSv1',
      ciphers: 'DEFAULT:@SECLEVEL=0',
      ...(servername === undefined ? {} : { servername }),
    })
    outer.on('error', () => server.destroy())
    readAlong(inner, (mail) => position.onEvent?.({ kind: 'read', attack, mail }))
    passOn(inner, outer)
  })
}

/** The name that the client asked for, which Node knows and its types do not. */
function serverNameOf(socket: TLSSocket): string | undefined {
  const name = 'servername' in socket ? socket.servername : undefined
  return typeof name === 'string' && name !== '' ? name : undefined
}

/** Listens to the client beside whoever passes its bytes on. */
function readAlong(client: Duplex, onMail: (mail: ReadMail) => void): void {
  const commands = createCommandReader()
  const eavesdropper = createEavesdropper()
  client.on('data', (chunk: Uint8Array) => {
    for (const piece of commands.take(chunk)) {
      // The server's replies are not looked at: a message follows every DATA, or nothing does.
      if (piece.kind === 'command' && piece.verb === 'DATA') commands.expectMessage()
      const mail = eavesdropper.hear(piece)
      if (mail !== null) onMail(mail)
    }
  })
}
