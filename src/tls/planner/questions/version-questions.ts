import type { TlsVersion } from '../../../base/answer.ts'
import { VERSION_NAMES } from '../../../registry/versions.ts'
import { acceptedSuites, highestAccepted, type Knowledge } from '../knowledge.ts'
import { offerFallback, offerSsl2 } from '../offers.ts'
import type { HandshakeGoal, Probe } from '../probe.ts'
import { familyOf, suiteUniverse } from '../universe.ts'
import { askSuites, hello, isFree, type Question, suitesInFlight, undecided } from '../view.ts'

/**
 * Which versions from `top` down to SSL 3.0 are accepted; one refusal of everything clears them all. A version that is
 * accepted shows a suite as well, and where the client's order decides, one of a family that nothing has shown yet.
 */
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
    // Wide hellos are split by place, so that the order must not change before that.
    return askSuites(knowledge, goal, version, [...suites]).map((probe) => withUnseenFirst(knowledge, probe))
  }
}

function withUnseenFirst(knowledge: Knowledge, probe: Probe): Probe {
  if (probe.kind !== 'hello') return probe
  return { ...probe, offer: { ...probe.offer, suites: unseenFirst(knowledge, probe.offer.suites) } }
}

/** Families that no version has shown come first, the weakest of them foremost. */
function unseenFirst(knowledge: Knowledge, suites: readonly number[]): readonly number[] {
  const seen = new Set(VERSION_NAMES.slice(1).flatMap((version) => acceptedSuites(knowledge, version).map(familyOf)))
  const weakestFirst = suites.toReversed()
  return [
    ...weakestFirst.filter((suite) => !seen.has(familyOf(suite))),
    ...weakestFirst.filter((suite) => seen.has(familyOf(suite))),
  ]
}

/** Whether TLS 1.3 is accepted, when the real handshake did not show it. */
export const version13Question: Question = versionAfter('tls13', 'best')

/** Whether TLS 1.2 is accepted, when the real handshake did not show it. */
export const version12Question: Question = versionAfter('tls12', 'tls12')

/** Offers everything of a version once the whole handshake that would show it was tried. */
function versionAfter(version: 'tls12' | 'tls13', handshake: HandshakeGoal): Question {
  const goal = `version ${version}`
  return (view) => {
    const { knowledge } = view
    const waits = knowledge.handshakes[handshake] === undefined || suitesInFlight(view, version).size > 0
    if (waits || knowledge.versions[version].state !== 'unknown' || !isFree(view, goal)) return []
    return askSuites(knowledge, goal, version, undecided(knowledge, version, suiteUniverse(version)))
  }
}

/** SSL 2.0, in its own format. */
export const ssl2Question: Question = (view) =>
  view.knowledge.versions.ssl2.state === 'unknown' && isFree(view, 'ssl2') ? [hello('ssl2', offerSsl2())] : []

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
