/**
 * Measures `wiretight mta-sts serve` with a thousand domains: it has one core to itself, and a client with connections that
 * are kept alive has another. Run with `node bench/mta-sts.ts`; the results are printed as Markdown and written to
 * `bench/mta-sts.md`.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { Agent, get, type RequestOptions } from 'node:https'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { createAuthority } from '../src/lab/certificate-authority.ts'
import { writePolicy } from '../src/mtasts/write-policy.ts'
import { table } from './section.ts'

const DOMAINS = 1_000
const CONNECTIONS = 32
const SECONDS = 5
const GOAL_PER_SECOND = 2_000

/** Kernel ticks of /proc/<pid>/stat, which are hundredths of a second on every Linux of today. */
const TICKS_PER_SECOND = 100

if (process.argv[2] === 'client') await client(Number(process.argv[3]), process.argv[4] ?? '')
else await measure()

async function measure(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'wiretight-bench-mta-sts-'))
  try {
    const { rows, failures } = await run(folder)
    const text = `# The policy host, measured

\`node bench/mta-sts.ts\`, Node ${process.versions.node.split('.')[0]}, ${availableParallelism()} cores; server and client pinned to one core each, ${CONNECTIONS} connections.

${table(['what', 'measured', 'goal'], rows)}
`
    console.log(text)
    await writeFile(join(import.meta.dirname, 'mta-sts.md'), text)
    process.exitCode = failures === 0 ? 0 : 1
  } finally {
    await rm(folder, { recursive: true })
  }
}

async function run(
  folder: string,
): Promise<{ readonly rows: readonly (readonly string[])[]; readonly failures: number }> {
  const [policies, certificates] = [join(folder, 'policies'), join(folder, 'certificates')]
  await Promise.all([mkdir(policies), mkdir(certificates)])
  const authority = createAuthority({ name: 'bench', now: new Date() })
  // Half a thousand files and as many entries of a table; ten hosts to a certificate.
  const tableOfPolicies: Record<string, object> = {}
  for (let at = 0; at < DOMAINS; at += 1) {
    const mx = [`mx1.d${at}.example`, `*.mail.d${at}.example`]
    if (at % 2 === 0) tableOfPolicies[`d${at}.example`] = { mode: 'enforce', mx, maxAge: 2_419_200 }
    else
      await writeFile(join(policies, `d${at}.example.txt`), writePolicy({ mode: 'testing', maxAgeSeconds: 86_400, mx }))
  }
  await writeFile(join(policies, 'policies.json'), JSON.stringify(tableOfPolicies))
  for (let at = 0; at < DOMAINS; at += 10) {
    const names = Array.from({ length: 10 }, (_, index) => `mta-sts.d${at + index}.example`)
    const { chainPem, privateKeyPem } = await authority.issue({ names })
    await writeFile(join(certificates, `${at}.pem`), `${chainPem}${privateKeyPem}`)
  }
  const ca = join(folder, 'root.pem')
  await writeFile(ca, authority.certificates.root.pem)

  const begun = performance.now()
  const server = pinned(0, [
    join(import.meta.dirname, '../test/support/cli-entry.ts'),
    ...['mta-sts', 'serve', '--policies', policies, '--certificates', certificates, '--port', '0'],
  ])
  const port = Number((await firstLine(server)).replace(/^.*:(\d+).*$/, '$1'))
  const startMilliseconds = performance.now() - begun
  const cpuBefore = await cpuSeconds(server)
  const counted: Counted = JSON.parse(await firstLine(pinned(1, [import.meta.filename, 'client', String(port), ca])))
  const cpu = (await cpuSeconds(server)) - cpuBefore
  server.kill('SIGTERM')
  await once(server, 'close')

  const perSecond = counted.requests / counted.seconds
  const rows = [
    ['requests a second, one core', Math.round(perSecond).toLocaleString('en'), GOAL_PER_SECOND.toLocaleString('en')],
    ['requests a second of its processor time', Math.round(counted.requests / cpu).toLocaleString('en'), ''],
    ['median, 99th percentile', `${counted.median.toFixed(1)} ms, ${counted.late.toFixed(1)} ms`, ''],
    ['wrong or failed', String(counted.wrong), '0'],
    [`ready with ${DOMAINS} domains and ${DOMAINS / 10} certificates`, `${Math.round(startMilliseconds)} ms`, ''],
  ]
  return { rows, failures: perSecond >= GOAL_PER_SECOND && counted.wrong === 0 ? 0 : 1 }
}

/** What a client counted. */
interface Counted {
  readonly requests: number
  readonly seconds: number
  readonly wrong: number
  readonly median: number
  readonly late: number
}

/** Asks for one policy after the other over each of its connections, and checks that each is the right one. */
async function client(port: number, caFile: string): Promise<void> {
  const ca = await readFile(caFile)
  const times: number[] = []
  let wrong = 0
  const until = performance.now() + SECONDS * 1_000
  const start = performance.now()
  await Promise.all(
    Array.from({ length: CONNECTIONS }, async (_, lane) => {
      // One host to a connection, as a sender has it: the handshake names it.
      const domain = `d${(lane * 31) % DOMAINS}.example`
      const host = `mta-sts.${domain}`
      const agent = new Agent({ keepAlive: true, maxSockets: 1 })
      while (performance.now() < until) {
        const at = performance.now()
        const body = await ask({
          host: '127.0.0.1',
          port,
          path: '/.well-known/mta-sts.txt',
          servername: host,
          agent,
          ca,
          headers: { Host: host },
        })
        times.push(performance.now() - at)
        if (!body.includes(`mx: mx1.${domain}\r\n`)) wrong += 1
      }
      agent.destroy()
    }),
  )
  const seconds = (performance.now() - start) / 1_000
  const sorted = times.toSorted((a, b) => a - b)
  const at = (share: number): number => sorted[Math.floor(sorted.length * share)] ?? 0
  const counted: Counted = { requests: times.length, seconds, wrong, median: at(0.5), late: at(0.99) }
  console.log(JSON.stringify(counted))
}

function ask(options: RequestOptions): Promise<string> {
  return new Promise((resolve, reject) => {
    get(options, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk
      })
      response.on('end', () => resolve(text))
    }).on('error', reject)
  })
}

/** Starts this Node on one core alone. */
function pinned(core: number, parameters: readonly string[]): ChildProcess {
  const cpu = String(core % availableParallelism())
  return spawn('taskset', ['-c', cpu, process.execPath, ...parameters], { stdio: ['ignore', 'pipe', 'ignore'] })
}

async function firstLine(child: ChildProcess): Promise<string> {
  let text = ''
  for await (const chunk of child.stdout ?? []) {
    text += String(chunk)
    if (text.includes('\n')) break
  }
  return text.split('\n')[0] ?? ''
}

/** User and system time so far; `taskset` has become the program, so the process is the child itself. */
async function cpuSeconds({ pid }: ChildProcess): Promise<number> {
  const fields = (await readFile(`/proc/${pid}/stat`, 'latin1')).replace(/^.*\) /s, '').split(' ')
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND
}
