import type { Failure } from '../base/failure.ts'
import type {
  RecordErrorCode,
  RecordSelection,
  RecordWarningCode,
  ReportDocument,
  TlsRptFacts,
  TlsRptSummary,
} from '../facts/tls-rpt-facts.ts'
import { asciiJson } from './json.ts'
import type { DnssecStatus } from './report.ts'
import type { AuditNote } from './tls-rpt-audit.ts'
import { RECORD_ERROR_WORDS, RECORD_WARNING_WORDS } from './tls-rpt-wording.ts'

/** A remark on a record, with the piece that is meant and the remark in words. */
export interface WordedRemark<Code> {
  readonly code: Code
  readonly text: string
  readonly message: string
}

/** What is said of a record in both documents. */
interface RecordDocumentBase {
  /** The record that counts, printable; null unless exactly one does. */
  readonly record: string | null
  /** The places to report to, as URIs. */
  readonly rua: readonly string[]
  readonly errors: readonly WordedRemark<RecordErrorCode>[]
  readonly warnings: readonly WordedRemark<RecordWarningCode>[]
}

/** What `wiretight tls-rpt parse --json` writes. */
export interface RecordDocument extends RecordDocumentBase {
  readonly schema: 'wiretight/tls-rpt-record@1'
  readonly verdict: RecordSelection['verdict']
}

/** What `wiretight tls-rpt check --json` writes. */
export interface CheckDocument extends RecordDocumentBase {
  readonly schema: 'wiretight/tls-rpt@1'
  readonly domain: string
  /** The name that was looked up. */
  readonly name: string
  readonly verdict: RecordSelection['verdict'] | 'unknown'
  /** Records that senders discard although they look as if one had been meant. */
  readonly nearMisses: readonly string[]
  /** How many records begin as they should. */
  readonly found: number
  readonly destinations: TlsRptFacts['reach']
  readonly dnssec: DnssecStatus
  readonly cnames: readonly string[]
  readonly ttlSeconds: number
  readonly resolver: string
  readonly failure: Failure | null
}

/** What `wiretight tls-rpt generate --json` writes. */
export interface GeneratedDocument {
  readonly schema: 'wiretight/tls-rpt-generated@1'
  readonly domain: string
  readonly name: string
  readonly record: string
  /** The record as a line of a zone. */
  readonly zone: string
}

/** What `wiretight tls-rpt read --json` writes. */
export interface ReportsDocument {
  readonly schema: 'wiretight/tls-rpt-reports@1'
  readonly documents: readonly ReportDocument[]
  readonly summary: TlsRptSummary
  /** What the audit says, when one was given. */
  readonly audit: readonly AuditNote[]
}

/** One line of `wiretight tls-rpt read --format ndjson`. */
export interface ReportLine extends ReportDocument {
  readonly schema: 'wiretight/tls-rpt-report@1'
}

/** The document of a record that was given. */
export function recordDocumentOf(selection: RecordSelection): RecordDocument {
  return { schema: 'wiretight/tls-rpt-record@1', verdict: selection.verdict, ...baseOf(selection) }
}

/** The document of a domain's record. */
export function checkDocumentOf({ domain, lookup, selection, reach }: TlsRptFacts, resolver: string): CheckDocument {
  return {
    schema: 'wiretight/tls-rpt@1',
    domain,
    name: lookup.name,
    verdict: selection?.verdict ?? 'unknown',
    ...(selection === null ? { record: null, rua: [], errors: [], warnings: [] } : baseOf(selection)),
    nearMisses: selection?.nearMisses ?? [],
    found: selection?.found ?? 0,
    destinations: reach,
    dnssec: lookup.dnssec.status,
    cnames: lookup.cnames,
    ttlSeconds: lookup.ttlSeconds,
    resolver,
    failure: lookup.failure ?? null,
  }
}

/** The document of many reports. */
export function reportsDocumentOf(
  documents: readonly ReportDocument[],
  summary: TlsRptSummary,
  audit: readonly AuditNote[],
): ReportsDocument {
  return { schema: 'wiretight/tls-rpt-reports@1', documents, summary, audit }
}

/** One report on one line. */
export function renderReportLine(document: ReportDocument): string {
  const line: ReportLine = { schema: 'wiretight/tls-rpt-report@1', ...document }
  return `${asciiJson(JSON.stringify(line))}\n`
}

/** Any of these documents, in printable ASCII. */
export function renderTlsRptJson(
  document: RecordDocument | CheckDocument | GeneratedDocument | ReportsDocument,
): string {
  return `${asciiJson(JSON.stringify(document, null, 2))}\n`
}

function baseOf({ record, destinations, errors, warnings }: RecordSelection): RecordDocumentBase {
  return {
    record,
    rua: destinations.map(({ uri }) => uri),
    errors: errors.map(({ code, text }) => ({ code, text, message: RECORD_ERROR_WORDS[code] })),
    warnings: warnings.map(({ code, text }) => ({ code, text, message: RECORD_WARNING_WORDS[code] })),
  }
}
