import type { DomainFacts } from '../facts/domain-facts.ts'
import { ruleByCode } from '../judge/catalogue.ts'
import type { RuleCode } from '../judge/codes.ts'
import { fillCommand } from '../judge/command.ts'
import type { Finding } from '../judge/finding.ts'
import { excluding } from '../judge/fixes.ts'
import type { Judgement } from '../judge/judge.ts'
import { hostedAdvice } from '../judge/mail-systems.ts'
import type { Change, Fix } from '../judge/rule.ts'
import { compareSeverity, worstSeverity } from '../judge/severity.ts'
import { type RecognisedSystem, recogniseSystem, SOFTWARE_NAMES, type Software } from '../judge/software.ts'
import { joinSettings, type Setting } from './join-settings.ts'
import { type Outlook, outlookWithout } from './outlook.ts'
import { EFFORTS, type Effort, effortOf, PLAN_STAGES, type PlanStage, stageOf } from './plan-stage.ts'

/** One change of the settings, the certificates or the zone that ends one or several findings. */
export interface PlanStep {
  /** Under which of the five stages it goes. */
  readonly stage: PlanStage
  /** What is changed: the name that fixes share, or the code of the only rule. */
  readonly change: Change | RuleCode
  /** What to do, as a sentence. */
  readonly action: string
  readonly effort: Effort
  /** The setting for the software that was recognised, or for each that is known when none was. */
  readonly settings: readonly Setting[]
  /** What customers can do where a provider runs the servers; null where none does. */
  readonly provider: { readonly title: string; readonly advice: string } | null
  /** The exchangers that need it; none when it concerns the domain. */
  readonly hosts: readonly string[]
  /** What it ends. */
  readonly codes: readonly RuleCode[]
  /** Points that the target's score rises by when it is done after the steps before it; 0 while something else is worse. */
  readonly gain: number
  /** How the target does once this and all steps before it are done; null when it has no score. */
  readonly after: Outlook | null
  /** The command that shows whether it worked. */
  readonly verify: string
}

/**
 * The changes that end every finding, in the order in which they are worth doing: by the points that each adds to what was
 * done before it, then the easier first. The gains add up to what the whole plan is worth. Findings that only inform need
 * no change.
 */
export function planOf(facts: DomainFacts, judgement: Judgement): readonly PlanStep[] {
  const toEnd = judgement.findings.filter(({ severity }) => severity !== 'info')
  const waiting = changesOf(toEnd).map(([change, findings]) => draftOf(change, findings))
  const systems = systemsOf(facts)
  const done = new Set<RuleCode>()
  const steps: PlanStep[] = []
  let now = outlookWithout(facts, judgement, done)
  while (waiting.length > 0) {
    const [best] = waiting
      .map((draft) => {
        const after = outlookWithout(facts, judgement, new Set([...done, ...draft.codes]))
        return { draft, after, gain: (after?.score ?? 0) - (now?.score ?? 0) }
      })
      .toSorted((a, b) => b.gain - a.gain || compareDrafts(a.draft, b.draft))
    if (best === undefined) break
    waiting.splice(waiting.indexOf(best.draft), 1)
    for (const code of best.draft.codes) done.add(code)
    now = best.after
    steps.push(stepOf(facts, best.draft, systems, best.gain, best.after))
  }
  return joinSettings(steps)
}

/** Findings by the change that ends them. */
function changesOf(findings: readonly Finding[]): readonly (readonly [Change | RuleCode, readonly Finding[]])[] {
  const changes = Map.groupBy(findings, ({ code }): Change | RuleCode => ruleByCode(code)?.fix.change ?? code)
  // Whose turn it is to choose matters only while strong and weak suites are both there: who takes out the weak ones is done.
  const order = changes.get('cipher-no-server-preference')
  const suites = changes.has('suites') ? 'suites' : 'ciphers'
  const weak = changes.get(suites)
  if (order !== undefined && weak !== undefined) {
    changes.delete('cipher-no-server-preference')
    changes.set(suites, [...weak, ...order])
  }
  return [...changes]
}

/** A step before its place is known. */
interface Draft {
  readonly change: Change | RuleCode
  readonly stage: PlanStage
  readonly effort: Effort
  readonly findings: readonly Finding[]
  readonly worst: Finding
  readonly codes: readonly RuleCode[]
}

function draftOf(change: Change | RuleCode, findings: readonly Finding[]): Draft {
  const [worst = missing()] = findings.toSorted((a, b) => compareSeverity(a.severity, b.severity))
  const codes = [...new Set(findings.map(({ code }) => code))]
  return { change, stage: stageOf(change, worst.code), effort: effortOf(change, worst.code), findings, worst, codes }
}

function missing(): never {
  throw new TypeError('a group holds at least one finding')
}

/** Among changes that gain the same: the easier, then the one that ends what is worse, then in the order of the stages. */
function compareDrafts(a: Draft, b: Draft): number {
  const severity = (draft: Draft) => worstSeverity(draft.findings.map((finding) => finding.severity))
  return (
    EFFORTS.indexOf(a.effort) - EFFORTS.indexOf(b.effort) ||
    compareSeverity(severity(a), severity(b)) ||
    PLAN_STAGES.indexOf(a.stage) - PLAN_STAGES.indexOf(b.stage)
  )
}

/** What runs where. */
interface PlacedSystem {
  readonly mx: string
  readonly address: string
  readonly port: number
  readonly system: RecognisedSystem | null
}

function systemsOf({ servers }: DomainFacts): readonly PlacedSystem[] {
  return servers.map((server) => {
    return { mx: server.host, address: server.address, port: server.port, system: recogniseSystem(server) }
  })
}

function stepOf(
  facts: DomainFacts,
  { change, stage, effort, findings, worst, codes }: Draft,
  systems: readonly PlacedSystem[],
  gain: number,
  after: Outlook | null,
): PlanStep {
  const rule = ruleByCode(worst.code)
  const own = findings.map(({ code }) => ruleByCode(code)?.fix).find((each) => each?.change === change)
  const fix = joinExcludes(own ?? rule?.fix ?? { any: '' }, findings)
  const { subject } = worst
  const mode = facts.servers.find(({ address, port }) => address === subject.address && port === subject.port)?.mode
  const concerned = systems.filter((each) => findings.some((finding) => isAbout(finding, each)))
  const hosted = concerned.flatMap(({ system }) => (system?.hosted ? [system] : []))
  const allHosted = hosted.length > 0 && hosted.length === concerned.length
  return {
    stage,
    change,
    action: fix.any,
    effort,
    settings: allHosted ? [] : settingsOf(fix, concerned),
    provider: providerOf(hosted),
    hosts: [...new Set(findings.flatMap((finding) => finding.subject.mx ?? []))],
    codes,
    gain,
    after,
    verify: rule === undefined ? '' : fillCommand(rule.verify, subject, mode),
  }
}

/** True when a finding is about this server, about its exchanger, or about the whole domain. */
function isAbout({ subject }: Finding, { mx, address, port }: PlacedSystem): boolean {
  if (subject.address !== null) return subject.address === address && subject.port === port
  return subject.mx === null || subject.mx === mx
}

/** Fixes that take suites out become one that takes out all of them. */
function joinExcludes(fix: Fix, findings: readonly Finding[]): Fix {
  const words = new Set(findings.flatMap(({ code }) => ruleByCode(code)?.fix.excludes ?? []))
  const known = fix.excludes ?? []
  return words.size > known.length ? excluding([...words]) : fix
}

/** The settings for the software that was recognised; all that are known when nothing was recognised. */
function settingsOf(fix: Fix, concerned: readonly PlacedSystem[]): readonly Setting[] {
  const recognised = new Set<Software>(concerned.flatMap(({ system }) => system?.software ?? []))
  const isUnknown = concerned.every(({ system }) => system === null)
  return SOFTWARE_NAMES.filter((software) => isUnknown || recognised.has(software)).flatMap((software) => {
    const lines = fix[software]
    return lines === undefined ? [] : [{ software, lines }]
  })
}

function providerOf(hosted: readonly RecognisedSystem[]): PlanStep['provider'] {
  const [first] = hosted
  const advice = first === undefined ? null : hostedAdvice(first.system)
  return first === undefined || advice === null ? null : { title: first.title, advice }
}
