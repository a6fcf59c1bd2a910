import { Writer } from '../../base/writer.ts'

/** Record content types (RFC 8446 section 5.1; heartbeat: RFC 6520 section 6). */
export const CONTENT = {
  changeCipherSpec: 20,
  alert: 21,
  handshake: 22,
  applicationData: 23,
  heartbeat: 24,
} as const

/** The header of a TLS record: type, version, length. */
export const RECORD_HEADER_BYTES = 5

/** The largest fragment that a sender may put into a record (RFC 8446 section 5.1). */
const FRAGMENT_BYTES = 16_384

/** The header of a record. */
export interface RecordHeader {
  readonly type: number
  readonly version: number
  readonly length: number
}

/**
 * Reads the five bytes of a record header. Null when they cannot be one: an unknown content type or a major version
 * other than 3. What comes then is not TLS (often clear text of an SMTP server).
 */
export function readRecordHeader(bytes: Uint8Array): RecordHeader | null {
  const [type = 0, major = 0, minor = 0, high = 0, low = 0] = bytes
  if (bytes.length < RECORD_HEADER_BYTES) return null
  if (type < CONTENT.changeCipherSpec || type > CONTENT.heartbeat || major !== 3) return null
  return { type, version: major * 256 + minor, length: high * 256 + low }
}

/** Writes a payload as records of at most 2^14 bytes. */
export function writeRecords(type: number, version: number, payload: Uint8Array): Uint8Array {
  const writer = new Writer()
  for (let at = 0; at === 0 || at < payload.length; at += FRAGMENT_BYTES) {
    const fragment = payload.subarray(at, at + FRAGMENT_BYTES)
    writer
      .uint(1, type)
      .uint(2, version)
      .vector(2, (body) => body.bytes(fragment))
  }
  return writer.finish()
}

/** Alert levels (RFC 5246 section 7.2). */
export const ALERT_LEVEL = { warning: 1, fatal: 2 } as const

/** Alert descriptions that the planner and the lab need by name (RFC 8446 section 6; RFC 7301 section 3.2). */
export const ALERT = {
  closeNotify: 0,
  unexpectedMessage: 10,
  handshakeFailure: 40,
  illegalParameter: 47,
  decodeError: 50,
  protocolVersion: 70,
  insufficientSecurity: 71,
  internalError: 80,
  inappropriateFallback: 86,
  userCanceled: 90,
  missingExtension: 109,
  unrecognizedName: 112,
  noApplicationProtocol: 120,
} as const

/** Writes an alert record. */
export function writeAlert(version: number, level: number, description: number): Uint8Array {
  return writeRecords(CONTENT.alert, version, Uint8Array.of(level, description))
}
