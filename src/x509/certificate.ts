import { createHash, createPublicKey, type KeyObject, X509Certificate } from 'node:crypto'
import { fail } from '../base/failure.ts'
import { toHex } from '../base/hex.ts'
import { type ExtensionFacts, readCertificateExtensions } from './certificate-extensions.ts'
import { readCertificateFields, sameBytes } from './certificate-fields.ts'
import { type DistinguishedName, readDistinguishedName } from './distinguished-name.ts'
import { type PublicKeyFacts, readPublicKey } from './public-key.ts'
import { readSignatureAlgorithm, type SignatureFacts } from './signature-algorithm.ts'

/** What a certificate says, and what can be known of it without asking anyone. All texts are printable and bounded. */
export interface CertificateFacts extends ExtensionFacts {
  readonly version: number
  readonly subject: DistinguishedName
  readonly issuer: DistinguishedName
  /** Hexadecimal, of the octets as they stand in the certificate; at most 64 octets. */
  readonly serial: string
  /** ISO 8601, UTC. */
  readonly notBefore: string
  /** ISO 8601, UTC: the last second at which it is valid. */
  readonly notAfter: string
  readonly key: PublicKeyFacts
  readonly signature: SignatureFacts
  /** True when subject and issuer are the same name. */
  readonly selfIssued: boolean
  /** True when, besides, its own key verifies its signature. */
  readonly selfSigned: boolean
  /** SHA-256 of the certificate, hexadecimal: a fingerprint, and DANE's `x 0 1`. */
  readonly sha256: string
  /** SHA-256 of the SubjectPublicKeyInfo, hexadecimal: DANE's `x 1 1`. */
  readonly spkiSha256: string
  readonly sizeBytes: number
}

/**
 * Reads a certificate. One that OpenSSL cannot read is malformed as well: no sender could use it.
 *
 * @throws ProbeError `wire-malformed`, structure `Certificate` or one of its parts (`Name`, `SubjectPublicKeyInfo`, …)
 * @see RFC 5280 section 4.1
 */
export function readCertificate(der: Uint8Array): CertificateFacts {
  const fields = readCertificateFields(der)
  const selfIssued = sameBytes(fields.subject, fields.issuer)
  const x509 = openX509(der)
  return {
    version: fields.version,
    subject: readDistinguishedName(fields.subject),
    issuer: readDistinguishedName(fields.issuer),
    serial: toHex(fields.serial.subarray(0, 64)),
    notBefore: fields.notBefore,
    notAfter: fields.notAfter,
    key: readPublicKey(fields.spki),
    signature: readSignatureAlgorithm(fields.signatureAlgorithm),
    ...readCertificateExtensions(fields.extensions),
    selfIssued,
    selfSigned: selfIssued && isSignedBy(x509, x509),
    sha256: sha256(der),
    spkiSha256: sha256(fields.spki),
    sizeBytes: der.length,
  }
}

/**
 * Node's view of a certificate, for what needs OpenSSL.
 *
 * @throws ProbeError `wire-malformed`, structure `Certificate`
 */
export function openX509(der: Uint8Array): X509Certificate {
  try {
    return new X509Certificate(der)
  } catch (error) {
    if (!isOpenSslError(error)) throw error
    return fail({ code: 'wire-malformed', structure: 'Certificate', offset: 0 })
  }
}

/** True when the key of `issuer` verifies the signature of `certificate`; false too for a key that OpenSSL cannot use. */
export function isSignedBy(certificate: X509Certificate, issuer: X509Certificate): boolean {
  try {
    return certificate.verify(issuer.publicKey)
  } catch (error) {
    if (!isOpenSslError(error)) throw error
    return false
  }
}

/** True when the key verifies the signature of `certificate`; false too for a key that OpenSSL cannot use. */
export function isSignedByKey(certificate: X509Certificate, key: KeyObject): boolean {
  try {
    return certificate.verify(key)
  } catch (error) {
    if (!isOpenSslError(error)) throw error
    return false
  }
}

/** The key of a SubjectPublicKeyInfo; null when OpenSSL cannot use it. */
export function openPublicKey(spki: Uint8Array): KeyObject | null {
  try {
    return createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' })
  } catch (error) {
    if (!isOpenSslError(error)) throw error
    return null
  }
}

/** What OpenSSL refuses comes as an error with a code; a mistake of ours comes without one. */
export function isOpenSslError(error: unknown): boolean {
  return error instanceof Error && 'code' in error && /^ERR_(OSSL|CRYPTO|INVALID_ARG_VALUE)/.test(String(error.code))
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
