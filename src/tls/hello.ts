import type { TlsVersion } from '../base/answer.ts'
import { Writer } from '../base/writer.ts'
import { SIGNATURE_SCHEMES } from '../registry/signature-schemes.ts'
import { versionWire } from '../registry/versions.ts'
import { type HelloOffer, signalsOf } from './planner/offer.ts'
import { BROKEN_SCHEMES } from './planner/signatures.ts'
import { writeClientHello } from './wire/client-hello.ts'
import { EXTENSION, type Extension } from './wire/extensions.ts'
import { HANDSHAKE, writeHandshake } from './wire/handshake.ts'
import { CONTENT, writeRecords } from './wire/record.ts'
import { writeSsl2ClientHello } from './wire/ssl2.ts'

/** What a hello needs beyond its offer; injected, so that the same offer gives the same bytes in tests. */
export interface HelloSecrets {
  /** Fresh random bytes. */
  readonly random: (length: number) => Uint8Array
  /** A public key for a group; undefined when none can be made. */
  readonly keyShare: (group: number) => Uint8Array | undefined
}

/** ServerHello versions above this are negotiated by `supported_versions` alone. */
const LEGACY_VERSION = 0x0303

/**
 * The session_id that goes with a ticket. One byte is legal, and a server that copies 32 bytes whatever the length shows
 * what lay behind it in its memory (CVE-2016-9244).
 */
export const RESUMED_SESSION_ID: Uint8Array = Uint8Array.of(0x57)

/** Hellos of 256 to 511 bytes hang some load balancers; RFC 7685 section 4 pads them to 512. */
const PAD_FROM = 0x100
const PAD_TO = 0x200
const PADDING = 21

/** Bytes of the header that count into the lengths of RFC 7685: none of the record, four of the handshake message. */
const HANDSHAKE_HEADER = 4

/** The bytes of a ClientHello in its records, ready to send. `host` is null for an address literal, which SNI cannot carry. */
export function writeHello(offer: HelloOffer, host: string | null, secrets: HelloSecrets): Uint8Array {
  if (offer.format === 'ssl2') {
    return writeSsl2ClientHello({ version: 0x0002, cipherKinds: offer.suites, challenge: secrets.random(16) })
  }
  const top = offer.versions[0] ?? 'tls12'
  const isTls13 = top === 'tls13'
  const hello = {
    legacyVersion: isTls13 ? LEGACY_VERSION : versionWire(top),
    random: secrets.random(32),
    sessionId: isTls13 ? secrets.random(32) : sessionIdOf(offer),
    cipherSuites: [...offer.suites, ...signalsOf(offer)],
    compressionMethods: isTls13 || offer.extensions !== 'all' || offer.trial ? [0] : [1, 0],
  }
  const extensions = offer.extensions === 'none' ? null : helloExtensions(offer, top, host, secrets)
  const unpadded = writeClientHello({ ...hello, extensions })
  const body =
    extensions === null ? unpadded : writeClientHello({ ...hello, extensions: pad(extensions, unpadded.length) })
  const recordVersion = top === 'ssl3' ? 0x0300 : 0x0301
  return writeRecords(CONTENT.handshake, recordVersion, writeHandshake(HANDSHAKE.clientHello, body))
}

function sessionIdOf({ ticket, sessionId = new Uint8Array(0) }: HelloOffer): Uint8Array {
  return ticket === undefined ? sessionId : RESUMED_SESSION_ID
}

function helloExtensions(
  offer: HelloOffer,
  top: TlsVersion,
  host: string | null,
  secrets: HelloSecrets,
): readonly Extension[] {
  const plain = [
    ...(offer.sni && host !== null ? [serverName(host)] : []),
    extension(EXTENSION.supportedGroups, (w) => w.uint16s(2, offer.groups)),
    ...(top === 'tls13'
      ? []
      : [extension(EXTENSION.ecPointFormats, (w) => w.vector(1, (v) => v.bytes(Uint8Array.of(0, 1, 2))))]),
    ...(top === 'tls13' || top === 'tls12' ? signatureAlgorithms(offer) : []),
  ]
  const versioned = top === 'tls13' ? tls13Extensions(offer, secrets) : []
  if (offer.extensions !== 'all') return [...plain, ...versioned]
  const tickets = { type: EXTENSION.sessionTicket, data: offer.ticket ?? new Uint8Array(0) }
  const older = top === 'tls13' ? [] : [...OLDER_EXTENSIONS, ...(offer.sessionId === undefined ? [tickets] : [])]
  return [...plain, ...STAPLING, ...older, ...versioned, ...(offer.alpn ? [APPLICATION_PROTOCOL] : [])]
}

/** Asks for an OCSP response and for certificate timestamps (RFC 6066 section 8, RFC 6962 section 3.3.1). */
const STAPLING: readonly Extension[] = [
  { type: EXTENSION.statusRequest, data: Uint8Array.of(1, 0, 0, 0, 0) },
  { type: EXTENSION.signedCertificateTimestamp, data: new Uint8Array(0) },
]

/** Offers that only versions up to TLS 1.2 can answer (RFC 6520, 7366, 7627, 5077, 5746). */
const OLDER_EXTENSIONS: readonly Extension[] = [
  { type: EXTENSION.heartbeat, data: Uint8Array.of(1) },
  { type: EXTENSION.encryptThenMac, data: new Uint8Array(0) },
  { type: EXTENSION.extendedMasterSecret, data: new Uint8Array(0) },
  { type: EXTENSION.renegotiationInfo, data: Uint8Array.of(0) },
]

/**
 * The protocol `smtp`, and no other. IANA has none for it; it is what Exim takes, which turns away clients that offer others
 * (RFC 7301 section 3.2).
 */
const APPLICATION_PROTOCOL: Extension = extension(EXTENSION.alpn, (w) =>
  w.vector(2, (list) => list.vector(1, (v) => v.bytes(new TextEncoder().encode('smtp')))),
)

function serverName(host: string): Extension {
  const name = new TextEncoder().encode(host)
  return extension(EXTENSION.serverName, (w) => w.vector(2, (list) => list.uint(1, 0).vector(2, (v) => v.bytes(name))))
}

/** Hashes as a careful client prefers them; many servers sign with the first scheme of the client's list that they can. */
const HASHES: readonly string[] = ['SHA-256', 'SHA-384', 'SHA-512', 'none']

const rankOfHash = (hash: string): number => (HASHES.includes(hash) ? HASHES.indexOf(hash) : HASHES.length)

const SCHEMES = SIGNATURE_SCHEMES.toSorted((a, b) => rankOfHash(a.hash) - rankOfHash(b.hash))

function signatureAlgorithms(offer: HelloOffer): readonly Extension[] {
  if (offer.signatures === 'broken') return BROKEN_SIGNATURES
  const schemes = SCHEMES.filter(({ signature }) => {
    if (offer.signatures === 'rsa') return signature === 'RSA' || signature === 'RSA-PSS'
    if (offer.signatures === 'ecdsa') return signature === 'ECDSA' || signature === 'EdDSA'
    return true
  })
  const ids = schemes.map(({ id }) => id)
  return [schemeList(EXTENSION.signatureAlgorithms, ids)]
}

/**
 * For the key exchange the broken schemes alone; for certificates every one, since the question is not about those (RFC 8446
 * section 4.2.3).
 */
const BROKEN_SIGNATURES: readonly Extension[] = [
  schemeList(EXTENSION.signatureAlgorithms, BROKEN_SCHEMES),
  schemeList(
    EXTENSION.signatureAlgorithmsCert,
    SCHEMES.map(({ id }) => id),
  ),
]

function schemeList(type: number, schemes: readonly number[]): Extension {
  return extension(type, (w) => w.uint16s(2, schemes))
}

function tls13Extensions(offer: HelloOffer, secrets: HelloSecrets): readonly Extension[] {
  const versions = extension(EXTENSION.supportedVersions, (w) => w.uint16s(1, [versionWire('tls13')]))
  const modes = extension(EXTENSION.pskKeyExchangeModes, (w) => w.vector(1, (v) => v.uint(1, 1)))
  const share = extension(EXTENSION.keyShare, (w) => w.vector(2, (list) => writeShare(list, offer, secrets)))
  return [versions, modes, share]
}

function writeShare(list: Writer, offer: HelloOffer, secrets: HelloSecrets): void {
  if (offer.keyShare === 'empty') return
  for (const group of offer.groups) {
    const key = secrets.keyShare(group)
    if (key === undefined) continue
    list.uint(2, group).vector(2, (v) => v.bytes(key))
    return
  }
}

function pad(extensions: readonly Extension[], bodyLength: number): readonly Extension[] {
  const length = bodyLength + HANDSHAKE_HEADER
  if (length < PAD_FROM || length >= PAD_TO) return extensions
  return [...extensions, { type: PADDING, data: new Uint8Array(Math.max(1, PAD_TO - length - 4)) }]
}

function extension(type: number, content: (writer: Writer) => unknown): Extension {
  const writer = new Writer()
  content(writer)
  return { type, data: writer.finish() }
}
