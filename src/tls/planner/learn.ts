import { type Unknown, unknown } from '../../base/answer.ts'
import { ALERT } from '../wire/record.ts'
import { accept, acceptGroup, refuseSuites, withPreference } from './answers.ts'
import { charge } from './charge.ts'
import { learnFallback, learnFeatures } from './features.ts'
import { type Knowledge, PATIENCE } from './knowledge.ts'
import { learnHandshake } from './learn-handshake.ts'
import { learnNamelessChoice, learnNamelessEnd, refuseName } from './learn-name.ts'
import { type HelloOffer, offerKey, widthOf } from './offer.ts'
import { groupVersionOf } from './offers.ts'
import { type HandshakeOutcome, type HelloEnd, type HelloOutcome, refusalOf, type Selected } from './outcome.ts'
import type { Probe } from './probe.ts'
import { learnScheme } from './signatures.ts'
import { learnExtensions, learnTrialAnswer, learnTrialEnd } from './trials.ts'
import { suiteUniverse } from './universe.ts'
import { learnReaction, learnResumption } from './vulnerabilities.ts'

/** Alerts that say no to the parameters offered. Any other alert may be a stumble over the form of the hello. */
const CLEAR_REFUSALS: ReadonlySet<number> = new Set([
  ALERT.handshakeFailure,
  ALERT.protocolVersion,
  ALERT.insufficientSecurity,
])

/** Suites that every server is trusted to read in one hello; wider ones count only when such a hello was once answered. */
export const SURE_SUITES = 40

/** Doubtful ends after which an offer counts as refused, if it is narrow enough and came in its plain form. */
const DOUBTS_TO_REFUSE = 2

/**
 * Adds the outcome of the probe numbered `by`. What an answer proves:
 *
 * - a choice proves one suite, one version and one group accepted, and that nothing offered above its version is;
 * - a refusal proves refused what was offered at the highest version, and, where that version is refused as a whole, at
 *   the next one; a refusal of narrowed groups is charged to the groups, and only with a suite that is known to be accepted;
 * - a close, a reset or an odd alert is a doubt; it refuses when it repeats and the hello was not too wide, and then only
 *   at the highest version, because the server may have stumbled over the version number itself;
 * - silence, 421 and the like prove nothing.
 *
 * @see RFC 8446 section 4.1.1, RFC 5246 section 7.4.1.3 and appendix E.1
 */
export function learn(
  knowledge: Knowledge,
  probe: Probe,
  outcome: HelloOutcome | HandshakeOutcome,
  by: number,
): Knowledge {
  const counted: Knowledge = { ...knowledge, probes: knowledge.probes + 1 }
  if (outcome.kind === 'unavailable') return learnUnavailable(counted, outcome.why)
  // Other machines behind the address may have no TLS; this one has.
  if (counted.halted === 'not-applicable') return learn({ ...knowledge, halted: null }, probe, outcome, by)
  if (probe.kind === 'handshake') {
    return outcome.kind === 'completed' || outcome.kind === 'not-completed'
      ? learnHandshake(counted, probe, outcome, by)
      : counted
  }
  if (outcome.kind === 'completed' || outcome.kind === 'not-completed') return counted
  const known = learnHello(counted, probe.goal, probe.offer, outcome, by)
  return charge(outcome.kind === 'inconclusive' ? known : { ...known, answered: withGoal(known.answered, probe.goal) })
}

/** Connections without STARTTLS after which nothing more is asked where it never was to be had: one may be a mistake. */
const WITHOUT_TLS = 2

/** And where it was to be had on others: enough for a verdict on a server of which every second machine has none. */
const WITHOUT_TLS_AT_TIMES = 8

/**
 * No TLS on this connection. That is the end of the survey, unless it is about STARTTLS and other connections may have it:
 * several machines behind one address may differ, and somebody on the path may be there for a part of the time.
 */
function learnUnavailable(knowledge: Knowledge, why: Unknown): Knowledge {
  if (why !== 'not-applicable') return { ...knowledge, halted: why }
  const withoutTls = knowledge.withoutTls + 1
  if (knowledge.probes > withoutTls) {
    return { ...knowledge, withoutTls, halted: withoutTls < WITHOUT_TLS_AT_TIMES ? null : 'contradictory' }
  }
  return { ...knowledge, withoutTls, halted: withoutTls < WITHOUT_TLS ? null : 'not-applicable' }
}

function learnHello(
  knowledge: Knowledge,
  goal: string,
  offer: HelloOffer,
  outcome: HelloOutcome,
  by: number,
): Knowledge {
  switch (outcome.kind) {
    case 'selected': {
      if (!isPossible(offer, outcome)) return stall(knowledge, goal, 'contradictory')
      const known = offer.trial ? learnTrialAnswer(knowledge, offer.trial) : knowledge
      return offer.nameless ? learnNamelessChoice(known, offer, outcome, by) : learnChoice(known, offer, outcome, by)
    }
    case 'ssl2':
      return learnSsl2(knowledge, outcome.cipherKinds, by)
    case 'alert':
    case 'closed':
    case 'reset':
      return learnEnd(knowledge, goal, offer, outcome, by)
    case 'inconclusive':
      return stall(knowledge, goal, outcome.why)
    case 'unavailable':
      return { ...knowledge, halted: outcome.why }
    default:
      throw outcome satisfies never
  }
}

/** A server may only choose what was offered; anything else proves nothing about it. */
function isPossible(offer: HelloOffer, selected: Selected): boolean {
  return offer.suites.includes(selected.suite) && offer.versions.includes(selected.version)
}

function learnChoice(knowledge: Knowledge, offer: HelloOffer, selected: Selected, by: number): Knowledge {
  const { version, suite, group } = selected
  const above = offer.versions.slice(0, offer.versions.indexOf(version))
  const chosen = accept(knowledge, version, suite, by)
  const grouped = group === null ? chosen : acceptGroup(chosen, groupVersionOf(version), group, by)
  const next: Knowledge = {
    ...grouped,
    choices: [...knowledge.choices, { by, offer, selected }],
    features: learnFeatures(knowledge.features, offer, selected, by),
    toleratedSuites: Math.max(knowledge.toleratedSuites, widthOf(offer)),
    toleratesEmptyShare: knowledge.toleratesEmptyShare || (selected.retry && offer.keyShare === 'empty'),
  }
  const signed = learnScheme(learnExtensions(next, offer, by), offer, selected, by)
  const checked = selected.after ? learnReaction(signed, selected, selected.after, by) : signed
  const resumed = learnResumption(checked, offer, selected, by)
  const preferred = withPreference(resumed, version)
  if (offer.groupsNarrowed || offer.signatures !== 'all' || offer.fallbackScsv) return preferred
  return above.reduce(
    (known, higher) => refuseSuites(known, higher, offer.suites, { state: 'refused', by, how: 'ignored' }),
    preferred,
  )
}

function learnSsl2(knowledge: Knowledge, kinds: readonly number[], by: number): Knowledge {
  if (kinds.length === 0)
    return refuseSuites(knowledge, 'ssl2', suiteUniverse('ssl2'), { state: 'refused', by, how: 'reply' })
  return kinds.reduce((known, kind) => accept(known, 'ssl2', kind, by), knowledge)
}

function learnEnd(knowledge: Knowledge, goal: string, offer: HelloOffer, outcome: HelloEnd, by: number): Knowledge {
  if (offer.nameless) return learnNamelessEnd(knowledge, offer, outcome, by)
  if (outcome.kind === 'alert' && outcome.description === ALERT.unrecognizedName && offer.sni) {
    return refuseName(knowledge, by)
  }
  const how = refusalOf(outcome)
  if (offer.trial) return learnTrialEnd(knowledge, offer.trial, how, by)
  // The suite is accepted: whatever this end is about, it is the session.
  if (offer.ticket || offer.sessionId) return stall(knowledge, goal, 'contradictory', PATIENCE)
  if (offer.fallbackScsv && outcome.kind === 'alert' && outcome.description === ALERT.inappropriateFallback) {
    return { ...knowledge, features: learnFallback(knowledge.features, offer, by) }
  }
  // The version itself is accepted, so that any other end says neither that the signal is heeded nor that it is not.
  if (offer.fallbackScsv) {
    const features = { ...knowledge.features, fallbackScsv: unknown('contradictory') }
    return stall({ ...knowledge, features }, goal, 'contradictory', PATIENCE)
  }
  const key = offerKey(offer)
  const doubts = (knowledge.doubts.get(key) ?? 0) + 1
  const narrow = isNarrow(knowledge, offer)
  const isPlain = offer.extensions !== 'all'
  if (isClear(knowledge, offer, outcome) || (doubts >= DOUBTS_TO_REFUSE && narrow && isPlain)) {
    return { ...knowledge, refusals: [...knowledge.refusals, { by, how, offer }] }
  }
  const hopeless = isHopeless(knowledge)
  return {
    ...knowledge,
    halted: hopeless ? (outcome.kind === 'reset' ? 'reset' : 'contradictory') : knowledge.halted,
    doubts: new Map(knowledge.doubts).set(key, doubts),
    chokedSuites: narrow ? knowledge.chokedSuites : Math.min(knowledge.chokedSuites, widthOf(offer)),
  }
}

/**
 * True when the end says no by itself, without being repeated. A `handshake_failure` of a TLS 1.3 hello with an empty
 * key_share may be a dislike of that form, so it must come again with a real share, unless only groups were asked about.
 */
function isClear(knowledge: Knowledge, offer: HelloOffer, outcome: HelloOutcome): boolean {
  if (offer.format === 'ssl2') return outcome.kind !== 'reset'
  if (outcome.kind !== 'alert' || !CLEAR_REFUSALS.has(outcome.description)) return false
  if (offer.versions[0] !== 'tls13' || outcome.description === ALERT.protocolVersion) return true
  return offer.keyShare === 'real' || knowledge.toleratesEmptyShare || offer.groupsNarrowed
}

/**
 * True when nothing but doubtful ends ever came, to many hellos and to a whole handshake: such a server has no TLS that
 * works, and a hundred more connections would only tell the same.
 */
function isHopeless(knowledge: Knowledge): boolean {
  const doubtful = [...knowledge.doubts.values()].reduce((sum, count) => sum + count, 0) + knowledge.refusals.length
  const spoke = knowledge.choices.length > 0 || knowledge.refusals.some(({ how }) => how === 'alert')
  return doubtful >= HOPELESS_ENDS && !spoke && knowledge.handshakes.best?.state === 'refused'
}

/** Doubtful ends, and not one answer, after which a server is given up. */
const HOPELESS_ENDS = 10

/** True when the hello was not wider than what the server is known, or sure, to read. */
export function isNarrow(knowledge: Knowledge, offer: HelloOffer): boolean {
  return offer.suites.length <= SURE_SUITES || widthOf(offer) <= knowledge.toleratedSuites
}

function withGoal(answered: ReadonlySet<string>, goal: string): ReadonlySet<string> {
  return answered.has(goal) ? answered : new Set(answered).add(goal)
}

function stall(knowledge: Knowledge, goal: string, why: Unknown, weight = 1): Knowledge {
  const count = (knowledge.stalled.get(goal)?.count ?? 0) + weight
  return { ...knowledge, stalled: new Map(knowledge.stalled).set(goal, { count, why }) }
}
