import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import type { Command } from 'commander'
import { fail } from '../../base/failure.ts'
import { printable } from '../../base/printable.ts'
import { isSettingName, SETTINGS, type SettingName, type Settings } from './setting-names.ts'

/** Options that an environment variable may give. */
export const VARIABLES: readonly { readonly name: string; readonly option: SettingName; readonly about: string }[] = [
  { name: 'WIRETIGHT_RESOLVER', option: 'resolver', about: 'as --resolver' },
  { name: 'WIRETIGHT_CA_FILE', option: 'caFile', about: 'as --ca-file' },
]

/** The variable that names the settings file. */
export const CONFIG_VARIABLE = 'WIRETIGHT_CONFIG'

/**
 * Options of the command line that make a setting pointless: who asks from the root downwards wants no resolver, and the lab
 * has an authority of its own.
 */
const WITHOUT: Readonly<Partial<Record<SettingName, readonly string[]>>> = {
  resolver: ['iterate', 'lab'],
  trustAnchor: ['lab'],
  caFile: ['lab'],
}

/**
 * Gives a command the options that nobody wrote on the command line: from the environment first, then from the settings file.
 * A file that nobody named need not exist.
 *
 * @param given what `--config` said: a file, false for `--no-config`, undefined without it
 * @throws ProbeError `file-unreadable`, `document-invalid`
 */
export async function applySettings(
  command: Command,
  given: string | boolean | undefined,
  environment: NodeJS.ProcessEnv,
): Promise<void> {
  for (const { name, option } of VARIABLES) {
    const value = environment[name]
    if (value !== undefined && value !== '') apply(command, option, value, 'env')
  }
  const file = fileOf(given, environment)
  if (file === null) return
  const settings = await readSettings(file)
  for (const [name, value] of Object.entries(settings)) {
    if (isSettingName(name) && value !== undefined) apply(command, name, value, 'config')
  }
}

/** Where settings are looked for when nobody names a file. */
export function defaultSettingsFile(environment: NodeJS.ProcessEnv): string {
  const base = environment['XDG_CONFIG_HOME']
  return join(base !== undefined && base !== '' ? base : join(homedir(), '.config'), 'wiretight', 'config.json')
}

function fileOf(given: string | boolean | undefined, environment: NodeJS.ProcessEnv): string | null {
  if (given === false) return null
  if (typeof given === 'string') return given
  const named = environment[CONFIG_VARIABLE]
  if (named !== undefined && named !== '') return named
  const usual = defaultSettingsFile(environment)
  return existsSync(usual) ? usual : null
}

async function readSettings(file: string): Promise<Settings> {
  const document = printable(file, 200)
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
    return fail({ code: 'file-unreadable', file: document, reason })
  }
  const { parseSettings } = await import('./settings-schema.ts')
  const settings = parseSettings(text, document)
  const folder = dirname(resolve(file))
  // A file that is named in the settings lies where they lie, wherever the command is started.
  return Object.fromEntries(
    Object.entries(settings).map(([name, value]) => [
      name,
      isSettingName(name) && SETTINGS[name] === 'file' ? resolve(folder, String(value)) : value,
    ]),
  )
}

function apply(command: Command, name: SettingName, value: string | boolean, source: 'env' | 'config'): void {
  const isKnown = command.options.some((option) => option.attributeName() === name)
  const known = command.getOptionValueSource(name)
  const isTaken = known !== undefined && known !== 'default'
  const isPointless = (WITHOUT[name] ?? []).some((other) => command.getOptionValue(other) !== undefined)
  // A flag that is off is the same as one that nobody gave; only colour has a spelling for off.
  if (!isKnown || isTaken || isPointless || (value === false && name !== 'color')) return
  command.setOptionValueWithSource(name, value, source)
}
