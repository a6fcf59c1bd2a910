import { writeFile } from 'node:fs/promises'
import { fail } from '../../base/failure.ts'
import { printable } from '../../base/printable.ts'
import type { Report } from '../../report/report.ts'
import { PLAIN_FILE, type TerminalLook, terminalLook } from './terminal.ts'

/** The forms in which reports can be written. */
export type Format = 'text' | 'json' | 'ndjson' | 'csv' | 'html' | 'markdown' | 'sarif' | 'junit'

/** The words that `--format` takes. */
export const FORMATS: readonly Format[] = ['text', 'json', 'ndjson', 'csv', 'html', 'markdown', 'sarif', 'junit']

/** A form of the reports and the file that it goes to; without one it goes to standard output. */
export interface Destination {
  readonly format: Format
  readonly file: string | undefined
}

/**
 * Writes reports in every form that is wanted.
 *
 * @throws ProbeError `file-unwritable`
 */
export async function writeReports(
  reports: readonly Report[],
  destinations: readonly Destination[],
  wants: { readonly color: boolean; readonly ascii?: true },
): Promise<void> {
  for (const { format, file } of destinations) {
    const stream = file === undefined ? process.stdout : PLAIN_FILE
    const look = terminalLook(stream, { color: wants.color, ascii: wants.ascii ?? false }, process.env)
    await writeOut(await render(reports, format, look), file)
  }
}

/** Renders reports; what a form needs is loaded only when it is wanted. */
export async function render(reports: readonly Report[], format: Format, look: TerminalLook): Promise<string> {
  switch (format) {
    case 'text': {
      const { renderText } = await import('../../report/text.ts')
      return reports.map((report) => renderText(report, look)).join('\n')
    }
    case 'json':
      return (await import('../../report/json.ts')).renderJson(reports)
    case 'ndjson':
      return (await import('../../report/json.ts')).renderNdjson(reports)
    case 'html':
      return (await import('../../report/html/html.ts')).renderHtml(reports)
    case 'csv':
      return (await import('../../report/csv.ts')).renderCsv(reports)
    case 'markdown':
      return (await import('../../report/markdown.ts')).renderMarkdown(reports)
    case 'sarif':
      return (await import('../../report/report-sarif.ts')).renderReportSarif(reports)
    case 'junit':
      return (await import('../../report/junit.ts')).renderJunit(reports)
    default:
      throw format satisfies never
  }
}

/**
 * Writes a text to a file, or to standard output without one.
 *
 * @throws ProbeError `file-unwritable`
 */
export async function writeOut(text: string, file: string | undefined): Promise<void> {
  if (file === undefined) {
    await new Promise<void>((resolve) => {
      process.stdout.write(text, () => resolve())
    })
    return
  }
  try {
    await writeFile(file, text)
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
    fail({ code: 'file-unwritable', file: printable(file, 200), reason })
  }
}
