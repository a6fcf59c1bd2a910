import type { Duplex } from 'node:stream'
import { type Failure, ProbeError } from '../../base/failure.ts'
import { Writer } from '../../base/writer.ts'
import type { Message } from '../wire/message.ts'
import { plainName } from '../wire/name.ts'
import { type PreparedQuery, prepareQuery, type Query, type QueryOptions, randomId } from './query.ts'

/** A connection without open queries is closed after this time (RFC 7766 section 6.2.3 leaves the value to us). */
const IDLE_MILLISECONDS = 2_000

interface Pending {
  readonly prepared: PreparedQuery
  readonly where: { readonly server: string; readonly name: string }
  readonly settle: (result: Message | Failure) => void
}

/**
 * A connection that carries many queries at once, each message behind its length (RFC 1035 section 4.2.2), replies in any
 * order (RFC 7766 section 7). It serves TCP and TLS; it is opened by `open` when first needed and again when the server
 * has closed it, and it never keeps the process alive by itself.
 */
export class QueryStream {
  readonly #open: () => Duplex & { ref?: () => void; unref?: () => void }
  readonly #server: string
  readonly #pending = new Map<number, Pending>()
  #stream: ReturnType<QueryStream['openStream']> | null = null
  #buffer: Uint8Array = new Uint8Array(0)
  /** Pieces received in the whole life of the object. */
  #pieces = 0
  #idle: ReturnType<typeof setTimeout> | undefined

  constructor(server: string, open: () => Duplex & { ref?: () => void; unref?: () => void }) {
    this.#server = server
    this.#open = open
  }

  /** @throws ProbeError `dns-timeout`, `dns-unreachable`, `dns-mismatch`, `cancelled` */
  ask(query: Query, options: QueryOptions, milliseconds: number, signal?: AbortSignal): Promise<Message> {
    const where = { server: this.#server, name: plainName(query.name) }
    return new Promise((resolve, reject) => {
      if (signal?.aborted === true) return reject(new ProbeError({ code: 'cancelled' }))
      let id = randomId()
      while (this.#pending.has(id)) id = randomId()
      const prepared = prepareQuery(query, id, options)
      const settle = (result: Message | Failure): void => {
        clearTimeout(timer)
        signal?.removeEventListener('abort', onAbort)
        this.#pending.delete(id)
        this.#rest()
        if ('code' in result) reject(new ProbeError(result))
        else resolve(result)
      }
      const onAbort = (): void => settle({ code: 'cancelled' })
      clearTimeout(this.#idle)
      this.#stream ??= this.openStream()
      const stream = this.#stream
      const before = this.#pieces
      const timer = setTimeout(() => {
        settle({ code: 'dns-timeout', ...where })
        // On a connection that was silent all the time, nobody may be left to answer the next query.
        if (this.#pieces === before && this.#stream === stream) this.#lost('silent')
      }, milliseconds)
      signal?.addEventListener('abort', onAbort, { once: true })
      this.#pending.set(id, { prepared, where, settle })
      stream.ref?.()
      stream.write(new Writer().vector(2, (writer) => writer.bytes(prepared.bytes)).finish())
    })
  }

  /** Closes the connection; queries in flight fail. */
  close(): void {
    clearTimeout(this.#idle)
    this.#stream?.destroy()
    this.#lost('closed')
  }

  private openStream(): Duplex & { ref?: () => void; unref?: () => void } {
    const stream = this.#open()
    this.#buffer = new Uint8Array(0)
    stream.on('data', (chunk: Uint8Array) => {
      if (stream === this.#stream) this.#receive(chunk)
    })
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (stream === this.#stream) this.#lost(error.code ?? error.message)
    })
    stream.on('close', () => {
      if (stream === this.#stream) this.#lost('closed')
    })
    return stream
  }

  #receive(chunk: Uint8Array): void {
    this.#pieces += 1
    this.#buffer = this.#buffer.length === 0 ? chunk : Buffer.concat([this.#buffer, chunk])
    while (this.#buffer.length >= 2) {
      const end = 2 + ((this.#buffer[0] ?? 0) << 8) + (this.#buffer[1] ?? 0)
      if (this.#buffer.length < end) return
      const message = this.#buffer.subarray(2, end)
      this.#buffer = this.#buffer.subarray(end)
      const id = ((message[0] ?? 0) << 8) | (message[1] ?? 0)
      const pending = this.#pending.get(id)
      if (pending === undefined) continue
      const reply = pending.prepared.check(message)
      // A connection cannot be spoofed from outside; an answer to another question is the server's own confusion.
      if (typeof reply !== 'string') pending.settle(reply)
      else pending.settle({ code: 'dns-mismatch', ...pending.where, reason: 'the reply answers another question' })
    }
  }

  #lost(reason: string): void {
    this.#stream?.destroy()
    this.#stream = null
    for (const { settle, where } of [...this.#pending.values()]) settle({ code: 'dns-unreachable', ...where, reason })
  }

  #rest(): void {
    if (this.#pending.size > 0) return
    this.#stream?.unref?.()
    clearTimeout(this.#idle)
    this.#idle = setTimeout(() => {
      const stream = this.#stream
      this.#stream = null
      stream?.destroy()
    }, IDLE_MILLISECONDS)
    this.#idle.unref()
  }
}
