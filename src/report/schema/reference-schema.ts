import { z } from 'zod'
import type { Term } from '../glossary/term.ts'
import type { ReferenceTable } from '../tables/table.ts'
import { list, text } from './limits.ts'

const table = {
  name: text,
  title: text,
  source: text,
  columns: list(z.object({ key: text, title: text })),
  rows: list(z.record(z.string(), text)),
  note: text,
}
const term = { term: text, also: list(text), text, see: list(text), source: list(text) }

/** What `wiretight tables NAME --json` prints. */
export const tableSchema: z.ZodType<ReferenceTable & { readonly schema: 'wiretight/table@1' }> = z
  .object({ schema: z.literal('wiretight/table@1'), ...table })
  .meta({ title: 'Table of reference of wiretight' })

/** What `wiretight tables --json` prints. */
export const tablesSchema: z.ZodType<{
  readonly schema: 'wiretight/tables@1'
  readonly tables: readonly Pick<ReferenceTable, 'name' | 'title' | 'source'>[]
}> = z
  .object({
    schema: z.literal('wiretight/tables@1'),
    tables: list(z.object({ name: text, title: text, source: text })),
  })
  .meta({ title: 'Tables of reference of wiretight' })

/** What `wiretight glossary TERM --json` prints. */
export const termSchema: z.ZodType<Term & { readonly schema: 'wiretight/term@1' }> = z
  .object({ schema: z.literal('wiretight/term@1'), ...term })
  .meta({ title: 'Term of the glossary of wiretight' })

/** What `wiretight glossary --json` prints. */
export const glossarySchema: z.ZodType<{ readonly schema: 'wiretight/glossary@1'; readonly terms: readonly Term[] }> = z
  .object({ schema: z.literal('wiretight/glossary@1'), terms: list(z.object(term)) })
  .meta({ title: 'Glossary of wiretight' })
