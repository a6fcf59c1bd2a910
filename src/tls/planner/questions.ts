import type { TlsVersion } from '../../base/answer.ts'
import { VERSION_NAMES } from '../../registry/versions.ts'
import { acceptedSuites, type GroupVersion, highestAccepted, type Knowledge } from './knowledge.ts'
import { offerFallback, offerGroups, offerSsl2, offerSuites } from './offers.ts'
import type { HandshakeGoal, Probe } from './probe.ts'
import {
  familyOf,
  groupUniverse,
  isUnlikely,
  needsCertificateCurve,
  needsGroup,
  POST_QUANTUM_GROUPS,
  type SuiteClass,
  suiteUniverse,
  WEAK_CURVES,
} from './universe.ts'
import { askSuites, hello, isFree, type Question, suitesInFlight, undecided, type View } from './view.ts'
import { unseenWeaknesses } from './weaknesses.ts'

/** A part of a suite list that is worth a lane of its own; each part costs one more refusal. */
const PART_SUITES = 24

/** A whole handshake with the local OpenSSL, once. */
export function handshakeQuestion(goal: HandshakeGoal): Question {
  const name = `handshake ${goal}`
  return (view) =>
    view.knowledge.handshakes[goal] === undefined && isFree(view, name)
      ? [{ kind: 'handshake', goal: name, handshake: goal }]
      : []
}

/** Which versions from `top` down to SSL 3.0 are accepted; one refusal of everything clears them all. */
export function versionsQuestion(top: TlsVersion): Question {
  const goal = `at most ${top}`
  return (view) => {
    const { knowledge } = view
    if (!isFree(view, goal)) return []
    const candidates = VERSION_NAMES.slice(1, VERSION_NAMES.indexOf(top) + 1).toReversed()
    const version = candidates.find((candidate) => knowledge.versions[candidate].state === 'unknown')
    if (version === undefined || suitesInFlight(view, version).size > 0) return []
    const lower = candidates.slice(candidates.indexOf(version))
    const suites = new Set(lower.flatMap((each) => undecided(knowledge, each, suiteUniverse(each))))
    return askSuites(knowledge, goal, version, [...suites])
  }
}

/** Whether TLS 1.3 is accepted, when the real handshake did not show it. */
export const version13Question: Question = (view) => {
  const goal = 'version tls13'
  const { knowledge } = view
  const waits = knowledge.handshakes.best === undefined || suitesInFlight(view, 'tls13').size > 0
  if (waits || knowledge.versions.tls13.state !== 'unknown' || !isFree(view, goal)) return []
  return askSuites(knowledge, goal, 'tls13', undecided(knowledge, 'tls13', suiteUniverse('tls13')))
}

/**
 * Which classes of suites a version accepts. One hello offers every class that is still open; the class of the answer is
 * accepted and left out of the next; a refusal closes all the rest at once. Costs the accepted classes plus one.
 */
export function classesQuestion(goal: string, version: TlsVersion, classes: readonly SuiteClass[]): Question {
  return (view) => {
    const { knowledge } = view
    if (!isFree(view, goal) || knowledge.versions[version].state === 'refused') return []
    const open = classes.flatMap((suiteClass) => openClass(knowledge, version, suiteClass))
    return askSuites(knowledge, goal, version, open)
  }
}

/** Whether a version that is known to be accepted takes any suite of these classes. */
export function classesIfAccepted(goal: string, version: TlsVersion, classes: readonly SuiteClass[]): Question {
  const question = classesQuestion(goal, version, classes)
  return (view) => (view.knowledge.versions[version].state === 'accepted' ? question(view) : [])
}

/**
 * Weaknesses that hide in accepted classes, once the classes are settled: offers every open suite with a property that no
 * accepted suite has shown, leaves out what was chosen, and ends with a refusal.
 */
export function weaknessQuestion(version: TlsVersion): Question {
  const goal = `weaknesses ${version}`
  return (view) => {
    const { knowledge } = view
    if (!isFree(view, goal) || suitesInFlight(view, version).size > 0) return []
    const accepted = acceptedSuites(knowledge, version)
    if (accepted.length === 0) return []
    const open = undecided(knowledge, version, suiteUniverse(version))
    return askSuites(knowledge, goal, version, unseenWeaknesses(open, accepted))
  }
}

/** Suites of a class without an answer, unless one of the class is accepted already. */
function openClass(knowledge: Knowledge, version: TlsVersion, suiteClass: SuiteClass): readonly number[] {
  const members = suiteUniverse(version).filter((suite) => suiteClass.some((family) => family === familyOf(suite)))
  const answers = knowledge.suites[version]
  return members.some((suite) => answers.get(suite)?.state === 'accepted') ? [] : undecided(knowledge, version, members)
}

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

/** Which suites beyond those of RFC 8446 TLS 1.3 takes: integrity without encryption, national ciphers, new ones. */
export const uncommon13Question: Question = (view) => {
  const goal = 'uncommon tls13'
  const { knowledge } = view
  if (!isFree(view, goal) || knowledge.versions.tls13.state !== 'accepted') return []
  const uncommon = suiteUniverse('tls13').filter((suite) => !RFC_8446_SUITES.has(suite))
  return askSuites(knowledge, goal, 'tls13', undecided(knowledge, 'tls13', uncommon))
}

/** RFC 8446 appendix B.4. */
const RFC_8446_SUITES: ReadonlySet<number> = new Set([0x1301, 0x1302, 0x1303, 0x1304, 0x1305])

/** True when the refusal of these groups is on record and waits only for a suite that is known to be accepted. */
function isPending(knowledge: Knowledge, groups: readonly number[]): boolean {
  return knowledge.refusals.some(
    ({ offer }) => offer.groupsNarrowed && groups.every((group) => offer.groups.includes(group)),
  )
}

/** Whether the server stops a fallback below its best version (RFC 7507). */
export const fallbackQuestion: Question = (view) => {
  const goal = 'fallback-scsv'
  const { knowledge } = view
  const below = fallbackVersion(knowledge)
  if (below === undefined || knowledge.features.fallbackScsv.state !== 'unknown' || !isFree(view, goal)) return []
  return [hello(goal, offerFallback(knowledge, below))]
}

/** The version just below the best one, if both are accepted: only then is a fallback possible. */
export function fallbackVersion(knowledge: Knowledge): TlsVersion | undefined {
  const top = highestAccepted(knowledge)
  if (top === undefined) return undefined
  const below = VERSION_NAMES[VERSION_NAMES.indexOf(top) - 1]
  return below !== undefined && below !== 'ssl2' && knowledge.versions[below].state === 'accepted' ? below : undefined
}

/** SSL 2.0, in its own format. */
export const ssl2Question: Question = (view) =>
  view.knowledge.versions.ssl2.state === 'unknown' && isFree(view, 'ssl2') ? [hello('ssl2', offerSsl2())] : []

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

/** The probes of several questions, first come first served, up to the room there is. */
export function askInOrder(questions: readonly Question[], view: View): readonly Probe[] {
  const chosen: Probe[] = []
  for (const question of questions) {
    const room = view.room - chosen.length
    if (room <= 0) break
    const next = question({ ...view, inFlight: [...view.inFlight, ...chosen], room })
    chosen.push(...next.slice(0, room))
  }
  return chosen
}
