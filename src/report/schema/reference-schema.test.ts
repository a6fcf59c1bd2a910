import { expect, test } from 'vitest'
import { GLOSSARY } from '../glossary/glossary.ts'
import { glossaryJson } from '../glossary/glossary-text.ts'
import { REFERENCE_TABLES } from '../tables/reference-tables.ts'
import { renderTable } from '../tables/table-render.ts'
import { glossarySchema, tableSchema, termSchema } from './reference-schema.ts'

test.each(REFERENCE_TABLES.map((table) => ({ name: table.name, table })))('the table $name', ({ table }) => {
  const json: unknown = JSON.parse(renderTable(table, 'json'))
  expect(tableSchema.safeParse(json).error?.issues).toBeUndefined()
  expect(tableSchema.safeParse({ ...table, schema: 'wiretight/table@2' }).success).toBe(false)
})

test('the glossary and its terms', () => {
  expect(glossarySchema.safeParse(JSON.parse(glossaryJson(GLOSSARY))).error?.issues).toBeUndefined()
  for (const term of GLOSSARY) {
    expect(termSchema.safeParse(JSON.parse(glossaryJson(term))).error?.issues).toBeUndefined()
  }
})
