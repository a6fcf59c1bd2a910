import { Duplex } from 'node:stream'

/** A piece of a conversation: who sent it, and when. */
export interface TappedChunk {
  readonly from: 'client' | 'server'
  readonly bytes: Uint8Array
  /** Milliseconds since the tap was set. */
  readonly milliseconds: number
}

/** Bytes that a tap keeps; a handshake with a chain of twenty certificates fits. */
const TAP_BYTES = 262_144

/** A stream that passes everything through and keeps a copy of the first {@link TAP_BYTES}. */
export interface Tap {
  readonly stream: Duplex
  readonly chunks: readonly TappedChunk[]
}

/** Puts a tap on a stream. The inner stream belongs to the tap from here on: its end and its errors come out of the tap. */
export function tap(inner: Duplex): Tap {
  const chunks: TappedChunk[] = []
  const start = performance.now()
  let kept = 0
  const keep = (from: TappedChunk['from'], bytes: Uint8Array): void => {
    if (kept >= TAP_BYTES) return
    kept += bytes.length
    chunks.push({ from, bytes: Uint8Array.from(bytes), milliseconds: performance.now() - start })
  }
  const stream = new Duplex({
    read: () => inner.resume(),
    write: (chunk: Uint8Array, _encoding, done) => {
      keep('client', chunk)
      inner.write(chunk, done)
    },
    final: (done) => {
      inner.end()
      done()
    },
    destroy: (error, done) => {
      inner.destroy()
      done(error)
    },
  })
  inner.on('data', (chunk: Uint8Array) => {
    keep('server', chunk)
    if (!stream.push(chunk)) inner.pause()
  })
  inner.on('end', () => stream.push(null))
  inner.on('error', (error) => stream.destroy(error))
  // What came before the end waits until it is read; only an inner stream that broke off takes the rest with it.
  inner.on('close', () => (inner.readableEnded ? stream.end() : stream.destroy()))
  return { stream, chunks }
}
