import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { temporaryFolder } from '../../test/peers/harness/running-peer.ts'
import { type TimedRun, timedRun } from '../../test/peers/harness/timed-run.ts'
import { readSslyze, type SslyzeFound } from './sslyze-document.ts'
import type { Target } from './wiretight.ts'

/** What sslyze found and what it took. */
export interface SslyzeRun extends TimedRun {
  readonly found: SslyzeFound
}

/** What the comparison of findings needs; `everything` is what sslyze does when it is told nothing. */
const COMPARED =
  '--sslv2 --sslv3 --tlsv1 --tlsv1_1 --tlsv1_2 --tlsv1_3 --certinfo --elliptic_curves --compression --fallback --reneg --ems --early_data'.split(
    ' ',
  )

/** A scan that a busy machine made incomplete is worth this many runs. */
const MOST_RUNS = 3

/**
 * Runs sslyze as it is compared, and again when it could not complete what it began. What the last run found names in `incomplete`
 * what it never could; such a run says nothing about the server.
 */
export async function runCompleteSslyze(program: string, target: Target): Promise<SslyzeFound> {
  let { found } = await runSslyze(program, target, 'compared')
  for (let run = 1; run < MOST_RUNS && found.incomplete.length > 0; run++) {
    found = (await runSslyze(program, target, 'compared')).found
  }
  return found
}

/** Runs sslyze against an SMTP server with STARTTLS. Throws when it writes no document. */
export async function runSslyze(
  program: string,
  { address, port }: Target,
  scope: 'compared' | 'everything',
): Promise<SslyzeRun> {
  const folder = temporaryFolder('sslyze')
  try {
    const file = join(folder.path, 'document')
    // Its verdict about a recommended configuration costs no connection, and is not what is compared.
    const less = scope === 'compared' ? ['--mozilla_config', 'disable', ...COMPARED] : []
    const run = await timedRun(
      [program, '--starttls', 'smtp', ...less, '--json_out', file, `${address}:${port}`],
      folder.path,
    )
    return { ...run, found: readSslyze(readFileSync(file, 'utf8')) }
  } finally {
    folder.remove()
  }
}
