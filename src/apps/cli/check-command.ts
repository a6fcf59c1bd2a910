import { audit } from '../../audit/audit.ts'
import type { AuditOptions } from '../../audit/environment.ts'
import { parseTarget, type Target } from '../../audit/target.ts'
import { attempt, ProbeError } from '../../base/failure.ts'
import type { DomainFacts } from '../../facts/domain-facts.ts'
import type { RuleCode } from '../../judge/codes.ts'
import { type Judgement, judge } from '../../judge/judge.ts'
import { DEFAULT_PROFILE, profileByName } from '../../judge/profiles.ts'
import { type Report, reportOf } from '../../report/report.ts'
import {
  destinationsOf,
  failOnOf,
  numberOf,
  planOf,
  portsOf,
  profileNameOf,
  type RawCheckOptions,
  refuse,
} from './check-options.ts'
import { openEnvironment, usableFamilies } from './environment.ts'
import { EXIT, exitCode } from './exit-code.ts'
import { codesOf, judgedOnly, planForCodes } from './only.ts'
import { writeReports } from './output.ts'
import { liveProgress, NO_PROGRESS, type Progress } from './progress.ts'
import { terminalLook } from './terminal.ts'

/** Connections at once to one server that no option exceeds: more is an attack. */
const MOST_LANES = 16

/** Targets that are audited at the same time. */
const TARGETS_AT_ONCE = 4

/** The same in the lab, whose servers are nobody's and some of which keep everybody waiting. */
const LAB_TARGETS_AT_ONCE = 8

/** Targets of one call, so that a mistaken file does not start a mass scan. */
const MOST_TARGETS = 10_000

/** What one target came to. */
interface Audited {
  readonly report: Report
  readonly judgement: Judgement
}

/** `wiretight check TARGET...`: audits targets and writes a report. Returns the exit code. */
export async function checkCommand(
  texts: readonly string[],
  raw: RawCheckOptions,
  signal: AbortSignal,
): Promise<number> {
  const destinations = destinationsOf(raw)
  const failOn = failOnOf(raw.failOn)
  const profile = profileByName(profileNameOf(raw.profile)) ?? DEFAULT_PROFILE
  const codes = codesOf(raw.only)
  const earlier = await storedFacts(raw.resume)
  const targets = await targetsOf(texts.length > 0 ? texts : earlier.map(({ domain }) => domain))
  const options: AuditOptions = {
    ...auditOptions(raw, codes, signal),
    ...(codes === null ? {} : { plan: planForCodes(codes) }),
    earlier: earlier.flatMap(({ servers }) => servers),
    earlierDomains: earlier,
  }
  const stderr = terminalLook(process.stderr, { color: raw.color, ascii: raw.ascii ?? false }, process.env)
  const progress = stderr.isTty && !raw.quiet ? liveProgress(process.stderr) : NO_PROGRESS
  const atOnce = raw.lab ? LAB_TARGETS_AT_ONCE : TARGETS_AT_ONCE
  for (const target of targets.slice(0, atOnce)) progress.show({ kind: 'started', target: target.text })
  const { environment, close } = await openEnvironment(raw, targets)
  try {
    const audited = await auditAll(targets, atOnce, signal, async (target) => {
      const facts = await audit(target, environment, { ...options, onProgress: progress.show })
      const judgement = judgedOnly(judge(facts, profile), codes)
      return { report: reportOf(facts, judgement), judgement }
    })
    progress.clear()
    const reports = audited.map(({ report }) => report)
    if (reports.length > 0) await writeReports(reports, destinations, raw)
    if (signal.aborted) return interrupted(audited.length, targets.length, progress)
    return exitCode(
      audited.map(({ judgement }) => judgement),
      failOn,
    )
  } finally {
    progress.clear()
    await close()
  }
}

/** Runs over the targets, a few at a time, in the order given; an interrupt keeps what was finished. */
async function auditAll(
  targets: readonly Target[],
  atOnce: number,
  signal: AbortSignal,
  auditOne: (target: Target) => Promise<Audited>,
): Promise<readonly Audited[]> {
  const results: (Audited | null)[] = targets.map(() => null)
  let next = 0
  const worker = async (): Promise<void> => {
    while (next < targets.length && !signal.aborted) {
      const at = next
      next += 1
      const target = targets[at]
      if (target === undefined) return
      const result = await attempt(() => auditOne(target))
      if (result.ok) results[at] = result.value
      else if (result.failure.code !== 'cancelled') throw new ProbeError(result.failure)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
  return results.flatMap((result) => result ?? [])
}

function interrupted(finished: number, asked: number, progress: Progress): number {
  progress.clear()
  process.stderr.write(`wiretight: interrupted; ${finished} of ${asked} targets were reported\n`)
  return EXIT.interrupted
}

function auditOptions(raw: RawCheckOptions, codes: readonly RuleCode[] | null, signal: AbortSignal): AuditOptions {
  return {
    plan: planOf(raw),
    lanes: numberOf('--lanes', raw.lanes, 4, { least: 1, most: MOST_LANES }),
    connections: numberOf('--connections', raw.connections, 1_000, { least: 1, most: 1_000 }),
    ports: portsOf(raw.ports),
    families: usableFamilies(raw),
    allowPrivate: raw.allowPrivate ?? false,
    dane: raw.dane,
    mtaSts: raw.mtaSts,
    submission: raw.ports === undefined,
    // Whoever names the finding wants it asked.
    openRelay: raw.openRelay === true || codes?.includes('smtp-open-relay') === true,
    signal,
  }
}

/** Facts of the report that `--resume` names; none without it. */
async function storedFacts(file: string | undefined): Promise<readonly DomainFacts[]> {
  if (file === undefined) return []
  const { readReports } = await import('./read-reports.ts')
  return readReports(file)
}

/** Targets of the command line; `-` stands for the lines of standard input. */
async function targetsOf(texts: readonly string[]): Promise<readonly Target[]> {
  const lists = await Promise.all(texts.map((text) => (text === '-' ? readLines() : Promise.resolve([text]))))
  const all = lists.flat()
  if (all.length === 0) return refuse('TARGET', 'no target is named')
  if (all.length > MOST_TARGETS) return refuse('TARGET', `at most ${MOST_TARGETS} targets at once`)
  return all.map(parseTarget)
}

async function readLines(): Promise<readonly string[]> {
  let text = ''
  for await (const chunk of process.stdin) text += String(chunk)
  return text
    .split(/\r?\n/)
    .map((line) => line.replace(/#.*/, '').trim())
    .filter((line) => line !== '')
}
