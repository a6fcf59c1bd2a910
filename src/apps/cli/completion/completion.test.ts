import { Command } from 'commander'
import { describe, expect, test } from 'vitest'
import { PROFILES } from '../../../judge/profiles.ts'
import { createProgram } from '../main.ts'
import { FORMATS } from '../output.ts'
import { bashCompletion } from './bash-completion.ts'
import { allCommands, type CommandNode, commandTree, enumerated } from './command-tree.ts'
import { fishCompletion } from './fish-completion.ts'
import { manualPage } from './manual-page.ts'
import { zshCompletion } from './zsh-completion.ts'

const tree = commandTree(createProgram(new AbortController().signal, () => {}))
const at = (path: string): CommandNode => {
  const found = allCommands(tree).find((node) => node.path === path)
  if (found === undefined) throw new Error(`no command ${path}`)
  return found
}
const option = (path: string, flag: string) => at(path).options.find(({ flags }) => flags.includes(flag))

describe('commandTree', () => {
  test('has the commands, those below them, and their options', () => {
    const paths = allCommands(tree).map(({ path }) => path)
    expect(paths).toEqual(expect.arrayContaining(['', 'check', 'judge', 'dane generate', 'tables', 'completion']))
    expect(option('check', '-o')?.flags).toEqual(['-o', '--output'])
    expect(option('check', '--help')).toBeDefined()
  })

  test('knows what may stand behind an option', () => {
    expect(option('check', '--format')?.value).toEqual({ kind: 'words', words: FORMATS, list: false })
    expect(option('check', '--profile')?.value).toMatchObject({ words: PROFILES.map(({ name }) => name) })
    expect(option('check', '--only')?.value).toMatchObject({ kind: 'words', list: true })
    expect(option('check', '--ca-file')?.value).toEqual({ kind: 'file' })
    expect(option('check', '--ehlo')?.value).toEqual({ kind: 'free' })
    expect(option('check', '--lab')?.value).toEqual({ kind: 'none' })
    expect(at('judge').arguments[0]?.value).toEqual({ kind: 'file' })
    expect(at('tables').arguments[0]?.value).toMatchObject({ kind: 'words' })
  })

  test('reads the help that a command adds below its own', () => {
    expect(at('check').help).toContain('wiretight check example.com')
    expect(at('').help).toContain('WIRETIGHT_RESOLVER')
  })

  test('every command shows an example', () => {
    const leaves = allCommands(tree).filter(({ commands, path }) => commands.length === 0 && path !== '')
    expect(
      leaves.filter(({ help, name }) => !help.includes('Example') || !help.includes(name)).map(({ path }) => path),
    ).toEqual([])
  })
})

describe('enumerated', () => {
  const cases = [
    ['text, json or html (default: text)', ['text', 'json', 'html']],
    ['2 or 3', ['2', '3']],
    ['critical, high, medium, low or never', ['critical', 'high', 'medium', 'low', 'never']],
    ['write there instead of standard output', null],
    ['a verdict in the fewest connections', null],
    ['ask this resolver: address[:port], tls://…, https://…', null],
  ] as const
  test.each(cases)('%s', (text, expected) => expect(enumerated(text)).toEqual(expected))
})

const writers = [
  { name: 'bash', write: bashCompletion },
  { name: 'zsh', write: zshCompletion },
  { name: 'fish', write: fishCompletion },
]

describe.each(writers)('the script for $name', ({ name, write }) => {
  test('has every command and every option', () => {
    const script = write(tree)
    for (const { path, options } of allCommands(tree)) {
      expect(script).toContain(path)
      for (const { flags } of options) {
        for (const flag of flags) expect(script).toContain(name === 'fish' ? flag.replace(/^-+/, ' ') : flag)
      }
    }
  })

  test('descriptions cannot break out of their quotes', () => {
    const hostile = new Command('wiretight')
      .description(`it's $(touch /tmp/x) \`y\` "z" \\`)
      .option('--odd <value>', `it's $(touch /tmp/x) \`y\` "z" \\ :`)
    const script = write(commandTree(hostile))
    const unquoted = name === 'fish' ? script.replace(/'(?:\\.|[^'\\])*'/g, '') : script.replace(/\\'|'[^']*'/g, '')
    expect(unquoted).not.toContain('touch')
  })
})

describe('manualPage', () => {
  const page = manualPage(tree, { version: '1.2.3', date: '2026-11-24', environment: [], files: [], exits: [] })

  test('has every command and every option', () => {
    for (const { path, options } of allCommands(tree)) {
      expect(page).toContain(path.replaceAll('-', '\\-'))
      for (const { flags } of options) for (const flag of flags) expect(page).toContain(flag.replaceAll('-', '\\-'))
    }
  })

  test('holds ASCII only, and no line that is a request by accident', () => {
    expect(page).toMatch(/^[\n\x20-\x7e]*$/)
    const requests = new Set(page.split('\n').flatMap((line) => /^[.'](\S*)/.exec(line)?.[1] ?? []))
    const known = ['TH', 'SH', 'SS', 'B', 'I', 'RI', 'TP', 'PP', 'nf', 'fi', '\\"']
    expect([...requests].filter((request) => !known.includes(request))).toEqual([])
  })
})
