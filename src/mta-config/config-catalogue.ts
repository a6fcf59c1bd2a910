import { INBOUND_RULES } from './catalogue/inbound-rules.ts'
import { OUTBOUND_RULES } from './catalogue/outbound-rules.ts'
import { PARAMETER_RULES } from './catalogue/parameter-rules.ts'
import type { ConfigCode } from './config-codes.ts'
import type { ConfigProfile } from './config-profile.ts'
import type { ConfigRule, ConfigSeverity } from './config-rule.ts'

/** What every rule about settings tells about itself, in the order of `CONFIG_CODES`. */
export const CONFIG_RULES: readonly ConfigRule[] = [...PARAMETER_RULES, ...INBOUND_RULES, ...OUTBOUND_RULES]

const byCode = new Map<string, ConfigRule>(CONFIG_RULES.map((rule) => [rule.code, rule]))

/** The rule of a code; undefined for a text that is no code. */
export function configRuleByCode(code: string): ConfigRule | undefined {
  return byCode.get(code)
}

/** How much a finding matters: what it says itself, else what the profile says of its rule, else the rule. */
export function severityIn(profile: ConfigProfile, code: ConfigCode, own?: ConfigSeverity): ConfigSeverity {
  return own ?? profile.severities[code] ?? byCode.get(code)?.severity ?? 'info'
}
