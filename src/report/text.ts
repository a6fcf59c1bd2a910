import { SEVERITIES } from '../judge/severity.ts'
import { caaLines } from './caa-words.ts'
import { type Canvas, canvasOf, sectionsText, type TextOptions } from './canvas.ts'
import { classLines } from './class-lines.ts'
import { type Column, cutEnd, cutMiddle, fit, layRow, spread, wrap } from './columns.ts'
import { DNSSEC_TONES, dnssecOfWay } from './dnssec-word.ts'
import { findingRows, where } from './finding-rows.ts'
import { harmless } from './harmless.ts'
import { nextSteps, providerLine, settingLine, wayUp } from './next-steps.ts'
import { groupOpen, type OpenGroup, openQuestions } from './open-questions.ts'
import type { Paint, Tone } from './paint.ts'
import type { PlanStep } from './plan.ts'
import { protectionLines } from './protection-text.ts'
import type { Report } from './report.ts'
import { gradeTone, type ServerRow, serverRows } from './server-row.ts'
import { unknownAdvice, unknownReason } from './wording.ts'

/** The report for a terminal: the truth in one sentence, a row for each server, findings, what to do, what is open. */
export function renderText(report: Report, options: TextOptions = {}): string {
  const canvas = canvasOf(options)
  const sections = [head, table, classes, protection, findings, next, open, foot].map((section) =>
    section(report, canvas),
  )
  return sectionsText(sections)
}

/** In fewer columns the head has no room for DNSSEC beside the result. */
const DNSSEC_WIDTH = 80

function head(report: Report, { width, signs, paint }: Canvas): readonly string[] {
  const { grade, score, coverage, provisional } = report
  const determined = `${Math.floor(coverage * 100)} % determined`
  const result = grade === null ? 'no grade' : `${grade}${provisional ? '?' : ''}  ${score}/100`
  const way = width < DNSSEC_WIDTH ? null : dnssecOfWay(report)
  const dnssec = way === null ? '' : `DNSSEC ${way}`
  const right = `${dnssec === '' ? '' : `${dnssec}   `}${result}   ${determined}`
  const left = cutEnd(harmless(report.target, 255), Math.max(20, width - right.length - 2), signs.mark)
  const [first = '', ...rest] = spread(left, right, width)
  const tone: Tone = grade === null ? 'strong' : gradeTone(grade, provisional)
  const painted =
    rest.length > 0
      ? [paint('strong', first), ...rest]
      : [
          first
            .replace(left, () => paint('strong', left))
            .replace(result, () => paint(tone, result))
            .replace(dnssec, () => (way === null ? '' : paint(DNSSEC_TONES[way], dnssec))),
        ]
  return [...painted, ...wrap(signs.say(report.headline), width)]
}

const COLUMNS: readonly (Column & { readonly cell: (row: ServerRow) => ServerRow['grade'] })[] = [
  { title: 'MX', least: 24, cell: ({ preference, host }) => plain(`${preference} ${host}`.trim()) },
  { title: 'address', least: 19, cell: ({ address }) => plain(address) },
  { title: 'grade', cell: ({ grade }) => grade },
  { title: 'TLS', cell: ({ versions }) => versions },
  { title: 'key exchange', least: 10, expendable: 'after cutting', cell: ({ keyExchange }) => plain(keyExchange) },
  { title: 'certificate', cell: ({ certificate }) => certificate },
  { title: 'issuer', least: 10, expendable: 'before cutting', cell: ({ issuer }) => plain(issuer) },
]

function table(report: Report, { width, signs, paint }: Canvas): readonly string[] {
  const rows = serverRows(report)
  if (rows.length === 0) return []
  const columns = COLUMNS.map((column) =>
    column.title === 'MX' && report.domain.route === 'target' ? { ...column, title: 'server' } : column,
  )
  const cells = rows.map((row) => columns.map(({ cell }) => ({ ...cell(row), text: signs.say(cell(row).text) })))
  const texts = cells.map((row) => row.map(({ text }) => text))
  const layout = fit(columns, texts, width - 1)
  const title = layRow(
    columns.map((column) => column.title),
    layout,
    signs.mark,
  ).join('')
  return [
    ` ${paint('faint', title.trimEnd())}`,
    ...cells.map((row, at) => {
      const laid = layRow(texts[at] ?? [], layout, signs.mark)
      return ` ${laid.map((text, place) => painted(paint, row[layout.columns[place] ?? 0]?.tone ?? null, text)).join('')}`
    }),
    ...caaLines(report).flatMap((line) => wrap(signs.say(line), width - 2).map((part) => ` ${paint('faint', part)}`)),
  ]
}

/** What defends the mail against somebody on the path, and what senders do when there is one. */
function protection(report: Report, { width, signs, paint }: Canvas): readonly string[] {
  const lines = protectionLines(report, width)
  if (lines.length === 0) return []
  const toned = lines.map((line) => line.map(({ text, tone }) => painted(paint, tone, signs.say(text))).join(''))
  return [...heading('Against a downgrade', '', width, paint), ...toned]
}

/** What the chosen profile calls everything that was seen. */
function classes(report: Report, { width, signs, paint }: Canvas): readonly string[] {
  const lines = classLines(report, width, signs)
  if (lines.length === 0) return []
  return [...heading(`By the words of ${harmless(report.profile, 40)}`, '', width, paint), ...lines]
}

/** Where less is left for what was found, it goes to a line of its own. */
const LEAST_DETAIL = 36

/** Lines that one finding may take for its detail. */
const DETAIL_LINES = 2

function findings(report: Report, { width, signs, paint }: Canvas): readonly string[] {
  const rows = findingRows(report)
  if (rows.length === 0) return report.score === null ? [] : [` ${paint('strong', 'Findings')}  none`]
  const counts = SEVERITIES.flatMap((each) => {
    const count = rows.filter((row) => row.severity === each).length
    return count === 0 ? [] : [`${count} ${each}`]
  })
  const severity = Math.max(...rows.map((row) => row.severity.length)) + 4
  const code = Math.max(...rows.map((row) => row.code.length)) + 2
  const subject = Math.min(width < 110 ? 18 : 26, Math.max(...rows.map((row) => row.where.length))) + 2
  const beside = width - severity - code - subject
  const lines = rows.flatMap((row) => {
    const label = `  ${paint(row.severity, row.severity.padEnd(severity - 4))}  ${row.code.padEnd(code)}`
    const at = cutMiddle(
      signs.say(row.where),
      beside >= LEAST_DETAIL ? subject - 2 : width - severity - code,
      signs.mark,
    )
    const indent = beside >= LEAST_DETAIL ? severity + code + subject : severity
    const detail = detailLines(signs.say(row.what), width - indent, signs.mark)
    if (beside < LEAST_DETAIL) return [`${label}${at}`, ...detail.map((line) => `${' '.repeat(indent)}${line}`)]
    const [first = '', ...rest] = detail
    return [`${label}${at.padEnd(subject)}${first}`, ...rest.map((line) => `${' '.repeat(indent)}${line}`)]
  })
  return [...heading('Findings', counts.join(` ${signs.dot} `), width, paint), ...lines]
}

function detailLines(text: string, width: number, mark: string): readonly string[] {
  const lines = wrap(text, width)
  if (lines.length <= DETAIL_LINES) return lines
  const kept = lines.slice(0, DETAIL_LINES)
  return [...kept.slice(0, -1), cutEnd(`${kept.at(-1)}${mark}`, width, mark)]
}

function next(report: Report, { width, signs, paint }: Canvas): readonly string[] {
  const steps = nextSteps(report)
  if (steps.length === 0) return []
  const up = wayUp(report, steps)
  const way = up === null ? '' : `${up.from} ${signs.arrow} ${up.to}`
  const lines = steps.flatMap((step, at) => stepLines(report, step, at, { width, signs, paint }))
  return [...heading('Next', way, width, paint), ...lines]
}

function stepLines(report: Report, step: PlanStep, at: number, { width, signs, paint }: Canvas): readonly string[] {
  const gain = step.gain > 0 ? `+${step.gain}` : ''
  const number = `  ${at + 1} ${gain.padStart(4)}  `
  const indent = ' '.repeat(number.length)
  const hosts =
    step.hosts.length === 0 || report.mx.length < 2
      ? ''
      : ` (${where(
          report,
          step.hosts.map((mx) => ({ domain: report.target, mx, address: null, port: null })),
        )})`
  const [first = '', ...rest] = wrap(signs.say(`${step.action}${hosts}`), width - number.length)
  const settings = [...step.settings.map(settingLine), ...[providerLine(step)].filter((line) => line !== null)].map(
    signs.say,
  )
  return [
    `${number}${first}`,
    ...rest.map((line) => `${indent}${line}`),
    ...settings.flatMap((line) => wrap(line, width - indent.length).map((part) => `${indent}${part}`)),
    ...commandLines(step.verify, width - indent.length, signs.mark).map((line) => `${indent}${paint('faint', line)}`),
  ]
}

/** A command in lines that can be copied as they are: a backslash ends each but the last, and no quoted text is broken. */
function commandLines(command: string, width: number, mark: string): readonly string[] {
  const words = harmless(command, 1_000).match(/(?:[^\s"']|"[^"]*"|'[^']*')+/g) ?? []
  const lines: string[] = []
  for (const whole of words) {
    // A name longer than a line can only be shown in part; the JSON report has all of it.
    const word = cutMiddle(whole, width - 2, mark)
    const line = lines.at(-1)
    if (line !== undefined && line.length + word.length + 1 <= width - 2) lines[lines.length - 1] = `${line} ${word}`
    else lines.push(word)
  }
  return lines.map((line, at) => (at < lines.length - 1 ? `${line} \\` : line))
}

function open(report: Report, { width, signs, paint }: Canvas): readonly string[] {
  const [leftOut = [], failed = []] = [true, false].map((isLeftOut) =>
    openQuestions(report.undetermined).filter(({ why }) => (why === 'not-asked') === isLeftOut),
  )
  const lines = groupOpen(report, failed).flatMap((group) => wrap(signs.say(openSentence(group)), width - 3))
  const advice = new Set(failed.flatMap(({ why }) => unknownAdvice(why) ?? []))
  const section =
    lines.length === 0
      ? []
      : [
          ` ${paint('strong', 'Not determined')}`,
          ...lines.map((line) => `  ${line}`),
          ...wrap(`${[...advice].join('. ')}.`, width - 3).map((line) => `  ${paint('faint', line)}`),
        ]
  return [...section, ...leftOutLines(leftOut.length, report, width).map((line) => paint('faint', line))]
}

/** What the plan did not ask is no gap, but nobody may take it for fine. */
function leftOutLines(count: number, { vantage }: Report, width: number): readonly string[] {
  if (count === 0) return []
  const questions = count === 1 ? '1 further question was' : `${count} further questions were`
  const how = vantage.plan === 'full' ? 'not asked' : 'not asked; ask everything with: wiretight check --full'
  return wrap(`${questions} ${how}`, width - 2).map((line) => ` ${line}`)
}

function openSentence({ why, about, questions }: OpenGroup): string {
  const count = questions.length === 1 ? '1 question' : `${questions.length} questions`
  return `${count} about ${about}: ${unknownReason(why)}`
}

function foot({ budget, profile }: Report, { width, signs, paint }: Canvas): readonly string[] {
  const connections = budget.connections === 1 ? '1 connection' : `${budget.connections} connections`
  const right = [connections, `${budget.seconds} s`, harmless(profile, 40)].join(` ${signs.dot} `)
  return spread(' wiretight explain CODE tells more.', right, width).map((line) => paint('faint', line))
}

function heading(title: string, right: string, width: number, paint: Paint): readonly string[] {
  const [line = ''] = spread(` ${title}`, right, width)
  return [line.replace(title, () => paint('strong', title))]
}

function plain(text: string): ServerRow['grade'] {
  return { text, tone: null }
}

/** Paints a padded cell without its padding, so that underlines and backgrounds end where the text does. */
function painted(paint: Paint, tone: Tone | null, cell: string): string {
  const text = cell.trimEnd()
  return tone === null || text === '' ? cell : `${paint(tone, text)}${cell.slice(text.length)}`
}
