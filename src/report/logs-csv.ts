import type { DirectionFacts, LogFacts, Shares } from '../facts/log-facts.ts'
import { harmless } from './harmless.ts'

type Row = readonly (string | number)[]

/**
 * Every number of a log as CSV (RFC 4180): direction, what is counted, its name, messages, and of how many. `total` has the shares,
 * `day:encrypted` and its like the trend, `clear` the destinations and sources in clear, and the codes of stricter settings those
 * that would break.
 */
export function renderLogsCsv(facts: LogFacts): string {
  const rows: readonly Row[] = [
    ['direction', 'kind', 'name', 'messages', 'of'],
    ...directionRows('out', facts.out),
    ...directionRows('in', facts.in),
    ...facts.days.flatMap(({ day, in: incoming, out }) => [
      ...dayRows('out', day, out),
      ...dayRows('in', day, incoming),
    ]),
  ]
  return rows.map((row) => `${row.map(cell).join(',')}\r\n`).join('')
}

function directionRows(direction: 'in' | 'out', shares: DirectionFacts): readonly Row[] {
  const { encrypted } = shares
  return [
    ...shareRows(shares).map(([name, messages]) => [direction, 'total', name, messages, shares.messages]),
    ...shares.versions.map(({ name, messages }) => [direction, 'version', name ?? '', messages, encrypted]),
    ...shares.suites.map(({ name, messages }) => [direction, 'suite', name ?? '', messages, encrypted]),
    ...shares.groups.map(({ name, messages }) => [direction, 'group', name ?? '', messages, encrypted]),
    ...shares.trust.map(({ name, messages }) => [direction, 'trust', name, messages, encrypted]),
    ...shares.inClear.map(({ name, messages, of }) => [direction, 'clear', name, messages, of]),
    ...shares.stricter.flatMap(({ code, examples }) =>
      examples.map(({ name, messages, of }) => [direction, code, name, messages, of]),
    ),
    ...shares.failures.map(({ name, messages }) => [direction, 'failed', name, messages, messages]),
  ]
}

function dayRows(direction: 'in' | 'out', day: string, shares: Shares): readonly Row[] {
  return shareRows(shares).map(([name, messages]) => [direction, `day:${name}`, day, messages, shares.messages])
}

function shareRows({ encrypted, clear, unknown }: Shares): readonly (readonly [string, number])[] {
  return [
    ['encrypted', encrypted],
    ['clear', clear],
    ['unknown', unknown],
  ]
}

/** A value; a name from a log that a spreadsheet would take for a formula is made a text. */
function cell(value: string | number): string {
  if (typeof value === 'number') return String(value)
  const text = harmless(value, 500)
  const safe = /^[=+\-@]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
