import { renderCsv } from '../src/report/csv.ts'
import { renderHtml } from '../src/report/html/html.ts'
import { renderJson, renderNdjson } from '../src/report/json.ts'
import { renderJunit } from '../src/report/junit.ts'
import { renderMarkdown } from '../src/report/markdown.ts'
import type { Report } from '../src/report/report.ts'
import { renderReportSarif } from '../src/report/report-sarif.ts'
import { renderText } from '../src/report/text.ts'

/** Every form of a report, by the word that `--format` takes. */
export const FORMS: Readonly<Record<string, (reports: readonly Report[]) => string>> = {
  text: (reports) => reports.map((report) => renderText(report)).join('\n'),
  json: renderJson,
  ndjson: renderNdjson,
  csv: renderCsv,
  html: renderHtml,
  markdown: renderMarkdown,
  sarif: renderReportSarif,
  junit: renderJunit,
}
