import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { SenderTestSetup } from '../../src/report/sender-test-setup.ts'

const started = new Set<ChildProcess>()

/** Ends what a test that failed left behind; for `afterAll`. */
export function endSendertests(): void {
  for (const child of started) child.kill('SIGKILL')
}

/** `wiretight sendertest` in a process of its own. */
export interface SendertestProcess {
  readonly setup: SenderTestSetup
  /** Megabytes that it holds in memory now. */
  readonly residentMegabytes: () => number
  readonly stdout: () => string
  readonly stderr: () => string
  /** Interrupts it, and gives its exit code when it has ended. */
  readonly stop: (signal?: NodeJS.Signals) => Promise<number | null>
  /** Its exit code when it ends by itself. */
  readonly ended: Promise<number | null>
}

const ENTRY = fileURLToPath(new URL('./cli-entry.ts', import.meta.url))

/** Starts it with a state folder and further options, and waits until it listens. */
export async function startSendertest(state: string, options: readonly string[]): Promise<SendertestProcess> {
  const child = spawn(process.execPath, [ENTRY, 'sendertest', '--state', state, ...options], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NO_COLOR: '1' },
  })
  started.add(child)
  child.once('close', () => started.delete(child))
  const texts = { stdout: '', stderr: '' }
  const ended = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)))
  await new Promise<void>((resolve, reject) => {
    const hear = (which: 'stdout' | 'stderr') => (text: string) => {
      texts[which] += text
      if (/^listening on /m.test(texts[which])) resolve()
    }
    child.stdout.setEncoding('utf8').on('data', hear('stdout'))
    child.stderr.setEncoding('utf8').on('data', hear('stderr'))
    void ended.then((code) => reject(new Error(`ended with ${code}: ${texts.stderr}`)))
  })
  return {
    setup: JSON.parse(readFileSync(join(state, 'setup.json'), 'utf8')) as SenderTestSetup, // the border: written by our own service
    residentMegabytes: () => {
      // proc(5): the second number of statm is resident pages, of 4 KiB.
      const pages = Number(readFileSync(`/proc/${child.pid}/statm`, 'latin1').split(' ')[1])
      return (pages * 4_096) / 1_048_576
    },
    stdout: () => texts.stdout,
    stderr: () => texts.stderr,
    stop: (signal = 'SIGINT') => {
      child.kill(signal)
      return ended
    },
    ended,
  }
}
