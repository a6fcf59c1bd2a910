import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { schemaFiles } from '../scripts/generate-schemas.ts'

describe('schemas/', () => {
  test.each([...schemaFiles()].map(([path, text]) => ({ path, text })))(
    '$path is what the sources say',
    ({ path, text }) => {
      expect(readFileSync(join(import.meta.dirname, '..', path), 'utf8')).toBe(text)
    },
  )

  test('the report’s schema names everything that a script relies on', () => {
    const text = schemaFiles().get('schemas/report.schema.json') ?? ''
    const schema: { readonly properties: Record<string, unknown>; readonly required: readonly string[] } =
      JSON.parse(text)
    const names =
      'schema target startedAt finishedAt profile grade score coverage mx domain findings undetermined budget vantage'
    expect(schema.required).toEqual(expect.arrayContaining(names.split(' ')))
    expect(Object.keys(schema.properties)).toEqual(expect.arrayContaining(names.split(' ')))
  })
})
