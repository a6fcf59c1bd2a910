import type { Duplex } from 'node:stream'
import { fail } from '../base/failure.ts'
import { Inbox } from '../base/inbox.ts'
import {
  BANNER_MILLISECONDS,
  QUIT_MILLISECONDS,
  REPLY_LINE_BYTES,
  REPLY_LINES,
  REPLY_MILLISECONDS,
  TEXT_CHARACTERS,
} from '../base/limits.ts'
import { printable } from '../base/printable.ts'
import { parseReply, parseReplyLine, type Reply } from './reply.ts'
import type { TranscriptLine } from './session-facts.ts'

/** How long and how much an SMTP peer may talk. */
export interface SmtpLimits {
  readonly bannerMilliseconds: number
  /** For one whole reply, however many lines it has. */
  readonly replyMilliseconds: number
  readonly quitMilliseconds: number
  readonly lineBytes: number
  readonly replyLines: number
}

/** The limits for real servers. */
export const SMTP_LIMITS: SmtpLimits = {
  bannerMilliseconds: BANNER_MILLISECONDS,
  replyMilliseconds: REPLY_MILLISECONDS,
  quitMilliseconds: QUIT_MILLISECONDS,
  lineBytes: REPLY_LINE_BYTES,
  replyLines: REPLY_LINES,
}

/** What a conversation depends on. */
export interface ConversationOptions {
  readonly limits: SmtpLimits
  /** Milliseconds of a clock that never goes back. */
  readonly clock: () => number
  readonly signal: AbortSignal | undefined
}

/** How long the peer may take to end its direction after we have ended ours. */
const LINGER_MILLISECONDS = 2_000

/**
 * Commands out, replies in, over one stream and later over the TLS stream that takes its place; every line is noted with
 * its time. It knows the form of replies and nothing of their meaning.
 */
export class Conversation {
  readonly limits: SmtpLimits
  readonly transcript: TranscriptLine[] = []
  readonly #options: ConversationOptions
  readonly #startedAt: number
  #inbox: Inbox
  #secure = false
  #released = false

  constructor(stream: Duplex, options: ConversationOptions) {
    this.limits = options.limits
    this.#options = options
    this.#startedAt = options.clock()
    this.#inbox = new Inbox(stream, options.signal)
  }

  /** Milliseconds since the conversation began, to a tenth. */
  get milliseconds(): number {
    return Math.round((this.#options.clock() - this.#startedAt) * 10) / 10
  }

  /** False once the peer has ended the stream, or while somebody else has it. */
  get open(): boolean {
    return !this.#released && !this.#inbox.finished
  }

  /** True once the conversation goes on inside TLS. */
  get secure(): boolean {
    return this.#secure
  }

  /** Sends command lines in one segment. They hold no line end: the callers write constants and checked names. */
  send(...lines: readonly string[]): void {
    for (const line of lines) this.#note('>', line)
    this.#inbox.stream.write(lines.map((line) => `${line}\r\n`).join(''))
  }

  /**
   * Reads one reply within `milliseconds`.
   *
   * @throws ProbeError `smtp-malformed`, `stream-timeout`, `stream-closed`, `stream-reset`, `cancelled`, and
   *   `stream-too-long` for a line over its limit or for more lines than a reply may have (the limit is then the bytes
   *   of the lines that were read)
   */
  async reply(during: string, milliseconds: number): Promise<Reply> {
    this.#inbox.begin(during, milliseconds)
    const lines: Uint8Array[] = []
    let bytes = 0
    while (lines.length < this.limits.replyLines) {
      const line = await this.#line()
      lines.push(line)
      bytes += line.length
      // Each line is judged as it comes: a peer that talks garbage need not be heard to the end.
      if (parseReplyLine(line, during).last) return parseReply(lines, during)
    }
    return fail({ code: 'stream-too-long', during, limitBytes: bytes })
  }

  /** Takes whatever has arrived and belongs to no reply. */
  async takeRest(): Promise<Uint8Array> {
    return this.#inbox.buffered > 0 ? this.#inbox.some() : new Uint8Array()
  }

  /** Gives the stream away. Until {@link resume} there is nobody to talk to. */
  release(): Duplex {
    this.#released = true
    this.#inbox.release()
    return this.#inbox.stream
  }

  /** Goes on over the stream that TLS made of the released one. */
  resume(stream: Duplex): void {
    this.#inbox = new Inbox(stream, this.#options.signal)
    this.#secure = true
    this.#released = false
  }

  /** Ends our direction, waits shortly until that is written out, and leaves it to the peer to end its own. */
  async close(): Promise<void> {
    if (this.#released) return
    const { stream } = this.#inbox
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, this.limits.quitMilliseconds)
      const done = (): void => {
        clearTimeout(timer)
        resolve()
      }
      if (stream.destroyed) return done()
      stream.once('close', done).end(done)
    })
    this.#inbox.leave(LINGER_MILLISECONDS)
  }

  /** A line that never ends is evidence too, and noted as far as it came. */
  async #line(): Promise<Uint8Array> {
    try {
      const line = await this.#inbox.line(this.limits.lineBytes)
      this.#note('<', line)
      return line
    } catch (error) {
      const rest = this.#inbox.peek().subarray(0, this.limits.lineBytes)
      if (rest.length > 0) this.#note('<', rest, { partial: true })
      throw error
    }
  }

  #note(direction: '<' | '>', line: Uint8Array | string, mark: { readonly partial?: true } = {}): void {
    const text = printable(line, TEXT_CHARACTERS)
    this.transcript.push({ direction, milliseconds: this.milliseconds, secure: this.#secure, text, ...mark })
  }
}
