import type { TlsVersion } from '../../../base/answer.ts'
import { acceptedSuites } from '../knowledge.ts'
import { offerSuites } from '../offers.ts'
import { unprovedPair } from '../preference.ts'
import { familyOf, type SuiteClass, suiteUniverse } from '../universe.ts'
import { askSuites, hello, isFree, type Question, suitesInFlight, undecided } from '../view.ts'

/**
 * Whose order decides among suites: everything once more, in reverse. Needs answers in the usual order first; where the
 * order is the client's the answer is a new suite, so that nothing is lost.
 *
 * @param after accepted suites before it is asked; a full survey most often finds out without it
 */
export function preferenceQuestion(version: TlsVersion, after = 1): Question {
  const goal = `preference ${version}`
  return (view) => {
    const { knowledge } = view
    if (knowledge.preference[version] !== 'unknown' || knowledge.answered.has(goal) || !isFree(view, goal)) return []
    const isComplete = undecided(knowledge, version, suiteUniverse(version)).length === 0
    const accepted = acceptedSuites(knowledge, version).length
    if (accepted === 0 || (accepted < after && !isComplete)) return []
    const answers = knowledge.suites[version]
    const open = suiteUniverse(version).filter((suite) => (answers.get(suite)?.state ?? 'accepted') === 'accepted')
    if (open.length < 2) return []
    return [hello(goal, offerSuites(knowledge, version, open.toReversed()))]
  }
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
