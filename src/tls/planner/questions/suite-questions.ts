import type { TlsVersion } from '../../../base/answer.ts'
import { isUnlikely, suiteUniverse } from '../universe.ts'
import { askSuites, type Question, suitesInFlight, undecided } from '../view.ts'

/** A part of a suite list that is worth a lane of its own; each part costs one more refusal. */
const PART_SUITES = 24

/**
 * Every suite of one version. Offering all and leaving out what was chosen needs one probe more than there are accepted
 * suites; idle lanes take a part of the list each, which costs one more refusal per part. Whether the version is accepted
 * at all is another question's business, except for `open`, which is asked at once.
 */
export function suitesQuestion(version: TlsVersion, start: 'open' | 'accepted' = 'accepted'): Question {
  const goal = `suites ${version}`
  return (view) => {
    const { knowledge, room } = view
    const { state } = knowledge.versions[version]
    if (state === 'refused' || room < 1 || (state === 'unknown' && start === 'accepted')) return []
    const asked = suitesInFlight(view, version)
    const open = undecided(knowledge, version, suiteUniverse(version)).filter((suite) => !asked.has(suite))
    if (open.length === 0 || (knowledge.stalled.get(goal)?.count ?? 0) > 1) return []
    if (state === 'unknown') {
      return asked.size === 0 ? askSuites(knowledge, goal, version, open).slice(0, room) : []
    }
    return parts(open, room)
      .flatMap((part) => askSuites(knowledge, goal, version, part))
      .slice(0, room)
  }
}

/** Cuts a list into at most `room` parts; unlikely suites stay together in the last. */
function parts(suites: readonly number[], room: number): readonly (readonly number[])[] {
  const likely = suites.filter((suite) => !isUnlikely(suite))
  const unlikely = suites.filter(isUnlikely)
  const count = Math.min(room, Math.max(1, Math.floor(likely.length / PART_SUITES)))
  const size = Math.ceil(likely.length / count)
  const cut = Array.from({ length: count }, (_, at) => likely.slice(at * size, (at + 1) * size))
  const last = [...(cut.at(-1) ?? []), ...unlikely]
  return [...cut.slice(0, -1), last].filter((part) => part.length > 0)
}
