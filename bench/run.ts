import { loadavg } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { agreement } from './agreement.ts'
import { connections } from './connections.ts'
import { resources } from './resources.ts'
import { type Part, updateResults } from './results.ts'
import { buildProduct } from './scanners/product.ts'
import { installSslyze } from './scanners/sslyze-install.ts'
import { machine, versions } from './scanners/versions.ts'
import { type Bench, list } from './section.ts'
import { startup } from './startup.ts'

/**
 * Measures wiretight beside the other scanners and writes what came out into RESULTS.md.
 *
 *     node bench/run.ts                            all parts
 *     node bench/run.ts connections startup        these parts; the others' results stay as they are
 *     node bench/run.ts --slow                     testssl.sh also against a distant server, which takes it a quarter of an hour
 *     node bench/run.ts agreement --only Exim      servers whose name has this in it; RESULTS.md stays as it is
 *     node bench/run.ts connections --only quick   likewise scanners
 *
 * Needs root and what `.ci/install-peers` installs; what is missing is left out, with its reason. Exits with 1 when a bound
 * is missed or a difference has no explanation.
 */

const PARTS = [
  { name: 'startup', title: 'Start', run: startup },
  { name: 'resources', title: 'Resources', run: resources },
  { name: 'connections', title: 'Cost', run: connections },
  { name: 'agreement', title: 'Agreement', run: agreement },
] as const

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { slow: { type: 'boolean', default: false }, only: { type: 'string', default: '' } },
})
const strange = positionals.filter((word) => !PARTS.some(({ name }) => name === word))
if (strange.length > 0) {
  process.stderr.write(`no such part: ${strange.join(', ')}; there are ${PARTS.map(({ name }) => name).join(', ')}\n`)
  process.exit(2)
}

const chosen = positionals.length === 0 ? PARTS : PARTS.filter(({ name }) => positionals.includes(name))
const begun = performance.now()
const tell = (line: string): void => {
  process.stdout.write(`${((performance.now() - begun) / 1_000).toFixed(0).padStart(5)} s  ${line}\n`)
}
tell('compiling')
const bench: Bench = {
  product: await buildProduct(),
  sslyze: await installSslyze(),
  slow: values.slow,
  only: values.only,
  tell,
}
const parts: Part[] = []
const failures: string[] = []
for (const { title, run } of chosen) {
  const at = new Date()
  const load = loadavg()[0] ?? 0
  const section = await run(bench)
  const when = `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC, load average ${load.toFixed(1)} when it began.`
  parts.push({ title, text: `Measured ${when}\n\n${section.body}` })
  failures.push(...section.failures)
}
if (values.only === '') {
  updateResults(join(import.meta.dirname, 'RESULTS.md'), await header(bench), parts)
}
for (const failure of failures) process.stdout.write(`FAILED  ${failure}\n`)
process.exitCode = failures.length === 0 ? 0 : 1

async function header({ sslyze }: Bench): Promise<string> {
  const programs = (await versions(sslyze)).map(({ name, version }) => `${name} ${version}`)
  return `# Results of the benchmark

Written by \`npm run bench\`. The newest run was made on ${machine()}, with these programs:

${list(programs)}`
}
