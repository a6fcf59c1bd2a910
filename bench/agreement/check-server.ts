import type { ServerFacts } from '../../src/facts/server-facts.ts'
import { scanWith } from '../../test/peers/harness/clients.ts'
import { whyMissing } from '../../test/peers/harness/require-peer.ts'
import { runCompleteSslyze } from '../scanners/sslyze.ts'
import { runWiretight, type Target } from '../scanners/wiretight.ts'
import type { Bench } from '../section.ts'
import { type Difference, differencesOf, seesWhatIsMissing } from './difference.ts'
import { checkDiffieHellman } from './diffie-hellman.ts'
import { type Observation, observationOfFacts, observationOfScan, observationOfSslyze } from './observation.ts'
import { contradictions, openQuestions } from './own-checks.ts'
import { checkOrder } from './server-order.ts'
import type { AgreementServer } from './servers.ts'

/** What came of one server. */
export interface Checked {
  readonly name: string
  readonly observations: readonly Observation[]
  readonly differences: readonly Difference[]
  /** What was checked besides, and holds. */
  readonly notes: readonly string[]
  /** What does not hold. */
  readonly problems: readonly string[]
}

/** Connections at once, as wiretight has it by default. */
const LANES = 4

/** The other scanners, in the order in which they run; those that are not installed are left out. */
const CLIENTS = [
  { client: 'sslscan', scope: 'everything' },
  { client: 'nmap', scope: 'suites' },
  { client: 'testssl', scope: 'suites' },
] as const

/** Has every tool look at a server that runs, and compares what they say. */
export async function checkServer(bench: Bench, server: AgreementServer, target: Target): Promise<Checked> {
  const surveys = {
    quick: await survey(bench, target, 'quick'),
    usual: await survey(bench, target, 'default'),
    full: await survey(bench, target, 'full'),
  }
  const observations: Observation[] = [observationOfFacts(surveys.full)]
  const leftOut: string[] = []
  for (const { client, scope } of CLIENTS) {
    if (whyMissing(client) !== null) continue
    bench.tell(`${server.name}: ${client}`)
    observations.push(observationOfScan(await scanWith(client, target, { scope, timeoutMilliseconds: 900_000 })))
  }
  if ('program' in bench.sslyze) {
    bench.tell(`${server.name}: sslyze`)
    const found = await runCompleteSslyze(bench.sslyze.program, target)
    if (found.incomplete.length === 0) observations.push(observationOfSslyze(found))
    else leftOut.push(`sslyze never completed ${found.incomplete.join(', ')}, and is not compared`)
  }
  const order = await checkOrder(target, surveys.full, server.cipherList ?? null)
  const dh = await checkDiffieHellman(target, surveys.full)
  const problems = [
    ...openQuestions(surveys.full),
    ...contradictions(surveys.quick, surveys.full).map((text) => `quick and full contradict: ${text}`),
    ...contradictions(surveys.usual, surveys.full).map((text) => `default and full contradict: ${text}`),
    ...order.problems,
    ...dh.problems,
    ...(seesWhatIsMissing(observations) ? [] : ['the comparison does not see a suite that was taken away']),
  ]
  return {
    name: server.name,
    observations,
    differences: differencesOf(server.name, observations),
    notes: [...leftOut, ...order.notes, ...dh.notes],
    problems: problems.map((problem) => `${server.name}: ${problem}`),
  }
}

async function survey(bench: Bench, target: Target, plan: 'quick' | 'default' | 'full'): Promise<ServerFacts> {
  return (await runWiretight(bench.product, target, { plan, lanes: LANES })).facts
}
