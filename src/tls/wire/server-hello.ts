import { createHash } from 'node:crypto'
import { concatBytes, toHex } from '../../base/hex.ts'
import { Reader } from '../../base/reader.ts'
import { Writer } from '../../base/writer.ts'
import { EXTENSION, type Extension, extensionData, readExtensions, writeExtensions } from './extensions.ts'

/** A ServerHello or, with `isRetry`, a HelloRetryRequest, which shares its form (RFC 8446 section 4.1.4). */
export interface ServerHello {
  /** The true version: that of `supported_versions` when present, else the legacy field. */
  readonly version: number
  readonly legacyVersion: number
  readonly random: Uint8Array
  readonly sessionId: Uint8Array
  readonly cipherSuite: number
  readonly compressionMethod: number
  readonly extensions: readonly Extension[]
  readonly isRetry: boolean
}

/** The random value that makes a ServerHello a HelloRetryRequest: SHA-256 of "HelloRetryRequest" (RFC 8446 section 4.1.3). */
export const RETRY_RANDOM: Uint8Array = createHash('sha256').update('HelloRetryRequest').digest()

const retryHex = toHex(RETRY_RANDOM)

/**
 * Reads the body of a ServerHello handshake message.
 *
 * @see RFC 8446 section 4.1.3, RFC 5246 section 7.4.1.3
 * @throws ProbeError `wire-malformed`, with the structure's name and the offset
 */
export function readServerHello(body: Uint8Array): ServerHello {
  const reader = new Reader(body, 'ServerHello')
  const legacyVersion = reader.uint(2)
  const random = reader.bytes(32)
  const sessionId = reader.vector(1)
  const cipherSuite = reader.uint(2)
  const compressionMethod = reader.uint(1)
  const extensions = reader.remaining > 0 ? readExtensions(reader.vector(2), 'ServerHello.extensions') : []
  reader.end()

  const selected = extensionData(extensions, EXTENSION.supportedVersions)
  const version = selected ? readSelectedVersion(selected) : legacyVersion
  const isRetry = toHex(random) === retryHex
  return { version, legacyVersion, random, sessionId, cipherSuite, compressionMethod, extensions, isRetry }
}

/** Writes the body of a ServerHello; a version of TLS 1.3 goes into `supported_versions`. */
export function writeServerHello(hello: Omit<ServerHello, 'version'>): Uint8Array {
  const writer = new Writer()
    .uint(2, hello.legacyVersion)
    .bytes(hello.isRetry ? RETRY_RANDOM : hello.random)
    .vector(1, (w) => w.bytes(hello.sessionId))
    .uint(2, hello.cipherSuite)
    .uint(1, hello.compressionMethod)
  if (hello.extensions.length > 0) writeExtensions(writer, hello.extensions)
  return writer.finish()
}

/**
 * The group that a TLS 1.3 ServerHello or HelloRetryRequest names in `key_share`; undefined without the extension.
 *
 * @see RFC 8446 section 4.2.8
 */
export function selectedGroup(hello: ServerHello): number | undefined {
  const share = extensionData(hello.extensions, EXTENSION.keyShare)
  return share ? new Reader(share, 'key_share').uint(2) : undefined
}

/** Content of a ServerHello `supported_versions` extension. */
export function selectedVersionExtension(version: number): Extension {
  return { type: EXTENSION.supportedVersions, data: new Writer().uint(2, version).finish() }
}

/** Content of the `key_share` extension of a HelloRetryRequest, or of a ServerHello when `share` is given. */
export function selectedGroupExtension(group: number, share?: Uint8Array): Extension {
  const head = new Writer().uint(2, group).finish()
  const data = share ? concatBytes([head, new Writer().vector(2, (w) => w.bytes(share)).finish()]) : head
  return { type: EXTENSION.keyShare, data }
}

function readSelectedVersion(data: Uint8Array): number {
  const reader = new Reader(data, 'supported_versions')
  const version = reader.uint(2)
  reader.end()
  return version
}
