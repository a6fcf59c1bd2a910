import { type Place, placeOf } from './place.ts'
import type { Report, ReportedFinding } from './report.ts'
import { visible } from './visible.ts'

/** The columns, in order. The list only grows at its end: scripts count them. */
const COLUMNS: readonly { readonly title: string; readonly cell: (row: Row) => string | number | null }[] = [
  { title: 'target', cell: ({ report }) => report.target },
  { title: 'scope', cell: ({ finding }) => finding.scope },
  { title: 'mx', cell: ({ finding }) => finding.subject.mx },
  { title: 'preference', cell: ({ place }) => place.exchanger?.preference ?? null },
  { title: 'address', cell: ({ finding }) => finding.subject.address },
  { title: 'port', cell: ({ finding }) => finding.subject.port },
  { title: 'software', cell: ({ place }) => place.address?.software ?? null },
  { title: 'grade', cell: ({ place }) => place.card.grade },
  { title: 'score', cell: ({ place }) => place.card.score },
  { title: 'provisional', cell: ({ place }) => (place.card.provisional ? 'yes' : 'no') },
  { title: 'severity', cell: ({ finding }) => finding.severity },
  { title: 'code', cell: ({ finding }) => finding.code },
  { title: 'title', cell: ({ finding }) => finding.title },
  { title: 'detail', cell: ({ finding }) => finding.detail },
  { title: 'fix', cell: ({ finding }) => finding.fix.any },
  { title: 'verify', cell: ({ finding }) => finding.verify },
  { title: 'target_grade', cell: ({ report }) => report.grade },
  { title: 'target_score', cell: ({ report }) => report.score },
  { title: 'target_coverage', cell: ({ report }) => report.coverage },
  { title: 'profile', cell: ({ report }) => report.profile },
  { title: 'at', cell: ({ report }) => report.startedAt },
]

interface Row {
  readonly report: Report
  readonly finding: ReportedFinding
  readonly place: Place
}

/**
 * Reports as comma-separated values (RFC 4180): a header, then one row for each finding, with the grade of the server,
 * exchanger or domain that it is about. Lines end in CRLF.
 */
export function renderCsv(reports: readonly Report[]): string {
  const rows = reports.flatMap((report) =>
    report.findings.map((finding): Row => ({ report, finding, place: placeOf(report, finding.subject) })),
  )
  return csvText([COLUMNS.map(({ title }) => title), ...rows.map((row) => COLUMNS.map(({ cell }) => cell(row)))])
}

/** Rows of cells as CSV; null is an empty cell. */
export function csvText(rows: readonly (readonly (string | number | null)[])[]): string {
  return rows.map((cells) => `${cells.map(csvCell).join(',')}\r\n`).join('')
}

/**
 * One cell. Spreadsheets take a cell that begins with `=`, `+`, `-`, `@`, a tab or a carriage return for a formula, blanks
 * before it or not; an apostrophe in front makes it text. Numbers of our own stay numbers.
 */
export function csvCell(value: string | number | null): string {
  if (value === null) return ''
  if (typeof value === 'number') return String(value)
  const harmless = /^\s*[=+\-@\t\r]/.test(value) ? `'${visible(value)}` : visible(value)
  return /[",;\r\n]|^\s|\s$/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless
}
