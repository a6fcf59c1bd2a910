import { asciiJson } from '../../../report/json.ts'
import { nearestTables, REFERENCE_TABLES, tableByName } from '../../../report/tables/reference-tables.ts'
import { renderTable, TABLE_FORMS, type TableForm } from '../../../report/tables/table-render.ts'
import { quoted, refuse } from '../check-options.ts'
import { EXIT } from '../exit-code.ts'
import { writeOut } from '../output.ts'
import { terminalLook } from '../terminal.ts'

/** Options of `tables`. */
export interface TablesOptions {
  readonly format?: string
  readonly json?: true
  readonly output?: string
  readonly color: boolean
  readonly ascii?: true
}

/** `wiretight tables [NAME]`: a table in one of its forms, or the list of tables. Returns the exit code. */
export async function tablesCommand(name: string | undefined, options: TablesOptions): Promise<number> {
  const form = tableFormOf(options)
  const look = terminalLook(process.stdout, { color: options.color, ascii: options.ascii ?? false }, process.env)
  if (name === undefined) {
    await writeOut(form === 'json' ? listJson() : listText(), options.output)
    return EXIT.clean
  }
  const table = tableByName(name.toLowerCase())
  if (table === undefined) return noSuchTable(name)
  await writeOut(renderTable(table, form, look), options.output)
  return EXIT.clean
}

function tableFormOf({ format, json }: TablesOptions): TableForm {
  const wanted = json ? 'json' : (format ?? 'text')
  return (
    TABLE_FORMS.find((form) => form === wanted) ??
    refuse('--format', `expected ${TABLE_FORMS.join(', ')}, not ${quoted(wanted)}`)
  )
}

function noSuchTable(name: string): number {
  const near = nearestTables(name)
  const hint = near.length > 0 ? `did you mean ${near.join(' or ')}?` : '`wiretight tables` lists them'
  process.stderr.write(`wiretight: there is no table ${quoted(name)}; ${hint}\n`)
  return EXIT.usage
}

function listText(): string {
  const width = Math.max(...REFERENCE_TABLES.map(({ name }) => name.length)) + 2
  return REFERENCE_TABLES.map(({ name, title }) => `${name.padEnd(width)}${title}\n`).join('')
}

function listJson(): string {
  const tables = REFERENCE_TABLES.map(({ name, title, source }) => ({ name, title, source }))
  return `${asciiJson(JSON.stringify({ schema: 'wiretight/tables@1', tables }, null, 2))}\n`
}
