import { Reader } from '../../base/reader.ts'
import { Writer } from '../../base/writer.ts'

/** Handshake message types (RFC 8446 section 4, RFC 5246 section 7.4, RFC 6066 section 8). */
export const HANDSHAKE = {
  helloRequest: 0,
  clientHello: 1,
  serverHello: 2,
  newSessionTicket: 4,
  encryptedExtensions: 8,
  certificate: 11,
  serverKeyExchange: 12,
  certificateRequest: 13,
  serverHelloDone: 14,
  certificateVerify: 15,
  clientKeyExchange: 16,
  finished: 20,
  certificateStatus: 22,
  keyUpdate: 24,
} as const

const names = new Map<number, string>(
  Object.entries(HANDSHAKE).map(([name, type]) => [type, name.charAt(0).toUpperCase() + name.slice(1)]),
)

/** The RFC's name of a handshake message type, such as `ServerHello`. */
export function handshakeName(type: number): string {
  return names.get(type) ?? `Handshake${type}`
}

/** A handshake message: its type and its body without the four bytes of header. */
export interface HandshakeMessage {
  readonly type: number
  readonly body: Uint8Array
}

/** The header of a handshake message: type and three bytes of length. */
export const HANDSHAKE_HEADER_BYTES = 4

/** Writes a handshake message with its header (RFC 8446 section 4). */
export function writeHandshake(type: number, body: Uint8Array): Uint8Array {
  return new Writer()
    .uint(1, type)
    .vector(3, (writer) => writer.bytes(body))
    .finish()
}

/** Reads the certificates of a TLS 1.2 (or older) Certificate message, leaf first (RFC 5246 section 7.4.2). */
export function readCertificateList(body: Uint8Array, limit: number): readonly Uint8Array[] {
  const message = new Reader(body, 'Certificate')
  const list = new Reader(message.vector(3), 'Certificate.certificate_list')
  message.end()
  const certificates: Uint8Array[] = []
  while (list.remaining > 0) {
    const certificate = list.vector(3)
    if (certificates.length < limit) certificates.push(certificate)
  }
  return certificates
}

/** Writes a TLS 1.2 Certificate message body. */
export function writeCertificateList(certificates: readonly Uint8Array[]): Uint8Array {
  return new Writer()
    .vector(3, (list) => {
      for (const certificate of certificates) list.vector(3, (entry) => entry.bytes(certificate))
    })
    .finish()
}

/** A certificate of a TLS 1.3 Certificate message, and the block of extensions beside it. */
export interface CertificateEntry {
  readonly certificate: Uint8Array
  readonly extensions: Uint8Array
}

/** Reads the certificates of a TLS 1.3 Certificate message, leaf first. */
export function readCertificateList13(body: Uint8Array, limit: number): readonly Uint8Array[] {
  return readCertificateEntries13(body, limit).map(({ certificate }) => certificate)
}

/** Reads the entries of a TLS 1.3 Certificate message, leaf first (RFC 8446 section 4.4.2). */
export function readCertificateEntries13(body: Uint8Array, limit: number): readonly CertificateEntry[] {
  const message = new Reader(body, 'Certificate')
  message.vector(1)
  const list = new Reader(message.vector(3), 'Certificate.certificate_list')
  message.end()
  const entries: CertificateEntry[] = []
  while (list.remaining > 0) {
    const certificate = list.vector(3)
    const extensions = list.vector(2)
    if (entries.length < limit) entries.push({ certificate, extensions })
  }
  return entries
}
