import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { commandTree } from '../src/apps/cli/completion/command-tree.ts'
import { manualPage } from '../src/apps/cli/completion/manual-page.ts'
import { EXIT } from '../src/apps/cli/exit-code.ts'
import { createProgram } from '../src/apps/cli/main.ts'
import { SETTINGS } from '../src/apps/cli/setting-names.ts'
import { CONFIG_VARIABLE, VARIABLES } from '../src/apps/cli/settings.ts'
import { VERSION } from '../src/audit/version.ts'

/**
 * Writes man/wiretight.1 from what the command line itself knows: commands, options, settings, exit codes.
 *
 *     node scripts/generate-manual.ts            writes man/wiretight.1
 *     node scripts/generate-manual.ts --check    writes nothing; exits 1 when it differs
 */

/** The day of the release that the manual belongs to. */
const DATE = '2026-11-24'

/** The text of the manual page. */
export function manual(): string {
  const program = createProgram(new AbortController().signal, () => {})
  return manualPage(commandTree(program), {
    version: VERSION,
    date: DATE,
    environment: [
      ...VARIABLES.map(({ name, about }) => ({ name, about: `Used where the option is not given: ${about}.` })),
      { name: CONFIG_VARIABLE, about: 'The settings file, as --config.' },
      { name: 'NO_COLOR', about: 'Set to anything: no colour.' },
      { name: 'FORCE_COLOR', about: 'Set to anything: colour even where the output is no terminal.' },
    ],
    files: [
      {
        name: '~/.config/wiretight/config.json',
        about: `Settings for options that are not given, as a JSON object; it need not exist. Its names: ${Object.keys(SETTINGS).join(', ')}. Options of the command line count first, then the environment, then this file. Paths in it are relative to its folder.`,
      },
    ],
    exits: [
      { code: EXIT.clean, about: 'Nothing at or above --fail-on was found; what was checked is valid.' },
      { code: EXIT.findings, about: 'Findings at or above --fail-on; what was checked is invalid.' },
      { code: EXIT.usage, about: 'The command was not given as it has to be, or a file could not be used.' },
      { code: EXIT.undetermined, about: 'It could not be determined.' },
      { code: EXIT.interrupted, about: 'Interrupted; what was finished was printed.' },
    ],
  })
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } })
  const folder = join(import.meta.dirname, '../man')
  const file = join(folder, 'wiretight.1')
  if (!values.check) {
    mkdirSync(folder, { recursive: true })
    writeFileSync(file, manual())
  } else if (readFileSync(file, 'utf8') !== manual()) {
    process.stderr.write('man/wiretight.1 differs; run scripts/generate-manual.ts\n')
    process.exitCode = 1
  }
}
