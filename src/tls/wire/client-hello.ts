import { Reader } from '../../base/reader.ts'
import { Writer } from '../../base/writer.ts'
import { type Extension, readExtensions, writeExtensions } from './extensions.ts'

/** A ClientHello as on the wire. `extensions` is null when the message ends without the block, as in SSL 3.0. */
export interface ClientHello {
  readonly legacyVersion: number
  readonly random: Uint8Array
  readonly sessionId: Uint8Array
  readonly cipherSuites: readonly number[]
  readonly compressionMethods: readonly number[]
  readonly extensions: readonly Extension[] | null
}

/** Writes the body of a ClientHello (RFC 8446 section 4.1.2, RFC 5246 section 7.4.1.2). */
export function writeClientHello(hello: ClientHello): Uint8Array {
  const writer = new Writer()
    .uint(2, hello.legacyVersion)
    .bytes(hello.random)
    .vector(1, (w) => w.bytes(hello.sessionId))
    .uint16s(2, hello.cipherSuites)
    .vector(1, (w) => w.bytes(Uint8Array.from(hello.compressionMethods)))
  if (hello.extensions) writeExtensions(writer, hello.extensions)
  return writer.finish()
}

/**
 * Reads the body of a ClientHello; the lab's servers need it.
 *
 * @throws ProbeError `wire-malformed`
 */
export function readClientHello(body: Uint8Array): ClientHello {
  const reader = new Reader(body, 'ClientHello')
  const legacyVersion = reader.uint(2)
  const random = reader.bytes(32)
  const sessionId = reader.vector(1)
  const cipherSuites = reader.uint16s(2)
  const compressionMethods = [...reader.vector(1)]
  const extensions = reader.remaining > 0 ? readExtensions(reader.vector(2), 'ClientHello.extensions') : null
  reader.end()
  return { legacyVersion, random, sessionId, cipherSuites, compressionMethods, extensions }
}
