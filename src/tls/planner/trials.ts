import { type Answer, unknown } from '../../base/answer.ts'
import { noteFeature, settleFeature } from './features.ts'
import type { Choice, Knowledge } from './knowledge.ts'
import type { HelloOffer, Trial, TrialFeature } from './offer.ts'

/*
 * Whether a server stands something in a hello is a trial: an offer that is known to be accepted is repeated with that one
 * thing changed. An end, of whatever kind, then says that it does not. But several machines may take turns behind one address,
 * and one of them may end everything; so the end has to come again, and the unchanged offer has to be answered meanwhile.
 */

/** The steps before a server is said not to stand something: no machine that comes every second or third time meets them all. */
const STEPS: readonly ('changed' | 'unchanged')[] = ['changed', 'changed', 'unchanged', 'unchanged', 'changed']

/** True when the next hello of a trial is the unchanged one. */
export function isControlNext({ trials }: Knowledge, feature: TrialFeature): boolean {
  return STEPS[trials.get(feature) ?? 0] === 'unchanged'
}

/** Adds that a hello of a trial was answered: a first answer to the change is the end of the trial, a later one contradicts. */
export function learnTrialAnswer(knowledge: Knowledge, { feature, isControl }: Trial): Knowledge {
  if (isControl) return withStep(knowledge, feature)
  return (knowledge.trials.get(feature) ?? 0) === 0 ? knowledge : contradicted(knowledge, feature)
}

/** Adds that a hello of a trial was met by an alert, a close or a reset. Nothing but the trial is to be learnt of it. */
export function learnTrialEnd(
  knowledge: Knowledge,
  { feature, isControl }: Trial,
  how: 'alert' | 'close' | 'reset',
  by: number,
): Knowledge {
  if (isControl) return contradicted(knowledge, feature)
  const next = withStep(knowledge, feature)
  return (next.trials.get(feature) ?? 0) < STEPS.length ? next : settled(next, feature, { state: 'refused', by, how })
}

/**
 * An accepted plain hello of a kind of which none with all extensions was answered: those of TLS 1.3 carry others than those of
 * older versions. Undefined when there is nothing to try.
 */
export function plainChoice({ choices }: Pick<Knowledge, 'choices'>): Choice | undefined {
  const isOfTls13 = ({ versions }: HelloOffer): boolean => versions[0] === 'tls13'
  return choices.find(
    ({ offer }) =>
      offer.extensions === 'few' &&
      isRepeatable(offer) &&
      !choices.some((other) => other.offer.extensions === 'all' && isOfTls13(other.offer) === isOfTls13(offer)),
  )
}

/**
 * Adds to the choice that answered a hello what it says of extensions: that the server stands them all, unless there is a kind
 * of hello of which it has answered plain ones alone.
 */
export function learnExtensions(knowledge: Knowledge, { extensions, versions }: HelloOffer, by: number): Knowledge {
  const { features } = knowledge
  const { state } = features.extensionTolerance
  if (extensions === 'none') return knowledge
  if (plainChoice(knowledge) !== undefined) {
    if (state !== 'accepted') return knowledge
    return { ...knowledge, features: { ...features, extensionTolerance: unknown('not-asked') } }
  }
  // The few that are offered with TLS 1.3 say nothing against what those of older versions led to.
  if (extensions !== 'all' || (state === 'refused' && versions[0] === 'tls13')) return knowledge
  return { ...knowledge, features: noteFeature(features, 'extensionTolerance', true, by) }
}

/**
 * True when a hello can be asked again and the same is to be expected: it is one of ours, with neither a session nor a signal
 * that is about another connection. Of the hellos of whole handshakes and of earlier surveys the extensions are not known.
 */
export function isRepeatable({ fallbackScsv, ticket, sessionId, extensions, versions }: HelloOffer): boolean {
  const isOurs = extensions !== 'none' || versions[0] === 'ssl3'
  return isOurs && !fallbackScsv && ticket === undefined && sessionId === undefined
}

function withStep(knowledge: Knowledge, feature: TrialFeature): Knowledge {
  const steps = (knowledge.trials.get(feature) ?? 0) + 1
  return { ...knowledge, trials: new Map(knowledge.trials).set(feature, steps) }
}

function contradicted(knowledge: Knowledge, feature: TrialFeature): Knowledge {
  return settled(knowledge, feature, unknown('contradictory'))
}

function settled(knowledge: Knowledge, feature: TrialFeature, answer: Answer): Knowledge {
  return { ...knowledge, features: settleFeature(knowledge.features, feature, answer) }
}
