import type { Verdict } from './verdict.ts'

/** How many of the questions that make sense were answered. */
export interface Coverage {
  readonly decided: number
  readonly applicable: number
}

/** Counts verdicts: those that do not apply are no questions. */
export function coverageOf(verdicts: readonly Verdict[]): Coverage {
  const applicable = verdicts.filter(({ verdict }) => verdict !== 'not-applicable')
  return { decided: applicable.filter(({ verdict }) => verdict !== 'unknown').length, applicable: applicable.length }
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
