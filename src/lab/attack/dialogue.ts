import { type ClientPiece, createCommandReader } from './command-reader.ts'
import { createEavesdropper, type ReadMail } from './eavesdropper.ts'
import type { PathAttack } from './path-attack.ts'
import { createReplyReader, type ReplyLine } from './reply-reader.ts'

/** Attacks that follow the conversation; the others need not understand it. */
export type DialogueAttack = Exclude<PathAttack, 'blocked'>

/** What the attacker does next. */
export type DialogueStep =
  | { readonly kind: 'to-server' | 'to-client'; readonly bytes: Uint8Array }
  | { readonly kind: 'did'; readonly attack: DialogueAttack }
  | { readonly kind: 'read'; readonly mail: ReadMail }
  /** TLS begins on both sides: SMTP is over, whatever comes now belongs to the handshake. */
  | { readonly kind: 'tls' }

/** An attacker's view of a conversation in clear. */
export interface Dialogue {
  readonly fromClient: (chunk: Uint8Array) => readonly DialogueStep[]
  readonly fromServer: (chunk: Uint8Array) => readonly DialogueStep[]
  /** Gives out what waits for a line end, when a side ends its stream. */
  readonly clientEnds: () => readonly DialogueStep[]
  readonly serverEnds: () => readonly DialogueStep[]
}

/** What is done with the reply to a command. */
type Fate = 'pass' | 'ehlo' | 'starttls' | 'refuse'

const REFUSAL = Buffer.from('454 4.7.0 TLS not available due to temporary reason\r\n')

/** Replaces STARTTLS, for a server that shall know nothing of it. */
const NOOP = Buffer.from('NOOP\r\n')

const CONTINUES = 0x2d
const ENDS = 0x20

/**
 * Follows a conversation up to TLS and interferes. It works line by line, so that it makes no difference in which pieces the
 * two sides send; replies keep their order, also for clients that send commands ahead (RFC 2920).
 */
export function createDialogue(attack: DialogueAttack): Dialogue {
  const commands = createCommandReader()
  const replies = createReplyReader()
  const eavesdropper = createEavesdropper()
  /** Fates of the replies that are to come; the greeting comes without having been asked for. */
  const fates: Fate[] = ['pass']
  /** A line of an EHLO reply that may have to become its last. */
  let held: ReplyLine | null = null

  const toServer = (bytes: Uint8Array): DialogueStep => ({ kind: 'to-server', bytes })
  const toClient = (bytes: Uint8Array): DialogueStep => ({ kind: 'to-client', bytes })

  function* onPiece(piece: ClientPiece): Generator<DialogueStep> {
    const mail = eavesdropper.hear(piece)
    if (piece.kind === 'command' && piece.verb === 'STARTTLS') return yield* onStartTls(piece.bytes)
    if (piece.kind === 'command') fates.push(piece.verb === 'EHLO' ? 'ehlo' : 'pass')
    else if (piece.replies === 'one') fates.push('pass')
    yield toServer(piece.bytes)
    if (mail !== null) yield { kind: 'read', mail }
  }

  function* onStartTls(bytes: Uint8Array): Generator<DialogueStep> {
    switch (attack) {
      case 'strip':
        // A server does not know this command, as one without TLS would not know STARTTLS.
        fates.push('pass')
        return yield toServer(
          Buffer.from(
            Buffer.from(bytes)
              .toString('latin1')
              .replace(/starttls/i, 'XXXXXXXX'),
          ),
        )
      case 'temporary-failure':
        fates.push('refuse')
        return yield toServer(NOOP)
      case 'forged-certificate':
      case 'reset':
        fates.push('starttls')
        return yield toServer(bytes)
      default:
        throw attack satisfies never
    }
  }

  function* onReply(line: ReplyLine): Generator<DialogueStep> {
    const fate = fates[0] ?? 'pass'
    if (line.last) {
      fates.shift()
      if (line.code === 354) commands.expectMessage()
      if (line.code === 334) commands.expectLine()
    }
    if (fate === 'refuse') {
      if (line.last) yield* [toClient(REFUSAL), { kind: 'did', attack } as const]
      return
    }
    if (fate === 'ehlo' && attack === 'strip') return yield* withoutStartTls(line)
    yield toClient(line.bytes)
    if (fate === 'starttls' && line.last && isConsent(line.code)) yield { kind: 'tls' }
  }

  /** The first line is the server’s name (RFC 5321 section 4.1.1.1); each further one an extension. */
  function* withoutStartTls(line: ReplyLine): Generator<DialogueStep> {
    const isStartTls = line.at > 0 && /^starttls\b/i.test(line.text)
    if (isStartTls) yield { kind: 'did', attack }
    if (isStartTls && !line.last) return
    yield* release(isStartTls)
    if (isStartTls) return
    if (line.last) yield toClient(line.bytes)
    else held = line
  }

  function* release(asLast: boolean): Generator<DialogueStep> {
    if (held === null) return
    const bytes = Uint8Array.from(held.bytes)
    if (asLast && bytes[3] === CONTINUES) bytes[3] = ENDS
    held = null
    yield toClient(bytes)
  }

  return {
    fromClient: (chunk) => commands.take(chunk).flatMap((piece) => [...onPiece(piece)]),
    fromServer: (chunk) => replies.take(chunk).flatMap((line) => [...onReply(line)]),
    clientEnds: () => [toServer(commands.rest())],
    serverEnds: () => [...release(false), toClient(replies.rest())],
  }
}

/** RFC 3207 section 4 knows 220 only; senders take any positive reply. */
function isConsent(code: number | null): boolean {
  return code !== null && code >= 200 && code < 300
}
