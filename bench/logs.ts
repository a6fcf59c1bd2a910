/**
 * Measures the reader of mail logs on a generated log of two gigabytes: throughput beside `grep -c` on the same file, and how much
 * memory it takes at the beginning and at the end. Run with `node bench/logs.ts [MEGABYTES]`; the results are printed as
 * Markdown. The file is made in the folder for temporary files and removed.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openLog } from '../src/apps/cli/logs/open-log.ts'
import type { LogFacts } from '../src/maillog/log-facts.ts'
import { LogReader } from '../src/maillog/log-reader.ts'
import { type LogBlock, postfixBlock } from './log-lines.ts'
import { table } from './section.ts'

const MEGABYTES = Number(process.argv[2] ?? 2_000)

/** Messages of one block, which is one day: some ten megabytes. */
const MESSAGES = 8_000

interface Sums {
  lines: number
  encrypted: number
  clear: number
}

/** Writes blocks until the size is reached; their days go round the year. */
function generate(file: string): Sums {
  const out = openSync(file, 'w')
  const sums: Sums = { lines: 0, encrypted: 0, clear: 0 }
  const blocks: readonly LogBlock[] = [1, 2, 3, 4].map((seed) => postfixBlock('Xxx 00', MESSAGES, seed * 1_000_003))
  for (let bytes = 0, at = 0; bytes < MEGABYTES * 1e6; at += 1) {
    const block = blocks[at % blocks.length]
    if (block === undefined) break
    const date = new Date(Date.UTC(2026, 0, 1 + (at % 300)))
    const day = `${date.toLocaleString('en', { month: 'short', timeZone: 'UTC' })} ${String(date.getUTCDate()).padStart(2)}`
    bytes += writeSync(out, block.text.replaceAll('Xxx 00', day))
    sums.lines += block.lines
    sums.encrypted += block.out.encrypted
    sums.clear += block.out.clear
  }
  closeSync(out)
  return sums
}

interface Run {
  readonly what: string
  readonly wallSeconds: number
  readonly cpuSeconds: number
}

/**
 * A run of grep, its processor time as the shell tells it. The count goes through a pipe: with /dev/null behind it, GNU grep stops
 * at the first match.
 */
function grep(file: string, what: string, parameters: readonly string[]): Run {
  const start = performance.now()
  const script = 'TIMEFORMAT="%U %S"; time (LC_ALL=C grep "$@" | cat)'
  const { stderr } = spawnSync('bash', ['-c', script, 'grep', ...parameters, file], { encoding: 'utf8' })
  const [user = 0, system = 0] = stderr.trim().split(' ').map(Number)
  return { what, wallSeconds: (performance.now() - start) / 1_000, cpuSeconds: user + system }
}

/** What the reading process found out about itself. */
interface Reading {
  readonly run: Run
  readonly memory: readonly number[]
  readonly facts: LogFacts
}

/** Reads the log, in a process that does nothing else, and prints what it took. */
async function read(path: string): Promise<void> {
  const reader = new LogReader()
  const log = await openLog(path)
  const tenth = (log.size ?? 0) / 10
  const memory: number[] = []
  const start = performance.now()
  for await (const piece of log.pieces(() => {}, new AbortController().signal)) {
    reader.write(piece)
    if (reader.bytes >= memory.length * tenth) memory.push(process.memoryUsage().rss / 1e6)
  }
  reader.endFile(new Date('2026-12-01'))
  const facts = reader.facts()
  const { user, system } = process.cpuUsage()
  const wallSeconds = (performance.now() - start) / 1_000
  const reading: Reading = {
    run: { what: 'wiretight logs', wallSeconds, cpuSeconds: (user + system) / 1e6 },
    memory,
    facts,
  }
  process.stdout.write(JSON.stringify(reading))
}

if (process.argv[2] === '--read') {
  await read(process.argv[3] ?? '')
} else {
  compare()
}

function compare(): void {
  const folder = mkdtempSync(join(tmpdir(), 'wiretight-bench-'))
  const file = join(folder, 'mail.log')
  try {
    const sums = generate(file)
    const megabytes = statSync(file).size / 1e6
    // The file is in the cache of the kernel for all of them.
    execFileSync('cat', [file], { stdio: ['ignore', 'ignore', 'ignore'] })
    const plain = grep(file, 'grep -c status=sent', ['-c', 'status=sent'])
    const pattern = grep(file, 'grep -cE, the lines that count', [
      '-cE',
      'TLS connection (established|reused)|status=sent|: client=|disconnect from',
    ])
    const output = execFileSync(process.execPath, [import.meta.filename, '--read', file], {
      encoding: 'utf8',
      maxBuffer: 1e9,
    })
    const { run, memory, facts }: Reading = JSON.parse(output)
    const isRight =
      facts.out.encrypted === sums.encrypted &&
      facts.out.clear === sums.clear &&
      facts.in.encrypted === sums.encrypted &&
      facts.input.lines === sums.lines
    const rate = ({ wallSeconds, cpuSeconds }: Run): readonly string[] => [
      `${wallSeconds.toFixed(1)} s`,
      `${Math.round(megabytes / wallSeconds)} MB/s`,
      `${cpuSeconds.toFixed(1)} s`,
      `${Math.round(megabytes / cpuSeconds)} MB/s`,
    ]
    const version = execFileSync('grep', ['--version'], { encoding: 'utf8' }).split('\n')[0] ?? ''
    console.log(
      `${new Date().toISOString().slice(0, 10)}, Node.js ${process.version}, ${version}, ${megabytes.toFixed(0)} MB, ${sums.lines} lines.`,
    )
    console.log('')
    console.log(
      table(
        ['', 'time', 'per second', 'processor', 'per second of it'],
        [plain, pattern, run].map((each) => [each.what, ...rate(each)]),
      ),
    )
    console.log('')
    console.log(
      `Processor time, compared: ${(run.cpuSeconds / plain.cpuSeconds).toFixed(1)} × that of the plain grep, ${(run.cpuSeconds / pattern.cpuSeconds).toFixed(1)} × that of the one with a pattern.`,
    )
    console.log(
      `Memory (resident, at every tenth of the file): ${memory.map((each) => each.toFixed(0)).join(', ')} MB.`,
    )
    console.log(
      `Every number as generated: ${isRight ? 'yes' : 'NO'} (${facts.in.messages} messages in, ${facts.out.messages} out, ${facts.days.length} days).`,
    )
    const flat = Math.max(...memory.slice(2)) < 1.3 * Math.min(...memory.slice(2))
    process.exitCode = isRight && flat && megabytes / run.cpuSeconds >= 100 ? 0 : 1
  } finally {
    rmSync(folder, { recursive: true })
  }
}
