import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { FORMATS } from '../src/apps/cli/output.ts'
import { renderJson } from '../src/report/json.ts'
import { tablesSchema } from '../src/report/schema/reference-schema.ts'
import { sampleReport } from './report-samples.ts'
import { runCli } from './support/run-cli.ts'

/* How the command line behaves: forms of output, settings, hints for what was mistyped. */

let folder = ''
const file = (name: string) => join(folder, name)

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'wiretight-manners-'))
  writeFileSync(file('report.json'), renderJson([sampleReport('mixed')]))
  writeFileSync(file('settings.json'), JSON.stringify({ profile: 'ncsc-nl-2025', failOn: 'never' }))
  writeFileSync(file('wrong.json'), JSON.stringify({ profil: 'rfc9325' }))
})

afterAll(() => rmSync(folder, { recursive: true }))

describe('judge --format', () => {
  const begins: Readonly<Record<string, RegExp>> = {
    text: /^example\.lab /,
    json: /^\{\n {2}"schema": "wiretight\/report@1"/,
    ndjson: /^\{"schema":"wiretight\/report@1"/,
    csv: /^target,scope,mx,/,
    html: /^<!doctype html>/,
    markdown: /^# example\.lab\n/,
    sarif: /^\{\n {2}"\$schema": "[^"]+sarif/,
    junit: /^<\?xml version="1\.0" encoding="UTF-8"\?>\n<testsuites /,
  }
  test.each(FORMATS.map((format) => ({ format })))('$format', async ({ format }) => {
    const { code, stdout, stderr } = await runCli(['judge', file('report.json'), '--format', format, '--no-config'])
    expect(stderr).toBe('')
    expect(stdout).toMatch(begins[format] ?? /^$/)
    expect(code).toBe(1)
  })

  test('the report’s plan is in its JSON', async () => {
    const { stdout } = await runCli(['judge', file('report.json'), '--json', '--no-config'])
    const { plan, score } = JSON.parse(stdout)
    expect(plan.length).toBeGreaterThan(2)
    const gains = plan.map(({ gain }: { readonly gain: number }) => gain)
    expect(gains.reduce((sum: number, gain: number) => sum + gain, score)).toBe(plan.at(-1).after.score)
  })
})

describe('settings', () => {
  test.each([
    { name: 'before the command', words: () => ['--config', file('settings.json'), 'judge', file('report.json')] },
    { name: 'behind it', words: () => ['judge', file('report.json'), '--config', file('settings.json')] },
  ])('a file named $name', async ({ words }) => {
    const { code, stdout } = await runCli(words())
    expect(stdout).toContain('By the words of ncsc-nl-2025')
    expect(code).toBe(0)
  })

  test('from the environment, and the command line counts first', async () => {
    const environment = { WIRETIGHT_CONFIG: file('settings.json') }
    const words = ['judge', file('report.json')]
    expect((await runCli(words, { environment })).stdout).toContain('ncsc-nl-2025')
    expect((await runCli([...words, '--profile', 'rfc9325'], { environment })).stdout).toContain(
      'By the words of rfc9325',
    )
    const without = await runCli([...words, '--no-config'], { environment })
    expect(without.stdout).not.toContain('By the words of')
    expect(without.code).toBe(1)
  })

  test('what is wrong in the file is told', async () => {
    const { code, stderr } = await runCli(['judge', file('report.json'), '--config', file('wrong.json')])
    expect(stderr).toMatch(/wrong\.json is not valid.*profil.*\[document-invalid\]\n$/)
    expect(code).toBe(2)
  })
})

describe('what was mistyped', () => {
  const cases = [
    { words: ['chekc', 'example.com'], hint: /did you mean check\?/i },
    { words: ['check', 'example.com', '--formt', 'json'], hint: /did you mean --format\?/i },
    { words: ['explain', 'cert-expird'], hint: /did you mean cert-expired/ },
    { words: ['check', 'example.com', '--only', 'cert-expird'], hint: /did you mean cert-expired\?/ },
    { words: ['tables', 'protocls'], hint: /did you mean protocols\?/ },
    { words: ['glossary', 'starttsl'], hint: /did you mean STARTTLS\?/ },
    { words: ['completion', 'tcsh'], hint: /expected bash, zsh, fish/ },
    { words: ['check', 'example.com', '--format', 'xml'], hint: /expected text, json, ndjson, csv/ },
    { words: ['check', 'example.com', '--profile', 'x'], hint: /expected guide-2026, rfc9325, ncsc-nl-2025/ },
  ]
  test.each(cases)('$words', async ({ words, hint }) => {
    const { code, stdout, stderr } = await runCli([...words])
    expect(stderr).toMatch(hint)
    expect(stdout).toBe('')
    expect(code).toBe(2)
  })
})

describe('tables, glossary, completion', () => {
  const cases = [
    { words: ['tables'], shows: /^protocols +Versions of SSL and TLS$/m },
    { words: ['tables', '--json'], shows: /"schema": "wiretight\/tables@1"/ },
    { words: ['tables', 'mechanisms', '--format', 'csv'], shows: /^mechanism,stops a downgrade,/ },
    { words: ['tables', 'ports', '--format', 'markdown'], shows: /^\| 465 \| submissions \| implicit \|/m },
    { words: ['glossary'], shows: /^STARTTLS +The SMTP command/m },
    { words: ['glossary', 'perfect', 'forward', 'secrecy'], shows: /^forward secrecy {2}\(/ },
    { words: ['glossary', 'TOFU', '--json'], shows: /"schema": "wiretight\/term@1"/ },
    { words: ['completion', 'bash'], shows: /\ncomplete -F _wiretight wiretight\n$/ },
    { words: ['completion', 'zsh'], shows: /^#compdef wiretight\n/ },
    { words: ['completion', 'fish'], shows: /\ncomplete -c wiretight -f\n/ },
  ]
  test.each(cases)('$words', async ({ words, shows }) => {
    const { code, stdout, stderr } = await runCli(words)
    expect(stderr).toBe('')
    expect(stdout).toMatch(shows)
    expect(code).toBe(0)
  })

  test('the list of tables satisfies its schema', async () => {
    const { stdout } = await runCli(['tables', '--json'])
    expect(tablesSchema.safeParse(JSON.parse(stdout)).error?.issues).toBeUndefined()
  })

  test('no colour where the output is no terminal, whatever the environment says of the terminal', async () => {
    const { stdout } = await runCli(['tables', 'protocols'], { environment: { TERM: 'xterm-256color' } })
    expect(stdout).not.toContain('\u001b')
  })
})
