import type { Knowledge } from './knowledge.ts'
import type { Probe } from './probe.ts'
import { checksQuestion } from './questions/check-questions.ts'
import {
  classesIfAccepted,
  classesQuestion,
  classesUnseen,
  otherKeyQuestion,
  uncommon13Question,
  weaknessQuestion,
} from './questions/class-questions.ts'
import {
  certificateGroupsQuestion,
  groupsQuestion,
  postQuantumQuestion,
  weakCurvesQuestion,
} from './questions/group-questions.ts'
import {
  handshakeQuestion,
  injectionQuestion,
  resume13Question,
  sessionIdQuestion,
  ticketQuestion,
} from './questions/handshake-question.ts'
import { nameQuestion } from './questions/name-question.ts'
import { orderQuestion, preferenceQuestion, secondSuiteQuestion } from './questions/order-questions.ts'
import { brokenSignatureQuestion } from './questions/signature-question.ts'
import { suitesQuestion } from './questions/suite-questions.ts'
import { extensionsQuestion, givenNameQuestion, largeHelloQuestion } from './questions/trial-questions.ts'
import {
  fallbackQuestion,
  ssl2Question,
  version12Question,
  version13Question,
  versionsQuestion,
} from './questions/version-questions.ts'
import { STRONG_CLASS, WEAKER_CLASSES } from './universe.ts'
import { askInOrder, type Question } from './view.ts'

/** How much a survey wants to know: a verdict, a verdict with some detail where that is cheap, or everything. */
export type PlanName = 'quick' | 'default' | 'full'

/**
 * In order of value, so that a budget of two connections already says the most. What others wait for comes before them, so
 * that four lanes need two rounds, no more, with a server that greets late.
 */
const QUICK: readonly Question[] = [
  handshakeQuestion('best'),
  largeHelloQuestion,
  versionsQuestion('tls11'),
  classesUnseen('rest tls12', 'tls12', WEAKER_CLASSES),
  version13Question,
  classesQuestion('strong tls12', 'tls12', [STRONG_CLASS]),
  postQuantumQuestion,
  fallbackQuestion,
  ssl2Question,
]

/** What the quick plan leaves open, in order of value. */
const DETAILS: readonly Question[] = [
  otherKeyQuestion('tls12'),
  classesIfAccepted('classes tls12', 'tls12', WEAKER_CLASSES),
  preferenceQuestion('tls12'),
  weaknessQuestion('tls12'),
  weakCurvesQuestion,
  uncommon13Question,
  secondSuiteQuestion('tls12', STRONG_CLASS),
  classesIfAccepted('rest tls11', 'tls11', WEAKER_CLASSES),
  classesIfAccepted('rest tls10', 'tls10', WEAKER_CLASSES),
]

/** Connections up to which the default plan goes on to details: a verdict must not cost more than eleven, or what it needs. */
const DETAILS_UNTIL = 11

/** By then the order in which suites came has told whose order it is, if it is the server's. */
const PREFERENCE_AFTER = 4

/**
 * Everything. The real handshakes come first, because what they show need not be asked; then large hellos, since one that is
 * answered after all saves halves; groups before suites, because open suites ride along with them; the order last, because it
 * needs to know all suites.
 */
const FULL: readonly Question[] = [
  handshakeQuestion('best'),
  handshakeQuestion('tls12'),
  largeHelloQuestion,
  versionsQuestion('tls11'),
  ssl2Question,
  version13Question,
  version12Question,
  groupsQuestion('tls13'),
  groupsQuestion('tls12'),
  fallbackQuestion,
  suitesQuestion('tls12'),
  suitesQuestion('tls11'),
  suitesQuestion('tls10'),
  suitesQuestion('tls13'),
  suitesQuestion('ssl3'),
  certificateGroupsQuestion,
  brokenSignatureQuestion,
  preferenceQuestion('tls12', PREFERENCE_AFTER),
  preferenceQuestion('tls13', PREFERENCE_AFTER),
  preferenceQuestion('tls11', PREFERENCE_AFTER),
  preferenceQuestion('tls10', PREFERENCE_AFTER),
  preferenceQuestion('ssl3', PREFERENCE_AFTER),
  resume13Question,
  ticketQuestion,
  injectionQuestion,
  sessionIdQuestion,
  nameQuestion,
  givenNameQuestion,
  extensionsQuestion,
  orderQuestion('tls12'),
  orderQuestion('tls11'),
  orderQuestion('tls10'),
  orderQuestion('tls13'),
  checksQuestion,
]

/**
 * The probes to start now: at most `room`, none that asks what a probe in flight asks already. None at all, with nothing
 * in flight, means that the plan is done, as far as the server let it.
 */
export function nextProbes(
  knowledge: Knowledge,
  plan: PlanName,
  probes: readonly Probe[],
  room: number,
): readonly Probe[] {
  if (knowledge.halted !== null) return []
  // A list of our own: what is found out about it is kept with it (`suitesInFlight`), and a caller may change its own.
  const inFlight = [...probes]
  if (plan === 'full') return askInOrder(FULL, { knowledge, inFlight, room })
  const verdict = askInOrder(QUICK, { knowledge, inFlight, room })
  const isOpen = askInOrder(QUICK, { knowledge, inFlight: [], room: 1 }).length > 0
  if (plan === 'quick' || isOpen) return verdict
  const left = DETAILS_UNTIL - knowledge.probes - inFlight.length
  return askInOrder(DETAILS, { knowledge, inFlight, room: Math.min(room, left) })
}
