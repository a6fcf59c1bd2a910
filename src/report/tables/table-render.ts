import type { TextOptions } from '../canvas.ts'
import { wrap } from '../columns.ts'
import { csvText } from '../csv.ts'
import { asciiJson } from '../json.ts'
import { markdownTable, markdownText } from '../markdown-text.ts'
import { NO_PAINT } from '../paint.ts'
import { ASCII_SYMBOLS, UNICODE_SYMBOLS } from '../symbols.ts'
import type { ReferenceTable } from './table.ts'

/** The forms of a table. */
export const TABLE_FORMS = ['text', 'json', 'csv', 'markdown'] as const

/** A form of a table. */
export type TableForm = (typeof TABLE_FORMS)[number]

/** A table of reference in one of its forms. */
export function renderTable(table: ReferenceTable, form: TableForm, options: TextOptions = {}): string {
  switch (form) {
    case 'text':
      return tableText(table, options)
    case 'json':
      return `${asciiJson(JSON.stringify({ schema: 'wiretight/table@1', ...table }, null, 2))}\n`
    case 'csv':
      return csvText([table.columns.map(({ title }) => title), ...cellsOf(table)])
    case 'markdown':
      return tableMarkdown(table)
    default:
      return form satisfies never
  }
}

function cellsOf({ columns, rows }: ReferenceTable): readonly (readonly string[])[] {
  return rows.map((row) => columns.map(({ key }) => row[key] ?? ''))
}

function tableMarkdown(table: ReferenceTable): string {
  const { title, source, columns, note } = table
  const parts = [
    `# ${markdownText(title)}`,
    markdownTable(
      columns.map((column) => markdownText(column.title)),
      cellsOf(table).map((cells) => cells.map(markdownText)),
    ).join('\n'),
    ...(note === '' ? [] : [markdownText(note)]),
    `Source: ${markdownText(source)}.`,
  ]
  return `${parts.join('\n\n')}\n`
}

const GUTTER = 2

/** A column is not made narrower than this, nor narrower than its longest word. */
const LEAST = 6

/** The table for a terminal. Cells are wrapped; where not even that is enough, each row becomes a list. */
function tableText(table: ReferenceTable, { width = 100, ascii = false, paint = NO_PAINT }: TextOptions): string {
  const { say } = ascii ? ASCII_SYMBOLS : UNICODE_SYMBOLS
  const columns = Math.max(40, Math.min(width, 160))
  const titles = table.columns.map(({ title }) => say(title))
  const cells = cellsOf(table).map((row) => row.map(say))
  const widths = widthsFor([titles, ...cells], columns - 1)
  const body = widths === null ? listLines(titles, cells, columns) : rowLines(titles, cells, widths, paint)
  const foot = [...(table.note === '' ? [] : [table.note]), `Source: ${table.source}`]
  const lines = [
    ...wrap(say(table.title), columns).map((line) => paint('strong', line)),
    '',
    ...body,
    '',
    ...foot.flatMap((text) => wrap(say(text), columns)),
  ]
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`
}

/** Widths with which all columns fit side by side, taken from the widest first; null when they do not fit. */
function widthsFor(rows: readonly (readonly string[])[], width: number): readonly number[] | null {
  const all = rows[0]?.map((_, at) => rows.map((row) => row[at] ?? '')) ?? []
  const widths = all.map((texts) => Math.max(...texts.map((text) => text.length)))
  const least = all.map((texts) =>
    Math.max(LEAST, ...texts.flatMap((text) => text.split(' ').map((word) => word.length))),
  )
  const room = width - GUTTER * (widths.length - 1)
  while (widths.reduce((sum, each) => sum + each, 0) > room) {
    const givers = widths.map((each, at) => (each > (least[at] ?? 0) ? each : -1))
    const at = givers.indexOf(Math.max(...givers))
    if ((givers[at] ?? -1) < 0) return null
    widths[at] = (widths[at] ?? 0) - 1
  }
  return widths
}

function rowLines(
  titles: readonly string[],
  cells: readonly (readonly string[])[],
  widths: readonly number[],
  paint: NonNullable<TextOptions['paint']>,
): readonly string[] {
  const isWrapped = cells.some((row) => row.some((cell, at) => cell.length > (widths[at] ?? 0)))
  const lay = (row: readonly string[]): readonly string[] => {
    const wrapped = row.map((cell, at) => wrap(cell, widths[at] ?? 0))
    const height = Math.max(...wrapped.map(({ length }) => length))
    return Array.from({ length: height }, (_, line) =>
      ` ${wrapped.map((lines, at) => (lines[line] ?? '').padEnd((widths[at] ?? 0) + GUTTER)).join('')}`.trimEnd(),
    )
  }
  return [
    ...lay(titles).map((line) => paint('faint', line)),
    ...cells.flatMap((row, at) => [...(isWrapped && at > 0 ? [''] : []), ...lay(row)]),
  ]
}

/** Each row with its columns below one another. */
function listLines(titles: readonly string[], cells: readonly (readonly string[])[], width: number): readonly string[] {
  const label = Math.min(24, Math.max(...titles.slice(1).map(({ length }) => length)) + 2)
  return cells.flatMap(([first = '', ...others], at) => [
    ...(at > 0 ? [''] : []),
    ...wrap(first, width - 1).map((line) => ` ${line}`),
    ...others.flatMap((cell, place) => {
      if (cell === '') return []
      const names = wrap(titles[place + 1] ?? '', label - 2)
      const texts = wrap(cell, width - label - 3)
      return Array.from(
        { length: Math.max(names.length, texts.length) },
        (_, line) => `   ${(names[line] ?? '').padEnd(label)}${texts[line] ?? ''}`,
      )
    }),
  ])
}
