import { Duplex } from 'node:stream'

/** Sees what goes through a stream, as it goes: what is written to it, and what can be read from it. */
export interface Onlooker {
  readonly written: (bytes: Uint8Array) => void
  readonly read: (bytes: Uint8Array) => void
}

/**
 * A stream that passes everything on and lets somebody look on. The inner stream belongs to this one from here on: its end and its
 * errors come out of this one.
 */
export function passThrough(inner: Duplex, onlooker: Onlooker): Duplex {
  const stream = new Duplex({
    read: () => inner.resume(),
    write: (chunk: Uint8Array, _encoding, done) => {
      onlooker.written(chunk)
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
    onlooker.read(chunk)
    if (!stream.push(chunk)) inner.pause()
  })
  inner.on('end', () => stream.push(null))
  inner.on('error', (error) => stream.destroy(error))
  // What came before the end waits until it is read; only an inner stream that broke off takes the rest with it.
  inner.on('close', () => (inner.readableEnded ? stream.end() : stream.destroy()))
  return stream
}
