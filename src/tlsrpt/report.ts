/**
 * A report of TLS sessions with a domain over a day, as a sender saw them (RFC 8460 section 4.4). Senders leave much out
 * and some write odd things; whatever could not be read is null here, and said in an {@link Oddity}. Texts are printable
 * and bounded. Nothing proves that a report is true, or of whom it is.
 */
export interface TlsReport {
  readonly organization: string | null
  readonly contact: string | null
  readonly reportId: string | null
  /** ISO 8601 in UTC. */
  readonly begin: string | null
  /** ISO 8601 in UTC; the last second that the report is about. */
  readonly end: string | null
  readonly policies: readonly PolicyReport[]
}

/** What became of the sessions to which one policy applied. */
export interface PolicyReport {
  /** `tlsa`, `sts`, `no-policy-found`, or what the sender wrote; `unknown` when it wrote nothing. */
  readonly type: string
  /** A-labels in lower case where it is a domain name. */
  readonly domain: string | null
  /** The lines of the MTA-STS policy, or the TLSA records. */
  readonly lines: readonly string[]
  /** Patterns of host names, of the MTA-STS policy. */
  readonly mxPatterns: readonly string[]
  /** Sessions, 0 to {@link MOST_SESSIONS}. */
  readonly successful: number | null
  /** Sessions, 0 to {@link MOST_SESSIONS}. */
  readonly failed: number | null
  readonly details: readonly FailureDetail[]
}

/** Sessions that failed in the same way between the same servers. */
export interface FailureDetail {
  /** One of RFC 8460 section 4.3, or what the sender wrote; `unknown` when it wrote nothing. */
  readonly result: string
  readonly sendingIp: string | null
  readonly receivingMx: string | null
  readonly receivingHelo: string | null
  readonly receivingIp: string | null
  /** Sessions, 0 to {@link MOST_SESSIONS}. */
  readonly sessions: number | null
  readonly information: string | null
  readonly reason: string | null
}

/** What was missing or odd in a report. It was read all the same. */
export interface Oddity {
  readonly code: OddityCode
  /** JSON Pointer (RFC 6901) of the place. */
  readonly at: string
}

/**
 * Kinds of oddity.
 *
 * - `missing`, `null`: a member that should be there is not, or has no value
 * - `type`: a value of another type than it should be; taken as missing
 * - `number-as-text`, `time-as-number`, `not-a-list`: read in spite of its form
 * - `number`, `time`, `domain`, `address`: no such thing; numbers and times are taken as missing, names kept as text
 * - `time-without-zone`: taken for UTC
 * - `text-cut`, `list-cut`: longer than what is kept
 * - `policy-type-unknown`, `result-type-unknown`: not one of the RFC's, kept as it is
 * - `failures-exceed-total`: the details count more failed sessions than the summary
 * - `failures-not-itemised`: they count fewer
 * - `period-reversed`: the report ends before it begins
 */
export type OddityCode =
  | 'missing'
  | 'null'
  | 'type'
  | 'number-as-text'
  | 'time-as-number'
  | 'not-a-list'
  | 'number'
  | 'time'
  | 'domain'
  | 'address'
  | 'time-without-zone'
  | 'text-cut'
  | 'list-cut'
  | 'policy-type-unknown'
  | 'result-type-unknown'
  | 'failures-exceed-total'
  | 'failures-not-itemised'
  | 'period-reversed'

/** A report with what was odd in it. */
export interface ReadReport {
  readonly report: TlsReport
  /** At most {@link LIMITS.oddities}. */
  readonly oddities: readonly Oddity[]
}

/** Sessions in one number of a report; the busiest sender of mail has fewer in a day. */
export const MOST_SESSIONS = 1_000_000_000_000

/** What is kept of a report. Those of the largest senders stay far below. */
export const LIMITS = {
  /** Characters of a text. */
  text: 500,
  /** Characters of a name, an address or an identifier. */
  name: 255,
  policies: 1_000,
  /** Of one policy. */
  details: 10_000,
  /** Of one policy. */
  lines: 200,
  mxPatterns: 200,
  oddities: 200,
} as const
