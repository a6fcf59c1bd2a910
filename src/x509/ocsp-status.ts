import { createHash } from 'node:crypto'
import { attemptSync } from '../base/failure.ts'
import { toHex } from '../base/hex.ts'
import { isSignedBy, openPublicKey } from './certificate.ts'
import { readCertificateFields, sameBytes } from './certificate-fields.ts'
import { type OpenCertificate, openCertificate } from './certification-path.ts'
import { HASHES } from './object-identifiers.ts'
import {
  type BasicOcspResponse,
  type CertId,
  type OcspResponseStatus,
  type ResponderId,
  type RevocationReason,
  readOcspResponse,
  type SingleResponse,
} from './ocsp-response.ts'
import { subjectPublicKeyOf } from './public-key.ts'
import { isSignatureOf } from './verify-signature.ts'

/** What a response proves about one certificate. Times are ISO 8601, UTC. */
export type OcspStatus =
  | { readonly status: 'good'; readonly thisUpdate: string; readonly nextUpdate: string | null }
  | { readonly status: 'revoked'; readonly at: string; readonly reason: RevocationReason | null }
  /** Signed by the right responder, who does not know the certificate. */
  | { readonly status: 'unknown' }
  | { readonly status: 'invalid'; readonly fault: OcspFault }

/**
 * Why a response proves nothing.
 *
 * - `unreadable`: it is no OCSP response, or has a critical extension that nobody here knows
 * - `unsuccessful`: the responder answered by an error, `responseStatus`
 * - `other-certificate`: it is about others
 * - `issuer-absent`: the issuer's certificate, with which to check it, was not sent
 * - `responder`: its signer is neither the issuer nor somebody whom the issuer has made a responder
 * - `signature`: the signature is wrong
 * - `not-yet-valid`, `expired`: `at` is the time that it begins or has ended
 */
export type OcspFault =
  | { readonly code: 'unreadable' | 'other-certificate' | 'issuer-absent' | 'responder' | 'signature' }
  | { readonly code: 'unsuccessful'; readonly responseStatus: OcspResponseStatus }
  | { readonly code: 'not-yet-valid' | 'expired'; readonly at: string }

/** Clocks that are apart by no more than this agree: five minutes, as OpenSSL's `ocsp` has it. */
const CLOCK_SKEW_MILLISECONDS = 300_000

/**
 * What a response says of a certificate, as far as it can be believed: it is about this certificate, the issuer or a responder
 * of the issuer has signed it, and it is of the present. A revocation stands, however old the news; only a hold may end.
 *
 * Whether a delegated responder's certificate was itself revoked is not asked (RFC 6960 section 4.2.2.2.1 leaves that open).
 *
 * @param issuer the certificate of the one who issued `certificate`; null where it was not sent
 * @param at the present, in milliseconds since 1970
 * @see RFC 6960 sections 3.2, 4.2.2.1 and 4.2.2.2
 */
export function ocspStatusOf(
  response: Uint8Array,
  certificate: OpenCertificate,
  issuer: OpenCertificate | null,
  at: number,
): OcspStatus {
  const read = attemptSync(() => readOcspResponse(response))
  if (!read.ok) return invalid({ code: 'unreadable' })
  const { responseStatus, basic } = read.value
  if (basic === null) return invalid({ code: 'unsuccessful', responseStatus })
  if (basic.criticalExtensions.length > 0) return invalid({ code: 'unreadable' })
  const single = newestAbout(basic.responses, certificate, issuer)
  if (single === null) return invalid({ code: 'other-certificate' })
  if (issuer === null) return invalid({ code: 'issuer-absent' })
  const fault = signatureFault(basic, issuer, at)
  return fault === null ? statusOf(single, at) : invalid(fault)
}

function statusOf({ status, thisUpdate, nextUpdate }: SingleResponse, at: number): OcspStatus {
  if (status.kind === 'revoked' && status.reason !== 'certificateHold') {
    return { status: 'revoked', at: status.at, reason: status.reason }
  }
  if (Date.parse(thisUpdate) > at + CLOCK_SKEW_MILLISECONDS) return invalid({ code: 'not-yet-valid', at: thisUpdate })
  if (nextUpdate !== null && Date.parse(nextUpdate) < at - CLOCK_SKEW_MILLISECONDS) {
    return invalid({ code: 'expired', at: nextUpdate })
  }
  switch (status.kind) {
    case 'good':
      return { status: 'good', thisUpdate, nextUpdate }
    case 'revoked':
      return { status: 'revoked', at: status.at, reason: status.reason }
    case 'unknown':
      return { status: 'unknown' }
    default:
      return status satisfies never
  }
}

function invalid(fault: OcspFault): OcspStatus {
  return { status: 'invalid', fault }
}

/** Of several responses about the certificate a revocation counts, else the newest. */
function newestAbout(
  responses: readonly SingleResponse[],
  certificate: OpenCertificate,
  issuer: OpenCertificate | null,
): SingleResponse | null {
  const about = responses.filter((single) => isAbout(single.certificate, certificate, issuer))
  const newest = about.toSorted((a, b) => Date.parse(b.thisUpdate) - Date.parse(a.thisUpdate))
  return newest.find(({ status }) => status.kind === 'revoked') ?? newest[0] ?? null
}

/** The hashes are over the issuer's name, as the certificate has it, and over the issuer's key. */
function isAbout(id: CertId, certificate: OpenCertificate, issuer: OpenCertificate | null): boolean {
  if (id.serial !== certificate.facts.serial || !KNOWN_HASHES.has(id.hash)) return false
  const hash = (octets: Uint8Array): string => createHash(id.hash).update(octets).digest('hex')
  if (hash(readCertificateFields(certificate.der).issuer) !== id.issuerNameHash) return false
  return issuer === null || hash(publicKeyOf(issuer)) === id.issuerKeyHash
}

const KNOWN_HASHES: ReadonlySet<string> = new Set([...HASHES.values()].filter((hash) => hash !== 'md5'))

/** Null when one who may speak for the issuer signed. @see RFC 6960 section 4.2.2.2 */
function signatureFault(basic: BasicOcspResponse, issuer: OpenCertificate, at: number): OcspFault | null {
  const delegates = basic.certificates
    .flatMap((der) => {
      const opened = openCertificate(der)
      return opened.ok ? [opened.value] : []
    })
    .filter((delegate) => isNamed(basic.responder, delegate) && mayRespond(delegate, issuer, at))
  const signers = isNamed(basic.responder, issuer) ? [issuer, ...delegates] : delegates
  if (signers.length === 0) return { code: 'responder' }
  const { signatureAlgorithm, responseData, signature } = basic
  const hasSigned = ({ der }: OpenCertificate): boolean => {
    const key = openPublicKey(readCertificateFields(der).spki)
    const checked = attemptSync(() => key !== null && isSignatureOf(key, signatureAlgorithm, responseData, signature))
    return checked.ok && checked.value
  }
  return signers.some(hasSigned) ? null : { code: 'signature' }
}

function isNamed(responder: ResponderId, { der }: OpenCertificate): boolean {
  const { subject, spki } = readCertificateFields(der)
  if (responder.kind === 'name') return sameBytes(responder.name, subject)
  return responder.sha1 === toHex(createHash('sha1').update(subjectPublicKeyOf(spki)).digest())
}

/** A delegated responder's certificate is issued by the same authority, for this purpose alone, and is of the present. */
function mayRespond(delegate: OpenCertificate, issuer: OpenCertificate, at: number): boolean {
  const { issuer: issuedBy, notBefore, notAfter } = readCertificateFields(delegate.der)
  return (
    delegate.facts.extendedKeyUsage?.includes('OCSPSigning') === true &&
    sameBytes(issuedBy, readCertificateFields(issuer.der).subject) &&
    Date.parse(notBefore) <= at + CLOCK_SKEW_MILLISECONDS &&
    Date.parse(notAfter) >= at - CLOCK_SKEW_MILLISECONDS &&
    isSignedBy(delegate.x509, issuer.x509)
  )
}

function publicKeyOf({ der }: OpenCertificate): Uint8Array {
  return subjectPublicKeyOf(readCertificateFields(der).spki)
}
