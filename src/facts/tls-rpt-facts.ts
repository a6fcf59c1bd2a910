import type { Failure } from '../base/failure.ts'
import type { ReportFileName } from '../tlsrpt/file-name.ts'
import type { TlsRptFacts } from '../tlsrpt/lookup.ts'
import type { RecordErrorCode, RecordRemark, RecordWarningCode, TlsRptRecord } from '../tlsrpt/record.ts'
import type { Oddity, OddityCode, TlsReport } from '../tlsrpt/report.ts'
import type { PolicyType, ResultType } from '../tlsrpt/result-type.ts'
import type { RecordSelection } from '../tlsrpt/select-record.ts'
import type { ExchangerSum, Sessions, TlsRptSummary } from '../tlsrpt/summary.ts'

export type {
  ExchangerSum,
  Oddity,
  OddityCode,
  PolicyType,
  RecordErrorCode,
  RecordRemark,
  RecordSelection,
  RecordWarningCode,
  ResultType,
  Sessions,
  TlsReport,
  TlsRptFacts,
  TlsRptRecord,
  TlsRptSummary,
}

/** One document in which a report was looked for, and what came of it. */
export interface ReportDocument {
  /** The file as it was named, `-` for standard input. */
  readonly file: string
  /** The place within it, such as `message 3` of a mailbox or `part 2` of a mail; null for the file itself. */
  readonly part: string | null
  /** What the name of the file, or of the attachment, says; null when it is no name of RFC 8460. */
  readonly name: ReportFileName | null
  /** Null when it could not be read, and then `failure` says why. */
  readonly report: TlsReport | null
  /** True when the same report was read before: it does not count again. */
  readonly repeated: boolean
  readonly oddities: readonly (Oddity | DocumentOddity)[]
  readonly failure: Failure | null
}

/**
 * What was odd about how a report came.
 *
 * - `gzip-unnamed`: packed, while name or type say that it is not
 * - `gzip-misnamed`: not packed, while name or type say that it is
 * - `media-type`: a part of a mail of another type than RFC 8460 section 5.3 gives it
 * - `name-disagrees`: the file's name tells another domain or period than the report
 */
export interface DocumentOddity {
  readonly code: 'gzip-unnamed' | 'gzip-misnamed' | 'media-type' | 'name-disagrees'
  readonly at: ''
}
