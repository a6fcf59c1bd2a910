import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { dnsSchema } from '../src/report/schema/dns-schema.ts'
import { reportSchema } from '../src/report/schema/report-schema.ts'

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
