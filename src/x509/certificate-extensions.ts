import { attemptSync } from '../base/failure.ts'
import { toHex } from '../base/hex.ts'
import { formatIpAddress } from '../base/ip-address.ts'
import { TEXT_CHARACTERS } from '../base/limits.ts'
import { printable } from '../base/printable.ts'
import { Reader } from '../base/reader.ts'
import type { CertificateExtension } from './certificate-fields.ts'
import { contextTag, DerReader, TAG } from './der-reader.ts'
import { ACCESS_METHOD, EXTENSION, KEY_PURPOSES, KEY_USAGES, type KeyUsage } from './object-identifiers.ts'

/** What the extensions of a certificate say, as far as a mail server's certificate is concerned. */
export interface ExtensionFacts {
  /** The DNS names of subjectAltName, in lower case, printable, in the certificate's order. */
  readonly dnsNames: readonly string[]
  /** The IP addresses of subjectAltName, canonical; one of an impossible length is left out. */
  readonly ipAddresses: readonly string[]
  /** All names of subjectAltName, of whatever kind, also those beyond what is kept. */
  readonly nameCount: number
  readonly isCa: boolean
  /** How many further CAs may follow below; null when not limited. */
  readonly pathLength: number | null
  /** Null when the extension is absent, which allows every use. */
  readonly keyUsage: readonly KeyUsage[] | null
  /** Names, or object identifiers without a name here; null when the extension is absent, which allows every purpose. */
  readonly extendedKeyUsage: readonly string[] | null
  /** Hexadecimal. */
  readonly subjectKeyIdentifier: string | null
  /** Hexadecimal. */
  readonly authorityKeyIdentifier: string | null
  /** True when the server promises to staple an OCSP response (feature 5, `status_request`). */
  readonly mustStaple: boolean
  /** Signed certificate timestamps inside the certificate. */
  readonly sctCount: number
  readonly ocspUrls: readonly string[]
  readonly caIssuerUrls: readonly string[]
  readonly crlUrls: readonly string[]
  /** Critical extensions that we do not know: a certificate with one must be refused (RFC 5280 section 4.2). */
  readonly unknownCritical: readonly string[]
  /** Known extensions whose content is broken; what they would say counts as absent. */
  readonly malformedExtensions: readonly string[]
}

/** Names of one certificate that are kept. Authorities allow 100 to 250, a few some hundred more. */
export const CERTIFICATE_NAMES = 1_000

/** Members of every other list that are kept. */
const LIST_MEMBERS = 50

/**
 * Reads the extensions we know. A broken one does not make the certificate unreadable (to OpenSSL neither): it is listed
 * and counts as absent.
 *
 * @see RFC 5280 section 4.2
 */
export function readCertificateExtensions(extensions: ReadonlyMap<string, CertificateExtension>): ExtensionFacts {
  let facts = ABSENT
  const malformed: string[] = []
  for (const { name, read } of READERS) {
    const extension = extensions.get(EXTENSION[name])
    if (!extension) continue
    const part = attemptSync(() => {
      const value = new DerReader(extension.value, name)
      const said = read(value)
      value.end()
      return said
    })
    if (part.ok) facts = { ...facts, ...part.value }
    else malformed.push(name)
  }
  const unknownCritical = [...extensions].flatMap(([identifier, { critical }]) =>
    critical && !KNOWN.has(identifier) ? [identifier] : [],
  )
  return { ...facts, unknownCritical: unknownCritical.slice(0, LIST_MEMBERS), malformedExtensions: malformed }
}

const ABSENT: ExtensionFacts = {
  dnsNames: [],
  ipAddresses: [],
  nameCount: 0,
  isCa: false,
  pathLength: null,
  keyUsage: null,
  extendedKeyUsage: null,
  subjectKeyIdentifier: null,
  authorityKeyIdentifier: null,
  mustStaple: false,
  sctCount: 0,
  ocspUrls: [],
  caIssuerUrls: [],
  crlUrls: [],
  unknownCritical: [],
  malformedExtensions: [],
}

/** A reader gets the one value of its extension and says which facts it holds. */
interface ExtensionReader {
  readonly name: keyof typeof EXTENSION
  readonly read: (value: DerReader) => Partial<ExtensionFacts>
}

const READERS: readonly ExtensionReader[] = [
  { name: 'subjectAltName', read: subjectAltName },
  { name: 'basicConstraints', read: basicConstraints },
  { name: 'keyUsage', read: keyUsage },
  { name: 'extendedKeyUsage', read: extendedKeyUsage },
  { name: 'subjectKeyIdentifier', read: subjectKeyIdentifier },
  { name: 'authorityKeyIdentifier', read: authorityKeyIdentifier },
  { name: 'tlsFeature', read: tlsFeature },
  { name: 'signedCertificateTimestamps', read: signedCertificateTimestamps },
  { name: 'authorityInfoAccess', read: authorityInfoAccess },
  { name: 'crlDistributionPoints', read: crlDistributionPoints },
]

const KNOWN: ReadonlySet<string> = new Set(Object.values(EXTENSION))

/** The `status_request` extension of TLS, as a certificate's promise. @see RFC 7633 */
const STATUS_REQUEST = 5

const DNS_NAME = contextTag(2, 'primitive')
const URI = contextTag(6, 'primitive')
const IP_ADDRESS = contextTag(7, 'primitive')

/** GeneralNames, of which DNS names and addresses matter. @see RFC 5280 section 4.2.1.6 */
function subjectAltName(value: DerReader): Partial<ExtensionFacts> {
  const names = value.enter(TAG.sequence)
  const dnsNames: string[] = []
  const ipAddresses: string[] = []
  let nameCount = 0
  while (names.more) {
    const { tag, content } = names.next()
    nameCount += 1
    if (nameCount > CERTIFICATE_NAMES) continue
    // A DNS name has at most 253 characters; what is longer is kept only so far that one sees what it is.
    if (tag === DNS_NAME) dnsNames.push(printable(content, 300).toLowerCase())
    if (tag === IP_ADDRESS && (content.length === 4 || content.length === 16)) {
      ipAddresses.push(formatIpAddress(content))
    }
  }
  return { dnsNames, ipAddresses, nameCount }
}

/** SEQUENCE { cA BOOLEAN DEFAULT FALSE, pathLenConstraint INTEGER OPTIONAL }. @see RFC 5280 section 4.2.1.9 */
function basicConstraints(value: DerReader): Partial<ExtensionFacts> {
  const constraints = value.enter(TAG.sequence)
  const isCa = constraints.sees(TAG.boolean) && constraints.boolean()
  const pathLength = constraints.sees(TAG.integer) ? constraints.smallInteger() : null
  constraints.end()
  return { isCa, pathLength }
}

/** A BIT STRING with a bit for each use. @see RFC 5280 section 4.2.1.3 */
function keyUsage(value: DerReader): Partial<ExtensionFacts> {
  return { keyUsage: value.flags().flatMap((bit) => KEY_USAGES[bit] ?? []) }
}

/** SEQUENCE OF OBJECT IDENTIFIER. @see RFC 5280 section 4.2.1.12 */
function extendedKeyUsage(value: DerReader): Partial<ExtensionFacts> {
  const list = value.enter(TAG.sequence)
  const purposes: string[] = []
  while (list.more) {
    const identifier = list.objectIdentifier()
    if (purposes.length < LIST_MEMBERS) purposes.push(KEY_PURPOSES.get(identifier) ?? identifier)
  }
  return { extendedKeyUsage: purposes }
}

function subjectKeyIdentifier(value: DerReader): Partial<ExtensionFacts> {
  return { subjectKeyIdentifier: identifierHex(value.next(TAG.octetString).content) }
}

/** SEQUENCE { keyIdentifier [0], … }. @see RFC 5280 section 4.2.1.1 */
function authorityKeyIdentifier(value: DerReader): Partial<ExtensionFacts> {
  const inside = value.enter(TAG.sequence)
  return inside.sees(contextTag(0, 'primitive')) ? { authorityKeyIdentifier: identifierHex(inside.next().content) } : {}
}

/** Key identifiers are hashes, in practice of 20 octets; more than 64 are not kept. */
function identifierHex(octets: Uint8Array): string {
  return toHex(octets.subarray(0, 64))
}

/** Features ::= SEQUENCE OF INTEGER. @see RFC 7633 */
function tlsFeature(value: DerReader): Partial<ExtensionFacts> {
  const features = value.enter(TAG.sequence)
  let mustStaple = false
  while (features.more) if (features.smallInteger() === STATUS_REQUEST) mustStaple = true
  return { mustStaple }
}

/** An octet string around a TLS vector of vectors. @see RFC 6962 section 3.3 */
function signedCertificateTimestamps(value: DerReader): Partial<ExtensionFacts> {
  const outer = new Reader(value.next(TAG.octetString).content, value.structure)
  const list = new Reader(outer.vector(2), value.structure)
  outer.end()
  let sctCount = 0
  while (list.remaining > 0) {
    list.vector(2)
    sctCount += 1
  }
  return { sctCount }
}

/** SEQUENCE OF SEQUENCE { accessMethod, accessLocation GeneralName }. @see RFC 5280 section 4.2.2.1 */
function authorityInfoAccess(value: DerReader): Partial<ExtensionFacts> {
  const list = value.enter(TAG.sequence)
  const urls: { readonly method: string; readonly url: string }[] = []
  while (list.more) {
    const description = list.enter(TAG.sequence)
    const method = description.objectIdentifier()
    const { tag, content } = description.next()
    if (tag === URI && urls.length < LIST_MEMBERS) urls.push({ method, url: printable(content, TEXT_CHARACTERS) })
  }
  const of = (wanted: string) => urls.filter(({ method }) => method === wanted).map(({ url }) => url)
  return { ocspUrls: of(ACCESS_METHOD.ocsp), caIssuerUrls: of(ACCESS_METHOD.caIssuers) }
}

/** SEQUENCE OF SEQUENCE { distributionPoint [0] { fullName [0] GeneralNames }, … }. @see RFC 5280 section 4.2.1.13 */
function crlDistributionPoints(value: DerReader): Partial<ExtensionFacts> {
  const points = value.enter(TAG.sequence)
  const nested = contextTag(0, 'constructed')
  const crlUrls: string[] = []
  while (points.more) {
    const names = points.enter(TAG.sequence).enterOptional(nested)?.enterOptional(nested)
    while (names?.more) {
      const { tag, content } = names.next()
      if (tag === URI && crlUrls.length < LIST_MEMBERS) crlUrls.push(printable(content, TEXT_CHARACTERS))
    }
  }
  return { crlUrls }
}
