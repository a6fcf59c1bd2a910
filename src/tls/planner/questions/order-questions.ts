import type { TlsVersion } from '../../../base/answer.ts'
import { acceptedSuites } from '../knowledge.ts'
import { offerSuites } from '../offers.ts'
import { oppositeOffer, unequalPair, unprovedPair } from '../preference.ts'
import type { Probe } from '../probe.ts'
import { familyOf, type SuiteClass, suiteUniverse } from '../universe.ts'
import { askSuites, hello, isFree, type Question, suitesInFlight, undecided, type View } from '../view.ts'

/**
 * Whose order decides among suites: what a choice was made from, the other way round. Where no choice is remembered, as in a
 * survey that goes on from stored facts, two accepted suites are compared first, in both orders.
 *
 * @param after accepted suites before it is asked; a full survey most often finds out without it
 */
export function preferenceQuestion(version: TlsVersion, after = 1): Question {
  const goal = `preference ${version}`
  return (view) => {
    const { knowledge } = view
    if (knowledge.preference[version] !== 'unknown' || !isFree(view, goal)) return []
    const isComplete = undecided(knowledge, version, suiteUniverse(version)).length === 0
    const accepted = acceptedSuites(knowledge, version).length
    if (accepted === 0 || (accepted < after && !isComplete)) return []
    const sure = oppositeOffer(knowledge, version, true)
    if (sure !== null) return [hello(goal, offerSuites(knowledge, version, sure))]
    return accepted > 1 ? compare(view, version) : tryOpposite(view, version, goal)
  }
}

/** Two accepted suites: what is chosen of them is the choice that can be asked for in the opposite order. */
function compare(view: View, version: TlsVersion): readonly Probe[] {
  const goal = `compare ${version}`
  const pair = unequalPair(view.knowledge, version)
  const isAsked = view.knowledge.answered.has(goal) || !isFree(view, goal)
  return isAsked || pair === null ? [] : [hello(goal, offerSuites(view.knowledge, version, pair))]
}

/** While one suite alone is known: another answer is a proof and a second suite, the same answer is neither. */
function tryOpposite(view: View, version: TlsVersion, goal: string): readonly Probe[] {
  const { knowledge } = view
  const offer = knowledge.answered.has(goal) ? null : oppositeOffer(knowledge, version, false)
  return offer === null ? [] : [hello(goal, offerSuites(knowledge, version, offer))]
}

/** A second suite of the usual kind, without which nobody can tell whose order decides. */
export function secondSuiteQuestion(version: TlsVersion, suiteClass: SuiteClass): Question {
  const goal = `second suite ${version}`
  return (view) => {
    const { knowledge } = view
    const isAsked = knowledge.answered.has(`preference ${version}`)
    if (!isAsked || knowledge.answered.has(goal) || !isFree(view, goal)) return []
    if (knowledge.preference[version] !== 'unknown' || acceptedSuites(knowledge, version).length !== 1) return []
    const open = suiteUniverse(version).filter((suite) => suiteClass.some((family) => family === familyOf(suite)))
    return askSuites(knowledge, goal, version, undecided(knowledge, version, open))
  }
}

/**
 * Where the parts of a list that several lanes took fit together in the server's order: two suites at a time, and no more
 * than {@link MERGES} of them. Asked last, when every suite of the version is settled.
 */
export function orderQuestion(version: TlsVersion): Question {
  return (view) => {
    const { knowledge } = view
    const number = Array.from({ length: MERGES }, (_, at) => at).find(
      (at) => !knowledge.answered.has(`order ${version} ${at}`),
    )
    const goal = `order ${version} ${number}`
    if (number === undefined || view.inFlight.some((probe) => probe.goal.startsWith(`order ${version}`))) return []
    if (suitesInFlight(view, version).size > 0 || !isFree(view, goal)) return []
    if (undecided(knowledge, version, suiteUniverse(version)).length > 0) return []
    const pair = unprovedPair(knowledge, version)
    return pair === null ? [] : [hello(goal, offerSuites(knowledge, version, pair))]
  }
}

/** Comparisons that one version's order may cost. */
const MERGES = 8
