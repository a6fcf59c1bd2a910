import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { HOSTILE, SAMPLE_NAMES, sampleReport } from '../../test/report-samples.ts'
import { openQuestions } from './open-questions.ts'
import type { Paint } from './paint.ts'
import { renderText } from './text.ts'

const WIDTHS = [60, 80, 100, 120] as const
const everywhere = SAMPLE_NAMES.flatMap((name) => WIDTHS.map((width) => ({ name, width })))

/** Golden outputs: they are read by people when they change. */
const golden = (file: string): string => join(import.meta.dirname, '../../test/vectors/report', file)

describe('renderText', () => {
  test.each([
    { name: 'mixed', width: 80 },
    { name: 'mixed', width: 100 },
    { name: 'mixed', width: 120 },
    { name: 'good', width: 100 },
    { name: 'plain', width: 100 },
    { name: 'target', width: 100 },
    { name: 'unresolved', width: 100 },
    { name: 'limited', width: 100 },
    { name: 'unsurveyed', width: 100 },
  ] as const)('$name in $width columns', async ({ name, width }) => {
    await expect(renderText(sampleReport(name), { width })).toMatchFileSnapshot(golden(`${name}-${width}.txt`))
  })

  test.each(everywhere)('$name keeps within $width columns', ({ name, width }) => {
    for (const ascii of [false, true]) {
      const lines = renderText(sampleReport(name), { width, ascii }).split('\n')
      expect(lines.filter((line) => line.length > width)).toEqual([])
      expect(lines.filter((line) => line.endsWith(' '))).toEqual([])
    }
  })

  test.each(SAMPLE_NAMES.map((name) => ({ name })))('$name is nothing but text', ({ name }) => {
    expect(renderText(sampleReport(name), { width: 100 })).toMatch(/^[\n\x20-\x7e…–·→’“”]*$/)
    expect(renderText(sampleReport(name), { width: 100, ascii: true })).toMatch(/^[\n\x20-\x7e]*$/)
  })

  test('what a server wrote is shown, but as harmless text', () => {
    const text = renderText(sampleReport('hostile'), { width: 120 })
    expect(text).not.toContain(HOSTILE.slice(0, 5))
    expect(text).toContain('\\u{1b}]0;owned')
  })

  test('paint changes no letter and no width', () => {
    const marks: Paint = (tone, text) => `\u0001${tone}\u0002${text}\u0003`
    for (const { name, width } of everywhere) {
      const report = sampleReport(name)
      const painted = renderText(report, { width, paint: marks })
      expect(painted.replace(/\u0001\w+\u0002|\u0003/g, '')).toBe(renderText(report, { width }))
    }
  })

  test('green is for what was proved', () => {
    const tones = (name: (typeof SAMPLE_NAMES)[number]): readonly string[] => {
      const seen: string[] = []
      renderText(sampleReport(name), {
        paint: (tone, text) => {
          if (tone === 'good') seen.push(text)
          return text
        },
      })
      return seen
    }
    expect(tones('good')).toEqual(['A+  100/100', 'DNSSEC secure', 'A 100', '1.3 1.2', 'valid 59 d'])
    expect(tones('limited')).toEqual(['DNSSEC secure'])
    expect(tones('plain')).toEqual(['DNSSEC secure'])
    expect(tones('unresolved')).toEqual([])
    // A provisional grade is not green.
    expect(tones('unsurveyed')).not.toContain('A?  100/100')
  })

  test('each finding, each open question and the cost is there', () => {
    const report = sampleReport('mixed')
    const text = renderText(report)
    for (const { code } of report.findings) expect(text).toContain(code)
    const failed = report.undetermined.filter(({ why }) => why !== 'not-asked')
    const about = new Set(failed.map(({ why, subject }) => `${why} ${subject.mx}`))
    expect(text.match(/^ {2}\d+ questions? about /gm)).toHaveLength(about.size)
    expect(text).toContain(
      ` ${openQuestions(report.undetermined).length - failed.length} further questions were not asked`,
    )
    expect(text).toContain('3 connections · 6.2 s · guide-2026')
  })

  test('commands can be copied: continued lines end in a backslash, quotes are whole', () => {
    const text = renderText(sampleReport('mixed'), { width: 60 })
    const commands = [...text.matchAll(/^ +(openssl(?:.*\\\n)*.*)$/gm)].map(([, command = '']) => command)
    expect(commands.length).toBeGreaterThan(1)
    for (const command of commands) {
      for (const line of command.split('\n')) expect((line.match(/"/g) ?? []).length % 2).toBe(0)
    }
  })
})

test('neither zod nor hono is loaded for text', () => {
  const seen = new Set<string>()
  const packages = new Set<string>()
  const visit = (file: string): void => {
    if (seen.has(file)) return
    seen.add(file)
    for (const [, specifier = ''] of readFileSync(file, 'utf8').matchAll(
      /^(?:import|export)(?! type)[^'"]*from '([^']+)'/gm,
    )) {
      if (specifier.startsWith('.')) visit(join(dirname(file), specifier))
      else packages.add(specifier)
    }
  }
  for (const file of ['text.ts', 'report.ts', 'json.ts', 'explain.ts']) visit(join(import.meta.dirname, file))
  expect(seen.size).toBeGreaterThan(40)
  expect([...packages].filter((name) => !name.startsWith('node:'))).toEqual([])
})
