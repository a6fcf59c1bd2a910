import type { TlsVersion } from '../../../base/answer.ts'
import { acceptedSuites } from '../knowledge.ts'
import { offerSuites } from '../offers.ts'
import { familyOf, type SuiteClass, suiteUniverse } from '../universe.ts'
import { askSuites, hello, isFree, type Question, undecided } from '../view.ts'

/**
 * Whose order decides among suites: everything once more, in reverse. Needs an answer in the usual order first; where the
 * order is the client's the answer is a new suite, so that nothing is lost.
 */
export function preferenceQuestion(version: TlsVersion): Question {
  const goal = `preference ${version}`
  return (view) => {
    const { knowledge } = view
    if (knowledge.preference[version] !== 'unknown' || knowledge.answered.has(goal) || !isFree(view, goal)) return []
    if (acceptedSuites(knowledge, version).length === 0) return []
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
