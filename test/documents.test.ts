import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'

/* What the documents say about this repository is held to it: paths, links, scripts, commands and options. */

const root = join(import.meta.dirname, '..')

/** Documents that are written by hand; those of `docs/rules` are generated and have a test of their own. */
const documents = [...globSync('*.md', { cwd: root }), ...globSync('docs/*.md', { cwd: root })]
  .toSorted()
  .map((path) => ({ path, text: read(path) }))

/** Where commands and their options are named: the files that commander is set up in. */
const commandLine = [
  'src/apps/cli/main.ts',
  'src/apps/cli/program.ts',
  ...globSync('src/apps/cli/*/*-program.ts', { cwd: root }),
]
  .map(read)
  .join('\n')
const scripts: Readonly<Record<string, string>> = JSON.parse(read('package.json')).scripts

function read(path: string): string {
  return readFileSync(join(root, path), 'utf8')
}

/** Every match of the pattern's first group. */
function all(text: string, pattern: RegExp): readonly string[] {
  return [...text.matchAll(pattern)].map(([, group = '']) => group)
}

const PATH = /`((?:src|test|docs|data|scripts|schemas|bench|bin|\.ci)\/[^`\s<>…]*|[\w.-]+\.(?:md|json))`/g
const LINK = /\]\(([^)\s#]+)(?:#[^)]*)?\)/g
const SCRIPT = /\bnpm run ([\w:]+)/g
const COMMAND = /\bwiretight ([a-z][a-z-]*)/g
const OPTION = /(?<![\w-])(--[a-z][a-z-]+)/g

/** Files that a command writes, and an example's name: not part of the repository. */
const WRITTEN: ReadonlySet<string> = new Set(['wiretight-demo.json', 'report.json'])

describe('the documents', () => {
  test('are all there', () => {
    const names = ['ARCHITECTURE.md', 'CHANGELOG.md', 'CONTRIBUTING.md', 'README.md', 'SECURITY.md', 'docs/rfcs.md']
    expect(documents.map(({ path }) => path)).toEqual(expect.arrayContaining(names))
  })

  test.each(documents)('$path names only paths that exist', ({ text }) => {
    expect(all(text, PATH).filter((path) => !WRITTEN.has(path) && !existsSync(join(root, path)))).toEqual([])
  })

  test.each(documents)('$path links only to what exists', ({ path, text }) => {
    const local = all(text, LINK).filter((link) => !/^[a-z]+:/.test(link))
    expect(local.filter((link) => !existsSync(join(root, dirname(path), link)))).toEqual([])
  })

  test.each(documents)('$path names only scripts of package.json', ({ text }) => {
    expect(all(text, SCRIPT).filter((name) => scripts[name] === undefined)).toEqual([])
  })

  test.each(documents)('$path names only commands that there are', ({ text }) => {
    const commands = all(commandLine, /command\('([a-z-]+)'\)/g)
    const named = all(text, new RegExp(`\`${COMMAND.source}|^ +npx ${COMMAND.source}`, 'gm')).filter(
      (name) => name !== '',
    )
    expect(named.filter((name) => !commands.includes(name))).toEqual([])
  })
})

describe('README.md', () => {
  const text = read('README.md')

  test('shows only options that the command line takes', () => {
    const options = all(text, OPTION)
    expect(options.length).toBeGreaterThan(10)
    const known = all(commandLine, /['\s](--[a-z][a-z-]+)/g)
    expect([...new Set(options)].filter((option) => !known.includes(option))).toEqual([])
  })

  test('states the command of the tests once, and is no longer than a page or two', () => {
    expect(all(text, /(npm cit)\b/g)).toHaveLength(1)
    expect(scripts['test']).toBeDefined()
    expect(text.split('\n').length).toBeLessThan(140)
  })
})

describe('docs/test-data.md', () => {
  const folders = ['data/registry', ...globSync('test/vectors/*', { cwd: root })].map((path) =>
    path.replaceAll('\\', '/'),
  )

  test.each(folders)('says where %s comes from, as its own README does', (folder) => {
    expect(read('docs/test-data.md')).toContain(`](../${folder}/README.md)`)
    expect(existsSync(join(root, folder, 'README.md'))).toBe(true)
  })
})
