import { existsSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { temporaryFolder } from '../../test/peers/harness/running-peer.ts'
import { timedRun } from '../../test/peers/harness/timed-run.ts'

/** The release that the results were measured with. */
const RELEASE = '6.3.1'

const home = resolve(import.meta.dirname, '../../build/sslyze')

/** A scanner that may be absent: its program, or the reason why there is none. */
export type Installed = { readonly program: string } | { readonly missing: string }

/**
 * Brings sslyze, which Debian does not package, from the Python package index into a virtual environment under `build`.
 * An environment that is there already is used as it is.
 */
export async function installSslyze(): Promise<Installed> {
  const program = join(home, 'bin/sslyze')
  if (existsSync(program)) return { program }
  const folder = temporaryFolder('sslyze-install')
  try {
    for (const command of [
      ['python3', '-m', 'venv', home],
      [join(home, 'bin/pip'), 'install', '--quiet', '--disable-pip-version-check', `sslyze==${RELEASE}`],
    ]) {
      const { exitCode, output } = await timedRun(command, folder.path, { environment: process.env })
      if (exitCode === 0) continue
      rmSync(home, { recursive: true, force: true })
      return { missing: `${command.slice(0, 3).join(' ')} failed: ${output.trim().split('\n').at(-1) ?? ''}` }
    }
    return { program }
  } finally {
    folder.remove()
  }
}
