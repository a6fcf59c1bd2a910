/** Builds the bytes of a wire structure. Lengths of vectors are written after their content, so nothing is counted twice. */
export class Writer {
  #bytes = new Uint8Array(256)
  #length = 0

  /** Bytes written so far. */
  get length(): number {
    return this.#length
  }

  /** An unsigned big-endian integer of `size` bytes. Higher bits than fit are cut: writers may write wrong bytes on purpose. */
  uint(size: 1 | 2 | 3 | 4 | 6, value: number): this {
    this.#reserve(size)
    let rest = value
    for (let at = this.#length + size - 1; at >= this.#length; at -= 1) {
      this.#bytes[at] = rest % 256
      rest = Math.floor(rest / 256)
    }
    this.#length += size
    return this
  }

  /** Raw bytes. */
  bytes(bytes: Uint8Array): this {
    this.#reserve(bytes.length)
    this.#bytes.set(bytes, this.#length)
    this.#length += bytes.length
    return this
  }

  /** A vector with a length prefix of `prefix` bytes around whatever `content` writes. */
  vector(prefix: 1 | 2 | 3, content: (writer: this) => void): this {
    const at = this.#length
    this.uint(prefix, 0)
    content(this)
    const end = this.#length
    this.#length = at
    this.uint(prefix, end - at - prefix)
    this.#length = end
    return this
  }

  /** A vector of two-byte integers. */
  uint16s(prefix: 1 | 2, values: readonly number[]): this {
    return this.vector(prefix, () => {
      for (const value of values) this.uint(2, value)
    })
  }

  /** A copy of what was written. */
  finish(): Uint8Array {
    return this.#bytes.slice(0, this.#length)
  }

  #reserve(more: number): void {
    if (this.#length + more <= this.#bytes.length) return
    const larger = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + more))
    larger.set(this.#bytes.subarray(0, this.#length))
    this.#bytes = larger
  }
}
