import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { hex } from './reader-properties.ts'

// The vectors are described in test/vectors/tls/README.md.
const vectorFile = z.record(z.string(), z.string())

function vectors(file: string): (name: string) => Uint8Array {
  const text = readFileSync(new URL(`../vectors/tls/${file}`, import.meta.url), 'utf8')
  const entries = new Map(Object.entries(vectorFile.parse(JSON.parse(text))))
  return (name) => {
    const bytes = entries.get(name)
    if (bytes === undefined) throw new RangeError(`no vector ${name} in ${file}`)
    return hex(bytes)
  }
}

/** Bytes of the "Simple 1-RTT Handshake" of RFC 8448 section 3, by name. */
export const rfc8448: (name: string) => Uint8Array = vectors('rfc8448-section-3.json')

/** First flights of OpenSSL's servers, by name. */
export const serverFlight: (name: string) => Uint8Array = vectors('server-flights.json')
