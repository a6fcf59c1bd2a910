/** A message of a mailbox file, without its `From ` line; null when it was longer than allowed and was passed over. */
export type MboxMessage = Buffer | null

/** Octets of the longest form in which a message begins: the end of a line, an empty one, and the word. */
const HELD_BACK = '\n\r\nFrom '.length

/** A `From ` line begins a message where an empty line goes before it. RFC 4155 appendix A describes this default form. */
const BEGINS = /\n\r?\nFrom /g

/** True for the first octets of a mailbox file. */
export function isMbox(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.subarray(0, 5)).toString('latin1') === 'From '
}

/**
 * Splits a mailbox file as it is read: one message is held in memory at a time, whatever the size of the file.
 *
 * @param limitBytes the longest message
 */
export async function* splitMbox(chunks: AsyncIterable<Uint8Array>, limitBytes: number): AsyncGenerator<MboxMessage> {
  const message = new Accumulator(limitBytes)
  let tail: Uint8Array = new Uint8Array()
  for await (const chunk of chunks) {
    const window = Buffer.concat([tail, chunk])
    let from = 0
    for (const match of window.toString('latin1').matchAll(BEGINS)) {
      const end = match.index + match[0].length - 'From '.length
      message.add(window.subarray(from, end))
      yield message.take()
      from = end
    }
    // What may be the beginning of a separator waits for the next chunk.
    const kept = Math.max(from, window.length - HELD_BACK)
    message.add(window.subarray(from, kept))
    tail = window.subarray(kept)
  }
  message.add(tail)
  if (message.length > 0) yield message.take()
}

/** The octets of a message under way. What is beyond the limit is counted and not kept. */
class Accumulator {
  readonly #limitBytes: number
  #parts: Uint8Array[] = []
  length = 0

  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes
  }

  add(part: Uint8Array): void {
    this.length += part.length
    if (this.length > this.#limitBytes) this.#parts = []
    else if (part.length > 0) this.#parts.push(part)
  }

  take(): MboxMessage {
    const whole = this.length > this.#limitBytes ? null : Buffer.concat(this.#parts)
    this.#parts = []
    this.length = 0
    return whole === null ? null : whole.subarray(whole.indexOf('\n') + 1)
  }
}
