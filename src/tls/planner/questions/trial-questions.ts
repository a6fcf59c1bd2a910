import type { HelloOffer, TrialFeature } from '../offer.ts'
import type { Probe } from '../probe.ts'
import { isControlNext, isRepeatable, plainChoice } from '../trials.ts'
import { suiteUniverse } from '../universe.ts'
import { hello, isFree, type Question, type View } from '../view.ts'

/* Questions that a server without faults has answered by the way, and that cost nothing then. */

/** Whether the server stands all extensions of a version, where it has answered nothing but hellos with few of them. */
export const extensionsQuestion: Question = (view) => {
  const plain = plainChoice(view.knowledge)
  return plain === undefined ? [] : askTrial(view, 'extensionTolerance', plain.offer, { extensions: 'all' })
}

/** Whether the server stands a large hello, where one of that kind was not answered: a small one that was is made large. */
export const largeHelloQuestion: Question = (view) => {
  const { choices, chokedSuites } = view.knowledge
  if (!Number.isFinite(chokedSuites)) return []
  const small = choices.find(({ offer, selected }) => isRepeatable(offer) && selected.version !== 'tls13')
  if (small === undefined) return []
  const suites = new Set([...small.offer.suites, ...suiteUniverse(small.selected.version)])
  return askTrial(view, 'largeHelloTolerance', small.offer, { suites: [...suites] })
}

/** Whether the server stands its name, where it has answered nothing but hellos without it. */
export const givenNameQuestion: Question = (view) => {
  const { choices, sni } = view.knowledge
  const nameless = sni
    ? choices.find(({ offer }) => !offer.sni && offer.extensions !== 'none' && isRepeatable(offer))
    : undefined
  return nameless === undefined ? [] : askTrial(view, 'sni', nameless.offer, { sni: true })
}

/**
 * The next hello of a trial: an offer that is known to be accepted, with a change or, as a control, without. None when it is
 * settled whether the server stands the change, or when it is being asked.
 */
export function askTrial(
  view: View,
  feature: TrialFeature,
  accepted: HelloOffer,
  change: Partial<HelloOffer>,
): readonly Probe[] {
  const { knowledge } = view
  const answer = knowledge.features[feature]
  const goal = GOALS[feature]
  const control = `${goal}, compared`
  if (answer.state !== 'unknown' || answer.why !== 'not-asked') return []
  if (!isFree(view, goal) || !isFree(view, control)) return []
  const isControl = isControlNext(knowledge, feature)
  const offer = { ...accepted, sni: accepted.sni && knowledge.sni, ...(isControl ? {} : change) }
  return [hello(isControl ? control : goal, { ...offer, trial: { feature, isControl } })]
}

const GOALS: Readonly<Record<TrialFeature, string>> = {
  extensionTolerance: 'all extensions',
  largeHelloTolerance: 'large hello',
  sni: 'with name',
  withoutSni: 'no name',
}
