import type { DaneRollover, RolloverStep, TlsaRecord } from '../facts/dane-facts.ts'
import type { TextOptions } from './canvas.ts'
import { type Canvas, canvasOf, labelled, textOf } from './canvas.ts'
import { wrap } from './columns.ts'
import { harmless } from './harmless.ts'

/** A change of keys as a schedule: what to do, not before when, and the whole set after each step. */
export function renderDaneRollover(rollover: DaneRollover, options: TextOptions = {}): string {
  const canvas = canvasOf(options)
  const { paint, signs, width } = canvas
  const { name, port, plan } = rollover
  return textOf([
    `${paint('strong', `_${port}._tcp.${harmless(name, 255)}`)}  ${SCHEME_TITLES[plan.scheme]}`,
    ...wrap(signs.say(sentenceOf(rollover)), width),
    ...plan.steps.flatMap((step, at) => ['', ...stepLines(step, at + 1, rollover, canvas)]),
  ])
}

const SCHEME_TITLES: Readonly<Record<DaneRollover['plan']['scheme'], string>> = {
  '3+3': '3 1 1 + 3 1 1',
  '3+2': '3 1 1 + 2 1 1',
}

function sentenceOf({ plan, ttlSeconds }: DaneRollover): string {
  if (plan.steps.length === 0) return 'There is nothing to do: key, chain and records stay as they are.'
  if (plan.isCovered) {
    const why = plan.keepsKey ? 'the key stays the same' : 'the records in the zone vouch for the next chain'
    return `Nobody has to wait: ${why}.`
  }
  return `The next record must be in the zone for two TTLs (${2 * ttlSeconds} s) before the servers change.`
}

const WHAT: Readonly<Record<RolloverStep['action'], string>> = {
  publish: 'publish beside the records in the zone',
  switch: 'change every server, on every address, to the next chain',
  withdraw: 'take away; until then there is a way back',
}

function stepLines(step: RolloverStep, number: number, rollover: DaneRollover, canvas: Canvas): readonly string[] {
  const sign = step.action === 'withdraw' ? '-' : '+'
  return [
    ` ${canvas.paint('strong', `${number}. ${step.notBefore}`)}`,
    ...labelled('', WHAT[step.action], 4, canvas),
    ...step.records.map((record) => `    ${sign} ${line(record, rollover)}`),
    ...(step.action === 'withdraw'
      ? ['    the set is then', ...step.published.map((record) => `      ${line(record, rollover)}`)]
      : []),
  ]
}

/** A line of a zone; it is not wrapped. */
function line({ usage, selector, matching, data }: TlsaRecord, { name, port, ttlSeconds }: DaneRollover): string {
  return `_${port}._tcp.${harmless(name, 255)}. ${ttlSeconds} IN TLSA ${usage} ${selector} ${matching} ${data}`
}
