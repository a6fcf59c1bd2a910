import type { DaneGenerated, DaneMatch, GeneratedRecord, MatchVerdict, RecordOutcome } from '../facts/dane-facts.ts'
import type { TextOptions } from './canvas.ts'
import { type Canvas, canvasOf, labelled, textOf } from './canvas.ts'
import { wrap } from './columns.ts'
import { faultSentence, outcomeSentence, WARNING_WORDS } from './dane-wording.ts'
import { harmless } from './harmless.ts'
import type { Tone } from './paint.ts'
import { shortRecord } from './short-record.ts'

/** A chain held against records that were given: the verdict, then what came of each record. */
export function renderDaneMatch({ names, at, certificates, match }: DaneMatch, options: TextOptions = {}): string {
  const canvas = canvasOf(options)
  const { paint, signs, width } = canvas
  const chain = certificates === 1 ? 'one certificate' : `${certificates} certificates`
  return textOf([
    `${paint('strong', names.map((name) => harmless(name, 255)).join(', ') || 'no name')}  ${paint(TONES[match.verdict], match.verdict)}`,
    ...wrap(signs.say(sentenceOf(match)), width),
    '',
    ...match.records.flatMap((outcome) => outcomeLines(outcome, canvas)),
    '',
    ` ${chain} ${signs.dot} ${at}`,
  ])
}

const TONES: Readonly<Record<MatchVerdict['verdict'], Tone>> = {
  authenticated: 'good',
  failed: 'critical',
  unusable: 'high',
}

const OUTCOME_TONES: Readonly<Record<RecordOutcome['state'], Tone>> = {
  matched: 'good',
  failed: 'high',
  'weaker-digest': 'faint',
  unusable: 'medium',
}

function sentenceOf(match: MatchVerdict): string {
  switch (match.verdict) {
    case 'authenticated': {
      const { usage, selector, matching, depth } = match.matched
      const place = depth === 0 ? 'the server’s own certificate' : `the certificate at depth ${depth}`
      return `${usage} ${selector} ${matching} vouches for ${place}: a sender that uses DANE delivers here.`
    }
    case 'failed':
      return `A sender that uses DANE does not deliver here: ${faultSentence(match.fault)}.`
    case 'unusable':
      return 'No record can be used: TLS is demanded, and nobody is authenticated.'
    default:
      return match satisfies never
  }
}

/** Columns of a record's state. */
const STATE = 16

function outcomeLines(outcome: RecordOutcome, canvas: Canvas): readonly string[] {
  const state = outcome.state.padEnd(STATE - 2)
  const [first = '', ...rest] = labelled(
    '',
    `${shortRecord(outcome.record, canvas)}  ${outcomeSentence(outcome)}`,
    STATE,
    canvas,
  )
  return [`  ${canvas.paint(OUTCOME_TONES[outcome.state], state)}${first.slice(STATE)}`, ...rest]
}

/** Records that were made: lines for a zone, with what they are of and what to know as comments, so that all can be pasted. */
export function renderDaneGenerated({ records }: DaneGenerated, options: TextOptions = {}): string {
  const canvas = canvasOf(options)
  return textOf(records.flatMap((one) => generatedLines(one, canvas)))
}

function generatedLines(
  { record, zoneLine, subject, keyType, warnings }: GeneratedRecord,
  canvas: Canvas,
): readonly string[] {
  const { usage, selector, matching, data } = record
  const of = subject === null ? `a key (${keyType})` : `${harmless(subject, 200) || 'no name'} (${keyType})`
  const comment = (text: string): readonly string[] =>
    wrap(canvas.signs.say(text), canvas.width - 2).map((line) => canvas.paint('faint', `; ${line}`))
  return [
    ...comment(of),
    ...warnings.flatMap((code) => comment(`note: ${WARNING_WORDS[code]}`)),
    // Not wrapped: a line of a zone must stay one.
    zoneLine ?? `${usage} ${selector} ${matching} ${data}`,
  ]
}
