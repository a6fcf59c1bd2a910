import type { Answer, Unknown } from '../base/answer.ts'
import type { Evidence } from './evidence.ts'

/**
 * What a rule says of a subject. `found` needs one fact that proves it, `clear` needs every fact it depends on;
 * what was not tested is `unknown` and never clear.
 */
export type Verdict =
  | { readonly verdict: 'found'; readonly evidence: readonly [Evidence, ...Evidence[]] }
  | { readonly verdict: 'clear' }
  | { readonly verdict: 'unknown'; readonly why: Unknown }
  | { readonly verdict: 'not-applicable' }

/** Every fact is settled and none speaks for the finding. */
export const CLEAR: Verdict = { verdict: 'clear' }

/** The question makes no sense for this subject. */
export const NOT_APPLICABLE: Verdict = { verdict: 'not-applicable' }

/** The finding is proved. */
export function found(...evidence: readonly [Evidence, ...Evidence[]]): Verdict {
  return { verdict: 'found', evidence }
}

/** The question stays open. */
export function open(why: Unknown): Verdict {
  return why === 'not-applicable' ? NOT_APPLICABLE : { verdict: 'unknown', why }
}

/** What stays open is no question where the versions that it is about are refused. */
export function unlessRefused(answers: readonly Answer[], verdict: Verdict): Verdict {
  const gone = answers.every(({ state }) => state === 'refused')
  return gone && verdict.verdict === 'unknown' ? NOT_APPLICABLE : verdict
}

/** The finding is that the server has or does something. */
export function foundIfAccepted(answer: Answer, evidence: Evidence): Verdict {
  if (answer.state === 'accepted') return found(evidence)
  return answer.state === 'refused' ? CLEAR : open(answer.why)
}

/** The finding is that the server lacks something. */
export function foundIfRefused(answer: Answer, evidence: Evidence): Verdict {
  if (answer.state === 'refused') return found(evidence)
  return answer.state === 'accepted' ? CLEAR : open(answer.why)
}

/**
 * The verdict of many questions, any one of which would prove the finding.
 *
 * @param evidence what was proved
 * @param unsettled the reasons of the questions that stay open
 * @param settled how many questions were answered; when none was and none could be, the rule is not applicable
 */
export function settle(evidence: readonly Evidence[], unsettled: readonly Unknown[], settled: number): Verdict {
  const [first, ...rest] = evidence
  if (first !== undefined) return found(first, ...rest)
  const why = foremost(unsettled)
  if (why !== null) return open(why)
  return settled > 0 ? CLEAR : NOT_APPLICABLE
}

/** The most telling reasons come first: what the server did says more than what we left out. */
const RANK: Readonly<Record<Exclude<Unknown, 'not-applicable'>, number>> = {
  'rate-limited': 1,
  unreachable: 2,
  timeout: 3,
  reset: 4,
  inconclusive: 5,
  contradictory: 6,
  budget: 7,
  interrupted: 8,
  local: 9,
  unlisted: 10,
  'not-asked': 11,
}

/** The one reason to tell when questions stayed open for several; null when the questions made no sense or there are none. */
export function foremost(reasons: readonly Unknown[]): Unknown | null {
  const telling = reasons.flatMap((reason) => (reason === 'not-applicable' ? [] : [{ reason, rank: RANK[reason] }]))
  return telling.toSorted((a, b) => a.rank - b.rank)[0]?.reason ?? null
}
