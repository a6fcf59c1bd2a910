import type { Duplex } from 'node:stream'
import { type Failure, ProbeError } from './failure.ts'

/** Bytes that may wait in an inbox before the stream is paused. */
const HIGH_WATER_BYTES = 65_536

const LINE_FEED = 0x0a
const CARRIAGE_RETURN = 0x0d

/**
 * The reading side of a stream, pulled instead of pushed, with a deadline for each *step* rather than each byte: a peer
 * that sends a byte a second does not renew its time. What the peer does is reported as a coded failure: `stream-closed`,
 * `stream-reset`, `stream-timeout`, `stream-too-long`, or `cancelled` by the signal.
 */
export class Inbox {
  readonly stream: Duplex
  /** Bytes received in the whole life of the inbox. */
  receivedBytes = 0
  #chunks: Uint8Array[] = []
  #buffered = 0
  #ended: Failure | null = null
  #deadline: Failure | null = null
  #timer: ReturnType<typeof setTimeout> | undefined
  #during = 'start'
  #wake: (() => void) | undefined
  readonly #detach: () => void

  constructor(stream: Duplex, signal?: AbortSignal) {
    this.stream = stream
    const onData = (chunk: Uint8Array): void => this.#receive(chunk)
    const onEnd = (): void => this.#end({ code: 'stream-closed', during: this.#during })
    const onError = (error: NodeJS.ErrnoException): void => this.#end(failureOfErrno(error, this.#during))
    const onAbort = (): void => this.#end({ code: 'cancelled' })
    stream.on('data', onData).on('end', onEnd).on('close', onEnd).on('error', onError)
    signal?.addEventListener('abort', onAbort, { once: true })
    if (signal?.aborted) onAbort()
    // A stream that died before anyone listened says so no second time.
    if (stream.errored) onError(stream.errored)
    else if (stream.destroyed || stream.readableEnded) onEnd()
    this.#detach = () => {
      stream.off('data', onData).off('end', onEnd).off('close', onEnd).off('error', onError)
      signal?.removeEventListener('abort', onAbort)
      clearTimeout(this.#timer)
    }
  }

  /** Starts a step: all reads until the next call must be done within `milliseconds`. */
  begin(during: string, milliseconds: number): void {
    clearTimeout(this.#timer)
    this.#during = during
    this.#deadline = null
    this.#timer = setTimeout(() => {
      this.#deadline = { code: 'stream-timeout', during, milliseconds }
      this.#wake?.()
    }, milliseconds)
  }

  /** True when the peer has ended the stream and everything it sent was read. */
  get finished(): boolean {
    return this.#ended !== null && this.#buffered === 0
  }

  /** Bytes that have arrived and were not read yet. */
  get buffered(): number {
    return this.#buffered
  }

  /** Whatever is there; waits for at least one byte. */
  async some(): Promise<Uint8Array> {
    while (this.#buffered === 0) await this.#more()
    return this.#takeAll()
  }

  /** Exactly `length` bytes. */
  async exactly(length: number): Promise<Uint8Array> {
    while (this.#buffered < length) await this.#more()
    const all = this.#takeAll()
    this.#putBack(all.subarray(length))
    return all.subarray(0, length)
  }

  /** A line without its CR LF or LF. More than `limitBytes` without a line end is `stream-too-long`. */
  async line(limitBytes: number): Promise<Uint8Array> {
    let searched = 0
    for (;;) {
      const all = this.#takeAll()
      const at = all.indexOf(LINE_FEED, searched)
      if (at >= 0 && at <= limitBytes) {
        this.#putBack(all.subarray(at + 1))
        return all.subarray(0, at > 0 && all[at - 1] === CARRIAGE_RETURN ? at - 1 : at)
      }
      this.#putBack(all)
      if (all.length > limitBytes) {
        throw new ProbeError({ code: 'stream-too-long', during: this.#during, limitBytes })
      }
      searched = all.length
      await this.#more()
    }
  }

  /** Looks at what has arrived without taking it. */
  peek(): Uint8Array {
    const all = this.#takeAll()
    this.#putBack(all)
    return all
  }

  /** Gives the stream back: bytes that were not read are put in front of it again, and the inbox is dead. */
  release(): void {
    this.#detach()
    this.stream.pause()
    const left = this.#takeAll()
    if (left.length > 0 && !this.stream.readableEnded) this.stream.unshift(left)
    this.#ended ??= { code: 'stream-closed', during: this.#during }
  }

  /**
   * Stops listening to a stream whose own direction is ended, and lets the peer end its direction: what it still says is read
   * and forgotten, for a RST would meet it otherwise. After a while the stream is destroyed.
   */
  leave(milliseconds: number): void {
    this.#detach()
    const { stream } = this
    stream.on('error', () => {})
    if (stream.destroyed) return
    stream.resume()
    const timer = setTimeout(() => stream.destroy(), milliseconds)
    stream.once('close', () => clearTimeout(timer))
  }

  /** Stops listening and destroys the stream. Errors that come later are of no interest. */
  destroy(): void {
    this.#detach()
    this.stream.on('error', () => {})
    this.stream.destroy()
    this.#ended ??= { code: 'stream-closed', during: this.#during }
  }

  #receive(chunk: Uint8Array): void {
    this.receivedBytes += chunk.length
    this.#chunks.push(chunk)
    this.#buffered += chunk.length
    if (this.#buffered > HIGH_WATER_BYTES) this.stream.pause()
    this.#wake?.()
  }

  #end(failure: Failure): void {
    this.#ended ??= failure
    this.#wake?.()
  }

  #takeAll(): Uint8Array {
    const only = this.#chunks.length === 1 ? this.#chunks[0] : undefined
    const all = only ?? joinChunks(this.#chunks, this.#buffered)
    this.#chunks = []
    this.#buffered = 0
    return all
  }

  #putBack(bytes: Uint8Array): void {
    if (bytes.length === 0) return
    this.#chunks.unshift(bytes)
    this.#buffered += bytes.length
  }

  async #more(): Promise<void> {
    const stop = this.#ended ?? this.#deadline
    if (stop) throw new ProbeError(stop)
    const before = this.receivedBytes
    if (this.stream.isPaused()) this.stream.resume()
    await new Promise<void>((resolve) => {
      this.#wake = resolve
    })
    this.#wake = undefined
    if (this.receivedBytes > before) return
    const failure = this.#ended ?? this.#deadline
    if (failure) throw new ProbeError(failure)
  }
}

function joinChunks(chunks: readonly Uint8Array[], length: number): Uint8Array {
  const out = new Uint8Array(length)
  let at = 0
  for (const chunk of chunks) {
    out.set(chunk, at)
    at += chunk.length
  }
  return out
}

function failureOfErrno(error: NodeJS.ErrnoException, during: string): Failure {
  return error.code === 'ECONNRESET' || error.code === 'EPIPE'
    ? { code: 'stream-reset', during }
    : { code: 'stream-closed', during }
}
