import { configRuleByCode } from '../../../mta-config/config-catalogue.ts'
import { explainLevel, LEVEL_SITUATIONS, LEVELS_SOURCE, MEASURED_LEVELS } from '../../../mta-config/postfix/levels.ts'
import { CLIENT_LEVELS } from '../../../mta-config/postfix/outbound-client.ts'
import { renderConfigRule } from '../../../report/config-explain.ts'
import { renderLevelsJson, renderLevelsTable, renderLevelText } from '../../../report/config-levels.ts'
import { quoted, refuse } from '../check-options.ts'
import { EXIT } from '../exit-code.ts'
import { writeOut } from '../output.ts'
import { terminalLook } from '../terminal.ts'

/** Options of `config explain` as commander hands them over. */
export interface ExplainOptions {
  readonly json?: true
  readonly color: boolean
  readonly ascii?: true
}

/** `wiretight config explain [LEVEL]`: what Postfix did at each level of outgoing TLS. Returns the exit code. */
export async function explainCommand(
  words: readonly string[],
  { json, color, ascii }: ExplainOptions,
): Promise<number> {
  const look = terminalLook(process.stdout, { color, ascii: ascii ?? false }, process.env)
  // The levels are Postfix's; the name of the software may stand before one.
  const [word, more] = words[0] === 'postfix' ? words.slice(1) : words
  if (more !== undefined) refuse('LEVEL', 'expected one level')
  if (word === undefined) {
    const levels = CLIENT_LEVELS.flatMap((level) => explainLevel(level) ?? [])
    await writeOut(
      json
        ? renderLevelsJson(levels, LEVEL_SITUATIONS, LEVELS_SOURCE)
        : renderLevelsTable(LEVEL_SITUATIONS, MEASURED_LEVELS, LEVELS_SOURCE, look),
      undefined,
    )
    return EXIT.clean
  }
  const rule = configRuleByCode(word)
  if (rule !== undefined) {
    await writeOut(renderConfigRule(rule, json ? 'json' : 'text', look), undefined)
    return EXIT.clean
  }
  const level = explainLevel(word) ?? refuse('LEVEL', `expected ${CLIENT_LEVELS.join(', ')}, not ${quoted(word)}`)
  await writeOut(
    json
      ? renderLevelsJson([level], LEVEL_SITUATIONS, LEVELS_SOURCE)
      : renderLevelText(level, LEVEL_SITUATIONS, LEVELS_SOURCE, look),
    undefined,
  )
  return EXIT.clean
}
