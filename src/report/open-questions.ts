import { ruleByCode } from '../judge/catalogue.ts'
import type { Undetermined } from '../judge/finding.ts'
import { where } from './finding-rows.ts'
import type { Report } from './report.ts'

/**
 * The questions that a report for people calls open, or not asked. Those that no plan asks, but an option, are not among them
 * unless they were asked: a report need not advertise them. Nor are those that nobody can ask.
 */
export function openQuestions(undetermined: readonly Undetermined[]): readonly Undetermined[] {
  return undetermined.filter(({ code, why }) => {
    const rule = ruleByCode(code)
    return why !== 'not-asked' || (rule?.optIn === undefined && rule?.unasked === undefined)
  })
}

/** Questions that are open for the same reason in the same place. */
export interface OpenGroup {
  readonly why: Undetermined['why']
  /** Such as `the domain`, `mx1`, `mx1 203.0.113.10`. */
  readonly about: string
  readonly questions: readonly Undetermined[]
}

/** Groups open questions for people: one about an exchanger stands with those about its only address. */
export function groupOpen(report: Report, questions: readonly Undetermined[]): readonly OpenGroup[] {
  const placed = questions.map((question) => {
    const { why, subject } = question
    return {
      why,
      about: subject.mx === null ? 'the domain' : where(report, [subject]),
      question,
    }
  })
  return [...Map.groupBy(placed, ({ why, about }) => `${why} ${about}`).values()].flatMap((same) => {
    const [first] = same
    return first === undefined
      ? []
      : [
          {
            why: first.why,
            about: first.about,
            questions: same.map(({ question }) => question),
          },
        ]
  })
}
