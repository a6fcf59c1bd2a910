import { expect, test } from 'vitest'
import { CONFIG_RULES, configRuleByCode, severityIn } from './config-catalogue.ts'
import { CONFIG_CODES, isConfigCode } from './config-codes.ts'
import { configProfileByName, DEFAULT_CONFIG_PROFILE } from './config-profile.ts'
import { EXCHANGE_RULES } from './exchange/lint-exchange.ts'
import { EXIM_RULES } from './exim/lint-exim.ts'
import { POSTFIX_RULES } from './postfix/lint-postfix.ts'

test('every code has one rule, in the same order', () => {
  expect(CONFIG_RULES.map(({ code }) => code)).toEqual([...CONFIG_CODES])
})

test('every rule is checked for exactly the software that it names', () => {
  const checked = (rules: readonly { readonly code: string }[]): ReadonlySet<string> =>
    new Set(rules.map(({ code }) => code))
  const sets = { postfix: checked(POSTFIX_RULES), exim: checked(EXIM_RULES), exchange: checked(EXCHANGE_RULES) }
  const wrong = CONFIG_RULES.flatMap(({ code, software }) =>
    (['postfix', 'exim', 'exchange'] as const).flatMap((name) =>
      software.includes(name) === sets[name].has(code) ? [] : [`${code} ${name}`],
    ),
  )
  expect(wrong).toEqual([])
})

test('a finding’s own severity counts before the profile’s, and that before the rule’s', () => {
  const strict = configProfileByName('ncsc-nl-2025') ?? DEFAULT_CONFIG_PROFILE
  expect(severityIn(DEFAULT_CONFIG_PROFILE, 'config-outbound-opportunistic')).toBe('medium')
  expect(severityIn(strict, 'config-outbound-opportunistic')).toBe('high')
  expect(severityIn(strict, 'config-outbound-opportunistic', 'low')).toBe('low')
})

test('what is no code has no rule', () => {
  expect(configRuleByCode('config-nothing')).toBeUndefined()
  expect(isConfigCode('cert-expired')).toBe(false)
})
