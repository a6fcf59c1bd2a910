import type { Verdict } from './verdict.ts'

/** How many of the questions that make sense were answered. */
export interface Coverage {
  readonly decided: number
  readonly applicable: number
}

/**
 * Counts verdicts. Those that do not apply are no questions, and those that the audit's plan did not ask are none that it
 * failed to answer; the report lists these as not asked.
 */
export function coverageOf(verdicts: readonly Verdict[]): Coverage {
  const asked = verdicts.filter((verdict) => {
    return verdict.verdict === 'unknown' ? verdict.why !== 'not-asked' : verdict.verdict !== 'not-applicable'
  })
  return { decided: asked.filter(({ verdict }) => verdict !== 'unknown').length, applicable: asked.length }
}

/** Adds the questions of several subjects. */
export function joinCoverage(parts: readonly Coverage[]): Coverage {
  return {
    decided: parts.reduce((sum, { decided }) => sum + decided, 0),
    applicable: parts.reduce((sum, { applicable }) => sum + applicable, 0),
  }
}

/**
 * The share of answered questions, from 0 to 1; 1 where no question makes sense. It is cut, not rounded, to four
 * digits: only a complete audit gets a 1.
 */
export function shareOf({ decided, applicable }: Coverage): number {
  return applicable === 0 ? 1 : Math.floor((decided / applicable) * 10_000) / 10_000
}
