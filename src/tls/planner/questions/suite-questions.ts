import type { TlsVersion } from '../../../base/answer.ts'
import { acceptedSuites, isStalled, type Knowledge } from '../knowledge.ts'
import type { Probe } from '../probe.ts'
import { groupUniverse, isUnlikely, RANK_CUTS, rankOf, suiteUniverse } from '../universe.ts'
import { askSuites, type Question, suitesInFlight, undecided } from '../view.ts'
import { withChecks } from './check-questions.ts'

/** A part of a suite list that is worth a lane of its own; each part costs one more refusal. */
const PART_SUITES = 24

/** Accepted suites of a version before its list is cut into parts: short lists are not worth it. */
const PARTS_AFTER = 4

/** Parts that one version's list is cut into. */
const MOST_PARTS = 7

/**
 * Every suite of one version. Offering all and leaving out what was chosen needs one probe more than there are accepted
 * suites; idle lanes take a part of the list each, which costs one more refusal per part. Whether the version is accepted
 * at all is another question's business.
 *
 * While nobody knows whose order decides, the list is offered from its weak end: a server that prefers then passes over
 * suites that turn out to be accepted later, which is the proof, at no further cost.
 */
export function suitesQuestion(version: TlsVersion): Question {
  const goal = `suites ${version}`
  return (view) => {
    const { knowledge, room } = view
    if (knowledge.versions[version].state !== 'accepted' || room < 1 || isStalled(knowledge, goal)) return []
    const asked = suitesInFlight(view, version)
    const open = undecided(knowledge, version, suiteUniverse(version)).filter((suite) => !asked.has(suite))
    if (open.length === 0 || (version === 'tls13' && !areGroupsSettled(knowledge))) return []
    const isFirst = asked.size === 0
    return cut(knowledge, version, open, isFirst, room)
      .flatMap((part) => askInUsefulOrder(knowledge, goal, version, part))
      .slice(0, room)
      .map((probe, at) => (at === 0 && version !== 'tls13' ? withChecks(view, probe) : probe))
  }
}

/** In TLS 1.3 the usual suites come to light with the groups, so the rest waits for those. */
function areGroupsSettled(knowledge: Knowledge): boolean {
  const hasStalled = isStalled(knowledge, 'groups tls13')
  return hasStalled || groupUniverse('tls13').every((group) => knowledge.groups.tls13.has(group))
}

function askInUsefulOrder(
  knowledge: Knowledge,
  goal: string,
  version: TlsVersion,
  part: readonly number[],
): readonly Probe[] {
  const fromWeakEnd = knowledge.preference[version] === 'unknown' && acceptedSuites(knowledge, version).length > 0
  return askSuites(knowledge, goal, version, fromWeakEnd ? part.toReversed() : part)
}

/**
 * Cuts the open suites for the lanes. A list in the server's own order is cut by rank, and only in TLS 1.2: such parts most
 * likely follow each other in that order, and fitting them together costs probes. Other lists are cut evenly, with the
 * unlikely suites together in the last part.
 */
function cut(
  knowledge: Knowledge,
  version: TlsVersion,
  open: readonly number[],
  isFirst: boolean,
  room: number,
): readonly (readonly number[])[] {
  const accepted = acceptedSuites(knowledge, version).length
  if (accepted < PARTS_AFTER) return isFirst ? [open] : []
  if (knowledge.preference[version] === 'server') return version === 'tls12' ? cutByRank(open) : isFirst ? [open] : []
  return cutEvenly(open, Math.min(room, MOST_PARTS))
}

function cutByRank(suites: readonly number[]): readonly (readonly number[])[] {
  return RANK_CUTS.map(([least, below]) =>
    suites.filter((suite) => rankOf(suite) >= least && rankOf(suite) < below),
  ).filter((part) => part.length > 0)
}

/** Deals the list out like cards, since neighbours in it are often all accepted or all refused. */
function cutEvenly(suites: readonly number[], room: number): readonly (readonly number[])[] {
  const likely = suites.filter((suite) => !isUnlikely(suite))
  const unlikely = suites.filter(isUnlikely)
  const count = Math.min(room, Math.max(1, Math.floor(likely.length / PART_SUITES)))
  const even = Array.from({ length: count }, (_, part) => likely.filter((_suite, at) => at % count === part))
  const last = [...(even.at(-1) ?? []), ...unlikely]
  return [...even.slice(0, -1), last].filter((part) => part.length > 0)
}
