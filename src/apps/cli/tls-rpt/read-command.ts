import type { ReportDocument } from '../../../facts/tls-rpt-facts.ts'
import { auditNotes, type JudgedAudit } from '../../../report/tls-rpt-audit.ts'
import { CSV_HEADER, renderCsv } from '../../../report/tls-rpt-csv.ts'
import { renderReportLine, renderTlsRptJson, reportsDocumentOf } from '../../../report/tls-rpt-json.ts'
import { type ReadReports, renderTlsRptSummary } from '../../../report/tls-rpt-summary-text.ts'
import { failureSentence } from '../../../report/wording.ts'
import { startSummary } from '../../../tlsrpt/summary.ts'
import { UNPACK_LIMITS } from '../../../tlsrpt/unpack.ts'
import { numberOf, oneOf } from '../check-options.ts'
import { EXIT } from '../exit-code.ts'
import { terminalLook } from '../terminal.ts'
import { openOutput } from './open-output.ts'
import { type FoundDocument, readDocuments } from './read-documents.ts'
import { readProgress } from './read-progress.ts'
import { sourcesOf } from './sources.ts'

/** Options of `tls-rpt read`. */
export interface ReadOptions {
  readonly audit?: string
  readonly maxBytes?: string
  readonly format?: string
  readonly json?: true
  readonly output?: string
  readonly quiet?: true
  readonly color: boolean
  readonly ascii?: true
}

const FORMATS = ['text', 'json', 'ndjson', 'csv'] as const

const MAX_BYTES = { least: 1_024, most: 999_999_999 }

/** Documents with a failure of which a text tells. */
const FAILURES_TOLD = 100

/**
 * `wiretight tls-rpt read FILE...`: what reports say, together or one by one. What cannot be read is told and keeps nothing
 * else from being read. Returns the exit code.
 */
export async function readCommand(
  files: readonly string[],
  options: ReadOptions,
  signal: AbortSignal,
): Promise<number> {
  const format = options.json ? 'json' : oneOf('--format', options.format ?? 'text', FORMATS)
  const maxBytes = numberOf('--max-bytes', options.maxBytes, UNPACK_LIMITS.maxBytes, MAX_BYTES)
  const audits = options.audit === undefined ? [] : await readAudits(options.audit)
  const output = await openOutput(options.output)
  // Lines of output on the same terminal would run into the line of progress.
  const isBusy = (format === 'ndjson' || format === 'csv') && options.output === undefined && process.stdout.isTTY
  const progress = readProgress(process.stderr, options.quiet === true || isBusy)

  const summing = startSummary()
  const documents: ReportDocument[] = []
  const oddities: Oddities = new Map()
  const failures: ReportDocument[] = []
  let failed = 0
  try {
    if (format === 'csv') await output.write(CSV_HEADER)
    for await (const found of allDocuments(files, maxBytes, signal)) {
      const document: ReportDocument = { ...found, repeated: found.report !== null && !summing.add(found.report) }
      noteOddities(oddities, document)
      if (document.failure !== null) {
        failed += 1
        if (failures.length < FAILURES_TOLD) failures.push(document)
        // Where the text does not tell, standard error does.
        if (format !== 'text') tell(document)
      }
      if (format === 'json') documents.push(document)
      if (format === 'ndjson') await output.write(renderReportLine(document))
      if (format === 'csv') await output.write(renderCsv(document))
      progress.show(document.file, failed)
    }
    const summary = summing.finish()
    const audit = auditNotes(summary, audits)
    if (format === 'json') await output.write(renderTlsRptJson(reportsDocumentOf(documents, summary, audit)))
    if (format === 'text') {
      const look = terminalLook(process.stdout, { color: options.color, ascii: options.ascii ?? false }, process.env)
      await output.write(renderTlsRptSummary({ summary, audit, oddities, failures, failed }, look))
    }
  } finally {
    progress.clear()
    await output.close()
  }
  if (signal.aborted) return EXIT.interrupted
  return failed > 0 ? EXIT.findings : EXIT.clean
}

/** What was read until somebody interrupts; the rest is not begun. */
async function* allDocuments(
  files: readonly string[],
  maxBytes: number,
  signal: AbortSignal,
): AsyncGenerator<FoundDocument> {
  for await (const source of sourcesOf(files)) {
    for await (const document of readDocuments(source, { maxBytes, signal })) {
      if (signal.aborted) return
      yield document
    }
    if (signal.aborted) return
  }
}

async function readAudits(file: string): Promise<readonly JudgedAudit[]> {
  const [{ readReports }, { judge }, { DEFAULT_PROFILE }] = await Promise.all([
    import('../read-reports.ts'),
    import('../../../judge/judge.ts'),
    import('../../../judge/profiles.ts'),
  ])
  return (await readReports(file)).map((facts) => ({ facts, judgement: judge(facts, DEFAULT_PROFILE) }))
}

type Oddities = Map<ReportDocument['oddities'][number]['code'], { reports: number; times: number }> &
  ReadReports['oddities']

function noteOddities(met: Oddities, { oddities }: ReportDocument): void {
  const codes = oddities.map(({ code }) => code)
  for (const code of new Set(codes)) {
    const { reports, times } = met.get(code) ?? { reports: 0, times: 0 }
    met.set(code, { reports: reports + 1, times: times + codes.filter((each) => each === code).length })
  }
}

function tell({ file, part, failure }: ReportDocument): void {
  if (failure === null) return
  const where = part === null ? '' : `${file}: `
  process.stderr.write(`wiretight: ${where}${failureSentence(failure)} [${failure.code}]\n`)
}
