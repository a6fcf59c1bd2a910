import { type Column, fit, layRow } from './columns.ts'
import type { Symbols } from './symbols.ts'

/** A column of a table; numbers stand at the right of theirs. */
export interface TableColumn extends Column {
  readonly numeric?: true
}

/** Lays a table out: a line of titles and a line for each row, indented by two, at most `width` characters long. */
export function table(
  columns: readonly TableColumn[],
  rows: readonly (readonly string[])[],
  width: number,
  { mark, say }: Symbols,
): readonly string[] {
  const cells = [columns.map(({ title }) => title), ...rows.map((row) => row.map(say))]
  const widths = columns.map((_, at) => Math.max(...cells.map((row) => row[at]?.length ?? 0)))
  const aligned = cells.map((row) =>
    columns.map(({ numeric }, at) => (numeric ? (row[at] ?? '').padStart(widths[at] ?? 0) : (row[at] ?? ''))),
  )
  const layout = fit(columns, aligned, width - 2)
  return aligned.map((row) => `  ${layRow(row, layout, mark).join('')}`.trimEnd())
}

/** A whole number with its thousands apart. */
export function grouped(number: number): string {
  return String(number).replace(/\B(?=(?:\d{3})+$)/g, ',')
}

/** The share of failures, as `5.5 %`; a rate above nothing is never shown as nothing. */
export function failureRate({ successful, failed }: { readonly successful: number; readonly failed: number }): string {
  const sessions = successful + failed
  if (sessions === 0) return ''
  const percent = (failed / sessions) * 100
  if (percent > 0 && percent < 0.1) return '< 0.1 %'
  return percent < 100 && percent >= 99.95 ? '> 99.9 %' : `${percent.toFixed(1)} %`
}
