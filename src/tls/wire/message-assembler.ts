import { ProbeError } from '../../base/failure.ts'
import { concatBytes } from '../../base/hex.ts'
import { HANDSHAKE_MESSAGE_BYTES } from '../../base/limits.ts'
import { HANDSHAKE_HEADER_BYTES, type HandshakeMessage } from './handshake.ts'

/**
 * Joins the fragments of handshake records to messages, which may share a record or span several (RFC 8446 section 5.1).
 * A message that claims to be longer than {@link HANDSHAKE_MESSAGE_BYTES} is `wire-malformed` before it is waited for.
 */
export class MessageAssembler {
  #left: Uint8Array = new Uint8Array(0)

  /** Adds a fragment and gives the messages that it completes. */
  add(fragment: Uint8Array): readonly HandshakeMessage[] {
    let bytes = this.#left.length === 0 ? fragment : concatBytes([this.#left, fragment])
    const messages: HandshakeMessage[] = []
    while (bytes.length >= HANDSHAKE_HEADER_BYTES) {
      const [type = 0, high = 0, middle = 0, low = 0] = bytes
      const length = (high * 256 + middle) * 256 + low
      if (length > HANDSHAKE_MESSAGE_BYTES) {
        throw new ProbeError({ code: 'wire-malformed', structure: 'Handshake', offset: 1 })
      }
      const end = HANDSHAKE_HEADER_BYTES + length
      if (bytes.length < end) break
      messages.push({ type, body: bytes.subarray(HANDSHAKE_HEADER_BYTES, end) })
      bytes = bytes.subarray(end)
    }
    this.#left = bytes
    return messages
  }

  /** True when no part of a message is waiting for the rest. */
  get isEmpty(): boolean {
    return this.#left.length === 0
  }
}
