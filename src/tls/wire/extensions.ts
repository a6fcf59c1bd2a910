import { Reader } from '../../base/reader.ts'
import type { Writer } from '../../base/writer.ts'

/** Extension numbers that this code writes or reads (IANA TLS ExtensionType Values). */
export const EXTENSION = {
  serverName: 0,
  statusRequest: 5,
  supportedGroups: 10,
  ecPointFormats: 11,
  signatureAlgorithms: 13,
  heartbeat: 15,
  alpn: 16,
  signedCertificateTimestamp: 18,
  encryptThenMac: 22,
  extendedMasterSecret: 23,
  sessionTicket: 35,
  preSharedKey: 41,
  earlyData: 42,
  supportedVersions: 43,
  cookie: 44,
  pskKeyExchangeModes: 45,
  signatureAlgorithmsCert: 50,
  keyShare: 51,
  renegotiationInfo: 0xff01,
} as const

/** An extension as on the wire. Its content is kept raw; unknown types are kept too. */
export interface Extension {
  readonly type: number
  readonly data: Uint8Array
}

/**
 * Reads the content of an extensions block (without its own length).
 *
 * @see RFC 8446 section 4.2
 * @throws ProbeError `wire-malformed`; a type that appears twice is malformed too, as the section demands
 */
export function readExtensions(block: Uint8Array, structure: string): readonly Extension[] {
  const reader = new Reader(block, structure)
  const extensions: Extension[] = []
  const seen = new Set<number>()
  while (reader.remaining > 0) {
    const type = reader.uint(2)
    if (seen.has(type)) reader.malformed()
    seen.add(type)
    extensions.push({ type, data: reader.vector(2) })
  }
  return extensions
}

/** Writes an extensions block with its length. */
export function writeExtensions(writer: Writer, extensions: readonly Extension[]): void {
  writer.vector(2, (block) => {
    for (const { type, data } of extensions) block.uint(2, type).vector(2, (body) => body.bytes(data))
  })
}

/** The content of one extension; undefined when it is absent. */
export function extensionData(extensions: readonly Extension[], type: number): Uint8Array | undefined {
  return extensions.find((extension) => extension.type === type)?.data
}
