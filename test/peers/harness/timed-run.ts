import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { tellGuardian } from './guardian.ts'

/** How a command ended, what it said and what it took. */
export interface TimedRun {
  readonly exitCode: number
  /** Standard output and standard error, in the order in which they came. */
  readonly output: string
  /** From the start of the process to its end. */
  readonly seconds: number
  /** User and system time of the process and all its children. */
  readonly cpuSeconds: number
}

/** What a run may be given besides its command. */
export interface TimedRunOptions {
  /** Variables besides PATH; by default home and temporary files are in the run's folder. */
  readonly environment?: NodeJS.ProcessEnv
  /** After this time the command is ended with all that it started. By default a quarter of an hour. */
  readonly timeoutMilliseconds?: number
}

/** What takes longer than this is stuck. */
const LONGEST_RUN_MILLISECONDS = 900_000

/**
 * Runs a command to its end in `folder`, which also gets two files of its own: `output` and `times`. The times are those of
 * bash's `time`, because Node.js cannot be asked for the processor time of a child and its children.
 *
 * Throws when the command runs too long or was ended by a signal.
 */
export async function timedRun(
  command: readonly string[],
  folder: string,
  options: TimedRunOptions = {},
): Promise<TimedRun> {
  const timesFile = join(folder, 'times')
  const outputFile = join(folder, 'output')
  const script = 'exec 3>"$1"; out=$2; shift 2; TIMEFORMAT="%R %U %S"; { time "$@" >"$out" 2>&1; } 2>&3'
  const child = spawn('bash', ['-c', script, 'bash', timesFile, outputFile, ...command], {
    cwd: folder,
    stdio: 'ignore',
    detached: true, // a group of its own, which can be ended as a whole
    env: { PATH: process.env['PATH'], HOME: folder, TMPDIR: folder, LANG: 'C', ...options.environment },
  })
  const { pid } = child
  if (pid === undefined) {
    const [error] = await once(child, 'error')
    throw error
  }
  tellGuardian('group', pid)
  const timer = setTimeout(() => process.kill(-pid, 'SIGKILL'), options.timeoutMilliseconds ?? LONGEST_RUN_MILLISECONDS)
  const [code, signal] = await once(child, 'close')
  clearTimeout(timer)
  tellGuardian('no-group', pid)
  const output = readFileSync(outputFile, 'latin1')
  const [seconds, user, system] = readFileSync(timesFile, 'latin1').trim().split(' ').map(Number)
  if (signal !== null || seconds === undefined || user === undefined || system === undefined) {
    throw new Error(`${command.join(' ')} ended by ${signal ?? 'a signal'}\n${output.slice(-2_000)}`)
  }
  return { exitCode: Number(code), output, seconds, cpuSeconds: user + system }
}
