import type { Answer } from '../../base/answer.ts'
import { accept, acceptGroup, withPreference } from './answers.ts'
import { charge } from './charge.ts'
import { noteFeature } from './features.ts'
import type { Choice, Knowledge, PlannedFeature } from './knowledge.ts'
import { refuseName } from './learn-name.ts'
import { groupVersionOf } from './offers.ts'
import type { HandshakeOutcome } from './outcome.ts'
import { plainSelection } from './plain-selection.ts'
import type { HandshakeGoal, Probe } from './probe.ts'
import { note } from './vulnerabilities.ts'

type Completed = Extract<HandshakeOutcome, { kind: 'completed' }>
type NotCompleted = Extract<HandshakeOutcome, { kind: 'not-completed' }>

/** Adds the outcome of a whole handshake: the choice it shows, and what its goal was about. */
export function learnHandshake(
  knowledge: Knowledge,
  { handshake: goal, nameless }: Extract<Probe, { kind: 'handshake' }>,
  outcome: Completed | NotCompleted,
  by: number,
): Knowledge {
  if (outcome.kind === 'not-completed' && !nameless && isNameRefused(outcome)) return refuseName(knowledge, by)
  const answer: Answer =
    outcome.kind === 'completed' ? { state: 'accepted', by } : { state: 'refused', by, how: 'alert' }
  const handshakes = { ...knowledge.handshakes, [goal]: answer }
  const sessionsLost = new Set([...knowledge.sessionsLost].filter((lost) => lost !== goal))
  const known = learnTolerance({ ...knowledge, handshakes, sessionsLost }, by)
  if (outcome.kind === 'not-completed') return goal === 'injection' ? rejectedInjection(known, outcome, by) : known
  const named = noteFeature(known.features, nameless ? 'withoutSni' : 'sni', true, by)
  const { certificates, ocspStaple } = outcome
  // Only TLS 1.3 hides it from the hellos, and a resumed session has no certificate to staple it to.
  const features = certificates.length === 0 ? named : noteFeature(named, 'ocspStaple', ocspStaple !== null, by)
  const tried = { ...known, features }
  const chosen = accept(learnGoal(tried, goal, outcome, by), outcome.version, outcome.suite, by)
  const grouped =
    outcome.group === null ? chosen : acceptGroup(chosen, groupVersionOf(outcome.version), outcome.group, by)
  const choices = outcome.resumed ? grouped.choices : [...grouped.choices, choiceOf(outcome, by)]
  return charge(withPreference({ ...grouped, choices }, outcome.version))
}

function learnGoal(knowledge: Knowledge, goal: HandshakeGoal, outcome: Completed, by: number): Knowledge {
  const noted = (feature: PlannedFeature, present: boolean): Knowledge => ({
    ...knowledge,
    features: noteFeature(knowledge.features, feature, present, by),
  })
  switch (goal) {
    case 'best':
      return knowledge
    case 'tls12': {
      const { ticket, version, suite, renegotiates } = outcome
      const known = ticket === null ? knowledge : { ...knowledge, ticket: { ticket, version, suite } }
      if (renegotiates === null) return known
      return { ...known, features: noteFeature(known.features, 'clientRenegotiation', renegotiates, by) }
    }
    case 'resume13':
      return noted('resumption13', outcome.resumed)
    case 'injection': {
      const known = learnSession(knowledge, outcome, by)
      if (outcome.obeyed === null) return known
      return note(
        known,
        'starttlsInjection',
        outcome.obeyed ? { state: 'accepted', by } : { state: 'refused', by, how: 'ignored' },
      )
    }
    case 'session':
      return learnSession(knowledge, outcome, by)
    default:
      throw goal satisfies never
  }
}

/** A session without an id cannot be resumed by one (RFC 5246 section 7.4.1.3); one with an id is to be tried. */
function learnSession(knowledge: Knowledge, { sessionId, version, suite }: Completed, by: number): Knowledge {
  if (sessionId === null) return knowledge
  if (sessionId.length > 0) return { ...knowledge, session: { sessionId, version, suite } }
  return { ...knowledge, features: noteFeature(knowledge.features, 'resumptionId', false, by) }
}

/** OpenSSL's words for the alert unrecognized_name, whose name it gives after that of the protocol. */
function isNameRefused({ failure }: NotCompleted): boolean {
  return failure.code === 'tls-handshake-failed' && failure.reason.includes('unrecognized name')
}

/** A hello that offers TLS 1.3 and less either leads to a handshake, or fails where one without TLS 1.3 succeeds. */
function learnTolerance(knowledge: Knowledge, by: number): Knowledge {
  const { best, tls12 } = knowledge.handshakes
  const tolerates = best?.state === 'accepted' ? true : tls12?.state === 'accepted' ? false : null
  if (tolerates === null || best === undefined) return knowledge
  return { ...knowledge, features: noteFeature(knowledge.features, 'versionTolerance', tolerates, by) }
}

/**
 * A server that ends or refuses a conversation with something behind STARTTLS does not obey it, nor does one whose TLS takes
 * it for a broken record and says so by an alert. One that is silent, or says anything else, tells nothing.
 */
function rejectedInjection(knowledge: Knowledge, { failure }: NotCompleted, by: number): Knowledge {
  if (failure.code === 'tls-handshake-failed') {
    const isAlert = /\balert\b/.test(failure.reason) // in OpenSSL's words for every alert of the other side
    return isAlert ? note(knowledge, 'starttlsInjection', { state: 'refused', by, how: 'alert' }) : knowledge
  }
  if (failure.code === 'stream-timeout') return knowledge
  return note(knowledge, 'starttlsInjection', { state: 'refused', by, how: 'reply' })
}

/** A whole handshake as a choice: our library's offer is known, and what it chose says something about the order. */
function choiceOf(outcome: Completed, by: number): Choice {
  const { version, suite, group, offered } = outcome
  return {
    by,
    offer: {
      format: 'tls',
      versions: [version],
      suites: offered.suites,
      groups: offered.groups,
      groupsNarrowed: true,
      signatures: 'all',
      keyShare: 'real',
      extensions: 'none', // of ours: what the library sends says nothing about those
      fallbackScsv: false,
      sni: true,
    },
    selected: plainSelection(version, suite, { group }),
  }
}
