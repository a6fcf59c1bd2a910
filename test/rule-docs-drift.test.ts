import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { rulePages } from '../scripts/generate-rule-docs.ts'
import { RULE_CODES } from '../src/judge/codes.ts'

const folder = join(import.meta.dirname, '../docs/rules')
const pages = rulePages()

describe('docs/rules', () => {
  test('has exactly the pages of the rules', () => {
    expect(readdirSync(folder).toSorted()).toEqual([...pages.keys()].toSorted())
  })

  test.each([...pages].map(([name, text]) => ({ name, text })))('$name is what the rules say', ({ name, text }) => {
    expect(readFileSync(join(folder, name), 'utf8')).toBe(text)
  })

  test('every code has its section, and every link leads to one', () => {
    const all = [...pages.values()].join('\n')
    expect(RULE_CODES.filter((code) => !all.includes(`\n## ${code}\n`))).toEqual([])
    const links = [...(pages.get('README.md') ?? '').matchAll(/\]\(([\w-]+\.md)#([\w-]+)\)/g)]
    expect(links).toHaveLength(RULE_CODES.length)
    for (const [, page = '', code = ''] of links) expect(pages.get(page)).toContain(`\n## ${code}\n`)
  })
})
