import { fail } from '../base/failure.ts'
import { toHex } from '../base/hex.ts'
import type { TlsaRecord } from '../dns/lookup.ts'
import { readCertificateFields } from '../x509/certificate-fields.ts'
import { openCertificate } from '../x509/certification-path.ts'
import { analyseChain } from '../x509/chain.ts'
import { associationData, type Selectable } from './association.ts'
import { MATCHING, SELECTOR, USAGE, type UsableTlsa } from './tlsa.ts'
import { tlsaName } from './tlsa-base.ts'
import { formatTlsa } from './tlsa-text.ts'

/** The first three fields of a record. */
export type TlsaParameters = Pick<UsableTlsa, 'usage' | 'selector' | 'matching'>

/** What a record is made of: a certificate, or a public key alone. */
export type TlsaSubject =
  | ({ readonly kind: 'certificate' } & Selectable)
  | { readonly kind: 'key'; readonly spki: Uint8Array }

/**
 * What somebody who publishes a record should know.
 *
 * - `full-certificate-fragile`: `3 0 x` changes with each renewal, even when the key stays
 * - `ta-must-be-sent`: the server must send this authority's certificate along
 * - `root-not-sent`: it is a root, which servers usually leave out
 * - `not-an-authority`: usage 2 for a certificate that may not sign others
 * - `authority-as-server`: usage 3 for an authority's certificate
 * - `pkix-unusable`: usages 0 and 1 mean nothing to mail servers
 * - `full-data`: the data in full make large answers; a digest does the same
 */
export type GenerateWarning =
  | 'full-certificate-fragile'
  | 'ta-must-be-sent'
  | 'root-not-sent'
  | 'not-an-authority'
  | 'authority-as-server'
  | 'pkix-unusable'
  | 'full-data'

/** A certificate to make records of. @throws ProbeError `wire-malformed` */
export function certificateSubject(der: Uint8Array): Extract<TlsaSubject, { readonly kind: 'certificate' }> {
  return { kind: 'certificate', der, spki: readCertificateFields(der).spki }
}

/**
 * Chooses of a chain what a usage is about: the server's own certificate, or for a trust anchor the highest one on the path
 * that is sent with it. A file that holds one certificate has only that to offer.
 *
 * @throws ProbeError `wire-malformed`
 */
export function subjectOfChain(chain: readonly Uint8Array[], usage: number): TlsaSubject {
  const isAnchor = usage === USAGE.daneTa || usage === USAGE.pkixTa
  const at = isAnchor ? (analyseChain(chain).path.at(-1) ?? 0) : 0
  return certificateSubject(chain[at] ?? new Uint8Array(0))
}

/**
 * Makes the record of a certificate or key.
 *
 * @throws ProbeError `option-invalid` for selector 0 of a bare key, which is no certificate
 * @see RFC 6698 section 2.1
 */
export function generateTlsa(subject: TlsaSubject, { usage, selector, matching }: TlsaParameters): TlsaRecord {
  const octets = selector === SELECTOR.certificate ? certificateOf(subject) : subject.spki
  if (octets === null) return fail({ code: 'wire-malformed', structure: 'SubjectPublicKeyInfo', offset: 0 })
  return { usage, selector, matching, data: toHex(associationData(octets, matching)) }
}

/** What is to be said about a record of this subject. */
export function warningsOf(subject: TlsaSubject, parameters: TlsaParameters): readonly GenerateWarning[] {
  const { usage, selector, matching } = parameters
  const opened = subject.kind === 'certificate' ? openCertificate(subject.der) : null
  const facts = opened?.ok ? opened.value.facts : null
  const warnings: GenerateWarning[] = []
  if (usage === USAGE.pkixTa || usage === USAGE.pkixEe) warnings.push('pkix-unusable')
  if (usage === USAGE.daneEe) {
    if (selector === SELECTOR.certificate) warnings.push('full-certificate-fragile')
    if (facts?.isCa) warnings.push('authority-as-server')
  }
  if (usage === USAGE.daneTa) {
    // RFC 7671 section 5.2.2: only `2 0 0` and `2 1 0` bring along what the server does not send.
    if (matching !== MATCHING.full) warnings.push(facts?.selfSigned ? 'root-not-sent' : 'ta-must-be-sent')
    if (facts !== null && !facts.isCa) warnings.push('not-an-authority')
  }
  if (matching === MATCHING.full) warnings.push('full-data')
  return warnings
}

/** Where a record is published. */
export interface TlsaOwner {
  /** The TLSA base domain, usually the MX host. */
  readonly name: string
  readonly port: number
  /** Null leaves it to the zone. */
  readonly ttlSeconds: number | null
}

/** A record as a line of a zone file. */
export function zoneLine(record: TlsaRecord, { name, port, ttlSeconds }: TlsaOwner): string {
  const ttl = ttlSeconds === null ? '' : ` ${ttlSeconds}`
  return `${tlsaName(port, name)}.${ttl} IN TLSA ${formatTlsa(record)}`
}

function certificateOf(subject: TlsaSubject): Uint8Array {
  return subject.kind === 'certificate'
    ? subject.der
    : fail({ code: 'option-invalid', option: '--selector', reason: 'a key alone is no certificate; take selector 1' })
}
