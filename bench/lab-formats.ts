/**
 * Measures what it takes to have a report of every domain of the lab in every form, in three ways: one `check` that writes all
 * forms, one `check` and a `judge` of its report for each further form, and a `check` for each form, which audits everything
 * anew. Run with `node bench/lab-formats.ts`; the results are printed as Markdown and written to `bench/lab-formats.md`.
 */
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { loadavg, release, tmpdir } from 'node:os'
import { join } from 'node:path'
import { FORMATS, type Format } from '../src/apps/cli/output.ts'
import { LAB_DOMAINS } from '../src/lab/domains/lab-domains.ts'
import { timedRun } from '../test/peers/harness/timed-run.ts'
import { buildProduct, type Product } from './scanners/product.ts'
import { machine } from './scanners/versions.ts'
import { table } from './section.ts'

/** Seconds in which all domains are to be had in all forms. */
const GOAL_SECONDS = 20

const domains = LAB_DOMAINS.map(({ domain }) => domain)

/** What some runs of the program took together. */
interface Cost {
  readonly seconds: number
  readonly cpuSeconds: number
}

const folder = await mkdtemp(join(tmpdir(), 'wiretight-bench-lab-'))
try {
  const product = await buildProduct()
  const load = loadavg()[0] ?? 0
  await run(product, ['check', '--lab', 'null-mx.lab']) // compiled code is kept from here on

  const together = await run(product, [
    'check',
    '--lab',
    ...domains,
    ...FORMATS.flatMap((format) => written(format, 'all')),
  ])
  const stored = join(folder, 'all.json')
  const sizes = await Promise.all(FORMATS.map(async (format) => (await stat(fileOf(format, 'all'))).size))
  const judged: Cost[] = []
  for (const format of FORMATS) judged.push(await run(product, ['judge', stored, ...written(format, 'judged')]))
  const audited: Cost[] = []
  for (const format of FORMATS)
    audited.push(await run(product, ['check', '--lab', ...domains, ...written(format, 'anew')]))

  const json = FORMATS.indexOf('json')
  const resumed = [audited[json] ?? together, ...judged.filter((_, at) => at !== json)]
  const rows = [
    row('one `check` that writes all forms', 1, [together], GOAL_SECONDS),
    row('one `check --json`, and a `judge` of its report for each other form', FORMATS.length, resumed, null),
    row('a `check` for each form, one after the other', FORMATS.length, audited, null),
  ]
  const each = FORMATS.map((format, at) => [
    format,
    kilobytes(sizes[at] ?? 0),
    seconds([judged[at] ?? together]),
    seconds([audited[at] ?? together]),
  ])
  const text = `# The whole lab in every form, measured

\`node bench/lab-formats.ts\`, ${new Date().toISOString().slice(0, 10)}, Node ${process.versions.node}, Linux ${release().replace(/-.*/, '')}, ${machine()}; load average
${load.toFixed(1)} when it began. ${domains.length} domains, the default plan, ${FORMATS.length} forms. The audits wait for servers of the lab that keep
everybody waiting on purpose (\`tarpit.lab\` for eight seconds, which is the longest of them), so that the time is more than the
processor's. Auditing anew for each form is never needed: \`check\` takes several forms at once, and \`judge\` renders a stored report.

${table(['what', 'processes', 'seconds', 'of the processor', 'goal'], rows)}

${table(['form', 'kB', '`judge`, s', '`check`, s'], each)}
`
  console.log(text)
  await writeFile(join(import.meta.dirname, 'lab-formats.md'), text)
  process.exitCode = together.seconds < GOAL_SECONDS ? 0 : 1
} finally {
  await rm(folder, { recursive: true })
}

async function run({ script, environment }: Product, words: readonly string[]): Promise<Cost> {
  const all = [process.execPath, script, ...words, '--fail-on', 'never', '--no-config']
  const { exitCode, output, ...cost } = await timedRun(all, folder, { environment })
  // Three is what a report of which much could not be determined ends with.
  if (exitCode !== 0 && exitCode !== 3) throw new Error(`${words[0]} ended with ${exitCode}\n${output}`)
  return cost
}

function written(format: Format, name: string): readonly string[] {
  return ['--format', format, '-o', fileOf(format, name)]
}

function fileOf(format: Format, name: string): string {
  return join(folder, `${name}.${format}`)
}

function row(what: string, processes: number, costs: readonly Cost[], goal: number | null): readonly string[] {
  const processor = costs.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0)
  return [what, String(processes), seconds(costs), processor.toFixed(1), goal === null ? '' : `< ${goal}`]
}

function seconds(costs: readonly Cost[]): string {
  return costs.reduce((sum, cost) => sum + cost.seconds, 0).toFixed(1)
}

function kilobytes(size: number): string {
  return Math.round(size / 1_000).toLocaleString('en')
}
