import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command } from 'commander'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { attempt } from '../../base/failure.ts'
import { SETTINGS } from './setting-names.ts'
import { applySettings, defaultSettingsFile, VARIABLES } from './settings.ts'
import { parseSettings } from './settings-schema.ts'

let folder = ''

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'wiretight-settings-'))
})

afterAll(() => rmSync(folder, { recursive: true }))

function settingsFile(content: unknown): string {
  const file = join(folder, `${Math.floor(performance.now() * 1000)}.json`)
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content))
  return file
}

/** A command with some of the options, as if these words had been given. */
function called(...words: readonly string[]): Command {
  return new Command('check')
    .option('--resolver <address>', '')
    .option('--ca-file <file>', '')
    .option('--iterate', '')
    .option('--lab', '')
    .option('--lanes <n>', '')
    .option('--allow-private', '')
    .option('--no-color', '')
    .parse(words, { from: 'user' })
}

async function optionsWith(
  words: readonly string[],
  settings: object | false,
  environment: NodeJS.ProcessEnv = {},
): Promise<Readonly<Record<string, unknown>>> {
  const command = called(...words)
  await applySettings(command, settings === false ? false : settingsFile(settings), environment)
  return command.opts()
}

describe('applySettings', () => {
  const cases = [
    {
      name: 'a setting counts where nothing else is said',
      given: { words: [], settings: { resolver: '192.0.2.1', lanes: 2 }, environment: {} },
      expected: { resolver: '192.0.2.1', lanes: '2', color: true },
    },
    {
      name: 'the environment counts before the settings',
      given: { words: [], settings: { resolver: '192.0.2.1' }, environment: { WIRETIGHT_RESOLVER: '192.0.2.2' } },
      expected: { resolver: '192.0.2.2', color: true },
    },
    {
      name: 'the command line counts before both',
      given: {
        words: ['--resolver', '192.0.2.3'],
        settings: { resolver: '192.0.2.1' },
        environment: { WIRETIGHT_RESOLVER: '192.0.2.2' },
      },
      expected: { resolver: '192.0.2.3', color: true },
    },
    {
      name: 'a resolver is pointless for who goes from the root down',
      given: { words: ['--iterate'], settings: { resolver: '192.0.2.1' }, environment: {} },
      expected: { iterate: true, color: true },
    },
    {
      name: 'the lab has an authority of its own',
      given: { words: ['--lab'], settings: { caFile: 'own.pem' }, environment: { WIRETIGHT_RESOLVER: '192.0.2.2' } },
      expected: { lab: true, color: true },
    },
    {
      name: 'colour can be switched off, other flags only on',
      given: { words: [], settings: { color: false, allowPrivate: false }, environment: {} },
      expected: { color: false },
    },
    {
      name: 'options that the command has not are left out',
      given: { words: [], settings: { ehlo: 'probe.example.com', failOn: 'low' }, environment: {} },
      expected: { color: true },
    },
    {
      name: 'an empty variable is none',
      given: { words: [], settings: {}, environment: { WIRETIGHT_RESOLVER: '' } },
      expected: { color: true },
    },
  ] as const
  test.each(cases)('$name', async ({ given: { words, settings, environment }, expected }) => {
    expect(await optionsWith(words, settings, environment)).toEqual(expected)
  })

  test('a file that is named in the settings lies beside them', async () => {
    expect(await optionsWith([], { caFile: 'own.pem' })).toEqual({ caFile: join(folder, 'own.pem'), color: true })
    expect(await optionsWith([], { caFile: '/etc/own.pem' })).toEqual({ caFile: '/etc/own.pem', color: true })
  })

  test('no settings file is read where none is wanted or there is none', async () => {
    const environment = { WIRETIGHT_CONFIG: settingsFile({ lanes: 9 }), XDG_CONFIG_HOME: folder }
    expect(await optionsWith([], false, environment)).toEqual({ color: true })
    const command = called()
    await applySettings(command, undefined, { XDG_CONFIG_HOME: join(folder, 'nothing') })
    expect(command.opts()).toEqual({ color: true })
    await applySettings(command, undefined, environment)
    expect(command.opts()).toEqual({ lanes: '9', color: true })
  })

  test('a file that was named must be there', async () => {
    const result = await attempt(() => applySettings(called(), join(folder, 'nothing.json'), {}))
    expect(result).toMatchObject({ ok: false, failure: { code: 'file-unreadable', reason: 'ENOENT' } })
  })

  test('the usual place follows the desktop’s rules', () => {
    expect(defaultSettingsFile({ XDG_CONFIG_HOME: '/x' })).toBe('/x/wiretight/config.json')
    expect(defaultSettingsFile({})).toMatch(/\.config\/wiretight\/config\.json$/)
  })
})

describe('parseSettings', () => {
  const bad = [
    { name: 'not JSON', text: '{', at: '' },
    { name: 'no object', text: '[]', at: '' },
    { name: 'a name that is none', text: '{"resolvr": "x"}', at: '' },
    { name: 'a number where text belongs', text: '{"resolver": 53}', at: '/resolver' },
    { name: 'text where a number belongs', text: '{"lanes": "4"}', at: '/lanes' },
    { name: 'a negative number', text: '{"timeout": -1}', at: '/timeout' },
    { name: 'an empty text', text: '{"ehlo": ""}', at: '/ehlo' },
    { name: 'a name of the language', text: '{"__proto__": {"resolver": "x"}, "constructor": 1}', at: '' },
  ]
  test.each(bad)('refuses $name', async ({ text, at }) => {
    const result = await attempt(async () => parseSettings(text, 'config.json'))
    expect(result).toMatchObject({ ok: false, failure: { code: 'document-invalid', document: 'config.json', at } })
  })

  test('every setting and a schema’s address are taken', () => {
    const values = { text: 'x', file: 'f', number: 2.5, flag: true }
    const all = Object.fromEntries(Object.entries(SETTINGS).map(([name, kind]) => [name, values[kind]]))
    const read = parseSettings(JSON.stringify({ $schema: 'x', ...all }), 'config.json')
    expect(Object.keys(read).toSorted()).toEqual(Object.keys(SETTINGS).toSorted())
    expect(read.timeout).toBe('2.5')
  })

  test('variables stand for settings', () => {
    for (const { option } of VARIABLES) expect(Object.keys(SETTINGS)).toContain(option)
  })
})
