import { fail } from '../../base/failure.ts'
import { printable } from '../../base/printable.ts'
import { PROFILES } from '../../judge/profiles.ts'
import type { PlanName } from '../../tls/planner/plan.ts'
import { FAIL_ON, type FailOn } from './exit-code.ts'
import { type Destination, FORMATS } from './output.ts'

/** Options of `check` as commander hands them over. */
export interface RawCheckOptions {
  readonly quick?: true
  readonly full?: true
  readonly ports?: string
  readonly connections?: string
  readonly lanes?: string
  readonly profile?: string
  readonly lab?: true
  readonly resume?: string
  readonly only?: string
  readonly resolver?: string
  readonly trustAnchor?: string
  readonly iterate?: true
  readonly connectTo?: readonly string[]
  readonly resolve?: readonly string[]
  readonly caFile?: string
  readonly ehlo?: string
  readonly ipv4?: true
  readonly ipv6?: true
  readonly timeout?: string
  readonly allowPrivate?: true
  /** False for `--no-dane`, as `mtaSts` for `--no-mta-sts`. */
  readonly dane: boolean
  readonly mtaSts: boolean
  readonly openRelay?: true
  readonly now?: string
  /** In the order of the command line, as `output`. */
  readonly format?: readonly string[]
  readonly json?: true
  readonly output?: readonly string[]
  readonly quiet?: true
  readonly verbose?: true
  readonly color: boolean
  readonly ascii?: true
  readonly failOn?: string
}

/** A number of an option within its bounds. */
interface Bounds {
  readonly least: number
  readonly most: number
}

/** The plan that was asked for. */
export function planOf({ quick, full }: RawCheckOptions): PlanName {
  if (quick && full) return refuse('--full', 'goes with --quick as little as all with little')
  return quick ? 'quick' : full ? 'full' : 'default'
}

/** A whole number of an option, or its default. */
export function numberOf(option: string, text: string | undefined, fallback: number, { least, most }: Bounds): number {
  if (text === undefined) return fallback
  const value = Number(text)
  if (!/^\d{1,9}$/.test(text) || value < least || value > most) {
    return refuse(option, `expected a whole number from ${least} to ${most}, not ${quoted(text)}`)
  }
  return value
}

/** Seconds of an option, decimals allowed, in milliseconds. */
export function secondsOf(option: string, text: string | undefined, { least, most }: Bounds): number | undefined {
  if (text === undefined) return undefined
  const value = Number(text)
  if (!/^\d{1,5}(\.\d{1,3})?$/.test(text) || value < least || value > most) {
    return refuse(option, `expected seconds from ${least} to ${most}, not ${quoted(text)}`)
  }
  return value * 1_000
}

/** The ports to survey. */
export function portsOf(text: string | undefined): readonly number[] {
  if (text === undefined) return [25]
  return text.split(',').map((port) => numberOf('--ports', port.trim(), 25, { least: 1, most: 65_535 }))
}

/** The forms of the output, each with its file: the first form goes to the first file, and one form may do without. */
export function destinationsOf({
  format = [],
  json,
  output = [],
}: Pick<RawCheckOptions, 'format' | 'json' | 'output'>): readonly Destination[] {
  const words = json ? ['json'] : format.length === 0 ? ['text'] : format
  const formats = words.map((word) => oneOf('--format', word, FORMATS))
  if (output.length > formats.length) return refuse('--output', 'give each file a --format')
  if (output.length < formats.length - 1)
    return refuse('--format', 'give each form a file by -o; the last one may do without')
  return formats.map((form, at): Destination => ({ format: form, file: output[at] }))
}

/** From which severity on the command fails. */
export function failOnOf(text: string | undefined): FailOn {
  return oneOf('--fail-on', text ?? 'high', FAIL_ON)
}

/** The profile's name. */
export function profileNameOf(text: string | undefined): string {
  const names = PROFILES.map(({ name }) => name)
  return oneOf('--profile', text ?? 'guide-2026', names)
}

/** A date given by `--now`. */
export function dateOf(option: string, text: string | undefined): Date | undefined {
  if (text === undefined) return undefined
  const date = new Date(text)
  if (!/^\d{4}-\d\d-\d\d/.test(text) || Number.isNaN(date.getTime())) {
    return refuse(option, `expected a date such as 2026-11-24 or 2026-11-24T08:00:00Z, not ${quoted(text)}`)
  }
  return date
}

/** Refuses an option. @throws ProbeError `option-invalid` */
export function refuse(option: string, reason: string): never {
  return fail({ code: 'option-invalid', option, reason })
}

/** A piece of user input, harmless and short, for an error message. */
export function quoted(text: string): string {
  return `"${printable(text, 60)}"`
}

/** One of the words that an option takes. */
export function oneOf<Word extends string>(option: string, text: string, words: readonly Word[]): Word {
  return words.find((word) => word === text) ?? refuse(option, `expected ${words.join(', ')}, not ${quoted(text)}`)
}
