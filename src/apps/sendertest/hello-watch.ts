import type { Duplex } from 'node:stream'
import type { TlsVersion } from '../../base/answer.ts'
import { attemptSync } from '../../base/failure.ts'
import { concatBytes } from '../../base/hex.ts'
import { printable } from '../../base/printable.ts'
import { Reader } from '../../base/reader.ts'
import { groupById } from '../../registry/find-group.ts'
import { suiteById } from '../../registry/find-suite.ts'
import { versionOfWire } from '../../registry/versions.ts'
import { passThrough } from '../../tls/pass-through.ts'
import { readClientHello } from '../../tls/wire/client-hello.ts'
import { EXTENSION, extensionData } from '../../tls/wire/extensions.ts'
import { HANDSHAKE } from '../../tls/wire/handshake.ts'
import { MessageAssembler } from '../../tls/wire/message-assembler.ts'
import { CONTENT, RECORD_HEADER_BYTES, readRecordHeader } from '../../tls/wire/record.ts'
import { readServerHello, selectedGroup } from '../../tls/wire/server-hello.ts'
import { readServerKeyExchange } from '../../tls/wire/server-key-exchange.ts'

/** What the two hellos said in clear. */
export interface Hellos {
  /** Versions that the client offered, the best first; empty when no ClientHello was read. */
  readonly offered: readonly TlsVersion[]
  /** Printable. */
  readonly sni: string | null
  readonly group: string | null
}

/** A stream that passes everything on and reads the hellos of the handshake as they go by. */
export interface HelloWatch {
  readonly stream: Duplex
  readonly hellos: () => Hellos
}

/** Octets of each side that are read at most; then, and once it has seen what it wants, the watch only passes on. */
const WATCHED_OCTETS = 32_768

const SNI_CHARACTERS = 255

/** Watches a stream on which a client is about to begin TLS. The inner stream belongs to the watch from here on. */
export function watchHellos(inner: Duplex): HelloWatch {
  const hello = { offered: [] as readonly TlsVersion[], sni: null as string | null }
  let group: string | null = null
  let suite: number | null = null
  const client = new Watcher((type, body) => {
    if (type !== HANDSHAKE.clientHello) return false
    Object.assign(hello, readOffer(body))
    // A second hello repeats the first (RFC 8446 section 4.1.2).
    return true
  })
  const server = new Watcher((type, body) => {
    if (type === HANDSHAKE.serverHello) {
      const answer = readServerHello(body)
      suite = answer.cipherSuite
      group = nameOf(selectedGroup(answer)) ?? group
      return !answer.isRetry && versionOfWire(answer.version) === 'tls13'
    }
    if (type !== HANDSHAKE.serverKeyExchange) return type === HANDSHAKE.serverHelloDone
    group = nameOf(curveOf(body, suite)) ?? group
    return true
  })
  const stream = passThrough(inner, {
    written: (bytes) => server.see(bytes),
    read: (bytes) => client.see(bytes),
  })
  return { stream, hellos: () => ({ ...hello, group }) }
}

/** Joins one side's records to handshake messages, until somebody has seen enough. */
class Watcher {
  readonly #want: (type: number, body: Uint8Array) => boolean
  #left: Uint8Array = new Uint8Array(0)
  #seen = 0
  #assembler: MessageAssembler | null = new MessageAssembler()

  constructor(want: (type: number, body: Uint8Array) => boolean) {
    this.#want = want
  }

  see(chunk: Uint8Array): void {
    if (this.#assembler === null) return
    this.#seen += chunk.length
    const done = attemptSync(() => this.#read(chunk))
    // What cannot be read is OpenSSL's business; it will say so.
    if (!done.ok || done.value || this.#seen > WATCHED_OCTETS) {
      this.#assembler = null
      this.#left = new Uint8Array(0)
    }
  }

  #read(chunk: Uint8Array): boolean {
    this.#left = concatBytes([this.#left, chunk])
    for (;;) {
      const header = readRecordHeader(this.#left)
      if (header === null) return this.#left.length >= RECORD_HEADER_BYTES
      const end = RECORD_HEADER_BYTES + header.length
      if (this.#left.length < end) return false
      const fragment = this.#left.subarray(RECORD_HEADER_BYTES, end)
      this.#left = this.#left.subarray(end)
      if (header.type !== CONTENT.handshake) continue
      for (const { type, body } of this.#assembler?.add(fragment) ?? []) {
        if (this.#want(type, body)) return true
      }
    }
  }
}

function readOffer(body: Uint8Array): Pick<Hellos, 'offered' | 'sni'> {
  const { legacyVersion, extensions } = readClientHello(body)
  const list = extensionData(extensions ?? [], EXTENSION.supportedVersions)
  const wires = list === undefined ? [legacyVersion] : new Reader(list, 'supported_versions').uint16s(1)
  const offered = wires.map(versionOfWire).filter((version) => version !== undefined)
  return { offered: offered.toSorted().toReversed(), sni: sniOf(extensionData(extensions ?? [], EXTENSION.serverName)) }
}

/** The first host name of the extension (RFC 6066 section 3). */
function sniOf(data: Uint8Array | undefined): string | null {
  if (data === undefined) return null
  const list = new Reader(new Reader(data, 'server_name').vector(2), 'ServerName')
  list.uint(1)
  return printable(list.vector(2), SNI_CHARACTERS)
}

function curveOf(body: Uint8Array, suite: number | null): number | undefined {
  const known = suite === null ? undefined : suiteById(suite)
  if (known?.keyExchange !== 'ECDHE' || body[0] !== NAMED_CURVE) return undefined
  // Type, curve, and the point with its length; the signature behind them is of no interest.
  const { parameters } = readServerKeyExchange(body.subarray(0, 4 + (body[3] ?? 0)), 'ecdh', false, false)
  return parameters.kind === 'ecdh' ? (parameters.group ?? undefined) : undefined
}

/** ECCurveType of a named curve (RFC 8422 section 5.4). */
const NAMED_CURVE = 3

function nameOf(id: number | undefined): string | null {
  if (id === undefined) return null
  return groupById(id)?.name ?? `0x${id.toString(16).padStart(4, '0')}`
}
