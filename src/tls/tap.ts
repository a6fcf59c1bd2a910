import type { Duplex } from 'node:stream'
import { passThrough } from './pass-through.ts'

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
  const stream = passThrough(inner, {
    written: (bytes) => keep('client', bytes),
    read: (bytes) => keep('server', bytes),
  })
  return { stream, chunks }
}
