import { parseIpAddress } from '../base/ip-address.ts'
import { TAG } from './der-reader.ts'
import {
  bitString,
  boolean,
  context,
  contextPrimitive,
  der,
  flags,
  objectIdentifier,
  octetString,
  sequence,
  set,
  time,
  unsignedInteger,
  utf8String,
} from './der-writer.ts'
import {
  ACCESS_METHOD,
  ATTRIBUTE_TYPES,
  EXTENSION,
  KEY_PURPOSES,
  KEY_USAGES,
  type KeyUsage,
} from './object-identifiers.ts'

/** What goes into a certificate. Nothing is checked: the lab needs certificates that no authority would sign. */
export interface CertificateTemplate {
  /** Big-endian, unsigned. */
  readonly serial: Uint8Array
  /** The AlgorithmIdentifier of the signature, in DER. */
  readonly signatureAlgorithm: Uint8Array
  /** A Name in DER ({@link writeName}). */
  readonly issuer: Uint8Array
  readonly notBefore: Date
  readonly notAfter: Date
  /** A Name in DER. */
  readonly subject: Uint8Array
  /** The SubjectPublicKeyInfo in DER. */
  readonly spki: Uint8Array
  /** Extensions in DER, as the functions below write them. */
  readonly extensions: readonly Uint8Array[]
}

/**
 * Writes a version 3 certificate.
 *
 * @param sign makes the signature of the bytes it is given
 * @see RFC 5280 section 4.1
 */
export function writeCertificate(template: CertificateTemplate, sign: (tbs: Uint8Array) => Uint8Array): Uint8Array {
  const tbs = sequence(
    context(0, der(TAG.integer, Uint8Array.of(2))),
    unsignedInteger(template.serial),
    template.signatureAlgorithm,
    template.issuer,
    sequence(time(template.notBefore), time(template.notAfter)),
    template.subject,
    template.spki,
    ...(template.extensions.length > 0 ? [context(3, sequence(...template.extensions))] : []),
  )
  return sequence(tbs, template.signatureAlgorithm, bitString(sign(tbs)))
}

/** Writes a Name of attributes such as `['O', 'Example'], ['CN', 'mx.example.org']`, as UTF8Strings. */
export function writeName(...attributes: readonly (readonly [type: string, value: string])[]): Uint8Array {
  const relative = attributes.map(([type, value]) =>
    set(sequence(objectIdentifier(identifierOf(ATTRIBUTE_TYPES, type)), utf8String(value))),
  )
  return sequence(...relative)
}

/** Writes an AlgorithmIdentifier; RSA's have a NULL where others have nothing (RFC 4055 section 5, RFC 5758 section 3.2). */
export function writeAlgorithm(identifier: string, parameters: 'null' | 'absent'): Uint8Array {
  return sequence(objectIdentifier(identifier), ...(parameters === 'null' ? [der(TAG.null)] : []))
}

/** Writes an extension around the DER of its value. */
export function writeExtension(identifier: string, critical: boolean, value: Uint8Array): Uint8Array {
  return sequence(objectIdentifier(identifier), ...(critical ? [boolean(true)] : []), octetString(value))
}

/** basicConstraints, critical. @see RFC 5280 section 4.2.1.9 */
export function writeBasicConstraints(isCa: boolean, pathLength: number | null): Uint8Array {
  const limit = pathLength === null ? [] : [unsignedInteger(Uint8Array.of(pathLength))]
  const value = sequence(...(isCa ? [boolean(true)] : []), ...limit)
  return writeExtension(EXTENSION.basicConstraints, true, value)
}

/** keyUsage, critical. @see RFC 5280 section 4.2.1.3 */
export function writeKeyUsage(...usages: readonly KeyUsage[]): Uint8Array {
  const bits = usages.map((usage) => KEY_USAGES.indexOf(usage))
  return writeExtension(EXTENSION.keyUsage, true, flags(bits))
}

/** extendedKeyUsage of names such as `serverAuth` or dotted identifiers. @see RFC 5280 section 4.2.1.12 */
export function writeExtendedKeyUsage(...purposes: readonly string[]): Uint8Array {
  const identifiers = purposes.map((purpose) => objectIdentifier(identifierOf(KEY_PURPOSES, purpose)))
  return writeExtension(EXTENSION.extendedKeyUsage, false, sequence(...identifiers))
}

/** subjectAltName of DNS names and IP addresses. @see RFC 5280 section 4.2.1.6 */
export function writeSubjectAltName(dnsNames: readonly string[], ipAddresses: readonly string[]): Uint8Array {
  const names = dnsNames.map((name) => contextPrimitive(2, new TextEncoder().encode(name)))
  const addresses = ipAddresses.map((text) => contextPrimitive(7, parseIpAddress(text) ?? new Uint8Array()))
  return writeExtension(EXTENSION.subjectAltName, false, sequence(...names, ...addresses))
}

/** subjectKeyIdentifier. @see RFC 5280 section 4.2.1.2 */
export function writeSubjectKeyIdentifier(identifier: Uint8Array): Uint8Array {
  return writeExtension(EXTENSION.subjectKeyIdentifier, false, octetString(identifier))
}

/** authorityKeyIdentifier, with the key identifier alone. @see RFC 5280 section 4.2.1.1 */
export function writeAuthorityKeyIdentifier(identifier: Uint8Array): Uint8Array {
  return writeExtension(EXTENSION.authorityKeyIdentifier, false, sequence(contextPrimitive(0, identifier)))
}

/** The TLS feature extension with `status_request`: "must staple". @see RFC 7633 */
export function writeMustStaple(): Uint8Array {
  return writeExtension(EXTENSION.tlsFeature, false, sequence(unsignedInteger(Uint8Array.of(5))))
}

/** authorityInfoAccess with the address of the OCSP responder or of the issuer's certificate. @see RFC 5280 section 4.2.2.1 */
export function writeAuthorityInfoAccess(
  urls: Readonly<Partial<Record<keyof typeof ACCESS_METHOD, string>>>,
): Uint8Array {
  const write = (method: keyof typeof ACCESS_METHOD): readonly Uint8Array[] => {
    const url = urls[method]
    const location = url === undefined ? null : contextPrimitive(6, new TextEncoder().encode(url))
    return location ? [sequence(objectIdentifier(ACCESS_METHOD[method]), location)] : []
  }
  return writeExtension(EXTENSION.authorityInfoAccess, false, sequence(...write('ocsp'), ...write('caIssuers')))
}

/** The identifier behind a name of a table; a dotted identifier is its own. */
function identifierOf(table: ReadonlyMap<string, string>, name: string): string {
  for (const [identifier, known] of table) if (known === name) return identifier
  return name
}
