import { z } from 'zod'
import type {
  Oddity,
  RecordErrorCode,
  RecordSelection,
  RecordWarningCode,
  ReportDocument,
  TlsReport,
  TlsRptFacts,
  TlsRptSummary,
} from '../../facts/tls-rpt-facts.ts'
import type { AuditNote } from '../tls-rpt-audit.ts'
import type {
  CheckDocument,
  GeneratedDocument,
  RecordDocument,
  ReportLine,
  ReportsDocument,
  WordedRemark,
} from '../tls-rpt-json.ts'
import { failureSchema } from './failure-schema.ts'
import { count, exactly, list, text, time } from './limits.ts'
import { dnssecStatusSchema } from './lookup-schema.ts'

const maybe = text.nullable()
const sessions = count.nullable()

const verdictSchema: z.ZodType<RecordSelection['verdict']> = exactly<RecordSelection['verdict']>()(
  z.enum(['valid', 'invalid', 'none', 'multiple']),
)

const errorCodeSchema: z.ZodType<RecordErrorCode> = exactly<RecordErrorCode>()(
  z.enum([
    'version-invalid',
    'field-empty',
    'field-malformed',
    'name-invalid',
    'value-invalid',
    'rua-missing',
    'rua-empty',
    'uri-invalid',
    'uri-unencoded',
    'no-destination',
  ]),
)

const warningCodeSchema: z.ZodType<RecordWarningCode> = exactly<RecordWarningCode>()(
  z.enum([
    'white-space-behind-version',
    'white-space-at-end',
    'rua-repeated',
    'destination-repeated',
    'destination-unusable',
    'extension-unknown',
  ]),
)

function remarks<Code>(code: z.ZodType<Code>): z.ZodType<readonly WordedRemark<Code>[]> {
  return list(z.object({ code, text, message: text }))
}

const record = {
  record: maybe,
  rua: list(text),
  errors: remarks(errorCodeSchema),
  warnings: remarks(warningCodeSchema),
}

const reachSchema: z.ZodType<TlsRptFacts['reach'][number]> = z.object({
  uri: text,
  kind: z.enum(['mailto', 'https', 'unusable']),
  external: z.boolean(),
  reachable: z.enum(['yes', 'no', 'unknown']),
  because: list(text),
})

/** What `wiretight tls-rpt parse --json` writes. */
export const tlsRptRecordSchema: z.ZodType<RecordDocument> = z.object({
  schema: z.literal('wiretight/tls-rpt-record@1'),
  verdict: verdictSchema,
  ...record,
})

/** What `wiretight tls-rpt check --json` writes. */
export const tlsRptCheckSchema: z.ZodType<CheckDocument> = z.object({
  schema: z.literal('wiretight/tls-rpt@1'),
  domain: text,
  name: text,
  verdict: z.union([verdictSchema, z.literal('unknown')]),
  ...record,
  nearMisses: list(text),
  found: count,
  destinations: list(reachSchema),
  dnssec: dnssecStatusSchema,
  cnames: list(text),
  ttlSeconds: count,
  resolver: text,
  failure: failureSchema.nullable(),
})

/** What `wiretight tls-rpt generate --json` writes. */
export const tlsRptGeneratedSchema: z.ZodType<GeneratedDocument> = z.object({
  schema: z.literal('wiretight/tls-rpt-generated@1'),
  domain: text,
  name: text,
  record: text,
  zone: z.string(),
})

const reportSchema: z.ZodType<TlsReport> = z
  .object({
    organization: maybe,
    contact: maybe,
    reportId: maybe,
    begin: time.nullable(),
    end: time.nullable(),
    policies: list(
      z.object({
        type: text.meta({ description: 'tlsa, sts, no-policy-found, or what the sender wrote' }),
        domain: maybe,
        lines: list(text),
        mxPatterns: list(text),
        successful: sessions,
        failed: sessions,
        details: list(
          z.object({
            result: text,
            sendingIp: maybe,
            receivingMx: maybe,
            receivingHelo: maybe,
            receivingIp: maybe,
            sessions,
            information: maybe,
            reason: maybe,
          }),
          10_000,
        ),
      }),
    ),
  })
  .meta({ id: 'TlsReport' })

type AnyOddity = ReportDocument['oddities'][number]

const oddityCodeSchema: z.ZodType<AnyOddity['code']> = exactly<AnyOddity['code']>()(
  z.enum([
    'missing',
    'null',
    'type',
    'number-as-text',
    'time-as-number',
    'not-a-list',
    'number',
    'time',
    'domain',
    'address',
    'time-without-zone',
    'text-cut',
    'list-cut',
    'policy-type-unknown',
    'result-type-unknown',
    'failures-exceed-total',
    'failures-not-itemised',
    'period-reversed',
    'gzip-unnamed',
    'gzip-misnamed',
    'media-type',
    'name-disagrees',
  ]),
)

const oddity = z.object({
  code: oddityCodeSchema,
  at: text.meta({ description: 'JSON Pointer into the report; empty for what is about the document' }),
}) as z.ZodType<Oddity>

/** A name of the form that {@link ReportDocument} tells; its domains are checked where it is read. */
const fileNameSchema = z.object({
  sender: text,
  domain: text,
  begin: count,
  end: count,
  id: maybe,
  compressed: z.boolean(),
}) as unknown as z.ZodType<NonNullable<ReportDocument['name']>>

const document = {
  file: text,
  part: maybe,
  name: fileNameSchema.nullable(),
  report: reportSchema.nullable(),
  repeated: z.boolean(),
  oddities: list(oddity),
  failure: failureSchema.nullable(),
}

/** One line of `wiretight tls-rpt read --format ndjson`. */
export const tlsRptReportSchema: z.ZodType<ReportLine> = z.object({
  schema: z.literal('wiretight/tls-rpt-report@1'),
  ...document,
})

const sum = { successful: count, failed: count, reports: count }
const senders = list(maybe)

const summarySchema: z.ZodType<TlsRptSummary> = z
  .object({
    ...sum,
    repeated: count,
    begin: time.nullable(),
    end: time.nullable(),
    policies: list(z.object({ type: text, domain: maybe, ...sum }), 10_001),
    senders: list(z.object({ organization: maybe, ...sum }), 10_001),
    results: list(
      z.object({ result: text, failed: count, senders, exchangers: list(text), reasons: list(text) }),
      10_001,
    ),
    exchangers: list(
      z.object({
        host: maybe,
        failed: count,
        results: list(z.object({ result: text, failed: count }), 10_001),
        senders,
      }),
      10_001,
    ),
    days: list(z.object({ day: text, ...sum }), 10_001),
  })
  .meta({ id: 'TlsRptSummary' })

const auditNoteSchema: z.ZodType<AuditNote> = z.object({
  host: maybe,
  at: time.nullable(),
  state: z.enum(['confirmed', 'not-seen', 'unknown', 'not-audited']),
  findings: list(z.object({ code: text, detail: text })),
})

/** What `wiretight tls-rpt read --json` writes. */
export const tlsRptReportsSchema: z.ZodType<ReportsDocument> = z.object({
  schema: z.literal('wiretight/tls-rpt-reports@1'),
  documents: list(z.object(document), 1_000_000),
  summary: summarySchema,
  audit: list(auditNoteSchema, 10_001),
})
