import type { ConfigFinding } from '../mta-config/config-finding.ts'
import type { TextOptions } from './canvas.ts'
import { wrap } from './columns.ts'
import { harmless } from './harmless.ts'
import { NO_PAINT } from './paint.ts'

/** What was looked at. */
export interface ConfigSummary {
  /** Such as `Postfix 3.7`, with how that is known. */
  readonly software: string
  readonly profile: string
  readonly files: readonly string[]
}

const WIDEST = 100
const NARROWEST = 60

/** Findings about settings for people: place, severity, code, what follows from it, and the lines to write. */
export function renderConfigText(
  findings: readonly ConfigFinding[],
  summary: ConfigSummary,
  { width = WIDEST, paint = NO_PAINT }: TextOptions = {},
): string {
  const columns = Math.max(NARROWEST, Math.min(width, WIDEST))
  const parts = findings.map((finding) => {
    const { severity, code, file, line, column, message, fix } = finding
    const head = `${paint('strong', harmless(`${file}:${line}:${column}`))}  ${paint(severity, severity)}  ${code}`
    const body = wrap(plain(message), columns - 2).map((text) => `  ${text}`)
    const lines = fix === null ? [] : fix.split('\n').map((text) => `    ${paint('faint', plain(text))}`)
    return [head, ...body, ...lines].join('\n')
  })
  const about = `${harmless(summary.software)}, profile ${summary.profile}; wiretight explain CODE tells more.`
  const foot = [counted(findings), ...wrap(about, columns).map((line) => paint('faint', line))]
  return `${[...parts, foot.join('\n')].join('\n\n')}\n`
}

/** `2 high, 1 low` of findings; a sentence without any. */
function counted(findings: readonly ConfigFinding[]): string {
  if (findings.length === 0) return 'Nothing to object to.'
  const bySeverity = (['critical', 'high', 'medium', 'low', 'info'] as const).flatMap((severity) => {
    const count = findings.filter((finding) => finding.severity === severity).length
    return count === 0 ? [] : [`${count} ${severity}`]
  })
  return `${findings.length === 1 ? '1 finding' : `${findings.length} findings`}: ${bySeverity.join(', ')}`
}

/** A sentence of ours around somebody's text: its own signs in ASCII, all others made harmless. */
function plain(text: string): string {
  return harmless(text.replace(/[“”]/g, '"').replace(/[‘’]/g, "'").replaceAll('→', '->').replaceAll('…', '...'))
}
