import { describe, expect, test } from 'vitest'
import { explainRule, RULES } from '../judge/catalogue.ts'
import type { RuleCode } from '../judge/codes.ts'
import { conditionText, renderExplanation } from './explain.ts'

function explained(code: RuleCode) {
  const explanation = explainRule(code)
  if (explanation === null) throw new Error(`no rule ${code}`)
  return explanation
}

describe('renderExplanation', () => {
  test.each(RULES.map(({ code }) => ({ code })))('$code in every form', ({ code }) => {
    const rule = explained(code)
    for (const width of [60, 80, 100]) {
      const text = renderExplanation(rule, 'text', { width, ascii: true })
      expect(text).toMatch(/^[\n\x20-\x7e]*$/)
      expect(text.startsWith(`${code}  `)).toBe(true)
    }
    expect(JSON.parse(renderExplanation(rule, 'json'))).toEqual({ schema: 'wiretight/rule@1', ...rule })
    const markdown = renderExplanation(rule, 'markdown')
    expect(markdown.startsWith(`# ${code}\n\n**${rule.title}.**`)).toBe(true)
    expect(markdown).not.toMatch(/\{(?:host|domain|connect|address|port|starttls)\}/)
  })

  test('the sentences keep within the width; settings and commands are left as they are', () => {
    const lines = renderExplanation(explained('cert-expired'), 'text', { width: 80 }).split('\n')
    expect(lines.filter((line) => line.length > 80 && !line.startsWith('    '))).toEqual([])
  })

  test('severities that differ say when and why', () => {
    const text = renderExplanation(explained('tls-version-obsolete'), 'text')
    expect(text).toContain('medium; critical for SSL 2.0, because SSL 2.0 endangers')
  })

  test('conditions', () => {
    expect(conditionText({ port: 'submission' })).toBe('on any port but 25')
    expect(conditionText({ daysAtMost: 14 })).toBe('at 14 days or fewer')
    expect(conditionText({ bitsBelow: 1024 })).toBe('below 1024 bits')
    expect(conditionText({ type: 'TLSA' })).toBe('for TLSA records')
    expect(conditionText({ faults: ['name', 'not-yet-valid'] })).toBe('where the fault is “name” or “not yet valid”')
    expect(conditionText({ reach: 'part' })).toBe('where it concerns only a part of the mail')
  })
})
