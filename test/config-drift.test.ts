import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { configCodesPage } from '../scripts/generate-config-docs.ts'
import { parametersSource, readTable } from '../scripts/generate-postfix-parameters.ts'
import { CONFIG_CODES } from '../src/mta-config/config-codes.ts'

const root = join(import.meta.dirname, '..')

test('docs/config-codes.md is what the rules say', () => {
  expect(readFileSync(join(root, 'docs/config-codes.md'), 'utf8')).toBe(configCodesPage())
})

test('docs/config-codes.md has a section for every code', () => {
  expect(CONFIG_CODES.filter((code) => !configCodesPage().includes(`\n## ${code}\n`))).toEqual([])
})

test('the table of parameters is what data/postfix says', () => {
  expect(readFileSync(join(root, 'src/mta-config/postfix/parameters.ts'), 'utf8')).toBe(parametersSource())
  expect(readTable('parameters.tsv').length).toBeGreaterThan(880)
})
