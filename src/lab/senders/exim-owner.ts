import { execFileSync } from 'node:child_process'
import { chownSync } from 'node:fs'
import { fail } from '../../base/failure.ts'
import { EXIM_USER } from './exim-text.ts'

/**
 * Gives files or folders to the user of Exim, which drops root before it writes.
 *
 * @throws ProbeError `program-missing` when there is no such user
 */
export function giveToExim(...paths: readonly string[]): void {
  const [user, group] = [idOf('-u'), idOf('-g')]
  for (const path of paths) chownSync(path, user, group)
}

function idOf(what: '-u' | '-g'): number {
  try {
    return Number(execFileSync('id', [what, EXIM_USER], { stdio: ['ignore', 'pipe', 'ignore'] }))
  } catch {
    return fail({ code: 'program-missing', program: `the user ${EXIM_USER} of exim` })
  }
}
