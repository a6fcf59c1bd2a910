import type { DirectionFacts, LogFacts, Stricter } from '../facts/log-facts.ts'
import { type Canvas, canvasOf, sectionsText, type TextOptions } from './canvas.ts'
import { cutEnd, cutMiddle, spread, wrap } from './columns.ts'
import { harmless } from './harmless.ts'
import {
  count,
  FAILURE_WORDS,
  logsVerdict,
  messagesOf,
  percent,
  SETTING_WORDS,
  settingsOf,
  silenceAdvice,
  stricterSentence,
  TRUST_WORDS,
} from './logs-wording.ts'

interface LogCanvas extends Canvas {
  readonly ascii: boolean
}

/** Rows of a table; the rest is summed up in one more. */
const ROWS = 8

/** Names of destinations and senders in a list. */
const NAMES = 8

/** Days of the trend; of a longer log, the last ones. */
const TREND_DAYS = 31

/** A server's own transparency report for a terminal: shares, what they are made of, who is left, what would break, the trend. */
export function renderLogsText(facts: LogFacts, options: TextOptions = {}): string {
  const canvas: LogCanvas = { ...canvasOf(options), ascii: options.ascii === true }
  const sections = [
    head(facts, canvas),
    direction(facts, 'out', canvas),
    direction(facts, 'in', canvas),
    stricter(facts, canvas),
    failures(facts, canvas),
    trend(facts, canvas),
    foot(facts, canvas),
  ]
  return sectionsText(sections)
}

function head(facts: LogFacts, { width, signs, paint }: LogCanvas): readonly string[] {
  const [first, last] = [facts.days[0]?.day, facts.days.at(-1)?.day]
  const span = first === undefined ? 'no dated line' : first === last ? first : `${first} to ${last}`
  const software = facts.software.filter(({ messages }) => messages > 0).map(({ name }) => name)
  const [line = '', ...rest] = spread(`Mail log, ${span}`, software.join(` ${signs.dot} `), width)
  return [
    line.replace(`Mail log, ${span}`, (text) => paint('strong', text)),
    ...rest,
    ...wrap(signs.say(logsVerdict(facts)), width),
  ]
}

const TITLES = { in: 'In', out: 'Out' } as const

function direction(facts: LogFacts, which: 'in' | 'out', canvas: LogCanvas): readonly string[] {
  const shares = facts[which]
  const { width, signs, paint } = canvas
  if (shares.messages === 0) return []
  const known = shares.encrypted + shares.clear
  const right = [
    messagesOf(shares.messages),
    ...(known === 0 ? [] : [`${percent(shares.encrypted, known)} encrypted`]),
    ...(shares.clear > 0 ? [`${count(shares.clear)} in clear`] : []),
    ...(shares.unknown > 0 ? [`${count(shares.unknown)} not known`] : []),
  ].join(` ${signs.dot} `)
  const advice = silenceAdvice(facts, which)
  return [
    ...heading(TITLES[which], right, canvas),
    ...(advice === null ? [] : wrap(signs.say(advice), width - 2).map((line) => `  ${paint('medium', line)}`)),
    ...table('version', named(shares.versions), shares.encrypted, canvas),
    ...table('suite', named(shares.suites), shares.encrypted, canvas),
    ...table('group', named(shares.groups), shares.encrypted, canvas),
    ...table(
      'trust',
      shares.trust.map(({ name, messages }) => ({ name: TRUST_WORDS[name], messages })),
      shares.encrypted,
      canvas,
    ),
    ...clearLines(shares, which, canvas),
  ]
}

interface Row {
  readonly name: string
  readonly messages: number
}

function named(rows: DirectionFacts['versions']): readonly Row[] {
  return rows.map(({ name, messages }) => ({ name: name ?? 'not logged', messages }))
}

/** Columns of a table's label, count and share. */
const [LABEL, COUNT, SHARE] = [9, 12, 8] as const

/** Columns of the shortest bar. */
const LEAST_BAR = 6

function table(
  label: string,
  rows: readonly Row[],
  whole: number,
  { width, signs, paint, ascii }: LogCanvas,
): readonly string[] {
  if (rows.length === 0 || (rows.length === 1 && rows[0]?.name === 'not logged')) return []
  const shown = rows.length > ROWS + 1 ? [...rows.slice(0, ROWS), rest(rows.slice(ROWS))] : rows
  const room = width - 2 - LABEL - COUNT - SHARE - 2 - LEAST_BAR
  const nameWidth = Math.min(room, Math.max(...shown.map(({ name }) => name.length)))
  const barWidth = Math.min(20, LEAST_BAR + room - nameWidth)
  return shown.map(({ name, messages }, at) => {
    const cells = [
      (at === 0 ? label : '').padEnd(LABEL),
      cutMiddle(harmless(name, 120), nameWidth, signs.mark).padEnd(nameWidth),
      count(messages).padStart(COUNT),
      signs.say(percent(messages, whole)).padStart(SHARE),
    ]
    return `  ${paint('faint', cells[0] ?? '')}${cells.slice(1).join('')}  ${paint('faint', bar(messages / Math.max(1, whole), barWidth, ascii))}`
  })
}

function rest(rows: readonly Row[]): Row {
  return { name: `${rows.length} others`, messages: rows.reduce((sum, { messages }) => sum + messages, 0) }
}

/** Eighths of a column, so that small shares are seen. */
const EIGHTHS = ' ▏▎▍▌▋▊▉█'

function bar(share: number, width: number, ascii: boolean): string {
  if (ascii) return '#'.repeat(Math.max(share > 0 ? 1 : 0, Math.round(share * width)))
  const eighths = Math.max(share > 0 ? 1 : 0, Math.round(share * width * 8))
  return EIGHTHS.charAt(8).repeat(Math.floor(eighths / 8)) + EIGHTHS.charAt(eighths % 8).trim()
}

function clearLines(
  shares: DirectionFacts,
  which: 'in' | 'out',
  { width, signs, paint }: LogCanvas,
): readonly string[] {
  if (shares.clearPeers === 0) return []
  const who = which === 'out' ? 'destination' : 'source'
  const title = `${count(shares.clearPeers)} ${who}${shares.clearPeers === 1 ? '' : 's'} in clear`
  const names = shares.inClear.slice(0, NAMES).map(({ name, messages, of }) => {
    const amount = messages === of ? count(messages) : `${count(messages)} of ${count(of)}`
    return `${harmless(name, 60)} (${amount})`
  })
  const more = shares.clearPeers > NAMES ? [`and ${count(shares.clearPeers - NAMES)} more`] : []
  return [
    `  ${paint('medium', title)}`,
    ...wrap(signs.say([...names, ...more].join(', ')), width - 4).map((line) => `    ${line}`),
  ]
}

function stricter(facts: LogFacts, canvas: LogCanvas): readonly string[] {
  const rows = [
    ...facts.out.stricter.map((each) => [each, facts.out] as const),
    ...facts.in.stricter.map((each) => [each, facts.in] as const),
  ]
  const told = rows.filter(([, shares]) => shares.encrypted + shares.clear > 0).map(([each]) => each)
  if (told.length === 0) return []
  const programs = facts.software.map(({ name }) => name)
  return [
    ...heading('What would break', '', canvas),
    ...told.flatMap((each) => stricterLines(each, settingsOf(each.code, programs), canvas)),
  ]
}

function stricterLines(
  setting: Stricter,
  lines: readonly string[],
  { width, signs, paint }: LogCanvas,
): readonly string[] {
  const { title } = SETTING_WORDS[setting.code]
  const sentence = wrap(signs.say(`${title}, ${stricterSentence(setting)}`), width - 4)
  const names = setting.examples.slice(0, NAMES).map(({ name }) => harmless(name, 60))
  const more = setting.peers > names.length ? ` ${signs.mark}` : ''
  return [
    ...sentence.map((line, at) => `${at === 0 ? '  - ' : '    '}${line}`),
    ...(names.length === 0 ? [] : [`    ${cutEnd(`${names.join(', ')}${more}`, width - 4, signs.mark)}`]),
    ...lines.map((line) => `    ${paint('faint', line)}`),
  ]
}

function failures({ out }: LogFacts, canvas: LogCanvas): readonly string[] {
  if (out.failures.length === 0) return []
  const { width, signs } = canvas
  const lines = out.failures.flatMap(({ name, messages, peers, examples }) => {
    const who = examples.slice(0, NAMES).map((each) => harmless(each, 60))
    const text = `${FAILURE_WORDS[name]}: ${count(messages)} times, ${count(peers)} ${peers === 1 ? 'destination' : 'destinations'} (${who.join(', ')})`
    return wrap(signs.say(text), width - 4).map((line, at) => `${at === 0 ? '  - ' : '    '}${line}`)
  })
  return [...heading('Not delivered for lack of TLS', '', canvas), ...lines]
}

function trend(facts: LogFacts, canvas: LogCanvas): readonly string[] {
  const days = facts.days.filter(({ in: incoming, out }) => incoming.messages + out.messages > 0)
  if (days.length < 2) return []
  const { width, ascii, paint } = canvas
  const shown = days.slice(-TREND_DAYS)
  const room = Math.max(8, Math.min(24, Math.floor((width - 12 - 2 * 12) / 2)))
  const cell = ({ encrypted, clear }: { encrypted: number; clear: number }): string => {
    const known = encrypted + clear
    if (known === 0) return `${'–'.padStart(7)}  ${' '.repeat(room)}`
    return `${percent(encrypted, known).padStart(7)}  ${bar(encrypted / known, room, ascii).padEnd(room)}`
  }
  return [
    ...heading('By day', days.length > shown.length ? `the last ${shown.length} of ${days.length} days` : '', canvas),
    `  ${paint('faint', `${''.padEnd(10)}  ${'out, encrypted'.padEnd(room + 11)}in, encrypted`)}`,
    ...shown.map(({ day, in: incoming, out }) => canvas.signs.say(`  ${day}  ${cell(out)}  ${cell(incoming)}`)),
  ]
}

function foot({ input, local, in: incoming, out }: LogFacts, { width, signs, paint }: LogCanvas): readonly string[] {
  const inside = local.in.messages + local.out.messages
  const others = incoming.messagesOfOthers + out.messagesOfOthers
  const parts = [
    `${count(input.lines)} lines`,
    `${count(input.linesRead)} about mail and TLS`,
    ...(input.linesUnreadable > 0 ? [`${count(input.linesUnreadable)} unreadable`] : []),
    ...(input.linesTooLong > 0 ? [`${count(input.linesTooLong)} too long`] : []),
    ...(inside > 0 ? [`${messagesOf(inside)} inside this machine left out`] : []),
    ...(others > 0 ? [`${messagesOf(others)} of further peers not listed by name`] : []),
  ]
  return wrap(parts.join(` ${signs.dot} `), width - 1).map((line) => ` ${paint('faint', line)}`)
}

function heading(title: string, right: string, { width, signs, paint }: LogCanvas): readonly string[] {
  const [line = '', ...more] = spread(` ${title}`, signs.say(right), width)
  return [line.replace(title, (text) => paint('strong', text)), ...more]
}
