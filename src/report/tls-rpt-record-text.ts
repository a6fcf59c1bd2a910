import type { RecordSelection, TlsRptFacts } from '../facts/tls-rpt-facts.ts'
import { type Canvas, canvasOf, labelled, type TextOptions, textOf } from './canvas.ts'
import { wrap } from './columns.ts'
import { harmless } from './harmless.ts'
import type { Tone } from './paint.ts'
import { RECORD_ERROR_WORDS, RECORD_WARNING_WORDS } from './tls-rpt-wording.ts'
import { failureSentence } from './wording.ts'

/** Columns of the word at the left of a line, with what is before it. */
const LABEL = 12

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
    return [...row('to', plain(uri), canvas), ...notes.flatMap((note) => row('', `  ${note}`, canvas))]
  })
  const dnssec = `${lookup.dnssec.status} (${plain(lookup.dnssec.reason)}), by ${plain(resolver)}`
  return textOf([
    ...heading(plain(`${lookup.name} TXT`), selection?.verdict ?? 'unknown', canvas),
    ...wrap(canvas.signs.say(sentenceOf(selection, plain(domain))), canvas.width),
    '',
    ...(lookup.cnames.length === 0 ? [] : row('alias of', plain(lookup.cnames.join(', ')), canvas)),
    ...(selection === null ? [] : remarks(selection, canvas, destinations)),
    ...(lookup.failure === undefined
      ? []
      : row('cause', `${failureSentence(lookup.failure)} [${lookup.failure.code}]`, canvas)),
    ...row('DNSSEC', dnssec, canvas),
  ])
}

/** A record that was given as text, with what is wrong with it. */
export function renderTlsRptRecord(selection: RecordSelection, options: TextOptions = {}): string {
  const canvas = canvasOf(options)
  const destinations = selection.destinations.flatMap(({ uri }) => row('to', plain(uri), canvas))
  return textOf([
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
    ...(record === null ? [] : row('record', plain(record), canvas)),
    ...destinations,
    ...errors.flatMap(({ code, text }) =>
      row('error', `${RECORD_ERROR_WORDS[code]}: ${plain(text)} [${code}]`, canvas),
    ),
    ...warnings.flatMap(({ code, text }) =>
      row('warning', `${RECORD_WARNING_WORDS[code]}: ${plain(text)} [${code}]`, canvas),
    ),
    ...nearMisses.flatMap((each) => row('meant?', plain(each), canvas)),
  ]
}

function row(label: string, content: string, canvas: Canvas): readonly string[] {
  return labelled(`  ${label}`, content, LABEL, canvas)
}

function plain(part: string): string {
  return harmless(part, 4_096)
}
