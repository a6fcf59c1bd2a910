import { acceptedSuites, type GroupVersion, type Knowledge } from '../knowledge.ts'
import { offerGroups } from '../offers.ts'
import {
  groupUniverse,
  isUnlikely,
  needsCertificateCurve,
  needsGroup,
  POST_QUANTUM_GROUPS,
  suiteUniverse,
  WEAK_CURVES,
} from '../universe.ts'
import { hello, isFree, type Question, suitesInFlight, undecided, type View } from '../view.ts'

/** Whether any group with a post-quantum part is accepted. */
export const postQuantumQuestion: Question = (view) => {
  const goal = 'post-quantum'
  const { knowledge } = view
  const answers = knowledge.groups.tls13
  if (!isFree(view, goal) || knowledge.versions.tls13.state === 'refused') return []
  if (POST_QUANTUM_GROUPS.some((group) => answers.get(group)?.state === 'accepted')) return []
  const open = POST_QUANTUM_GROUPS.filter((group) => !answers.has(group))
  if (open.length === 0 || isPending(knowledge, open)) return []
  return [hello(goal, offerGroups(knowledge, 'tls13', suiteUniverse('tls13'), open))]
}

/** True when the refusal of these groups is on record and waits only for a suite that is known to be accepted. */
function isPending(knowledge: Knowledge, groups: readonly number[]): boolean {
  return knowledge.refusals.some(
    ({ offer }) => offer.groupsNarrowed && groups.every((group) => offer.groups.includes(group)),
  )
}

/** Whether a curve too small for today is accepted in TLS 1.2; needs a suite that is known to be. */
export const weakCurvesQuestion: Question = (view) => {
  const goal = 'weak-curves'
  const { knowledge } = view
  const answers = knowledge.groups.tls12
  const open = WEAK_CURVES.filter((group) => !answers.has(group))
  const proven = acceptedSuites(knowledge, 'tls12').filter((suite) => decidesGroups('tls12', suite))
  if (!isFree(view, goal) || open.length === 0 || proven.length === 0) return []
  return [hello(goal, offerGroups(knowledge, 'tls12', proven, open))]
}

/**
 * Every group of a version, by leaving out what was chosen. The hello carries suites that are known to be accepted, so that
 * a refusal is the groups'; where the client's order decides it also carries open suites in front, which come to light free.
 */
export function groupsQuestion(version: GroupVersion): Question {
  const goal = `groups ${version}`
  return (view) => {
    const { knowledge } = view
    if (!isFree(view, goal) || knowledge.versions[version].state !== 'accepted') return []
    const answers = knowledge.groups[version]
    const open = groupUniverse(version).filter((group) => !answers.has(group))
    const proven = acceptedSuites(knowledge, version).filter((suite) => decidesGroups(version, suite))
    if (open.length === 0 || proven.length === 0) return []
    return [hello(goal, offerGroups(knowledge, version, [...freeRiders(view, version), ...proven], open))]
  }
}

/** A suite whose refusal would be the groups': one with an ECDSA certificate also needs that key's curve in TLS 1.2. */
function decidesGroups(version: GroupVersion, suite: number): boolean {
  return needsGroup(suite) && !(version === 'tls12' && needsCertificateCurve(suite))
}

function freeRiders(view: View, version: GroupVersion): readonly number[] {
  if (view.knowledge.preference[version] !== 'client') return []
  const asked = suitesInFlight(view, version)
  return undecided(view.knowledge, version, suiteUniverse(version)).filter(
    (suite) => decidesGroups(version, suite) && !isUnlikely(suite) && !asked.has(suite),
  )
}
