import { describe, expect, test } from 'vitest'
import type { ConfigFinding } from '../mta-config/config-finding.ts'
import { explainLevel, LEVEL_SITUATIONS, LEVELS_SOURCE, MEASURED_LEVELS } from '../mta-config/postfix/levels.ts'
import { renderLevelsTable, renderLevelText } from './config-levels.ts'
import { renderConfigText } from './config-text.ts'

const SUMMARY = { software: 'Postfix 3.7', profile: 'guide-2026', files: ['main.cf'] }
const FINDING: ConfigFinding = {
  code: 'config-version-obsolete',
  severity: 'medium',
  file: 'main.cf',
  line: 3,
  column: 1,
  parameter: 'smtpd_tls_protocols',
  value: '!SSLv2',
  message: 'smtpd_tls_protocols, with “!SSLv2”, lets TLS 1.0 through.',
  fix: 'smtpd_tls_protocols = >=TLSv1.2',
}

describe('renderConfigText', () => {
  test('shows place, severity, code, sentence and lines to write, and sums up', () => {
    expect(renderConfigText([FINDING, { ...FINDING, severity: 'high', fix: null }], SUMMARY)).toBe(
      `main.cf:3:1  medium  config-version-obsolete
  smtpd_tls_protocols, with "!SSLv2", lets TLS 1.0 through.
    smtpd_tls_protocols = >=TLSv1.2

main.cf:3:1  high  config-version-obsolete
  smtpd_tls_protocols, with "!SSLv2", lets TLS 1.0 through.

2 findings: 1 high, 1 medium
Postfix 3.7, profile guide-2026; wiretight explain CODE tells more.
`,
    )
  })

  test('says so when there is nothing', () => {
    expect(renderConfigText([], SUMMARY)).toBe(
      'Nothing to object to.\nPostfix 3.7, profile guide-2026; wiretight explain CODE tells more.\n',
    )
  })

  test('nothing from a file reaches the terminal as it is', () => {
    const hostile = '\u001b]0;x\u0007\u202e\r'
    const text = renderConfigText([{ ...FINDING, file: hostile, message: hostile, fix: hostile }], {
      ...SUMMARY,
      software: hostile,
    })
    expect(text).toMatch(/^[\n\x20-\x7e…]*$/)
  })

  test.each([60, 80, 100, 140])('keeps sentences within %i columns, and never more than 100', (width) => {
    const text = renderConfigText([{ ...FINDING, message: 'some words '.repeat(40), fix: null }], SUMMARY, { width })
    expect(Math.max(...text.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(Math.min(100, width))
  })
})

describe('the levels', () => {
  test('the table shows every situation at every level, and fits 100 columns', () => {
    const table = renderLevelsTable(LEVEL_SITUATIONS, MEASURED_LEVELS, LEVELS_SOURCE)
    for (const { situation } of LEVEL_SITUATIONS) expect(table).toContain(situation)
    expect(table.split('\n')[0]).toMatch(/may +encrypt +dane +dane-only +secure/)
    expect(Math.max(...table.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(100)
  })

  test('may sends in clear when STARTTLS is stripped, encrypt never does', () => {
    const text = (word: string): string => {
      const level = explainLevel(word)
      return level === null ? '' : renderLevelText(level, LEVEL_SITUATIONS, LEVELS_SOURCE)
    }
    expect(text('may')).toMatch(/STARTTLS stripped; the domain has TLSA +delivered in clear text/)
    expect(text('encrypt')).not.toContain('in clear text')
    expect(text('encrypt')).toContain('deferred 4.7.4')
    expect(text('dane')).toMatch(/no TLSA record; STARTTLS stripped or 454 forged +delivered in clear text/)
    expect(text('verify')).toContain('was not measured')
    expect(explainLevel('starttls')).toBeNull()
  })
})
