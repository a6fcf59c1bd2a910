import type { RecordSelection, TlsRptFacts } from '../facts/tls-rpt-facts.ts'
import { wrap } from './columns.ts'
import { harmless } from './harmless.ts'
import { NO_PAINT, type Paint, type Tone } from './paint.ts'
import { ASCII_SYMBOLS, type Symbols, UNICODE_SYMBOLS } from './symbols.ts'
import type { TextOptions } from './text.ts'
import { RECORD_ERROR_WORDS, RECORD_WARNING_WORDS } from './tls-rpt-wording.ts'
import { failureSentence } from './wording.ts'

interface Canvas {
  readonly width: number
  readonly signs: Symbols
  readonly paint: Paint
}

/** Columns below which nothing is laid out. */
const LEAST_WIDTH = 60

/** Columns of the word at the left of a line. */
const LABEL = 10

/** The record of TLS reporting of a domain, with where it leads and what is wrong with it. */
export function renderTlsRptCheck(facts: TlsRptFacts, resolver: string, options: TextOptions = {}): string {
  const canvas = canvasOf(options)
  const { domain, lookup, selection, reach } = facts
  const destinations = reach.flatMap(({ uri, kind, external, reachable, because }) => {
    const notes = [
      ...(external ? ['outside of the domain: RFC 8460 asks for no permission, some services do'] : []),
      ...(kind !== 'unusable' && reachable === 'no' ? [`cannot take reports (${because.join(', ')})`] : []),
      ...(kind !== 'unusable' && reachable === 'unknown' && because.length > 0
        ? ['not known whether it takes reports']
        : []),
    ]
    return [...labelled('to', plain(uri), canvas), ...notes.flatMap((note) => labelled('', `  ${note}`, canvas))]
  })
  const dnssec = `${lookup.dnssec.status} (${plain(lookup.dnssec.reason)}), by ${plain(resolver)}`
  return text([
    ...heading(plain(`${lookup.name} TXT`), selection?.verdict ?? 'unknown', canvas),
    ...wrap(canvas.signs.say(sentenceOf(selection, plain(domain))), canvas.width),
    '',
    ...(lookup.cnames.length === 0 ? [] : labelled('alias of', plain(lookup.cnames.join(', ')), canvas)),
    ...(selection === null ? [] : remarks(selection, canvas, destinations)),
    ...(lookup.failure === undefined
      ? []
      : labelled('cause', `${failureSentence(lookup.failure)} [${lookup.failure.code}]`, canvas)),
    ...labelled('DNSSEC', dnssec, canvas),
  ])
}

/** A record that was given as text, with what is wrong with it. */
export function renderTlsRptRecord(selection: RecordSelection, options: TextOptions = {}): string {
  const canvas = canvasOf(options)
  const destinations = selection.destinations.flatMap(({ uri }) => labelled('to', plain(uri), canvas))
  return text([
    ...heading('TLS-RPT record', selection.verdict, canvas),
    ...wrap(canvas.signs.say(sentenceOf(selection, 'the domain')), canvas.width),
    '',
    ...remarks(selection, canvas, destinations),
  ])
}

const TONES: Readonly<Record<RecordSelection['verdict'] | 'unknown', Tone>> = {
  valid: 'good',
  invalid: 'high',
  multiple: 'high',
  none: 'medium',
  unknown: 'info',
}

function heading(title: string, verdict: RecordSelection['verdict'] | 'unknown', { paint }: Canvas): readonly string[] {
  return [`${paint('strong', title)}  ${paint(TONES[verdict], verdict)}`]
}

/** The verdict in plain words. */
function sentenceOf(selection: RecordSelection | null, domain: string): string {
  if (selection === null) return 'Whether the domain asks for reports is not known, because the lookup failed.'
  switch (selection.verdict) {
    case 'valid':
      return `Senders are asked to report, once a day, how their TLS connections to ${domain} went.`
    case 'invalid':
      return 'There is a record, but it breaks the format: senders report nothing, or not all of them do.'
    case 'multiple':
      return `There are ${selection.found} records. Senders then report nothing, as if there were none.`
    case 'none':
      return selection.nearMisses.length === 0
        ? 'There is no record: nobody reports about mail that could not be delivered safely.'
        : 'There is no record that senders take for one, though one seems to have been meant.'
    default:
      return selection.verdict satisfies never
  }
}

function remarks(selection: RecordSelection, canvas: Canvas, destinations: readonly string[]): readonly string[] {
  const { record, errors, warnings, nearMisses } = selection
  return [
    ...(record === null ? [] : labelled('record', plain(record), canvas)),
    ...destinations,
    ...errors.flatMap(({ code, text }) =>
      labelled('error', `${RECORD_ERROR_WORDS[code]}: ${plain(text)} [${code}]`, canvas),
    ),
    ...warnings.flatMap(({ code, text }) =>
      labelled('warning', `${RECORD_WARNING_WORDS[code]}: ${plain(text)} [${code}]`, canvas),
    ),
    ...nearMisses.flatMap((each) => labelled('meant?', plain(each), canvas)),
  ]
}

function labelled(label: string, content: string, { width, signs }: Canvas): readonly string[] {
  const indent = content.length - content.trimStart().length
  const lines = wrap(signs.say(content.trimStart()), width - LABEL - 2 - indent)
  return lines.map((line, at) => `  ${(at === 0 ? label : '').padEnd(LABEL)}${' '.repeat(indent)}${line}`)
}

function canvasOf({ width = 100, ascii, paint = NO_PAINT }: TextOptions): Canvas {
  return { width: Math.max(LEAST_WIDTH, width), signs: ascii ? ASCII_SYMBOLS : UNICODE_SYMBOLS, paint }
}

function plain(part: string): string {
  return harmless(part, 4_096)
}

function text(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('')
}
