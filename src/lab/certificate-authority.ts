import { createHash, randomBytes } from 'node:crypto'
import { fail } from '../base/failure.ts'
import {
  type CertificateTemplate,
  writeAuthorityInfoAccess,
  writeAuthorityKeyIdentifier,
  writeBasicConstraints,
  writeCertificate,
  writeExtendedKeyUsage,
  writeKeyUsage,
  writeMustStaple,
  writeName,
  writeSubjectAltName,
  writeSubjectKeyIdentifier,
} from '../x509/certificate-writer.ts'
import type { KeyAlgorithm } from '../x509/object-identifiers.ts'
import { type OcspTemplateStatus, writeOcspResponse } from '../x509/ocsp-writer.ts'
import { readPublicKey, subjectPublicKeyOf } from '../x509/public-key.ts'
import { LAB_AUTHORITY } from './lab-authority.ts'
import {
  type KeyKind,
  makeEcKey,
  makeSigningKey,
  type SignatureHash,
  type SigningKey,
  signatureAlgorithm,
  signWith,
} from './signing-key.ts'

/** What an authority signs with: `root`, the `intermediate` below it, or another root whom nobody trusts. */
export type IssuerName = 'root' | 'intermediate' | 'untrusted'

/** A certificate to be. Only `names` is needed; everything an authority would never do is possible. */
export interface CertificateRequest {
  /** The DNS names of subjectAltName; without names and addresses the extension is left out. */
  readonly names: readonly string[]
  /** The IP addresses of subjectAltName. */
  readonly ips?: readonly string[]
  /** By default the first name. */
  readonly commonName?: string
  /** By default a day before the authority's `now`. */
  readonly notBefore?: Date
  /** By default 90 days after the authority's `now`. */
  readonly notAfter?: Date
  /** A kind of key to make (by default `ec-p256`), or a public key whose private half is elsewhere or nowhere. */
  readonly key?: KeyKind | { readonly publicKeySpkiDer: Uint8Array }
  /** By default `sha256`. */
  readonly signatureHash?: SignatureHash
  /** Signed with its own key, which must then be one that is made here. */
  readonly selfSigned?: boolean
  /** By default `intermediate`. */
  readonly issuer?: IssuerName
  /** Purposes by name or identifier; null leaves the extension out; by default `serverAuth`. */
  readonly eku?: readonly string[] | null
  readonly mustStaple?: boolean
  /** Big-endian; by default 16 random octets. */
  readonly serial?: Uint8Array
  /** Where the OCSP responder and the issuer's certificate are said to be. */
  readonly authorityInfoAccess?: { readonly ocsp?: string; readonly caIssuers?: string }
}

/** A certificate with what a server needs to use it. */
export interface IssuedCertificate {
  readonly der: Uint8Array
  readonly pem: string
  /** As a server sends it: the certificate, and the intermediate if that issued it. Never the root. */
  readonly chainDer: readonly Uint8Array[]
  /** The same as PEM, one after the other. */
  readonly chainPem: string
  /** PKCS #8; null for a public key that was given. */
  readonly privateKeyPem: string | null
  readonly keyType: KeyAlgorithm
}

/** A certificate of the authority itself. */
export interface AuthorityCertificate {
  readonly der: Uint8Array
  readonly pem: string
}

/** A certificate authority that lives as long as the process; its private keys never leave it. */
export interface Authority {
  readonly certificates: Readonly<Record<IssuerName, AuthorityCertificate>>
  readonly issue: (request: CertificateRequest) => Promise<IssuedCertificate>
  /** Says of a certificate of the intermediate whether it was revoked: an OCSP response in DER, valid for a week. */
  readonly answerOcsp: (answer: OcspAnswer) => Uint8Array
}

/** What the authority says of one of its certificates. */
export interface OcspAnswer {
  /** In DER. */
  readonly certificate: Uint8Array
  readonly status: OcspTemplateStatus
  /** By default a day before the authority's `now`. */
  readonly thisUpdate?: Date
}

/** How to set an authority up. */
export interface AuthorityOptions {
  /** Stands in the names of its certificates. */
  readonly name: string
  /** What the authority takes for the present. */
  readonly now: Date
}

const DAY_MILLISECONDS = 86_400_000

/**
 * Sets up a root, an intermediate below it, and a second root whom nobody trusts, with P-256 keys, valid from a year
 * before `now` to ten years after. Takes a few milliseconds.
 */
export function createAuthority({ name, now }: AuthorityOptions): Authority {
  const root = createIssuer({ name: `${name} Root`, now, issuer: null })
  const intermediate = createIssuer({ name: `${name} Intermediate`, now, issuer: root })
  const untrusted = createIssuer({ name: `${name} Untrusted Root`, now, issuer: null })
  const issuers: Readonly<Record<IssuerName, Issuer>> = { root, intermediate, untrusted }
  return {
    certificates: {
      root: authorityCertificate(root.der),
      intermediate: authorityCertificate(intermediate.der),
      untrusted: authorityCertificate(untrusted.der),
    },
    issue: (request) => issue(request, now, issuers),
    answerOcsp: (answer) => answerOcsp(answer, now, intermediate),
  }
}

/** Writes certificates in DER as PEM, one after the other. */
export function toPem(...certificates: readonly Uint8Array[]): string {
  return certificates.map((der) => pemOf('CERTIFICATE', der)).join('')
}

interface Issuer {
  readonly der: Uint8Array
  readonly name: Uint8Array
  readonly key: SigningKey
  readonly keyIdentifier: Uint8Array
}

function createIssuer({ name, now, issuer }: AuthorityOptions & { readonly issuer: Issuer | null }): Issuer {
  const key = makeEcKey('P-256')
  const keyIdentifier = keyIdentifierOf(key.spki)
  const subject = writeName(['O', LAB_AUTHORITY.organization], ['CN', name])
  const template: Unsigned = {
    serial: randomSerial(),
    issuer: issuer?.name ?? subject,
    notBefore: new Date(now.getTime() - 365 * DAY_MILLISECONDS),
    notAfter: new Date(now.getTime() + 3650 * DAY_MILLISECONDS),
    subject,
    spki: key.spki,
    extensions: [
      writeBasicConstraints(true, issuer ? 0 : null),
      writeKeyUsage('keyCertSign', 'cRLSign'),
      writeSubjectKeyIdentifier(keyIdentifier),
      ...(issuer ? [writeAuthorityKeyIdentifier(issuer.keyIdentifier)] : []),
    ],
  }
  return { der: signTemplate(template, issuer?.key ?? key, 'sha256'), name: subject, key, keyIdentifier }
}

async function issue(
  request: CertificateRequest,
  now: Date,
  issuers: Readonly<Record<IssuerName, Issuer>>,
): Promise<IssuedCertificate> {
  const { issuer = 'intermediate', selfSigned = false } = request
  const { spki, key } = await leafKey(request.key ?? 'ec-p256')
  const subject = writeName(['CN', request.commonName ?? request.names[0] ?? request.ips?.[0] ?? 'nameless'])
  const keyIdentifier = keyIdentifierOf(spki)
  const signer = selfSigned ? { name: subject, key: key ?? cannotSign(), keyIdentifier } : issuers[issuer]
  const keyType = readPublicKey(spki).algorithm

  const template: Unsigned = {
    serial: request.serial ?? randomSerial(),
    issuer: signer.name,
    notBefore: request.notBefore ?? new Date(now.getTime() - DAY_MILLISECONDS),
    notAfter: request.notAfter ?? new Date(now.getTime() + 90 * DAY_MILLISECONDS),
    subject,
    spki,
    extensions: [
      ...leafExtensions(request, keyType),
      writeSubjectKeyIdentifier(keyIdentifier),
      writeAuthorityKeyIdentifier(signer.keyIdentifier),
    ],
  }
  const der = signTemplate(template, signer.key, request.signatureHash ?? 'sha256')
  const chainDer = !selfSigned && issuer === 'intermediate' ? [der, issuers.intermediate.der] : [der]
  return {
    der,
    pem: toPem(der),
    chainDer,
    chainPem: toPem(...chainDer),
    privateKeyPem: key?.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() ?? null,
    keyType,
  }
}

function answerOcsp({ certificate, status, thisUpdate }: OcspAnswer, now: Date, issuer: Issuer): Uint8Array {
  const from = thisUpdate ?? new Date(now.getTime() - DAY_MILLISECONDS)
  const template = {
    certificate,
    issuer: issuer.der,
    status,
    thisUpdate: from,
    nextUpdate: new Date(from.getTime() + 7 * DAY_MILLISECONDS),
    responder: issuer.der,
    signatureAlgorithm: signatureAlgorithm(issuer.key, 'sha256'),
  }
  return writeOcspResponse(template, (data) => signWith(issuer.key, 'sha256', data))
}

/** The public key of a certificate, and the whole key where it is made here. */
async function leafKey(
  wanted: NonNullable<CertificateRequest['key']>,
): Promise<{ readonly spki: Uint8Array; readonly key: SigningKey | null }> {
  if (typeof wanted !== 'string') return { spki: wanted.publicKeySpkiDer, key: null }
  const key = await makeSigningKey(wanted)
  return { spki: key.spki, key }
}

function leafExtensions(request: CertificateRequest, keyType: KeyAlgorithm): readonly Uint8Array[] {
  const { names, ips = [], eku = ['serverAuth'], mustStaple = false, authorityInfoAccess } = request
  // RSA key transport encrypts with the certificate's key; every other exchange only signs.
  const usage = keyType === 'rsa' ? (['digitalSignature', 'keyEncipherment'] as const) : (['digitalSignature'] as const)
  return [
    writeBasicConstraints(false, null),
    writeKeyUsage(...usage),
    ...(eku ? [writeExtendedKeyUsage(...eku)] : []),
    ...(names.length + ips.length > 0 ? [writeSubjectAltName(names, ips)] : []),
    ...(authorityInfoAccess ? [writeAuthorityInfoAccess(authorityInfoAccess)] : []),
    ...(mustStaple ? [writeMustStaple()] : []),
  ]
}

type Unsigned = Omit<CertificateTemplate, 'signatureAlgorithm'>

function signTemplate(template: Unsigned, key: SigningKey, hash: SignatureHash): Uint8Array {
  return writeCertificate({ ...template, signatureAlgorithm: signatureAlgorithm(key, hash) }, (tbs) =>
    signWith(key, hash, tbs),
  )
}
/** SHA-1 of the key without its algorithm: the usual way, and no security hangs on it. @see RFC 5280 section 4.2.1.2 */
function keyIdentifierOf(spki: Uint8Array): Uint8Array {
  return Uint8Array.from(createHash('sha1').update(subjectPublicKeyOf(spki)).digest())
}

/** Positive, not zero, and never shorter than the others. */
function randomSerial(): Uint8Array {
  const serial = Uint8Array.from(randomBytes(16))
  serial[0] = ((serial[0] ?? 0) & 0x7f) | 0x40
  return serial
}

function cannotSign(): never {
  return fail({
    code: 'option-invalid',
    option: 'selfSigned',
    reason: 'the private key of a given public key is not here',
  })
}

function authorityCertificate(der: Uint8Array): AuthorityCertificate {
  return { der, pem: toPem(der) }
}

function pemOf(label: string, der: Uint8Array): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? []
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`
}
