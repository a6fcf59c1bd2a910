import { SOFTWARE_TITLES } from '../judge/software.ts'
import { type Canvas, canvasOf, sectionsText, type TextOptions } from './canvas.ts'
import { type Column, fit, layRow, spread, wrap } from './columns.ts'
import { harmless } from './harmless.ts'
import type { Tone } from './paint.ts'
import type { SenderTestCase, SenderTestDocument, SenderTestFinding } from './sender-test-document.ts'
import { howItCame, OUTCOME_WORDS, spanWords } from './sender-test-wording.ts'

/** The document for a terminal: what it looks like, a row for each case, what should be otherwise, what is good to know. */
export function renderSenderTestText(document: SenderTestDocument, options: TextOptions = {}): string {
  const canvas = canvasOf(options)
  const sections = [
    head(document, canvas),
    table(document, canvas),
    findings(document, canvas),
    notes(document, canvas),
  ]
  return sectionsText(sections)
}

function head(document: SenderTestDocument, { width, signs, paint }: Canvas): readonly string[] {
  const { token, zone, waitedSeconds, settled, headline } = document
  const left = `Sender test ${token} at ${harmless(zone, 255)}`
  const right = waitedSeconds === null ? '' : `after ${spanWords(waitedSeconds)}${settled ? '' : ', more may come'}`
  const [first = '', ...rest] = spread(left, right, width)
  return [first.replace(left, (text) => paint('strong', text)), ...rest, ...wrap(signs.say(headline), width)]
}

const COLUMNS: readonly Column[] = [
  { title: 'case' },
  { title: 'what came' },
  { title: 'verdict' },
  { title: 'how', least: 20, expendable: 'after cutting' },
]

const VERDICT_TONES: Readonly<Record<NonNullable<SenderTestCase['verdict']>, Tone>> = {
  good: 'good',
  bad: 'high',
  info: 'info',
}

function table({ cases }: SenderTestDocument, { width, signs, paint }: Canvas): readonly string[] {
  const rows = cases.map((each) => [
    each.case,
    OUTCOME_WORDS[each.outcome],
    each.verdict ?? 'open',
    signs.say(howItCame(each)),
  ])
  const layout = fit(COLUMNS, rows, width)
  const line = (cells: readonly string[], verdict: SenderTestCase['verdict']): string =>
    layRow(cells, layout, signs.mark)
      .map((cell, at) => (layout.columns[at] === 2 && verdict !== null ? paint(VERDICT_TONES[verdict], cell) : cell))
      .join('')
  const titles = layRow(
    COLUMNS.map(({ title }) => title),
    layout,
    signs.mark,
  )
  return [
    paint('faint', titles.join('').trimEnd()),
    ...rows.map((cells, at) => line(cells, cases[at]?.verdict ?? null)),
  ]
}

function findings({ findings: list }: SenderTestDocument, canvas: Canvas): readonly string[] {
  if (list.length === 0) return []
  // What one setting changes is said once.
  const groups = [...Map.groupBy(list, ({ detail, fix }) => `${detail} ${fix.any}`).values()]
  return [canvas.paint('strong', 'Not as it should be'), ...groups.flatMap((group) => findingLines(group, canvas))]
}

const INDENT = '          '

function findingLines(group: readonly SenderTestFinding[], { width, signs, paint }: Canvas): readonly string[] {
  const [first] = group
  if (first === undefined) return []
  const indented = (text: string): readonly string[] =>
    wrap(signs.say(text), width - INDENT.length).map((line) => `${INDENT}${line}`)
  const [head = '', ...rest] = indented(`${group.map(({ subject }) => subject.case).join(', ')}: ${first.detail}.`)
  const { any, postfix } = first.fix
  return [
    `${paint(first.severity, first.severity.padEnd(INDENT.length))}${head.slice(INDENT.length)}`,
    ...rest,
    ...indented(`${signs.arrow} ${any}.`),
    ...(postfix === undefined ? [] : indented(`${SOFTWARE_TITLES.postfix}: ${postfix.replaceAll('\n', '; ')}`)),
  ]
}

function notes({ cases }: SenderTestDocument, { width, signs, paint }: Canvas): readonly string[] {
  const told = cases.filter(({ verdict }) => verdict === 'info')
  if (told.length === 0) return []
  const groups = [...Map.groupBy(told, ({ says }) => says).values()]
  return [
    paint('strong', 'Good to know'),
    ...groups.flatMap((group) => {
      const text = `${group.map((each) => each.case).join(', ')}: ${group[0]?.says ?? ''}.`
      return wrap(signs.say(text), width - 2).map((line, at) => `${at === 0 ? '' : '  '}${line}`)
    }),
  ]
}
