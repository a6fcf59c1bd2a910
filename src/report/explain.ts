import type { RuleExplanation } from '../judge/catalogue.ts'
import { commandPattern } from '../judge/command.ts'
import type { Condition, SeverityCase } from '../judge/rule.ts'
import { SOFTWARE_NAMES, SOFTWARE_TITLES } from '../judge/software.ts'
import { versionTitle } from '../registry/versions.ts'
import type { TextOptions } from './canvas.ts'
import { wrap } from './columns.ts'
import { asciiJson } from './json.ts'
import { NO_PAINT } from './paint.ts'
import { ASCII_SYMBOLS, UNICODE_SYMBOLS } from './symbols.ts'

/** The forms of an explanation. */
export type ExplanationForm = 'text' | 'json' | 'markdown'

/** All that a rule tells about itself, for people, scripts or the documentation. */
export function renderExplanation(rule: RuleExplanation, form: ExplanationForm, options: TextOptions = {}): string {
  switch (form) {
    case 'text':
      return explanationText(rule, options)
    case 'json':
      return `${asciiJson(JSON.stringify({ schema: 'wiretight/rule@1', ...rule }, null, 2))}\n`
    case 'markdown':
      return `# ${rule.code}\n\n${explanationMarkdown(rule)}`
    default:
      return form satisfies never
  }
}

/** An explanation in Markdown, without its heading. */
export function explanationMarkdown({
  title,
  severity,
  cases,
  explain,
  source,
  fix,
  verify,
  scope,
  optIn,
}: RuleExplanation): string {
  const differing = cases.map((each) => `- **${each.severity}** ${conditionText(each.when)}: ${each.because}`)
  const settings = SOFTWARE_NAMES.flatMap((software) => {
    const lines = fix[software]
    return lines === undefined ? [] : [`${SOFTWARE_TITLES[software]}:\n\n${fence(lines)}`]
  })
  const parts = [
    `**${title}.** Severity ${severity}; ${SCOPES[scope]}.`,
    ...(differing.length > 0 ? [differing.join('\n')] : []),
    explain,
    ...(optIn === null ? [] : [`Asked only with \`wiretight check ${optIn}\`, whatever the plan.`]),
    `**What to do.** ${fix.any}`,
    ...settings,
    `**How to see it.**\n\n${fence(commandPattern(verify))}`,
    `Source: ${source.join(', ')}.`,
  ]
  return `${parts.join('\n\n')}\n`
}

/** When a case applies, as the end of a sentence. */
export function conditionText(when: Condition): string {
  if ('port' in when) return 'on any port but 25'
  if ('version' in when) return `for ${versionTitle(when.version)}`
  if ('daysAtMost' in when) return `at ${when.daysAtMost} days or fewer`
  if ('daysAtLeast' in when) return `at ${when.daysAtLeast} days or more`
  if ('mode' in when) return `in the mode ${when.mode}`
  if ('faults' in when)
    return `where the fault is ${when.faults.map((fault) => `“${fault.replaceAll('-', ' ')}”`).join(' or ')}`
  if ('type' in when) return `for ${when.type} records`
  if ('reach' in when) return 'where it concerns only a part of the mail'
  return `below ${when.bitsBelow} bits`
}

const SCOPES = {
  domain: 'it concerns the whole domain',
  mx: 'it concerns one exchanger',
  address: 'it concerns one address and port',
} as const

/** A code block; its fence is longer than any run of backquotes inside. */
function fence(code: string): string {
  const longest = Math.max(2, ...(code.match(/`+/g) ?? []).map(({ length }) => length))
  const marks = '`'.repeat(longest + 1)
  return `${marks}\n${code}\n${marks}`
}

function explanationText(rule: RuleExplanation, { width = 100, ascii = false, paint = NO_PAINT }: TextOptions): string {
  const { say } = ascii ? ASCII_SYMBOLS : UNICODE_SYMBOLS
  const columns = Math.max(60, Math.min(width, 100))
  const paragraph = (text: string): readonly string[] => wrap(say(text), columns - 2).map((line) => `  ${line}`)
  const block = (text: string): readonly string[] => text.split('\n').map((line) => `    ${say(line)}`)
  const severities = [rule.severity, ...rule.cases.map(differing)].join('; ')
  const settings = SOFTWARE_NAMES.flatMap((software) => {
    const lines = rule.fix[software]
    return lines === undefined ? [] : ['', `  ${SOFTWARE_TITLES[software]}`, ...block(lines)]
  })
  const lines = [
    `${paint('strong', rule.code)}  ${say(rule.title)}`,
    '',
    ...paragraph(`Severity: ${severities}.`),
    ...paragraph(`Scope: ${SCOPES[rule.scope]}.`),
    '',
    ...paragraph(rule.explain),
    '',
    ...(rule.optIn === null
      ? []
      : [...paragraph(`Asked only with wiretight check ${rule.optIn}, whatever the plan.`), '']),
    paint('strong', 'What to do'),
    ...paragraph(rule.fix.any),
    ...settings,
    '',
    paint('strong', 'How to see it'),
    ...block(commandPattern(rule.verify)),
    '',
    ...paragraph(`Source: ${rule.source.join(', ')}`),
  ]
  return `${lines.join('\n')}\n`
}

function differing({ severity, when, because }: SeverityCase): string {
  return `${severity} ${conditionText(when)}, because ${because}`
}
