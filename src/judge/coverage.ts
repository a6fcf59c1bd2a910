/** How many of the questions that make sense were answered. */
export interface Coverage {
  readonly decided: number
  readonly applicable: number
}

/** Nothing was asked yet. */
export const NOTHING_ASKED: Coverage = { decided: 0, applicable: 0 }

/** Adds the questions of several subjects. */
export function joinCoverage(parts: readonly Coverage[]): Coverage {
  return parts.reduce(
    (sum, part) => ({ decided: sum.decided + part.decided, applicable: sum.applicable + part.applicable }),
    NOTHING_ASKED,
  )
}

/**
 * The share of answered questions, from 0 to 1; 1 where no question makes sense. It is cut, not rounded, to four
 * digits: only a complete audit gets a 1.
 */
export function shareOf({ decided, applicable }: Coverage): number {
  return applicable === 0 ? 1 : Math.floor((decided / applicable) * 10_000) / 10_000
}
