import type { ReportDocument, TlsRptSummary } from '../facts/tls-rpt-facts.ts'
import { type Canvas, canvasOf, sectionsText, type TextOptions } from './canvas.ts'
import { cutMiddle, spread, wrap } from './columns.ts'
import { harmless } from './harmless.ts'
import type { AuditNote } from './tls-rpt-audit.ts'
import { failureRate, grouped, table } from './tls-rpt-table.ts'
import { ODDITY_WORDS, policyTitle, resultWords } from './tls-rpt-wording.ts'
import { failureSentence } from './wording.ts'

/** What is rendered. */
export interface ReadReports {
  readonly summary: TlsRptSummary
  readonly audit: readonly AuditNote[]
  /** How often each oddity was met, and in how many reports. */
  readonly oddities: ReadonlyMap<
    ReportDocument['oddities'][number]['code'],
    { readonly reports: number; readonly times: number }
  >
  /** Documents that could not be read; the first ones. */
  readonly failures: readonly Pick<ReportDocument, 'file' | 'part' | 'failure'>[]
  readonly failed: number
}

/** Rows of one table. */
const ROWS = 15

/** Names in one line. */
const NAMES = 4

/** What many reports say together, for people: totals, what failed and what to do about it, and where. */
export function renderTlsRptSummary(read: ReadReports, options: TextOptions = {}): string {
  const canvas = canvasOf(options)
  const sections = [head, policies, senders, results, exchangers, days, oddities, failures, foot]
  return sectionsText(sections.map((section) => section(read, canvas)))
}

function head({ summary }: ReadReports, { width, signs, paint }: Canvas): readonly string[] {
  const { reports, repeated, senders, begin, end, failed, successful } = summary
  const period = begin === null ? '' : `  ${begin.slice(0, 10)} to ${(end ?? begin).slice(0, 10)}`
  const counted = [
    many(reports, 'report'),
    ...(reports > 0 ? [`of ${many(senders.length, 'sender')}`] : []),
    ...(repeated > 0 ? [`${signs.dot} ${grouped(repeated)} came twice`] : []),
  ]
  const [first = '', ...more] = spread(`TLS reports${period}`, counted.join(' '), width)
  const sentence =
    reports === 0
      ? 'No report could be read.'
      : failed === 0
        ? `All ${many(successful, 'session')} went well.`
        : `${grouped(failed)} of ${many(successful + failed, 'session')} failed (${failureRate(summary)}).`
  return [paint('strong', first), ...more, ...wrap(sentence, width).map((line) => paint('strong', line))]
}

const COUNTS = [
  { title: 'reports', numeric: true, expendable: 'before cutting' },
  { title: 'sessions', numeric: true },
  { title: 'failed', numeric: true },
  { title: 'rate', numeric: true },
] as const

function countsOf(sum: {
  readonly reports: number
  readonly successful: number
  readonly failed: number
}): readonly string[] {
  return [grouped(sum.reports), grouped(sum.successful + sum.failed), grouped(sum.failed), failureRate(sum)]
}

function policies({ summary }: ReadReports, canvas: Canvas): readonly string[] {
  const columns = [{ title: 'policy', least: 8 }, { title: 'domain', least: 20 }, ...COUNTS]
  const rows = summary.policies.map((sum) => [
    plain(policyTitle(sum.type)),
    plain(sum.domain ?? '(not told)'),
    ...countsOf(sum),
  ])
  return titled('By policy', columns, rows, canvas)
}

function senders({ summary }: ReadReports, canvas: Canvas): readonly string[] {
  const columns = [{ title: 'sender', least: 20 }, ...COUNTS]
  const rows = summary.senders.map((sum) => [plain(sum.organization ?? '(no name)'), ...countsOf(sum)])
  return titled('By sender', columns, rows, canvas)
}

function results({ summary }: ReadReports, canvas: Canvas): readonly string[] {
  const { width, signs, paint } = canvas
  if (summary.results.length === 0) return []
  const lines = summary.results.slice(0, ROWS).flatMap(({ result, failed, senders, exchangers, reasons }) => {
    const { means, advice } = resultWords(result)
    const paragraphs = [
      means,
      `Do: ${advice}`,
      `Senders: ${few(senders.map((sender) => sender ?? '(no name)'))}`,
      ...(exchangers.length === 0 ? [] : [`Servers: ${few(exchangers)}`]),
      ...(reasons.length === 0 ? [] : [`Reasons: ${few(reasons)}`]),
    ]
    const body = paragraphs.flatMap((paragraph) => hanging(signs.say(paragraph), width - 6))
    return [named(result, failed, canvas), ...body.map((line) => `      ${line}`)]
  })
  return [paint('strong', ' What failed'), ...lines, ...more(summary.results.length)]
}

/** A name and its number of failed sessions, as the head of a paragraph. */
function named(name: string, failed: number, { width, signs, paint }: Canvas): string {
  const number = many(failed, 'session')
  const room = width - number.length - 4
  return `  ${paint('strong', cutMiddle(signs.say(plain(name)), room, signs.mark))}  ${number}`
}

/** Breaks a paragraph; what goes on in a further line stands two columns further in. */
function hanging(paragraph: string, width: number): readonly string[] {
  return wrap(paragraph, width - 2).map((line, at) => (at === 0 ? line : `  ${line}`))
}

function exchangers({ summary, audit }: ReadReports, canvas: Canvas): readonly string[] {
  const { width, signs, paint } = canvas
  const failing = summary.exchangers.filter(({ failed }) => failed > 0)
  if (failing.length === 0) return []
  const lines = failing.slice(0, ROWS).flatMap(({ host, failed, results }) => {
    const causes = results.slice(0, NAMES).map((each) => `${plain(each.result)} ${grouped(each.failed)}`)
    const rest = results.length > NAMES ? [`and ${results.length - NAMES} more`] : []
    const note = audit.find((each) => each.host === host)
    return [
      named(host ?? '(no server named)', failed, canvas),
      ...wrap(signs.say([...causes, ...rest].join(', ')), width - 6).map((line) => `      ${line}`),
      ...(note === undefined ? [] : hanging(signs.say(noteSentence(note)), width - 6).map((line) => `      ${line}`)),
    ]
  })
  return [paint('strong', ' Servers with failures'), ...lines, ...more(failing.length)]
}

function noteSentence({ at, state, findings }: AuditNote): string {
  const when = at === null ? '' : at.slice(0, 10)
  switch (state) {
    case 'confirmed': {
      const named = findings.slice(0, NAMES).map(({ code, detail }) => `${code} (${plain(detail)})`)
      return `Audit of ${when}: the same. ${named.join('; ')}${findings.length > NAMES ? ` and ${findings.length - NAMES} more` : ''}`
    }
    case 'not-seen':
      return `Audit of ${when}: nothing of the kind. It is mended, or only some senders meet it.`
    case 'unknown':
      return `Audit of ${when}: it could not tell.`
    case 'not-audited':
      return 'Audit: it did not look at this server.'
    default:
      return state satisfies never
  }
}

function days({ summary }: ReadReports, canvas: Canvas): readonly string[] {
  if (summary.days.length < 2) return []
  const columns = [{ title: 'day' }, ...COUNTS]
  const rows = summary.days.map((sum) => [plain(sum.day), ...countsOf(sum)])
  return titled('By day', columns, rows.slice(-ROWS), canvas, rows.length)
}

function oddities({ oddities: met }: ReadReports, { width, signs, paint }: Canvas): readonly string[] {
  if (met.size === 0) return []
  const lines = [...met].flatMap(([code, { reports, times }]) =>
    wrap(signs.say(`${ODDITY_WORDS[code]}: ${many(reports, 'report')}, ${many(times, 'time')} [${code}]`), width - 4),
  )
  return [paint('strong', ' Odd in the reports, which were read all the same'), ...lines.map((line) => `  ${line}`)]
}

function failures({ failures: documents, failed }: ReadReports, { width, signs, paint }: Canvas): readonly string[] {
  if (failed === 0) return []
  const lines = documents.slice(0, ROWS).flatMap(({ file, part, failure }) => {
    // The sentence names the document; of a part the file has to be told, too.
    const where = part === null ? '' : `${plain(file)}: `
    const why = failure === null ? '' : `${failureSentence(failure)} [${failure.code}]`
    return hanging(signs.say(`${where}${why}`), width - 2).map((line) => `  ${line}`)
  })
  return [paint('high', ` Not read: ${many(failed, 'document')}`), ...lines, ...more(failed, documents.length)]
}

function foot({ summary }: ReadReports, { width, signs, paint }: Canvas): readonly string[] {
  if (summary.reports === 0) return []
  const sentence = 'Anybody can write such a report: the signatures of the mails that bring them are not checked here.'
  return wrap(signs.say(sentence), width - 1).map((line) => paint('faint', ` ${line}`))
}

function titled(
  title: string,
  columns: Parameters<typeof table>[0],
  rows: readonly (readonly string[])[],
  { width, signs, paint }: Canvas,
  all: number = rows.length,
): readonly string[] {
  if (rows.length === 0) return []
  const [names = '', ...lines] = table(columns, rows.slice(0, ROWS), width, signs)
  return [paint('strong', ` ${title}`), paint('faint', names), ...lines, ...more(all)]
}

function more(all: number, shown: number = ROWS): readonly string[] {
  return all > Math.min(shown, ROWS) ? [`  and ${grouped(all - Math.min(shown, ROWS))} more`] : []
}

function many(count: number, noun: string): string {
  return `${grouped(count)} ${noun}${count === 1 ? '' : 's'}`
}

function few(names: readonly string[]): string {
  const shown = names.slice(0, NAMES).map(plain).join(', ')
  return names.length > NAMES ? `${shown} and ${names.length - NAMES} more` : shown
}

function plain(text: string): string {
  return harmless(text, 200)
}
