import type { TlsVersion } from '../../../base/answer.ts'
import { acceptedSuites, type GroupVersion, type Knowledge } from '../knowledge.ts'
import type { HelloOffer } from '../offer.ts'
import { offerGroups } from '../offers.ts'
import type { Probe } from '../probe.ts'
import {
  chaChaLast,
  groupUniverse,
  isUnlikely,
  needsCertificateCurve,
  needsGroup,
  POST_QUANTUM_GROUPS,
  suiteUniverse,
  WEAK_CURVES,
} from '../universe.ts'
import { hello, isFree, type Question, suitesInFlight, undecided, type View } from '../view.ts'
import { withChecks } from './check-questions.ts'

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
 * a refusal is the groups'. Open suites ride along: in front where the client's order decides or may decide, so that each
 * answer brings a suite as well; alone, where the server's order decides or seems to, as long as they are usual ones.
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
    const ask = (suites: readonly number[]): readonly Probe[] => {
      const probe = hello(goal, offerGroups(knowledge, version, suites, open))
      return [version === 'tls13' ? probe : withChecks(view, probe)]
    }
    const riders = freeRiders(view, version)
    const usual = chaChaLast(riders.filter((suite) => USUAL_SUITES.has(suite)))
    if (knowledge.preference[version] === 'server' || arePassedOver(knowledge, version, usual)) {
      const mayRide = usual.length > 0 && !knowledge.refusals.some(({ offer }) => isRide(knowledge, version, offer))
      return ask(mayRide ? usual : proven.toReversed())
    }
    return ask([...riders, ...proven.toReversed()])
  }
}

/**
 * The named curves of a server whose ECDHE suites up to TLS 1.2 all have an ECDSA certificate. Its curve must be offered, too
 * (RFC 8422 section 5.1), and it is chosen sooner or later and left out then; so the refusal of what is left may be for its want.
 * What was refused is offered again, each time with one of the accepted curves (see `charge`). Asked once all suites are known,
 * since one with another key decides more cheaply.
 */
export const certificateGroupsQuestion: Question = (view) => {
  const goal = 'groups tls12, ECDSA'
  const { knowledge } = view
  const accepted = acceptedSuites(knowledge, 'tls12').filter(needsGroup)
  if (accepted.length === 0 || !isFree(view, goal) || !isBoundToCurve(knowledge)) return []
  const answers = knowledge.groups.tls12
  const open = groupUniverse('tls12').filter((group) => !answers.has(group))
  if (open.length === 0) return []
  const refusal = refusalOfGroups(knowledge, open)
  if (refusal === undefined) return [hello(goal, offerGroups(knowledge, 'tls12', accepted, open))]
  const known = [...answers].flatMap(([group, { state }]) => (state === 'accepted' ? [group] : []))
  const another = known.findLast((group) => refusalOfGroups(knowledge, [...open, group]) === undefined)
  if (another === undefined) return []
  return [hello(goal, offerGroups(knowledge, 'tls12', refusal.suites, [...open, another]))]
}

/** Versions that negotiate a named curve by an extension (RFC 8422 section 4). */
const CURVE_VERSIONS: readonly TlsVersion[] = ['tls10', 'tls11', 'tls12']

/** True when all suites of these versions are known, and those that need a group need the curve of a certificate as well. */
function isBoundToCurve(knowledge: Knowledge): boolean {
  return CURVE_VERSIONS.every(
    (version) =>
      undecided(knowledge, version, suiteUniverse(version)).length === 0 &&
      !acceptedSuites(knowledge, version).some((suite) => decidesGroups('tls12', suite)),
  )
}

/** The offer of narrowed groups in TLS 1.2 that was refused, with these groups among them. */
function refusalOfGroups({ refusals }: Knowledge, groups: readonly number[]): HelloOffer | undefined {
  return refusals.find(({ offer }) => {
    const asksGroups = offer.groupsNarrowed && offer.versions[0] === 'tls12'
    return asksGroups && groups.every((group) => offer.groups.includes(group))
  })?.offer
}

/** Suites that nearly every server has: those of TLS 1.3, and those with authenticated encryption for an RSA key in TLS 1.2. */
const USUAL_SUITES: ReadonlySet<number> = new Set([0x1301, 0x1302, 0x1303, 0xc02f, 0xc030, 0xcca8])

/**
 * True when these suites stood in front once and another was chosen: most likely the server has an order of its own, and they
 * come to light only when they ride alone.
 */
function arePassedOver(knowledge: Knowledge, version: GroupVersion, suites: readonly number[]): boolean {
  if (suites.length === 0 || knowledge.preference[version] === 'client') return false
  return knowledge.choices.some(({ offer, selected }) => {
    const front = new Set(offer.suites.slice(0, offer.suites.indexOf(selected.suite)))
    return selected.version === version && suites.every((suite) => front.has(suite))
  })
}

/** True for an offer of narrowed groups and open suites alone: its refusal tells nothing, so it is not tried twice. */
function isRide(knowledge: Knowledge, version: GroupVersion, offer: HelloOffer): boolean {
  if (!offer.groupsNarrowed || offer.versions[0] !== version) return false
  return !offer.suites.some((suite) => knowledge.suites[version].get(suite)?.state === 'accepted')
}

/** A suite whose refusal would be the groups': one with an ECDSA certificate also needs that key's curve in TLS 1.2. */
function decidesGroups(version: GroupVersion, suite: number): boolean {
  return needsGroup(suite) && !(version === 'tls12' && needsCertificateCurve(suite))
}

function freeRiders(view: View, version: GroupVersion): readonly number[] {
  const asked = suitesInFlight(view, version)
  return undecided(view.knowledge, version, suiteUniverse(version)).filter(
    (suite) => decidesGroups(version, suite) && !isUnlikely(suite) && !asked.has(suite),
  )
}
