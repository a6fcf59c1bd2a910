import { spawn } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** What a run of the command line came to. */
export interface CliResult {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
  readonly milliseconds: number
}

/** How to run it. */
export interface CliOptions {
  readonly stdin?: string
  /** Interrupts the process by SIGINT after this time. */
  readonly interruptMilliseconds?: number
  readonly folder?: string
  readonly environment?: NodeJS.ProcessEnv
}

/** No command of a test may take longer; one that does is killed, and its exit code is null. */
const DEADLINE_MILLISECONDS = 25_000

const ENTRY = fileURLToPath(new URL('./cli-entry.ts', import.meta.url))

/** Runs the command line from its sources in a process of its own. */
export function runCli(words: readonly string[], options: CliOptions = {}): Promise<CliResult> {
  const start = performance.now()
  const child = spawn(process.execPath, [ENTRY, ...words], {
    cwd: options.folder,
    env: {
      ...process.env,
      NO_COLOR: '',
      // Never the lab that somebody keeps running on this machine.
      XDG_RUNTIME_DIR: join(tmpdir(), 'wiretight-no-runtime'),
      NODE_COMPILE_CACHE: join(tmpdir(), 'wiretight-compile-cache'),
      ...options.environment,
    },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  const texts = { stdout: '', stderr: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    texts.stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    texts.stderr += text
  })
  child.stdin.end(options.stdin ?? '')
  const deadline = setTimeout(() => child.kill('SIGKILL'), DEADLINE_MILLISECONDS)
  const interrupt =
    options.interruptMilliseconds === undefined
      ? undefined
      : setTimeout(() => child.kill('SIGINT'), options.interruptMilliseconds)
  return new Promise((resolve) => {
    child.once('close', (code) => {
      clearTimeout(deadline)
      clearTimeout(interrupt)
      resolve({ code, ...texts, milliseconds: performance.now() - start })
    })
  })
}
