import type { Product } from './scanners/product.ts'
import type { Installed } from './scanners/sslyze-install.ts'

/** What every part of the benchmark works with. */
export interface Bench {
  readonly product: Product
  readonly sslyze: Installed
  /** Also what takes many minutes. */
  readonly slow: boolean
  /** Part of the names of the servers to compare, or of the scanners to measure; empty for all. */
  readonly only: string
  /** Tells, while it runs, what is going on; one line a call. */
  readonly tell: (line: string) => void
}

/** What one part of the benchmark came to. */
export interface Section {
  /** Markdown below the section's heading. */
  readonly body: string
  /** What must not be so. A benchmark with failures ends with exit code 1. */
  readonly failures: readonly string[]
}

/** A table of Markdown with its columns aligned; the first column is text, the others stand to the right. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, column) =>
    Math.max(3, title.length, ...rows.map((row) => (row[column] ?? '').length)),
  )
  const line = (cells: readonly string[]): string =>
    `| ${widths.map((width, column) => padded(cells[column] ?? '', width, column)).join(' | ')} |`
  const rule = `| ${widths.map((width, column) => (column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)).join(' | ')} |`
  return [line(head), rule, ...rows.map(line)].join('\n')
}

function padded(cell: string, width: number, column: number): string {
  return column === 0 ? cell.padEnd(width) : cell.padStart(width)
}

/** The middle value, or the mean of the two in the middle; NaN of nothing. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const upper = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
  const lower = sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN
  return (lower + upper) / 2
}

/** A number of lines as items of a Markdown list. */
export function list(items: readonly string[]): string {
  return items.map((item) => `- ${item}`).join('\n')
}
