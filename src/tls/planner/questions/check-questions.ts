import type { TlsVersion } from '../../../base/answer.ts'
import { acceptedSuites, isStalled } from '../knowledge.ts'
import { offerSuites } from '../offers.ts'
import type { AfterCheck } from '../outcome.ts'
import type { Probe } from '../probe.ts'
import { CLASSIC_VERSIONS, nextPaddingTest, type PaddingTest, staticRsaSuites } from '../robot.ts'
import { suiteUniverse } from '../universe.ts'
import { isFree, type Question, undecided, type View } from '../view.ts'

/**
 * Checks that are still open and not under way. They ride on hellos that ask about suites anyway; each hello makes the first
 * that the server's choice allows.
 */
function ridingChecks(view: View): readonly AfterCheck[] {
  const { knowledge } = view
  const checks: AfterCheck[] = []
  if (isOpen(view, 'heartbleed')) checks.push({ check: 'heartbleed' })
  const padding = paddingTest(view)
  if (padding !== null && padding.fixed === null) checks.push({ check: 'robot', variant: padding.variant })
  if (knowledge.vulnerabilities.ccsInjection.state === 'unknown' && isOpen(view, 'ccs')) checks.push({ check: 'ccs' })
  return checks
}

/** Lets checks ride along with a hello, on one at a time. */
export function withChecks(view: View, probe: Probe): Probe {
  const after = ridingChecks(view)
  return probe.kind === 'hello' && after.length > 0 ? { ...probe, after } : probe
}

/** Checks for which no hello came by: asked with suites that are known to be accepted, each once. */
export const checksQuestion: Question = (view) => {
  const { knowledge } = view
  if (CLASSIC_VERSIONS.some((version) => mayStillRide(view, version))) return []
  return CLASSIC_VERSIONS.flatMap((version): readonly Probe[] => {
    const accepted = acceptedSuites(knowledge, version)
    const padding = paddingTest(view)
    const heartbeat = knowledge.features.heartbeat.state === 'accepted'
    return [
      ...(heartbeat && isOpen(view, 'heartbleed') ? ask(view, version, accepted, { check: 'heartbleed' }) : []),
      ...(padding === null ? [] : askPadding(view, version, padding)),
      ...(isOpen(view, 'ccs') ? ask(view, version, accepted, { check: 'ccs' }) : []),
    ]
  }).slice(0, 1)
}

/** True while hellos about suites of this version are still to come, with which a check could ride. */
function mayStillRide(view: View, version: TlsVersion): boolean {
  const { knowledge } = view
  if (knowledge.versions[version].state !== 'accepted' || isStalled(knowledge, `suites ${version}`)) return false
  return undecided(knowledge, version, suiteUniverse(version)).length > 0
}

function ask(view: View, version: TlsVersion, suites: readonly number[], check: AfterCheck): readonly Probe[] {
  const goal = `check ${check.check}${check.check === 'robot' ? ` ${check.variant}` : ''}`
  const isAsked = view.knowledge.answered.has(goal) || !isFree(view, goal)
  if (suites.length === 0 || isAsked) return []
  return [{ kind: 'hello', goal, offer: offerSuites(view.knowledge, version, suites), after: [check] }]
}

function askPadding(view: View, version: TlsVersion, { variant, fixed }: PaddingTest): readonly Probe[] {
  const any = staticRsaSuites(view.knowledge, version)
  const suites = fixed === null ? any : fixed.version === version ? [fixed.suite] : []
  return ask(view, version, suites, { check: 'robot', variant })
}

function paddingTest({ knowledge, inFlight }: View): PaddingTest | null {
  return nextPaddingTest(knowledge, (variant) =>
    inFlight.some(
      (probe) =>
        probe.kind === 'hello' && probe.after?.some((check) => check.check === 'robot' && check.variant === variant),
    ),
  )
}

function isOpen({ knowledge, inFlight }: View, check: 'heartbleed' | 'ccs'): boolean {
  const answer = knowledge.vulnerabilities[check === 'ccs' ? 'ccsInjection' : 'heartbleed']
  if (answer.state !== 'unknown' || answer.why !== 'not-asked') return false
  return !inFlight.some((probe) => probe.kind === 'hello' && probe.after?.some((other) => other.check === check))
}
