import type { DomainFacts } from '../facts/domain-facts.ts'
import type { RuleCode } from '../judge/codes.ts'
import type { Judgement } from '../judge/judge.ts'
import { type Grade, gradeOf, type SumLine, worseGrade } from '../judge/score.ts'
import type { Severity } from '../judge/severity.ts'

/** A score and the grade that goes with it. */
export interface Outlook {
  readonly score: number
  readonly grade: Grade
}

/**
 * How a target would do without the findings of some codes: the sums of its judgement without their lines. Null when it has
 * no score.
 */
export function outlookWithout(facts: DomainFacts, judgement: Judgement, codes: ReadonlySet<RuleCode>): Outlook | null {
  const { scores, findings } = judgement
  const left = (lines: readonly SumLine[] = []): number =>
    lines.reduce((total, { code, points }) => (codes.has(code) ? total : total + points), 0)
  const sums = new Map(scores.addresses.map(({ address, port, sum }) => [`${address} ${port}`, sum?.sum]))
  const exchangers = facts.exchangers.flatMap(({ servers }, at) => {
    const own = scores.mx[at]?.sum
    const addresses = servers.flatMap(({ address, port, surveyed }) => {
      const lines = surveyed ? sums.get(`${address} ${port}`) : undefined
      return lines === undefined ? [] : [Math.max(0, 100 - left(lines))]
    })
    // An exchanger has a score without any server only where mail to it is lost anyway.
    if (addresses.length === 0 && !own) return []
    return [Math.max(0, Math.min(100, ...addresses) - left(own?.sum))]
  })
  if (exchangers.length === 0 && scores.domain.sum === null) return null
  const score = Math.max(0, Math.min(100, ...exchangers) - left(scores.domain.sum?.sum))
  const remaining = findings.filter(({ code }) => !codes.has(code))
  const cap = remaining.reduce<Grade>((worst, { severity }) => worseGrade(worst, CAPS[severity] ?? 'A'), 'A')
  const state = judgement.protection?.state
  const isProtected = state === 'full' || state === 'first-use' || codes.has('protection-none')
  const isClean = remaining.every(({ severity }) => severity === 'info')
  const grade = isProtected && isClean && score >= HONOURS ? 'A+' : worseGrade(gradeOf(score), cap)
  return { score, grade }
}

/** The least score that `judge` calls `A+` where nobody on the path can switch the encryption off. */
const HONOURS = 95

/** The same caps as those of `scoreOf`. */
const CAPS: Readonly<Partial<Record<Severity, Grade>>> = { critical: 'F', high: 'C' }
