import { fail } from './failure.ts'

/**
 * A cursor over the bytes of one structure of a wire protocol. Every read is checked; a structure that is too short, or
 * longer than what was read of it ({@link Reader.end}), is `wire-malformed` with its name and the offset.
 *
 * @throws ProbeError `wire-malformed`
 */
export class Reader {
  readonly structure: string
  readonly #bytes: Uint8Array
  #offset = 0

  constructor(bytes: Uint8Array, structure: string) {
    this.#bytes = bytes
    this.structure = structure
  }

  /** Bytes read so far. */
  get offset(): number {
    return this.#offset
  }

  /** Bytes left to read. */
  get remaining(): number {
    return this.#bytes.length - this.#offset
  }

  /** An unsigned big-endian integer of 1 to 6 bytes. */
  uint(size: 1 | 2 | 3 | 4 | 6): number {
    const end = this.#take(size)
    let value = 0
    for (let at = this.#offset - size; at < end; at += 1) value = value * 256 + (this.#bytes[at] ?? 0)
    return value
  }

  /** The next `length` bytes, as a view (not a copy). */
  bytes(length: number): Uint8Array {
    const end = this.#take(length)
    return this.#bytes.subarray(end - length, end)
  }

  /** A vector with a length prefix of `prefix` bytes, as TLS writes them (RFC 8446 section 3.4). */
  vector(prefix: 1 | 2 | 3): Uint8Array {
    return this.bytes(this.uint(prefix))
  }

  /** A vector of two-byte integers with a length prefix; an odd length is malformed. */
  uint16s(prefix: 1 | 2): readonly number[] {
    const inner = new Reader(this.vector(prefix), this.structure)
    const values: number[] = []
    while (inner.remaining > 0) values.push(inner.uint(2))
    return values
  }

  /** All that is left. */
  rest(): Uint8Array {
    return this.bytes(this.remaining)
  }

  /** Moves to an absolute offset inside the structure (DNS compression needs it). */
  seek(offset: number): void {
    if (offset < 0 || offset > this.#bytes.length) this.malformed()
    this.#offset = offset
  }

  /** Ends the reading: bytes that are left over make the structure malformed. */
  end(): void {
    if (this.remaining > 0) this.malformed()
  }

  /** Refuses the structure at the present offset. */
  malformed(): never {
    return fail({ code: 'wire-malformed', structure: this.structure, offset: this.#offset })
  }

  #take(length: number): number {
    if (length > this.remaining) this.malformed()
    this.#offset += length
    return this.#offset
  }
}
