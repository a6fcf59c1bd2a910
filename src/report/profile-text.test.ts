import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { SAMPLES } from '../../test/report-samples.ts'
import { judge } from '../judge/judge.ts'
import { PROFILES } from '../judge/profiles.ts'
import { renderMarkdown } from './markdown.ts'
import { profilesMarkdown } from './profile-text.ts'
import { reportOf } from './report.ts'
import { renderText } from './text.ts'

describe('docs/profiles.md', () => {
  test('is what the profiles say', () => {
    expect(readFileSync(join(import.meta.dirname, '../../docs/profiles.md'), 'utf8')).toBe(profilesMarkdown())
  })

  test('names every profile, and each row has a cell for each', () => {
    const text = profilesMarkdown()
    for (const { name } of PROFILES) expect(text).toContain(`**\`${name}\`**`)
    const rows = text.split('\n').filter((line) => line.startsWith('| '))
    expect(rows.length).toBeGreaterThan(60)
    for (const row of rows) expect(row.split(' | ')).toHaveLength(PROFILES.length + 1)
    expect(text).toContain('| TLS 1.1 | deprecated | forbidden | insufficient |')
    expect(text).toContain('| RSA 2048 | acceptable | recommended | phase out |')
  })
})

describe('a report', () => {
  const reportBy = (name: string) => {
    const profile = PROFILES.find((each) => each.name === name)
    return reportOf(SAMPLES.mixed, judge(SAMPLES.mixed, profile))
  }

  test('shows the words of a profile that was asked for', () => {
    const text = renderText(reportBy('ncsc-nl-2025'))
    expect(text).toContain('By the words of ncsc-nl-2025')
    expect(text).toMatch(/versions +good TLS 1\.3 · sufficient TLS 1\.2 · insufficient TLS 1\.0\n/)
    expect(text).toMatch(/keys +good secp256r1/)
    expect(renderMarkdown([reportBy('ncsc-nl-2025')])).toContain('## By the words of ncsc-nl-2025')
    expect(renderText(reportBy('rfc9325'))).toMatch(
      /versions +recommended TLS 1\.3 · allowed TLS 1\.2 · forbidden TLS 1\.0\n/,
    )
  })

  test('shows none by default', () => {
    expect(renderText(reportBy('guide-2026'))).not.toContain('By the words of')
  })

  test.each([60, 80, 100])('keeps within %i columns', (width) => {
    for (const { name } of PROFILES) {
      const lines = renderText(reportBy(name), { width }).split('\n')
      expect(lines.filter((line) => line.length > width)).toEqual([])
    }
  })
})
