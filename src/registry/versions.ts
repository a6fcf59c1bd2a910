import type { TlsVersion } from '../base/answer.ts'

/** A protocol version: its name in facts, the two bytes on the wire, and the name for people. */
export interface VersionEntry {
  readonly version: TlsVersion
  readonly wire: number
  readonly title: string
}

/**
 * Every version of the protocol, oldest first. 0x0200 is how TLS code usually writes SSL 2.0; on the wire of its own
 * format it is 0x0002 (the SSL 2.0 specification).
 */
export const VERSIONS: readonly VersionEntry[] = [
  { version: 'ssl2', wire: 0x0002, title: 'SSL 2.0' },
  { version: 'ssl3', wire: 0x0300, title: 'SSL 3.0' },
  { version: 'tls10', wire: 0x0301, title: 'TLS 1.0' },
  { version: 'tls11', wire: 0x0302, title: 'TLS 1.1' },
  { version: 'tls12', wire: 0x0303, title: 'TLS 1.2' },
  { version: 'tls13', wire: 0x0304, title: 'TLS 1.3' },
]

/** The names alone, oldest first. */
export const VERSION_NAMES: readonly TlsVersion[] = VERSIONS.map(({ version }) => version)

const byName = new Map(VERSIONS.map((entry) => [entry.version, entry]))

/** The two bytes of a version on the wire. */
export function versionWire(version: TlsVersion): number {
  return byName.get(version)?.wire ?? 0
}

/** The version of two wire bytes; undefined for a value that no specification defines. */
export function versionOfWire(wire: number): TlsVersion | undefined {
  return VERSIONS.find((entry) => entry.wire === wire)?.version
}

/** The name for people, such as `TLS 1.2`. */
export function versionTitle(version: TlsVersion): string {
  return byName.get(version)?.title ?? version
}
