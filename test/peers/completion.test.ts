import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bashCompletion } from '../../src/apps/cli/completion/bash-completion.ts'
import { commandTree } from '../../src/apps/cli/completion/command-tree.ts'
import { fishCompletion } from '../../src/apps/cli/completion/fish-completion.ts'
import { zshCompletion } from '../../src/apps/cli/completion/zsh-completion.ts'
import { createProgram } from '../../src/apps/cli/main.ts'
import { isMissing, peerPath } from './harness/require-peer.ts'

/* Completions as real shells give them, and the manual as real formatters read it. */

const tree = commandTree(createProgram(new AbortController().signal, () => {}))
let folder = ''
const script = (shell: string) => join(folder, `_wiretight.${shell}`)

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'wiretight-completion-'))
  writeFileSync(script('bash'), bashCompletion(tree))
  writeFileSync(script('zsh'), zshCompletion(tree))
  writeFileSync(script('fish'), fishCompletion(tree))
  writeFileSync(join(folder, 'report.json'), '{}')
})

afterAll(() => rmSync(folder, { recursive: true }))

const cases = [
  { words: ['wiretight', 'gloss'], expected: ['glossary'] },
  { words: ['wiretight', 'dane', 'gen'], expected: ['generate'] },
  { words: ['wiretight', 'check', '--fail'], expected: ['--fail-on'] },
  { words: ['wiretight', 'check', '--format', 'j'], expected: ['json', 'junit'] },
  { words: ['wiretight', 'check', '--lab', '--profile', 'nc'], expected: ['ncsc-nl-2025'] },
  { words: ['wiretight', 'explain', 'cert-exp'], expected: ['cert-expired', 'cert-expires-soon'] },
  { words: ['wiretight', 'tables', 'postfix'], expected: ['postfix-levels', 'postfix-measured'] },
  { words: ['wiretight', 'completion', 'z'], expected: ['zsh'] },
  { words: ['wiretight', 'judge', 'repo'], expected: ['report.json'] },
  { words: ['wiretight', 'check', '--ehlo', 'x'], expected: [] },
] as const

describe.skipIf(isMissing('bash'))('bash', () => {
  const bash = (commands: string) => {
    const { stdout, stderr } = spawnSync(
      peerPath('bash'),
      ['--norc', '-c', `source "${script('bash')}"; ${commands}`],
      {
        cwd: folder,
      },
    )
    expect(stderr.toString()).toBe('')
    return stdout.toString()
  }

  test('knows the completion once the script was sourced', () => {
    expect(bash('complete -p wiretight')).toBe('complete -F _wiretight wiretight\n')
  })

  test.each(cases)('$words', ({ words, expected }) => {
    const line = words.map((word) => `"${word}"`).join(' ')
    const out = bash(
      `COMP_WORDS=(${line}); COMP_CWORD=${words.length - 1}; _wiretight; printf '%s\\n' "\${COMPREPLY[@]}"`,
    )
    expect(
      out
        .split('\n')
        .filter((word) => word !== '')
        .toSorted(),
    ).toEqual([...expected].toSorted())
  })

  test('goes on behind the last comma of a list', () => {
    const list = 'cipher-rc4,cert-expired,tls-version-ob'
    const out = bash(
      `COMP_WORDS=(wiretight check --only ${list}); COMP_CWORD=3; _wiretight; printf %s "\${COMPREPLY[@]}"`,
    )
    expect(out).toBe('cipher-rc4,cert-expired,tls-version-obsolete')
  })
})

describe.skipIf(isMissing('fish'))('fish', () => {
  test.each(cases)('$words', ({ words, expected }) => {
    const { stdout, stderr } = spawnSync(
      peerPath('fish'),
      ['--no-config', '-c', `source ${script('fish')}; complete -C "${words.join(' ')}"`],
      { cwd: folder, env: { ...process.env, HOME: folder } },
    )
    expect(stderr.toString()).toBe('')
    const found = stdout
      .toString()
      .split('\n')
      .flatMap((line) => line.split('\t')[0] || [])
    // Fish also finds words that hold the text in their middle.
    expect(found.filter((word) => word.startsWith(words.at(-1) ?? '')).toSorted()).toEqual([...expected].toSorted())
  })
})

describe.skipIf(isMissing('zsh'))('zsh', () => {
  test('reads the script and registers it', () => {
    const commands = `autoload -Uz compinit; compinit -u -D; source ${script('zsh')}; print -r -- $_comps[wiretight]`
    const { stdout, stderr } = spawnSync(peerPath('zsh'), ['-f', '-c', commands], { cwd: folder })
    expect(stderr.toString()).toBe('')
    expect(stdout.toString()).toBe('_wiretight\n')
  })
})

describe.skipIf(isMissing('mandoc'))('the manual', () => {
  test('has nothing that mandoc warns of', () => {
    const page = join(import.meta.dirname, '../../man/wiretight.1')
    const { stdout, status } = spawnSync(peerPath('mandoc'), ['-T', 'lint', '-W', 'warning', page])
    expect(stdout.toString()).toBe('')
    expect(status).toBe(0)
    expect(readFileSync(page, 'utf8').length).toBeGreaterThan(5_000)
  })
})
