import type { LevelExplanation, LevelOutcome, LevelSituation, MeasuredLevel } from '../mta-config/postfix/levels.ts'
import type { TextOptions } from './canvas.ts'
import { fit, layRow, wrap } from './columns.ts'
import { asciiJson } from './json.ts'
import { NO_PAINT, type Tone } from './paint.ts'
import { ASCII_SYMBOLS, UNICODE_SYMBOLS } from './symbols.ts'

const TONES: Readonly<Record<LevelOutcome['result'], Tone>> = {
  authenticated: 'good',
  encrypted: 'low',
  plaintext: 'critical',
  deferred: 'medium',
  'not-measured': 'faint',
}

/** What a level of Postfix means, and what became of a message in each situation. */
export function renderLevelText(
  { level, summary, advice }: LevelExplanation,
  situations: readonly LevelSituation[],
  source: string,
  { width = 100, ascii = false, paint = NO_PAINT }: TextOptions = {},
): string {
  const { say } = ascii ? ASCII_SYMBOLS : UNICODE_SYMBOLS
  const columns = Math.max(72, Math.min(width, 100))
  const head = [`smtp_tls_security_level = ${level}`, '', ...wrap(say(summary), columns), ...wrap(say(advice), columns)]
  const rows = situations.flatMap(({ situation, outcomes }) => {
    const outcome = isMeasured(level, outcomes) ? outcomes[level] : undefined
    return outcome === undefined ? [] : [{ situation, outcome }]
  })
  const [first = '', ...rest] = head
  const lines = [paint('strong', first), ...rest, '']
  if (rows.length === 0) return `${[...lines, 'This level was not measured.'].join('\n')}\n`
  const widest = Math.max(...rows.map(({ situation }) => situation.length)) + 2
  const table = rows.map(
    ({ situation, outcome }) =>
      `  ${say(situation).padEnd(widest)}${paint(TONES[outcome.result], say(outcomeText(outcome)))}`,
  )
  return `${[...lines, paint('strong', 'What became of a message'), ...table, '', paint('faint', `Source: ${source}.`)].join('\n')}\n`
}

/** All levels beside each other. */
export function renderLevelsTable(
  situations: readonly LevelSituation[],
  levels: readonly MeasuredLevel[],
  source: string,
  { width = 100, ascii = false, paint = NO_PAINT }: TextOptions = {},
): string {
  const { say, mark } = ascii ? ASCII_SYMBOLS : UNICODE_SYMBOLS
  const columns = [{ title: 'receiver', least: 24 }, ...levels.map((title) => ({ title }))]
  const rows = situations.map(({ situation, outcomes }) => [
    situation,
    ...levels.map((level) => shortText(outcomes[level])),
  ])
  const layout = fit(columns, rows, Math.max(72, Math.min(width, 110)))
  const titles = layRow(
    columns.map(({ title }) => title),
    layout,
    mark,
  )
  const body = rows.map((cells, row) =>
    layRow(cells, layout, mark)
      .map((cell, column) => {
        const level = levels[column - 1]
        const outcome = level === undefined ? undefined : situations[row]?.outcomes[level]
        return outcome === undefined ? say(cell) : paint(TONES[outcome.result], say(cell))
      })
      .join(''),
  )
  const foot =
    'S encrypted, S+ authenticated, clear in clear text, d deferred with its status; wiretight config explain LEVEL tells more.'
  return `${[paint('strong', titles.join('')), ...body, '', ...wrap(foot, 100), paint('faint', `Source: ${source}.`)].join('\n')}\n`
}

/** The same as JSON. */
export function renderLevelsJson(
  explanations: readonly LevelExplanation[],
  situations: readonly LevelSituation[],
  source: string,
): string {
  return `${asciiJson(JSON.stringify({ schema: 'wiretight/postfix-levels@1', source, levels: explanations, situations }, null, 2))}\n`
}

function isMeasured(level: string, outcomes: LevelSituation['outcomes']): level is MeasuredLevel {
  return level in outcomes
}

function outcomeText(outcome: LevelOutcome): string {
  switch (outcome.result) {
    case 'authenticated':
      return `delivered, authenticated${noted(outcome.note)}`
    case 'encrypted':
      return `delivered, encrypted${noted(outcome.note)}`
    case 'plaintext':
      return 'delivered in clear text'
    case 'deferred':
      return `deferred${outcome.status === null ? '' : ` ${outcome.status}`}${noted(outcome.note)}`
    case 'not-measured':
      return 'not measured'
    default:
      return outcome satisfies never
  }
}

function shortText(outcome: LevelOutcome): string {
  switch (outcome.result) {
    case 'authenticated':
      return 'S+'
    case 'encrypted':
      return 'S'
    case 'plaintext':
      return 'clear'
    case 'deferred':
      return outcome.status === null ? 'd' : `d ${outcome.status}`
    case 'not-measured':
      return '-'
    default:
      return outcome satisfies never
  }
}

function noted(note: string | undefined): string {
  return note === undefined ? '' : ` (${note})`
}
