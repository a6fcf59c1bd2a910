import type { LogFacts } from '../../../facts/log-facts.ts'
import { LogReader } from '../../../maillog/log-reader.ts'
import { harmless } from '../../../report/harmless.ts'
import { renderLogsText } from '../../../report/logs-text.ts'
import { quoted, refuse } from '../check-options.ts'
import { EXIT } from '../exit-code.ts'
import { writeOut } from '../output.ts'
import { type TerminalLook, terminalLook } from '../terminal.ts'
import { type LogProgress, liveLogProgress, NO_LOG_PROGRESS } from './log-progress.ts'
import { type OpenLog, openLog } from './open-log.ts'
import { rotationOrder } from './rotation-order.ts'

/** Options of `logs` as commander hands them over. */
export interface LogsOptions {
  readonly format?: string
  readonly json?: true
  readonly output?: string
  readonly quiet?: true
  readonly color: boolean
  readonly ascii?: true
}

const FORMATS = ['text', 'json', 'csv', 'html'] as const

type Format = (typeof FORMATS)[number]

/** `wiretight logs FILE...`: what mail logs say about TLS. Returns the exit code. */
export async function logsCommand(
  files: readonly string[],
  options: LogsOptions,
  signal: AbortSignal,
): Promise<number> {
  const format = formatOf(options)
  // All are opened before the first is read: a mistyped name is told at once, not after an hour.
  const logs = await Promise.all(rotationOrder(files).map(openLog))
  const progress =
    options.quiet || process.stderr.isTTY !== true ? NO_LOG_PROGRESS : liveLogProgress(process.stderr, sizeOf(logs))
  const facts = await readLogs(logs, progress, signal)
  const look = terminalLook(
    process.stdout,
    { color: options.color && options.output === undefined, ascii: options.ascii === true },
    process.env,
  )
  await writeOut(await render(facts, format, signal.aborted, look), options.output)
  if (signal.aborted) {
    process.stderr.write('wiretight: interrupted; the numbers are of what was read until then\n')
    return EXIT.interrupted
  }
  return facts.in.messages + facts.out.messages === 0 ? EXIT.undetermined : EXIT.clean
}

function formatOf({ format, json }: LogsOptions): Format {
  if (json) return 'json'
  const wanted = format ?? 'text'
  return (
    FORMATS.find((each) => each === wanted) ??
    refuse('--format', `expected ${FORMATS.join(', ')}, not ${quoted(wanted)}`)
  )
}

function sizeOf(logs: readonly OpenLog[]): number | null {
  return logs.reduce<number | null>((sum, { size }) => (sum === null || size === null ? null : sum + size), 0)
}

async function readLogs(logs: readonly OpenLog[], progress: LogProgress, signal: AbortSignal): Promise<LogFacts> {
  const reader = new LogReader()
  let octets = 0
  for (const log of logs) {
    if (signal.aborted) break
    try {
      for await (const piece of log.pieces((read) => (octets += read), signal)) {
        reader.write(piece)
        progress.show(log.name, octets, reader.messages)
        if (signal.aborted) break
      }
    } catch (error) {
      const code = damageOf(error)
      if (code === null) throw error
      progress.clear()
      process.stderr.write(`wiretight: warning: ${harmless(log.name, 200)} is damaged (${code}); read up to there\n`)
    }
    reader.endFile(log.written)
  }
  progress.clear()
  return reader.facts()
}

/** The code of an error of decompression: a file that was cut off or damaged, which is worth no more than a warning. */
function damageOf(error: unknown): string | null {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return /^(?:Z_|ZSTD_)/.test(code) ? code : null
}

async function render(facts: LogFacts, format: Format, interrupted: boolean, look: TerminalLook): Promise<string> {
  switch (format) {
    case 'text':
      return renderLogsText(facts, look)
    case 'json':
      return (await import('../../../report/logs-json.ts')).renderLogsJson(facts, interrupted)
    case 'csv':
      return (await import('../../../report/logs-csv.ts')).renderLogsCsv(facts)
    case 'html':
      return (await import('../../../report/logs-html.ts')).renderLogsHtml(facts, interrupted)
    default:
      return format satisfies never
  }
}
