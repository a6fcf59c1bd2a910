import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ServerFacts } from '../../src/facts/server-facts.ts'
import type { Report } from '../../src/report/report.ts'
import type { PlanName } from '../../src/tls/planner/plan.ts'
import { temporaryFolder } from '../../test/peers/harness/running-peer.ts'
import { type TimedRun, timedRun } from '../../test/peers/harness/timed-run.ts'
import type { Product } from './product.ts'

/** A place to scan. */
export interface Target {
  readonly address: string
  readonly port: number
}

/** How to run wiretight. */
export interface WiretightOptions {
  readonly plan: PlanName
  /** Connections at once. */
  readonly lanes: number
}

/** One run of wiretight as a process of its own. */
export interface WiretightRun extends TimedRun {
  readonly facts: ServerFacts
  /** From the first connection to the last, without the start of the process and the writing of the report. */
  readonly surveySeconds: number
}

/** Runs `wiretight check ADDRESS:PORT --json` and reads what it wrote. Throws when it wrote no facts of the server. */
export async function runWiretight(
  product: Product,
  { address, port }: Target,
  { plan, lanes }: WiretightOptions,
): Promise<WiretightRun> {
  const folder = temporaryFolder('wiretight')
  try {
    const file = join(folder.path, 'report.json')
    const how = [...(plan === 'default' ? [] : [`--${plan}`]), '--lanes', String(lanes), '--quiet']
    const where = ['--fail-on', 'never', '--json', '--output', file, `${address}:${port}`]
    const command = [process.execPath, product.script, 'check', ...how, ...where]
    const run = await timedRun(command, folder.path, { environment: product.environment })
    if (run.exitCode !== 0) throw new Error(`wiretight check ended with ${run.exitCode}\n${run.output}`)
    const report: Report = JSON.parse(readFileSync(file, 'utf8'))
    const facts = report.mx[0]?.addresses[0]?.facts
    if (!facts) throw new Error(`wiretight did not survey ${address}:${port}`)
    const surveySeconds = (Date.parse(report.finishedAt) - Date.parse(report.startedAt)) / 1_000
    return { ...run, facts, surveySeconds }
  } finally {
    folder.remove()
  }
}
