import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { type Bench, median, type Section, table } from './section.ts'

/** A command whose start is timed, and how. */
interface Start {
  readonly words: readonly string[]
  /** Until its first output on a terminal, or until it ends. */
  readonly until: 'first output' | 'end'
  readonly boundMilliseconds: number
}

const STARTS: readonly Start[] = [
  { words: ['--version'], until: 'end', boundMilliseconds: 200 },
  { words: ['--help'], until: 'end', boundMilliseconds: 200 },
  { words: ['check', 'perfect.lab', '--lab'], until: 'first output', boundMilliseconds: 300 },
]

const RUNS = 15

/** Gives a program a terminal, since progress is shown on terminals only. */
const SCRIPT = '/usr/bin/script'

/** How long a person waits for the first sign of life. */
export async function startup({ product, tell }: Bench): Promise<Section> {
  const rows: string[][] = []
  const failures: string[] = []
  for (const { words, until, boundMilliseconds } of STARTS) {
    const command = [process.execPath, product.script, ...words]
    const times: number[] = []
    for (let run = 0; run < RUNS; run++) times.push(await timeOf(command, until))
    const middle = median(times)
    const name = `wiretight ${words.join(' ')}`
    const isMet = middle < boundMilliseconds
    tell(`${name.padEnd(36)}${middle.toFixed(0).padStart(5)} ms`)
    if (!isMet)
      failures.push(`${name} took ${middle.toFixed(0)} ms to its ${until}; the bound is ${boundMilliseconds} ms`)
    const range = `${Math.min(...times).toFixed(0)}–${Math.max(...times).toFixed(0)}`
    rows.push([`\`${name}\``, until, middle.toFixed(0), range, `< ${boundMilliseconds}`, isMet ? 'yes' : 'NO'])
  }
  const head = ['command', 'until', 'median ms', 'range', 'bound', 'met']
  return { body: `The median of ${RUNS} runs of the compiled product.\n\n${table(head, rows)}`, failures }
}

async function timeOf(command: readonly string[], until: Start['until']): Promise<number> {
  if (until === 'first output' && !existsSync(SCRIPT)) throw new Error(`${SCRIPT} is not installed`)
  const [program = '', ...parameters] =
    until === 'end' ? command : [SCRIPT, '--quiet', '--return', '--command', command.map(quoted).join(' '), '/dev/null']
  const started = performance.now()
  const child = spawn(program, parameters, { stdio: ['ignore', 'pipe', 'inherit'] })
  const closed = once(child, 'close')
  const [first] = await Promise.all([once(child.stdout, 'data').then(() => performance.now()), closed])
  if (child.exitCode !== 0) throw new Error(`${command.join(' ')} ended with ${child.exitCode}`)
  return (until === 'end' ? performance.now() : first) - started
}

/** A word for the shell. */
function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`
}
