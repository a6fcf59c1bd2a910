import { toHex } from '../base/hex.ts'
import { type CertificateExtension, readExtensions } from './certificate-fields.ts'
import { contextTag, DerReader, TAG } from './der-reader.ts'
import { readTime } from './der-time.ts'
import { HASHES, OCSP_BASIC } from './object-identifiers.ts'

/*
 * OCSP is how a certificate authority says, certificate by certificate, whether it has revoked one. A client may ask the
 * authority itself, which tells the authority who writes to whom; or the server fetches the answer and sends it along with
 * its certificate, which is called stapling. The answer is signed and has an end, so that it does not matter who carries it.
 */

/** What a responder says of the request as a whole; a number without a name is kept as one. */
export type OcspResponseStatus =
  | 'successful'
  | 'malformedRequest'
  | 'internalError'
  | 'tryLater'
  | 'sigRequired'
  | 'unauthorized'
  | `status ${number}`

/** An OCSP response taken apart; nothing in it is checked. */
export interface OcspResponse {
  readonly responseStatus: OcspResponseStatus
  /** Null unless the status is `successful`. */
  readonly basic: BasicOcspResponse | null
}

/** The signed part of a response, and its signature. Octets are views of the response, not copies. */
export interface BasicOcspResponse {
  /** The octets that are signed. */
  readonly responseData: Uint8Array
  readonly responder: ResponderId
  /** ISO 8601, UTC, in seconds. */
  readonly producedAt: string
  readonly responses: readonly SingleResponse[]
  /** Critical extensions of the whole and of its parts, none of which this code knows. */
  readonly criticalExtensions: readonly string[]
  /** The AlgorithmIdentifier of the signature, in DER. */
  readonly signatureAlgorithm: Uint8Array
  readonly signature: Uint8Array
  /** Certificates that came along, in DER: a delegated responder's is among them. */
  readonly certificates: readonly Uint8Array[]
}

/** Who signed: a Name in DER, or the SHA-1 of the key without its algorithm. @see RFC 6960 section 4.2.1 */
export type ResponderId =
  | { readonly kind: 'name'; readonly name: Uint8Array }
  | { readonly kind: 'key'; readonly sha1: string }

/** What is said of one certificate. Times are ISO 8601, UTC, in seconds. */
export interface SingleResponse {
  readonly certificate: CertId
  readonly status: CertStatus
  readonly thisUpdate: string
  /** Null when newer information is there at any time. */
  readonly nextUpdate: string | null
}

/** Which certificate a response is about. All but the algorithm is hexadecimal. @see RFC 6960 section 4.1.1 */
export interface CertId {
  /** The name of the hash, such as `sha1`; its object identifier when it is not known here. */
  readonly hash: string
  readonly issuerNameHash: string
  readonly issuerKeyHash: string
  /** Octets as they stand in the response. */
  readonly serial: string
}

/** `unknown` means that the responder does not know the certificate. */
export type CertStatus =
  | { readonly kind: 'good' }
  | { readonly kind: 'revoked'; readonly at: string; readonly reason: RevocationReason | null }
  | { readonly kind: 'unknown' }

/** Why a certificate was revoked; a number without a name is kept as one. @see RFC 5280 section 5.3.1 */
export type RevocationReason = (typeof REASONS)[number] | `reason ${number}`

/** A response larger than this is not read. Those with a whole chain have about 4 kB. */
export const OCSP_RESPONSE_BYTES = 65_536

/** Certificates about which one response is read; those that are stapled speak of one. */
const SINGLE_RESPONSES = 100

/** Certificates that are kept of one response. */
const CERTIFICATES = 10

/** Characters of a hash or a serial number: 64 octets, as many as SHA-512 has. */
const HEX_DIGITS = 128

/**
 * Reads a response.
 *
 *     OCSPResponse  ::= SEQUENCE { responseStatus ENUMERATED, responseBytes [0] EXPLICIT ResponseBytes OPTIONAL }
 *     ResponseBytes ::= SEQUENCE { responseType OBJECT IDENTIFIER, response OCTET STRING }
 *
 * @throws ProbeError `wire-malformed`, structure `OCSPResponse` or `BasicOCSPResponse`
 * @see RFC 6960 section 4.2.1
 */
export function readOcspResponse(der: Uint8Array): OcspResponse {
  const whole = new DerReader(der, 'OCSPResponse')
  if (der.length > OCSP_RESPONSE_BYTES) whole.malformed()
  const response = whole.enter(TAG.sequence)
  whole.end()
  const responseStatus = statusName(enumerated(response))
  const bytes = response.enterOptional(contextTag(0, 'constructed'))?.enter(TAG.sequence)
  response.end()
  // RFC 6960 section 4.2.1: without success there are no bytes, and with it there is a response to read.
  if (responseStatus !== 'successful') return { responseStatus, basic: null }
  if (bytes === undefined || bytes.objectIdentifier() !== OCSP_BASIC) return whole.malformed()
  const { content } = bytes.next(TAG.octetString)
  bytes.end()
  return { responseStatus, basic: readBasicResponse(content) }
}

/** BasicOCSPResponse ::= SEQUENCE { tbsResponseData, signatureAlgorithm, signature, certs [0] EXPLICIT SEQUENCE OF Certificate OPTIONAL } */
function readBasicResponse(der: Uint8Array): BasicOcspResponse {
  const whole = new DerReader(der, 'BasicOCSPResponse')
  const basic = whole.enter(TAG.sequence)
  whole.end()
  // The same value twice: as the octets that are signed, and entered.
  const { encoded: responseData } = new DerReader(der, 'BasicOCSPResponse').enter(TAG.sequence).next(TAG.sequence)
  const data = basic.enter(TAG.sequence)
  const { encoded: signatureAlgorithm } = basic.next(TAG.sequence)
  const signature = basic.bitString()
  const certificates = readCertificates(basic)
  basic.end()

  const version = data.enterOptional(contextTag(0, 'constructed'))
  if (version !== null && version.smallInteger() !== 0) version.malformed()
  const responder = readResponderId(data)
  const producedAt = generalizedTime(data)
  const { responses, critical } = readResponses(data)
  const extensions = readExtensions(data.enterOptional(contextTag(1, 'constructed')))
  data.end()
  const criticalExtensions = [...new Set([...critical, ...criticalOf(extensions)])]
  return {
    responseData,
    responder,
    producedAt,
    responses,
    criticalExtensions,
    signatureAlgorithm,
    signature,
    certificates,
  }
}

function readCertificates(basic: DerReader): readonly Uint8Array[] {
  const list = basic.enterOptional(contextTag(0, 'constructed'))?.enter(TAG.sequence)
  const certificates: Uint8Array[] = []
  while (list?.more) {
    const { encoded } = list.next(TAG.sequence)
    if (certificates.length < CERTIFICATES) certificates.push(encoded)
  }
  return certificates
}

/** ResponderID ::= CHOICE { byName [1] EXPLICIT Name, byKey [2] EXPLICIT OCTET STRING } */
function readResponderId(data: DerReader): ResponderId {
  const byName = data.enterOptional(contextTag(1, 'constructed'))
  if (byName !== null) {
    const name = byName.next(TAG.sequence).encoded
    byName.end()
    return { kind: 'name', name }
  }
  const byKey = data.enter(contextTag(2, 'constructed'))
  const sha1 = hexOf(byKey.next(TAG.octetString).content)
  byKey.end()
  return { kind: 'key', sha1 }
}

function readResponses(data: DerReader): {
  readonly responses: readonly SingleResponse[]
  readonly critical: readonly string[]
} {
  const list = data.enter(TAG.sequence)
  const responses: SingleResponse[] = []
  const critical: string[] = []
  while (list.more) {
    if (responses.length >= SINGLE_RESPONSES) list.malformed()
    const single = list.enter(TAG.sequence)
    responses.push(readSingleResponse(single))
    critical.push(...criticalOf(readExtensions(single.enterOptional(contextTag(1, 'constructed')))))
    single.end()
  }
  return { responses, critical }
}

/** SingleResponse ::= SEQUENCE { certID, certStatus, thisUpdate, nextUpdate [0] EXPLICIT OPTIONAL, singleExtensions [1] … } */
function readSingleResponse(single: DerReader): SingleResponse {
  const certificate = readCertId(single.enter(TAG.sequence))
  const status = readCertStatus(single)
  const thisUpdate = generalizedTime(single)
  const next = single.enterOptional(contextTag(0, 'constructed'))
  const nextUpdate = next && generalizedTime(next)
  next?.end()
  return { certificate, status, thisUpdate, nextUpdate }
}

/** CertID ::= SEQUENCE { hashAlgorithm, issuerNameHash OCTET STRING, issuerKeyHash OCTET STRING, serialNumber } */
function readCertId(id: DerReader): CertId {
  const algorithm = id.enter(TAG.sequence).objectIdentifier()
  const [issuerNameHash, issuerKeyHash] = [id.next(TAG.octetString).content, id.next(TAG.octetString).content]
  const serial = id.integer()
  id.end()
  return {
    hash: HASHES.get(algorithm) ?? algorithm,
    issuerNameHash: hexOf(issuerNameHash),
    issuerKeyHash: hexOf(issuerKeyHash),
    serial: hexOf(serial),
  }
}

/** CertStatus ::= CHOICE { good [0] IMPLICIT NULL, revoked [1] IMPLICIT RevokedInfo, unknown [2] IMPLICIT NULL } */
function readCertStatus(single: DerReader): CertStatus {
  const revoked = single.enterOptional(contextTag(1, 'constructed'))
  if (revoked !== null) {
    const at = generalizedTime(revoked)
    const reason = revoked.enterOptional(contextTag(0, 'constructed'))
    const number = reason && enumerated(reason)
    reason?.end()
    revoked.end()
    return { kind: 'revoked', at, reason: number === null ? null : reasonName(number) }
  }
  const isGood = single.sees(contextTag(0, 'primitive'))
  const { content } = single.next(contextTag(isGood ? 0 : 2, 'primitive'))
  if (content.length > 0) single.malformed()
  return { kind: isGood ? 'good' : 'unknown' }
}

/** OCSP writes every time as GeneralizedTime in the form of certificates. @see RFC 6960 section 4.2.1, RFC 5280 section 4.1.2.5.2 */
function generalizedTime(reader: DerReader): string {
  return reader.sees(TAG.generalizedTime) ? readTime(reader) : reader.malformed()
}

/** One of few numbers: an octet is enough for all that there are. */
function enumerated(reader: DerReader): number {
  const { content } = reader.next(TAG.enumerated)
  const [value] = content
  return content.length === 1 && value !== undefined && value < 0x80 ? value : reader.malformed()
}

function criticalOf(extensions: ReadonlyMap<string, CertificateExtension>): readonly string[] {
  return [...extensions].flatMap(([identifier, { critical }]) => (critical ? [identifier] : []))
}

function hexOf(octets: Uint8Array): string {
  return toHex(octets.subarray(0, HEX_DIGITS / 2))
}

/** OCSPResponseStatus; 4 is not used. @see RFC 6960 section 4.2.1 */
const STATUSES: ReadonlyMap<number, OcspResponseStatus> = new Map<number, OcspResponseStatus>([
  [0, 'successful'],
  [1, 'malformedRequest'],
  [2, 'internalError'],
  [3, 'tryLater'],
  [5, 'sigRequired'],
  [6, 'unauthorized'],
])

function statusName(number: number): OcspResponseStatus {
  return STATUSES.get(number) ?? `status ${number}`
}

/** CRLReason by number; 7 is not used. @see RFC 5280 section 5.3.1 */
const REASONS = [
  'unspecified',
  'keyCompromise',
  'cACompromise',
  'affiliationChanged',
  'superseded',
  'cessationOfOperation',
  'certificateHold',
  'reason 7',
  'removeFromCRL',
  'privilegeWithdrawn',
  'aACompromise',
] as const

function reasonName(number: number): RevocationReason {
  return REASONS[number] ?? `reason ${number}`
}
