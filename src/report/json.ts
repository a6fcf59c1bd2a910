import type { Report } from './report.ts'

/**
 * Reports as JSON: an object for one, an array for several. Only ASCII is written, everything else as `\uNNNN`, so that a
 * terminal shows it harmlessly whatever a report holds.
 */
export function renderJson(reports: readonly Report[]): string {
  const [only] = reports
  const value = reports.length === 1 && only !== undefined ? only : reports
  return `${asciiJson(JSON.stringify(value, null, 2))}\n`
}

/** Reports as NDJSON: one object on each line. */
export function renderNdjson(reports: readonly Report[]): string {
  return reports.map((report) => `${asciiJson(JSON.stringify(report))}\n`).join('')
}

/**
 * JSON text in which every character but printable ASCII (and line ends between values) is escaped, and `<`, `>` and `&`
 * too, so that it stays harmless inside a page. Outside of strings JSON has none of these.
 */
export function asciiJson(json: string): string {
  return json.replace(/[^\n\x20-\x7e]|[<>&]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
