import type { ClientPiece } from './command-reader.ts'

/** A message that somebody on the path has read. Bytes are characters (latin1); they come from a sender, so escape them. */
export interface ReadMail {
  /** Parameters of MAIL and RCPT, such as `<a@example.lab>`. */
  readonly from: string
  readonly to: readonly string[]
  /** Its beginning, header first, lines ended by LF. */
  readonly text: string
}

/** Reads along. */
export interface Eavesdropper {
  /** The mail that is complete with this piece; null for most. */
  hear(piece: ClientPiece): ReadMail | null
}

/** As much of a message as shows that it was read. */
const TEXT_CHARACTERS = 4_096

/** Recipients that are remembered of one message. */
const RECIPIENTS = 20

/** Collects the messages of a conversation from the client's side of it. */
export function createEavesdropper(): Eavesdropper {
  let from = ''
  let to: readonly string[] = []
  /** Null while no message is coming. */
  let text: string | null = null
  return {
    hear(piece) {
      if (piece.kind === 'command') {
        const [, path = ''] = /^(?:MAIL FROM|RCPT TO): ?(\S*)/i.exec(piece.text) ?? []
        if (piece.verb === 'MAIL') [from, to] = [path, []]
        if (piece.verb === 'RCPT' && to.length < RECIPIENTS) to = [...to, path]
        text = piece.verb === 'DATA' ? '' : null
        return null
      }
      if (text === null) return null
      if (piece.replies === 'one') {
        const mail = { from, to, text }
        text = null
        return mail
      }
      const line = Buffer.from(piece.bytes).toString('latin1').replace(/\r\n$/, '\n').replace(/^\.\./, '.')
      text = (text + line).slice(0, TEXT_CHARACTERS)
      return null
    },
  }
}
