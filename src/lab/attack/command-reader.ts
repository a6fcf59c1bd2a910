import { createLineSplitter } from './line-splitter.ts'

/** What a client sends: a command, or a part of a message or of an authentication. */
export type ClientPiece =
  | { readonly kind: 'command'; readonly bytes: Uint8Array; readonly verb: string; readonly text: string }
  | { readonly kind: 'content'; readonly bytes: Uint8Array; readonly replies: 'none' | 'one' }

/** Tells the commands of a client from the messages that it sends. */
export interface CommandReader {
  /** All pieces together are what went in, but for a line that is not complete yet. */
  take(chunk: Uint8Array): readonly ClientPiece[]
  /** What comes next is a message, up to a line with a dot alone (RFC 5321 section 4.1.1.4). */
  expectMessage(): void
  /** The next line is no command, but part of an authentication (RFC 4954 section 4). */
  expectLine(): void
  /** Takes out what waits for its line end. */
  rest(): Uint8Array
}

/** More than any command or line of a message may have (RFC 5321 section 4.5.3.1.6). */
const LINE_BYTES = 4_096

const LINE_FEED = 0x0a

/** Follows a client's side of SMTP. Whoever uses it tells it what the server has said, because that decides what comes next. */
export function createCommandReader(): CommandReader {
  const splitter = createLineSplitter(LINE_BYTES)
  let state: 'commands' | 'message' | 'line' = 'commands'
  /** Octets of a BDAT chunk that are still to come (RFC 3030 section 2). */
  let octets = 0

  function* read(chunk: Uint8Array): Generator<ClientPiece> {
    for (let rest = chunk; rest.length > 0; ) {
      if (octets > 0) {
        const bytes = rest.subarray(0, octets)
        octets -= bytes.length
        rest = rest.subarray(bytes.length)
        yield { kind: 'content', bytes, replies: 'none' }
        continue
      }
      // One line at a time: it decides what the next octets are.
      const lineEnd = rest.indexOf(LINE_FEED) + 1 || rest.length
      const pieces = splitter.take(rest.subarray(0, lineEnd))
      rest = rest.subarray(lineEnd)
      for (const { bytes, whole } of pieces) yield pieceOf(bytes, whole)
    }
  }

  function pieceOf(bytes: Uint8Array, whole: boolean): ClientPiece {
    // A command that is too long gets its reply all the same.
    if (!whole)
      return { kind: 'content', bytes, replies: state === 'commands' && bytes.at(-1) === LINE_FEED ? 'one' : 'none' }
    const text = Buffer.from(bytes).toString('latin1').trimEnd()
    if (state === 'line') {
      state = 'commands'
      return { kind: 'content', bytes, replies: 'one' }
    }
    if (state === 'message') {
      const ends = text === '.'
      if (ends) state = 'commands'
      return { kind: 'content', bytes, replies: ends ? 'one' : 'none' }
    }
    const verb = (text.split(' ', 1)[0] ?? '').toUpperCase()
    if (verb === 'BDAT') octets = Number(/^BDAT +(\d{1,15})/i.exec(text)?.[1] ?? 0)
    return { kind: 'command', bytes, verb, text }
  }

  return {
    take: (chunk) => [...read(chunk)],
    expectMessage: () => {
      state = 'message'
    },
    expectLine: () => {
      state = 'line'
    },
    rest: () => splitter.rest(),
  }
}
