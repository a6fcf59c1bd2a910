import { contextTag, DerReader, TAG } from './der-reader.ts'
import { readTime } from './der-time.ts'

/** One extension: what it means depends on its identifier. */
export interface CertificateExtension {
  readonly critical: boolean
  /** The DER inside the octet string. */
  readonly value: Uint8Array
}

/** A certificate taken apart into its fields, each still in DER. Views of the certificate, not copies. */
export interface CertificateFields {
  /** 1, 2 or 3. */
  readonly version: number
  readonly serial: Uint8Array
  /** The AlgorithmIdentifier of the signature. */
  readonly signatureAlgorithm: Uint8Array
  readonly issuer: Uint8Array
  /** ISO 8601, UTC, in seconds. */
  readonly notBefore: string
  readonly notAfter: string
  readonly subject: Uint8Array
  /** The SubjectPublicKeyInfo: what DANE's selector 1 covers. */
  readonly spki: Uint8Array
  readonly extensions: ReadonlyMap<string, CertificateExtension>
}

/** A certificate larger than this is not read. The largest in use, with hundreds of names, have about 20 kB. */
const CERTIFICATE_BYTES = 65_536

/**
 * Takes a certificate apart.
 *
 *     Certificate    ::= SEQUENCE { tbsCertificate, signatureAlgorithm, signatureValue }
 *     TBSCertificate ::= SEQUENCE { version [0] DEFAULT v1, serialNumber, signature, issuer, validity, subject,
 *                                   subjectPublicKeyInfo, issuerUniqueID [1], subjectUniqueID [2], extensions [3] }
 *
 * An extension that occurs twice makes the certificate malformed, as do two signature algorithms that differ.
 *
 * @throws ProbeError `wire-malformed`, structure `Certificate`
 * @see RFC 5280 section 4.1
 */
export function readCertificateFields(der: Uint8Array): CertificateFields {
  const whole = new DerReader(der, 'Certificate')
  if (der.length > CERTIFICATE_BYTES) whole.malformed()
  const certificate = whole.enter(TAG.sequence)
  whole.end()
  const tbs = certificate.enter(TAG.sequence)
  const signatureAlgorithm = certificate.next(TAG.sequence).encoded
  certificate.bitString()
  certificate.end()

  const version = readVersion(tbs)
  const serial = tbs.integer()
  const { encoded: signedAlgorithm } = tbs.next(TAG.sequence)
  if (!sameBytes(signedAlgorithm, signatureAlgorithm)) tbs.malformed()
  const issuer = tbs.next(TAG.sequence).encoded
  const validity = tbs.enter(TAG.sequence)
  const notBefore = readTime(validity)
  const notAfter = readTime(validity)
  validity.end()
  const subject = tbs.next(TAG.sequence).encoded
  const spki = tbs.next(TAG.sequence).encoded
  for (const uniqueId of [1, 2]) {
    if (tbs.sees(contextTag(uniqueId, 'primitive'))) tbs.next()
  }
  const extensions = readExtensions(tbs.enterOptional(contextTag(3, 'constructed')))
  tbs.end()
  return { version, serial, signatureAlgorithm, issuer, notBefore, notAfter, subject, spki, extensions }
}

/** True when both hold the same bytes. */
export function sameBytes(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && left.every((byte, at) => byte === right[at])
}

function readVersion(tbs: DerReader): number {
  const explicit = tbs.enterOptional(contextTag(0, 'constructed'))
  if (!explicit) return 1
  const version = explicit.smallInteger() + 1
  explicit.end()
  return version <= 3 ? version : tbs.malformed()
}

/**
 * Reads what stands inside the tag of `Extensions ::= SEQUENCE OF Extension`, where
 * `Extension ::= SEQUENCE { extnID, critical BOOLEAN DEFAULT FALSE, extnValue OCTET STRING }`.
 *
 * @param tagged null where the extensions are absent
 * @throws ProbeError `wire-malformed`, also for an extension that occurs twice
 * @see RFC 5280 section 4.2
 */
export function readExtensions(tagged: DerReader | null): ReadonlyMap<string, CertificateExtension> {
  const found = new Map<string, CertificateExtension>()
  const list = tagged?.enter(TAG.sequence)
  while (list?.more) {
    const extension = list.enter(TAG.sequence)
    const identifier = extension.objectIdentifier()
    const critical = extension.sees(TAG.boolean) && extension.boolean()
    const value = extension.next(TAG.octetString).content
    extension.end()
    if (found.has(identifier)) list.malformed()
    found.set(identifier, { critical, value })
  }
  tagged?.end()
  return found
}
