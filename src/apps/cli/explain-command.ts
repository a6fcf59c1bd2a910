import { explainRule, nearestCodes, RULES } from '../../judge/catalogue.ts'
import { EXIT } from './exit-code.ts'
import { writeOut } from './output.ts'
import { terminalLook } from './terminal.ts'

/** Options of `explain`. */
export interface ExplainOptions {
  readonly json?: true
  readonly markdown?: true
  readonly color: boolean
}

/** `wiretight explain CODE`: all that is known of a diagnostic code; without one, the list of codes. */
export async function explainCommand(code: string | undefined, options: ExplainOptions): Promise<number> {
  const look = terminalLook(process.stdout, { color: options.color, ascii: false }, process.env)
  const { CONFIG_RULES, configRuleByCode } = await import('../../mta-config/config-catalogue.ts')
  if (code === undefined) {
    const all = [...RULES, ...CONFIG_RULES].map((rule) => ({ code: rule.code, title: rule.title }))
    const width = Math.max(...all.map((rule) => rule.code.length)) + 2
    const lines = all.map((rule) => `${rule.code.padEnd(width)}${rule.title}`)
    await writeOut(options.json ? `${JSON.stringify(all, null, 2)}\n` : `${lines.join('\n')}\n`, undefined)
    return EXIT.clean
  }
  const configRule = configRuleByCode(code)
  if (configRule !== undefined) {
    const { renderConfigRule } = await import('../../report/config-explain.ts')
    const wanted = options.json ? 'json' : options.markdown ? 'markdown' : 'text'
    await writeOut(renderConfigRule(configRule, wanted, look), undefined)
    return EXIT.clean
  }
  const explanation = explainRule(code)
  if (explanation === null) {
    const near = nearestCodes(code)
    const hint = near.length > 0 ? `did you mean ${near.join(' or ')}?` : '`wiretight explain` lists all codes'
    process.stderr.write(`wiretight: there is no code ${JSON.stringify(code.slice(0, 60))}; ${hint}\n`)
    return EXIT.usage
  }
  const { renderExplanation } = await import('../../report/explain.ts')
  const form = options.json ? 'json' : options.markdown ? 'markdown' : 'text'
  await writeOut(renderExplanation(explanation, form, look), undefined)
  return EXIT.clean
}
