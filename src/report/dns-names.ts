/*
 * Names of the numbers in DNSSEC. Any number may turn up in a zone, so the tables hold also what the validator does not use.
 */

/**
 * Mnemonics of signature algorithms.
 *
 * @see IANA, Domain Name System Security (DNSSEC) Algorithm Numbers
 */
const ALGORITHMS: ReadonlyMap<number, string> = new Map([
  [1, 'RSAMD5'],
  [2, 'DH'],
  [3, 'DSA'],
  [5, 'RSASHA1'],
  [6, 'DSA-NSEC3-SHA1'],
  [7, 'RSASHA1-NSEC3-SHA1'],
  [8, 'RSASHA256'],
  [10, 'RSASHA512'],
  [12, 'ECC-GOST'],
  [13, 'ECDSAP256SHA256'],
  [14, 'ECDSAP384SHA384'],
  [15, 'ED25519'],
  [16, 'ED448'],
  [17, 'SM2SM3'],
  [23, 'ECC-GOST12'],
  [252, 'INDIRECT'],
  [253, 'PRIVATEDNS'],
  [254, 'PRIVATEOID'],
])

/**
 * Digests of DS records.
 *
 * @see IANA, DNSSEC Delegation Signer (DS) Resource Record (RR) Type Digest Algorithms
 */
const DIGESTS: ReadonlyMap<number, string> = new Map([
  [1, 'SHA-1'],
  [2, 'SHA-256'],
  [3, 'GOST R 34.11-94'],
  [4, 'SHA-384'],
  [5, 'GOST R 34.11-2012'],
  [6, 'SM3'],
])

/**
 * Extended DNS errors by their number (RFC 8914 section 4, and what was registered since).
 *
 * @see IANA, Domain Name System (DNS) Parameters, Extended DNS Error Codes
 */
const EXTENDED_ERRORS: readonly string[] = [
  'Other Error',
  'Unsupported DNSKEY Algorithm',
  'Unsupported DS Digest Type',
  'Stale Answer',
  'Forged Answer',
  'DNSSEC Indeterminate',
  'DNSSEC Bogus',
  'Signature Expired',
  'Signature Not Yet Valid',
  'DNSKEY Missing',
  'RRSIGs Missing',
  'No Zone Key Bit Set',
  'NSEC Missing',
  'Cached Error',
  'Not Ready',
  'Blocked',
  'Censored',
  'Filtered',
  'Prohibited',
  'Stale NXDOMAIN Answer',
  'Not Authoritative',
  'Not Supported',
  'No Reachable Authority',
  'Network Error',
  'Invalid Data',
  'Signature Expired before Valid',
  'Too Early',
  'Unsupported NSEC3 Iterations Value',
]

/** An algorithm as `ECDSAP256SHA256 (13)`; one without a name as `algorithm 99`. */
export function algorithmTitle(number: number): string {
  return titled(ALGORITHMS.get(number), 'algorithm', number)
}

/** A digest type as `SHA-256 (2)`; one without a name as `digest 99`. */
export function digestTitle(number: number): string {
  return titled(DIGESTS.get(number), 'digest', number)
}

/** An extended DNS error as `7 Signature Expired`; one without a name as its number. */
export function extendedErrorTitle(code: number): string {
  const name = EXTENDED_ERRORS[code]
  return name === undefined ? String(code) : `${code} ${name}`
}

function titled(name: string | undefined, kind: string, number: number): string {
  return name === undefined ? `${kind} ${number}` : `${name} (${number})`
}
