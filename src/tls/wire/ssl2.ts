import { Reader } from '../../base/reader.ts'
import { Writer } from '../../base/writer.ts'

/** SSL 2.0 message types (the SSL 2.0 specification; RFC 6101 appendix E holds the hello). */
const CLIENT_HELLO = 1
const SERVER_HELLO = 4
const SSL2_VERSION = 0x0002

/** A two-byte record header has its top bit set and no padding. */
const TWO_BYTE_HEADER = 0x8000

/** An SSL 2.0 CLIENT-HELLO. `version` may be higher: the compatible hello of later protocols has the same form. */
export interface Ssl2ClientHello {
  readonly version: number
  /** Three-byte cipher kinds, such as 0x010080. */
  readonly cipherKinds: readonly number[]
  readonly challenge: Uint8Array
}

/** An SSL 2.0 SERVER-HELLO. */
export interface Ssl2ServerHello {
  readonly version: number
  readonly certificate: Uint8Array
  readonly cipherKinds: readonly number[]
  readonly connectionId: Uint8Array
}

/** Writes a CLIENT-HELLO with its record header. */
export function writeSsl2ClientHello(hello: Ssl2ClientHello): Uint8Array {
  const body = new Writer().uint(1, CLIENT_HELLO).uint(2, hello.version)
  body
    .uint(2, hello.cipherKinds.length * 3)
    .uint(2, 0)
    .uint(2, hello.challenge.length)
  for (const kind of hello.cipherKinds) body.uint(3, kind)
  return frame(body.bytes(hello.challenge).finish())
}

/** Writes a SERVER-HELLO with its record header. */
export function writeSsl2ServerHello(hello: Ssl2ServerHello): Uint8Array {
  const body = new Writer().uint(1, SERVER_HELLO).uint(1, 0).uint(1, 1).uint(2, hello.version)
  body
    .uint(2, hello.certificate.length)
    .uint(2, hello.cipherKinds.length * 3)
    .uint(2, hello.connectionId.length)
  body.bytes(hello.certificate)
  for (const kind of hello.cipherKinds) body.uint(3, kind)
  return frame(body.bytes(hello.connectionId).finish())
}

/** Length of the message behind a two-byte SSL 2.0 header; null when the header is another. */
export function ssl2MessageLength(header: Uint8Array): number | null {
  const value = new Reader(header, 'ssl2 record').uint(2)
  return value >= TWO_BYTE_HEADER ? value - TWO_BYTE_HEADER : null
}

/**
 * Reads a SERVER-HELLO body (without record header).
 *
 * @throws ProbeError `wire-malformed`
 */
export function readSsl2ServerHello(body: Uint8Array): Ssl2ServerHello {
  const reader = new Reader(body, 'ssl2 SERVER-HELLO')
  if (reader.uint(1) !== SERVER_HELLO) reader.malformed()
  reader.bytes(2)
  const version = reader.uint(2)
  const [certificateLength, kindsLength, idLength] = [reader.uint(2), reader.uint(2), reader.uint(2)]
  if (version !== SSL2_VERSION) reader.malformed()
  const certificate = reader.bytes(certificateLength)
  const cipherKinds = readKinds(reader.bytes(kindsLength))
  const connectionId = reader.bytes(idLength)
  reader.end()
  return { version, certificate, cipherKinds, connectionId }
}

/**
 * Reads a CLIENT-HELLO body; the lab's servers need it.
 *
 * @throws ProbeError `wire-malformed`
 */
export function readSsl2ClientHello(body: Uint8Array): Ssl2ClientHello {
  const reader = new Reader(body, 'ssl2 CLIENT-HELLO')
  if (reader.uint(1) !== CLIENT_HELLO) reader.malformed()
  const version = reader.uint(2)
  const [kindsLength, sessionLength, challengeLength] = [reader.uint(2), reader.uint(2), reader.uint(2)]
  const cipherKinds = readKinds(reader.bytes(kindsLength))
  reader.bytes(sessionLength)
  const challenge = reader.bytes(challengeLength)
  reader.end()
  return { version, cipherKinds, challenge }
}

function readKinds(bytes: Uint8Array): readonly number[] {
  const reader = new Reader(bytes, 'ssl2 cipher kinds')
  const kinds: number[] = []
  while (reader.remaining > 0) kinds.push(reader.uint(3))
  return kinds
}

function frame(body: Uint8Array): Uint8Array {
  return new Writer()
    .uint(2, TWO_BYTE_HEADER + body.length)
    .bytes(body)
    .finish()
}
