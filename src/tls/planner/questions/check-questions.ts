import type { TlsVersion } from '../../../base/answer.ts'
import { suiteById } from '../../../registry/find-suite.ts'
import { PADDING_VARIANTS } from '../../wire/rsa-key-exchange.ts'
import { acceptedSuites, isStalled, type Knowledge } from '../knowledge.ts'
import { offerSuites } from '../offers.ts'
import type { AfterCheck } from '../outcome.ts'
import type { Probe } from '../probe.ts'
import { suiteUniverse } from '../universe.ts'
import { isFree, type Question, undecided, type View } from '../view.ts'
import { ROBOT_TESTS } from '../vulnerabilities.ts'

/** Versions in which the checks behind a flight make sense, the best first. */
const CLASSIC_VERSIONS: readonly TlsVersion[] = ['tls12', 'tls11', 'tls10', 'ssl3']

/**
 * Checks that are still open and not under way. They ride on hellos that ask about suites anyway; each hello makes the first
 * that the server's choice allows.
 */
export function ridingChecks(view: View): readonly AfterCheck[] {
  const { knowledge } = view
  const checks: AfterCheck[] = []
  if (isOpen(view, 'heartbleed')) checks.push({ check: 'heartbleed' })
  const variant = nextRobotTest(view)
  if (variant !== null) checks.push({ check: 'robot', variant })
  if (knowledge.vulnerabilities.ccsInjection.state === 'unknown' && isOpen(view, 'ccs')) checks.push({ check: 'ccs' })
  return checks
}

/** Checks for which no hello came by: asked with suites that are known to be accepted, each once. */
export const checksQuestion: Question = (view) => {
  const { knowledge } = view
  if (CLASSIC_VERSIONS.some((version) => mayStillRide(view, version))) return []
  return CLASSIC_VERSIONS.flatMap((version): readonly Probe[] => {
    const accepted = acceptedSuites(knowledge, version)
    const staticRsa = accepted.filter((suite) => suiteById(suite)?.keyExchange === 'RSA')
    const variant = nextRobotTest(view)
    const heartbeat = knowledge.features.heartbeat.state === 'accepted'
    return [
      ...(heartbeat && isOpen(view, 'heartbleed') ? ask(view, version, accepted, { check: 'heartbleed' }) : []),
      ...(variant === null ? [] : ask(view, version, staticRsa, { check: 'robot', variant })),
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

/** The next test of RSA padding; the second round only if the first showed a difference. */
function nextRobotTest({ knowledge, inFlight }: View): number | null {
  if (knowledge.vulnerabilities.robot.state !== 'unknown' || isContradictory(knowledge)) return null
  const done = PADDING_VARIANTS.every((_, variant) => knowledge.robot.has(variant))
  const end = done ? ROBOT_TESTS : PADDING_VARIANTS.length
  for (let variant = 0; variant < end; variant += 1) {
    const isUnderWay = inFlight.some(
      (probe) =>
        probe.kind === 'hello' && probe.after?.some((check) => check.check === 'robot' && check.variant === variant),
    )
    if (!knowledge.robot.has(variant) && !isUnderWay) return variant
  }
  return null
}

function isContradictory({ robot }: Knowledge): boolean {
  return robot.size >= ROBOT_TESTS
}

function isOpen({ knowledge, inFlight }: View, check: 'heartbleed' | 'ccs'): boolean {
  const answer = knowledge.vulnerabilities[check === 'ccs' ? 'ccsInjection' : 'heartbleed']
  if (answer.state !== 'unknown' || answer.why !== 'not-asked') return false
  return !inFlight.some((probe) => probe.kind === 'hello' && probe.after?.some((other) => other.check === check))
}
