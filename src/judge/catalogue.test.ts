import { describe, expect, test } from 'vitest'
import { explainRule, nearestCodes, RULES, ruleByCode } from './catalogue.ts'
import { familyOf, isRuleCode, RULE_CODES, RULE_FAMILIES } from './codes.ts'

describe('the catalogue', () => {
  test('has exactly one rule for each code', () => {
    expect(RULES.map(({ code }) => code).toSorted()).toEqual([...RULE_CODES].toSorted())
  })

  test.each(RULES.map((rule) => ({ code: rule.code, rule })))('$code speaks in whole, calm sentences', ({ rule }) => {
    expect(rule.code).toMatch(/^[a-z0-9]+(-[a-z0-9]+)+$/)
    expect(RULE_FAMILIES).toContain(familyOf(rule.code))
    expect(rule.title).toMatch(/^[A-Z“]/)
    expect(rule.title).not.toMatch(/[.!]$/)
    expect(rule.title.length).toBeLessThanOrEqual(76)
    expect(rule.explain).toMatch(/\.$/)
    expect(rule.explain.length).toBeGreaterThan(100)
    for (const text of [rule.title, rule.explain, ...Object.values(rule.fix).flat()]) {
      expect(text).not.toMatch(/!(?!\w)/)
      expect(text).not.toMatch(/\s{2}| $/)
    }
    expect(rule.verify).not.toMatch(/\{(?!domain|host|address|port|connect|target|starttls)/)
    expect(rule.scope === 'domain' ? rule.verify : '').not.toMatch(/\{(address|connect|target)\}/)
  })

  test('tells a rule by its code', () => {
    expect(ruleByCode('cert-expired')?.title).toBe('A certificate has expired')
    expect(ruleByCode('cert-expird')).toBeUndefined()
    expect(explainRule('tls-version-obsolete')).toMatchObject({ family: 'tls', scope: 'address', severity: 'medium' })
    expect(explainRule('__proto__')).toBeNull()
    expect(isRuleCode('vuln-drown')).toBe(true)
    expect(isRuleCode('')).toBe(false)
  })

  const near = [
    { meant: 'cert-expird', found: 'cert-expired' },
    { meant: 'CIPHER-RC4', found: 'cipher-rc4' },
    { meant: 'starttls-mising', found: 'starttls-missing' },
    { meant: 'heartbleed', found: 'vuln-heartbleed' },
    { meant: 'tls-verison-obsolete', found: 'tls-version-obsolete' },
  ]
  test.each(near)('$meant may mean $found', ({ meant, found }) => expect(nearestCodes(meant)[0]).toBe(found))

  test('nothing is near to something else, however long', () => {
    expect(nearestCodes('what is this')).toEqual([])
    expect(nearestCodes('')).toEqual([])
    expect(nearestCodes('x'.repeat(100_000))).toEqual([])
  })
})
