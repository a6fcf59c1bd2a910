import { inWords } from '../base/in-words.ts'
import type { ConfigRule } from '../mta-config/config-rule.ts'
import type { TextOptions } from './canvas.ts'
import { wrap } from './columns.ts'
import { asciiJson } from './json.ts'
import { NO_PAINT } from './paint.ts'
import { ASCII_SYMBOLS, UNICODE_SYMBOLS } from './symbols.ts'

const TITLES = { postfix: 'Postfix', exim: 'Exim', exchange: 'Exchange' } as const

/** All that a rule about settings tells about itself, for people, scripts or the documentation. */
export function renderConfigRule(
  rule: ConfigRule,
  form: 'text' | 'json' | 'markdown',
  options: TextOptions = {},
): string {
  switch (form) {
    case 'text':
      return ruleText(rule, options)
    case 'json':
      return `${asciiJson(JSON.stringify({ schema: 'wiretight/config-rule@1', ...rule }, null, 2))}\n`
    case 'markdown':
      return `# ${rule.code}\n\n${configRuleMarkdown(rule)}`
    default:
      return form satisfies never
  }
}

/** A rule in Markdown, without its heading. */
export function configRuleMarkdown(rule: ConfigRule): string {
  const cases = (rule.cases ?? []).map(({ severity, when }) => `; ${severity} when ${when}`).join('')
  return [
    `**${rule.title}.** Severity ${rule.severity}${cases}. For ${softwareOf(rule)}.`,
    rule.explain,
    `**What to do.** ${rule.fix}`,
    `Source: ${rule.source.join(', ')}.`,
  ]
    .join('\n\n')
    .concat('\n')
}

function softwareOf({ software }: ConfigRule): string {
  return inWords(software.map((name) => TITLES[name]))
}

function ruleText(rule: ConfigRule, { width = 100, ascii = false, paint = NO_PAINT }: TextOptions): string {
  const { say } = ascii ? ASCII_SYMBOLS : UNICODE_SYMBOLS
  const columns = Math.max(60, Math.min(width, 100))
  const paragraph = (text: string): readonly string[] => wrap(say(text), columns - 2).map((line) => `  ${line}`)
  const severities = [
    rule.severity,
    ...(rule.cases ?? []).map(({ severity, when }) => `${severity} when ${when}`),
  ].join('; ')
  const lines = [
    `${paint('strong', rule.code)}  ${say(rule.title)}`,
    '',
    ...paragraph(`Severity: ${severities}.`),
    ...paragraph(`Settings of ${softwareOf(rule)}: wiretight config lint.`),
    '',
    ...paragraph(rule.explain),
    '',
    paint('strong', 'What to do'),
    ...paragraph(rule.fix),
    '',
    ...paragraph(`Source: ${rule.source.join(', ')}`),
  ]
  return `${lines.join('\n')}\n`
}
