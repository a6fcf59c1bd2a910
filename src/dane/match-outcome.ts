import type { TlsaRecord } from '../dns/lookup.ts'
import type { PathProblemCode } from '../x509/path-problems.ts'
import type { UnusableWhy } from './tlsa.ts'

/**
 * Why a usable record does not vouch for a chain; beside the problems that any path of certificates may have.
 *
 * - `no-certificate`: the server showed none (an anonymous suite)
 * - `certificate-unreadable`: its own certificate is malformed
 * - `needs-certificate`: it showed a raw public key, and the record is about a certificate
 * - `digest-mismatch`: the record is about something else
 * - `ta-not-sent`: nothing that was sent is the record's trust anchor, and the chain stops short of its root, which may be it
 * - `ta-is-leaf`: the record's trust anchor is the server's own certificate, which takes usage 3
 * - `chain-broken`: the trust anchor is there, but no signatures lead to it
 * - `name-mismatch`: the server's certificate is good, but for other names
 * - `pkix-untrusted`: no root of the web vouches for the chain (usages 0 and 1, outside of SMTP)
 */
export type MatchFaultCode =
  | 'no-certificate'
  | 'certificate-unreadable'
  | 'needs-certificate'
  | 'digest-mismatch'
  | 'ta-not-sent'
  | 'ta-is-leaf'
  | 'chain-broken'
  | 'name-mismatch'
  | 'pkix-untrusted'
  | PathProblemCode

/** A reason against a record, and the place of the certificate that gives it; null when it is no single one's. */
export interface MatchFault {
  readonly code: MatchFaultCode
  readonly depth: number | null
}

/** What came of one record. */
export type RecordOutcome =
  /** It vouches for the chain, by the certificate at this depth; for a bare key (2 1 0) by the one that the key signed. */
  | { readonly record: TlsaRecord; readonly state: 'matched'; readonly depth: number }
  /** `depth` tells where the record's certificate stands although it does not vouch; null when it stands nowhere. */
  | {
      readonly record: TlsaRecord
      readonly state: 'failed'
      readonly depth: number | null
      readonly faults: readonly MatchFault[]
    }
  /** Passed over for a stronger digest. */
  | { readonly record: TlsaRecord; readonly state: 'weaker-digest' }
  | { readonly record: TlsaRecord; readonly state: 'unusable'; readonly why: UnusableWhy }

/** What a usable record comes to. */
export type Judged =
  | { readonly state: 'matched'; readonly depth: number }
  | { readonly state: 'failed'; readonly depth: number | null; readonly faults: readonly MatchFault[] }

/** A failure for one reason. */
export function failedBy(code: MatchFaultCode, depth: number | null = null): Judged {
  return { state: 'failed', depth, faults: [{ code, depth }] }
}

/** The most telling first: who nearly matched wants to know what was missing. */
const TELLING: readonly MatchFaultCode[] = [
  'name-mismatch',
  'expired',
  'not-yet-valid',
  'name-constraint',
  'purpose',
  'ca-flag',
  'key-usage',
  'path-length',
  'critical-extension',
  'pkix-untrusted',
  'chain-broken',
  'ta-is-leaf',
  'no-certificate',
  'certificate-unreadable',
  'ta-not-sent',
  'digest-mismatch',
  'needs-certificate',
]

/** The one fault that explains a failure best. */
export function leadingFault(records: readonly RecordOutcome[]): MatchFault {
  const faults = records.flatMap((one) => (one.state === 'failed' ? one.faults : []))
  const [best] = faults.toSorted((a, b) => TELLING.indexOf(a.code) - TELLING.indexOf(b.code))
  return best ?? { code: 'digest-mismatch', depth: null }
}
