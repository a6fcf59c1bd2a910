import { createHash } from 'node:crypto'
import { readCertificateFields } from './certificate-fields.ts'
import { writeAlgorithm } from './certificate-writer.ts'
import { TAG } from './der-reader.ts'
import {
  bitString,
  context,
  contextPrimitive,
  der,
  enumerated,
  generalizedTime,
  objectIdentifier,
  octetString,
  sequence,
} from './der-writer.ts'
import { HASHES, OCSP_BASIC } from './object-identifiers.ts'
import { subjectPublicKeyOf } from './public-key.ts'

/** What goes into an OCSP response. Nothing is checked: the lab needs responses that no responder would give. */
export interface OcspTemplate {
  /** The certificate that it is about, and that of its issuer, in DER. */
  readonly certificate: Uint8Array
  readonly issuer: Uint8Array
  /** The hash of the CertID; by default SHA-1, with which clients usually ask; no security hangs on it. */
  readonly hash?: 'sha1' | 'sha256'
  readonly status: OcspTemplateStatus
  readonly thisUpdate: Date
  /** Null leaves it out. */
  readonly nextUpdate: Date | null
  /** The certificate of the one who signs, in DER. */
  readonly responder: Uint8Array
  /** How the responder is named; by default by the hash of its key. */
  readonly responderBy?: 'name' | 'key'
  /** The AlgorithmIdentifier of the signature, in DER. */
  readonly signatureAlgorithm: Uint8Array
  /** Certificates to send along, in DER. */
  readonly certificates?: readonly Uint8Array[]
  /** Extensions of the whole, in DER, as `writeExtension` writes them. */
  readonly extensions?: readonly Uint8Array[]
}

/** `reason` is a number of RFC 5280 section 5.3.1; without it none is given. */
export type OcspTemplateStatus =
  | { readonly kind: 'good' }
  | { readonly kind: 'revoked'; readonly at: Date; readonly reason?: number }
  | { readonly kind: 'unknown' }

/**
 * Writes a successful OCSP response about one certificate.
 *
 * @param sign makes the signature of the bytes it is given
 * @see RFC 6960 section 4.2.1
 */
export function writeOcspResponse(template: OcspTemplate, sign: (data: Uint8Array) => Uint8Array): Uint8Array {
  const { signatureAlgorithm, certificates = [], extensions = [], thisUpdate } = template
  const data = sequence(
    responderId(template),
    generalizedTime(thisUpdate),
    sequence(singleResponse(template)),
    ...(extensions.length > 0 ? [context(1, sequence(...extensions))] : []),
  )
  const along = certificates.length > 0 ? [context(0, sequence(...certificates))] : []
  const basic = sequence(data, signatureAlgorithm, bitString(sign(data)), ...along)
  return sequence(enumerated(0), context(0, sequence(objectIdentifier(OCSP_BASIC), octetString(basic))))
}

/** Writes a response that is an error: `status` from 1 on. @see RFC 6960 section 4.2.1 */
export function writeOcspError(status: number): Uint8Array {
  return sequence(enumerated(status))
}

function responderId({ responder, responderBy = 'key' }: OcspTemplate): Uint8Array {
  const { subject, spki } = readCertificateFields(responder)
  return responderBy === 'name'
    ? context(1, subject)
    : context(2, octetString(hashOf('sha1', subjectPublicKeyOf(spki))))
}

function singleResponse({
  certificate,
  issuer,
  hash = 'sha1',
  status,
  thisUpdate,
  nextUpdate,
}: OcspTemplate): Uint8Array {
  const { serial, issuer: issuerName } = readCertificateFields(certificate)
  const certId = sequence(
    writeAlgorithm(hashIdentifier(hash), 'null'),
    octetString(hashOf(hash, issuerName)),
    octetString(hashOf(hash, subjectPublicKeyOf(readCertificateFields(issuer).spki))),
    der(TAG.integer, serial),
  )
  const next = nextUpdate === null ? [] : [context(0, generalizedTime(nextUpdate))]
  return sequence(certId, certStatus(status), generalizedTime(thisUpdate), ...next)
}

function certStatus(status: OcspTemplateStatus): Uint8Array {
  switch (status.kind) {
    case 'good':
      return contextPrimitive(0, new Uint8Array(0))
    case 'revoked': {
      const reason = status.reason === undefined ? [] : [context(0, enumerated(status.reason))]
      return context(1, generalizedTime(status.at), ...reason)
    }
    case 'unknown':
      return contextPrimitive(2, new Uint8Array(0))
    default:
      return status satisfies never
  }
}

function hashIdentifier(hash: string): string {
  for (const [identifier, name] of HASHES) if (name === hash) return identifier
  return hash
}

function hashOf(hash: string, octets: Uint8Array): Uint8Array {
  return createHash(hash).update(octets).digest()
}
