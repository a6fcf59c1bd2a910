import type { Unknown } from '../../base/answer.ts'
import type { Standing } from '../../dane/standing.ts'
import { type DaneView, daneViews, hasNoName } from '../policies/dane-view.ts'
import type { ExchangerSubject } from '../subject.ts'
import { CLEAR, NOT_APPLICABLE, open, settle, type Verdict } from '../verdict.ts'

/** The verdict over the ports of an exchanger: found on one of them is found. */
export function byViews(subject: ExchangerSubject, decide: (view: DaneView) => Verdict): Verdict {
  if (hasNoName(subject.exchanger)) return NOT_APPLICABLE
  const views = daneViews(subject)
  if (views.length === 0) return open('not-asked')
  const verdicts = views.map(decide)
  return settle(
    verdicts.flatMap((verdict) => (verdict.verdict === 'found' ? verdict.evidence : [])),
    verdicts.flatMap((verdict): readonly Unknown[] => (verdict.verdict === 'unknown' ? [verdict.why] : [])),
    verdicts.filter(({ verdict }) => verdict === 'clear').length,
  )
}

/** A question about usable records: without them it makes no sense, and while they are not known it is open. */
export function decidedBy(standing: Standing): Verdict {
  if (standing.state === 'failed') return open('unreachable')
  return standing.state === 'usable' ? CLEAR : NOT_APPLICABLE
}
