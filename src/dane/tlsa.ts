import { attemptSync } from '../base/failure.ts'
import { fromHex } from '../base/hex.ts'
import type { TlsaRecord } from '../dns/lookup.ts'
import { openCertificate } from '../x509/certification-path.ts'
import { readPublicKey } from '../x509/public-key.ts'

/*
 * A TLSA record is a promise, made in a signed zone, about the certificate that a TLS server will show (RFC 6698):
 *
 *     _25._tcp.mx.example.org. IN TLSA 3 1 1 8CB0…
 *                                      │ │ └ how it is given: 0 in full, 1 its SHA-256, 2 its SHA-512
 *                                      │ └── what of the certificate: 0 all of it, 1 its public key
 *                                      └──── whose: 3 the server's own, 2 an authority's that the server shows above its own
 *
 * Usages 1 and 0 say the same of a certificate that, besides, the roots of the web vouch for. Mail servers have no common
 * roots, so that in SMTP such records say nothing (RFC 7672 section 3.1.3).
 */

/** Whose certificate: RFC 6698 section 2.1.1, with the names of RFC 7218. */
export const USAGE = { pkixTa: 0, pkixEe: 1, daneTa: 2, daneEe: 3 } as const

/** What of it: RFC 6698 section 2.1.2. */
export const SELECTOR = { certificate: 0, key: 1 } as const

/** How it is given: RFC 6698 section 2.1.3. */
export const MATCHING = { full: 0, sha256: 1, sha512: 2 } as const

/** A record that a client can use, its fields within their ranges and its data well-formed. */
export interface UsableTlsa {
  readonly usage: 0 | 1 | 2 | 3
  readonly selector: 0 | 1
  readonly matching: 0 | 1 | 2
  readonly data: Uint8Array
  /** As it was published. */
  readonly record: TlsaRecord
}

/**
 * Why a record cannot be used. Such a record counts as absent; a set with no other makes TLS mandatory, but authenticates
 * nobody (RFC 7672 section 2.2).
 *
 * - `usage-pkix`: usage 0 or 1, which mean nothing between mail servers
 * - `usage-unknown`, `selector-unknown`, `matching-unknown`: a number that is not assigned
 * - `data-malformed`: no hexadecimal digits, or none at all
 * - `digest-length`: not the length of its digest
 * - `certificate-malformed`, `key-malformed`: full data that are no certificate, or no public key
 */
export type UnusableWhy =
  | 'usage-pkix'
  | 'usage-unknown'
  | 'selector-unknown'
  | 'matching-unknown'
  | 'data-malformed'
  | 'digest-length'
  | 'certificate-malformed'
  | 'key-malformed'

/** A record parsed, or why it cannot be used. */
export type Usability =
  | { readonly usable: true; readonly tlsa: UsableTlsa }
  | { readonly usable: false; readonly why: UnusableWhy }

/** Octets of the digests, by matching type. */
const DIGEST_OCTETS: Readonly<Record<1 | 2, number>> = { 1: 32, 2: 64 }

/**
 * Parses a record for use.
 *
 * @param pkix true where usages 0 and 1 count, which they do not in SMTP
 * @see RFC 6698 section 2.1, RFC 7672 section 3.1
 */
export function usabilityOf(record: TlsaRecord, pkix = false): Usability {
  const { usage, selector, matching } = record
  if (usage !== 0 && usage !== 1 && usage !== 2 && usage !== 3) return unusable('usage-unknown')
  if ((usage === USAGE.pkixTa || usage === USAGE.pkixEe) && !pkix) return unusable('usage-pkix')
  if (selector !== 0 && selector !== 1) return unusable('selector-unknown')
  if (matching !== 0 && matching !== 1 && matching !== 2) return unusable('matching-unknown')
  const data = fromHex(record.data)
  if (data === null || data.length === 0) return unusable('data-malformed')
  const fault = matching === MATCHING.full ? faultOfFull(data, selector) : faultOfDigest(data, matching)
  return fault === null ? { usable: true, tlsa: { usage, selector, matching, data, record } } : unusable(fault)
}

function unusable(why: UnusableWhy): Usability {
  return { usable: false, why }
}

function faultOfDigest(data: Uint8Array, matching: 1 | 2): UnusableWhy | null {
  return data.length === DIGEST_OCTETS[matching] ? null : 'digest-length'
}

function faultOfFull(data: Uint8Array, selector: 0 | 1): UnusableWhy | null {
  if (selector === SELECTOR.certificate) return openCertificate(data).ok ? null : 'certificate-malformed'
  return attemptSync(() => readPublicKey(data)).ok ? null : 'key-malformed'
}
