import { Reader } from '../../base/reader.ts'
import { Writer } from '../../base/writer.ts'

/** ECCurveType (RFC 4492 section 5.4); RFC 8422 section 5.4 leaves only the last. */
const EXPLICIT_PRIME = 1
const EXPLICIT_CHAR2 = 2
const NAMED_CURVE = 3

/** What a ServerKeyExchange reveals before any cryptography. */
export type KeyExchangeParameters =
  | {
      readonly kind: 'dh'
      readonly prime: Uint8Array
      readonly generator: Uint8Array
      readonly publicKey: Uint8Array
    }
  /** `group` is null for the explicit curves that RFC 8422 forbids; `publicKey` is then all that follows, unread. */
  | { readonly kind: 'ecdh'; readonly group: number | null; readonly publicKey: Uint8Array }
  /** Temporary RSA key of an EXPORT suite (RFC 2246 section 7.4.3). */
  | { readonly kind: 'rsa'; readonly modulus: Uint8Array; readonly exponent: Uint8Array }

/** A ServerKeyExchange: the parameters and, in TLS 1.2, the scheme of the signature over them. */
export interface ServerKeyExchange {
  readonly parameters: KeyExchangeParameters
  /** SignatureScheme or hash/signature pair; null when unsigned (anonymous) or older than TLS 1.2. */
  readonly signatureScheme: number | null
}

/** What kind of parameters to expect; it depends on the suite. */
export type KeyExchangeKind = KeyExchangeParameters['kind']

/**
 * Reads the body of a ServerKeyExchange. The signature itself is not kept.
 *
 * @param kind what the negotiated suite makes it
 * @param signed whether the suite authenticates the server by a signature
 * @param hasScheme true in TLS 1.2, where the signature starts with its algorithm (RFC 5246 section 7.4.3)
 * @see RFC 5246 section 7.4.3, RFC 8422 section 5.4
 * @throws ProbeError `wire-malformed`
 */
export function readServerKeyExchange(
  body: Uint8Array,
  kind: KeyExchangeKind,
  signed: boolean,
  hasScheme: boolean,
): ServerKeyExchange {
  const reader = new Reader(body, 'ServerKeyExchange')
  const parameters = readParameters(reader, kind)
  const isExplicit = parameters.kind === 'ecdh' && parameters.group === null
  if (!signed || isExplicit) {
    reader.end()
    return { parameters, signatureScheme: null }
  }
  const signatureScheme = hasScheme ? reader.uint(2) : null
  reader.vector(2)
  reader.end()
  return { parameters, signatureScheme }
}

function readParameters(reader: Reader, kind: KeyExchangeKind): KeyExchangeParameters {
  switch (kind) {
    case 'dh':
      return { kind, prime: reader.vector(2), generator: reader.vector(2), publicKey: reader.vector(2) }
    case 'rsa':
      return { kind, modulus: reader.vector(2), exponent: reader.vector(2) }
    case 'ecdh':
      return readCurve(reader)
    default:
      throw kind satisfies never
  }
}

function readCurve(reader: Reader): KeyExchangeParameters {
  const curveType = reader.uint(1)
  if (curveType === NAMED_CURVE) return { kind: 'ecdh', group: reader.uint(2), publicKey: reader.vector(1) }
  if (curveType !== EXPLICIT_PRIME && curveType !== EXPLICIT_CHAR2) reader.malformed()
  return { kind: 'ecdh', group: null, publicKey: reader.rest() }
}

/** Writes the body of a ServerKeyExchange; without `signature` it is an anonymous one. */
export function writeServerKeyExchange(
  parameters: KeyExchangeParameters,
  signature: { readonly scheme: number | null; readonly bytes: Uint8Array } | null,
): Uint8Array {
  const writer = new Writer()
  switch (parameters.kind) {
    case 'dh':
      for (const part of [parameters.prime, parameters.generator, parameters.publicKey]) {
        writer.vector(2, (w) => w.bytes(part))
      }
      break
    case 'rsa':
      for (const part of [parameters.modulus, parameters.exponent]) writer.vector(2, (w) => w.bytes(part))
      break
    case 'ecdh':
      writer
        .uint(1, NAMED_CURVE)
        .uint(2, parameters.group ?? 0)
        .vector(1, (w) => w.bytes(parameters.publicKey))
      break
    default:
      throw parameters satisfies never
  }
  if (signature) {
    if (signature.scheme !== null) writer.uint(2, signature.scheme)
    writer.vector(2, (w) => w.bytes(signature.bytes))
  }
  return writer.finish()
}

/** Bits of an unsigned integer, leading zeros not counted. */
export function bitLength(value: Uint8Array): number {
  const first = value.findIndex((byte) => byte !== 0)
  if (first < 0) return 0
  return (value.length - first) * 8 - Math.clz32(value[first] ?? 0) + 24
}
