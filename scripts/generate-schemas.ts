import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { configLintSchema } from '../src/report/schema/config-schema.ts'
import {
  daneCheckSchema,
  daneGenerateSchema,
  daneMatchSchema,
  daneRolloverSchema,
} from '../src/report/schema/dane-schema.ts'
import { dnsSchema } from '../src/report/schema/dns-schema.ts'
import { headersSchema } from '../src/report/schema/headers-schema.ts'
import { labSendSchema, labStatusSchema } from '../src/report/schema/lab-schema.ts'
import { logsSchema } from '../src/report/schema/logs-schema.ts'
import {
  mtaStsCheckSchema,
  mtaStsGeneratedSchema,
  mtaStsPolicySchema,
  mtaStsRecordSchema,
} from '../src/report/schema/mta-sts-schema.ts'
import { glossarySchema, tableSchema, tablesSchema, termSchema } from '../src/report/schema/reference-schema.ts'
import { reportSchema } from '../src/report/schema/report-schema.ts'
import { sClientSchema } from '../src/report/schema/s-client-schema.ts'
import { senderTestDelegationSchema, senderTestSchema } from '../src/report/schema/sender-test-schema.ts'
import {
  tlsRptCheckSchema,
  tlsRptGeneratedSchema,
  tlsRptRecordSchema,
  tlsRptReportSchema,
  tlsRptReportsSchema,
} from '../src/report/schema/tls-rpt-schema.ts'

/**
 * Writes the JSON Schemas of the documents that wiretight writes. They are made of the same zod schemas with which stored
 * documents are read, and are checked in.
 *
 *     node scripts/generate-schemas.ts            writes schemas/
 *     node scripts/generate-schemas.ts --check    writes nothing; exits 1 and names each file that differs
 */

/** The text of each schema file, by its path under the root. */
export function schemaFiles(): ReadonlyMap<string, string> {
  return new Map([
    ['schemas/report.schema.json', schemaText('report', reportSchema)],
    ['schemas/dns.schema.json', schemaText('dns', dnsSchema)],
    ['schemas/headers.schema.json', schemaText('headers', headersSchema)],
    ['schemas/logs.schema.json', schemaText('logs', logsSchema)],
    ['schemas/lab.schema.json', schemaText('lab', labStatusSchema)],
    ['schemas/lab-send.schema.json', schemaText('lab-send', labSendSchema)],
    ['schemas/s-client.schema.json', schemaText('s-client', sClientSchema)],
    ['schemas/sender-test.schema.json', schemaText('sender-test', senderTestSchema)],
    ['schemas/sender-test-delegation.schema.json', schemaText('sender-test-delegation', senderTestDelegationSchema)],
    ['schemas/config-lint.schema.json', schemaText('config-lint', configLintSchema)],
    ['schemas/dane-check.schema.json', schemaText('dane-check', daneCheckSchema)],
    ['schemas/dane-match.schema.json', schemaText('dane-match', daneMatchSchema)],
    ['schemas/dane-records.schema.json', schemaText('dane-records', daneGenerateSchema)],
    ['schemas/dane-rollover.schema.json', schemaText('dane-rollover', daneRolloverSchema)],
    ['schemas/mta-sts-check.schema.json', schemaText('mta-sts-check', mtaStsCheckSchema)],
    ['schemas/mta-sts-record.schema.json', schemaText('mta-sts-record', mtaStsRecordSchema)],
    ['schemas/mta-sts-policy.schema.json', schemaText('mta-sts-policy', mtaStsPolicySchema)],
    ['schemas/mta-sts-generated.schema.json', schemaText('mta-sts-generated', mtaStsGeneratedSchema)],
    ['schemas/tls-rpt.schema.json', schemaText('tls-rpt', tlsRptCheckSchema)],
    ['schemas/tls-rpt-record.schema.json', schemaText('tls-rpt-record', tlsRptRecordSchema)],
    ['schemas/tls-rpt-generated.schema.json', schemaText('tls-rpt-generated', tlsRptGeneratedSchema)],
    ['schemas/tls-rpt-report.schema.json', schemaText('tls-rpt-report', tlsRptReportSchema)],
    ['schemas/tls-rpt-reports.schema.json', schemaText('tls-rpt-reports', tlsRptReportsSchema)],
    ['schemas/table.schema.json', schemaText('table', tableSchema)],
    ['schemas/tables.schema.json', schemaText('tables', tablesSchema)],
    ['schemas/term.schema.json', schemaText('term', termSchema)],
    ['schemas/glossary.schema.json', schemaText('glossary', glossarySchema)],
  ])
}

function schemaText(kind: string, schema: z.ZodType): string {
  const json = z.toJSONSchema(schema, { target: 'draft-2020-12', io: 'input', reused: 'inline' })
  return `${JSON.stringify({ $id: `urn:wiretight:schema:${kind}:1`, ...json }, null, 2)}\n`
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } })
  const root = join(import.meta.dirname, '..')
  for (const [path, text] of schemaFiles()) {
    const file = join(root, path)
    if (!values.check) {
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, text)
    } else if (readFileSync(file, 'utf8') !== text) {
      process.stderr.write(`${path} differs; run scripts/generate-schemas.ts\n`)
      process.exitCode = 1
    }
  }
}
