import type { RuleCode } from './codes.ts'
import type { Finding } from './finding.ts'
import { compareSeverity, PENALTY, type Severity } from './severity.ts'

/**
 * The school grade of a score. `A+` is for domains whose mail cannot be downgraded, which takes a proof of DANE or of an
 * enforced MTA-STS policy, and of which nothing was found that is worth a point.
 */
export type Grade = 'A+' | 'A' | 'B' | 'C' | 'D' | 'F'

/** All grades, the best first. */
export const GRADES: readonly Grade[] = ['A+', 'A', 'B', 'C', 'D', 'F']

/** One line of the sum that makes a score. */
export interface SumLine {
  readonly code: RuleCode
  /** The worst severity of the code's findings: each code counts once. */
  readonly severity: Severity
  /** What it takes from the score, 0 to 40. */
  readonly points: number
}

/** A score with the sum that explains it: `from` minus the points, but not below 0. */
export interface Score {
  readonly score: number
  readonly grade: Grade
  /** The best grade that the findings allow, whatever the score. */
  readonly cap: Grade
  /** 100, or the score of the worst part. */
  readonly from: number
  readonly sum: readonly SumLine[]
}

/**
 * Takes the penalties of findings from a score. Each code counts once, by its worst finding, so that a server with forty
 * bad suites of one kind is not worse than one with a single one.
 *
 * @param from the score to begin with: 100 for an address, the worst part's score for what consists of parts
 * @param cap the best grade that the parts allow
 */
export function scoreOf(findings: readonly Finding[], from = 100, cap: Grade = 'A'): Score {
  const sum = sumLines(findings)
  const points = sum.reduce((total, line) => total + line.points, 0)
  const score = Math.max(0, from - points)
  const ownCap = sum.reduce<Grade>((worst, { severity }) => worseGrade(worst, CAP[severity]), cap)
  return { score, grade: worseGrade(gradeOf(score), ownCap), cap: ownCap, from, sum }
}

/** The grade that a score alone would get. */
export function gradeOf(score: number): Grade {
  return THRESHOLDS.find(({ least }) => score >= least)?.grade ?? 'F'
}

/** The worse of two grades. */
export function worseGrade(a: Grade, b: Grade): Grade {
  return GRADES.indexOf(a) > GRADES.indexOf(b) ? a : b
}

const THRESHOLDS: readonly { readonly least: number; readonly grade: Grade }[] = [
  { least: 90, grade: 'A' },
  { least: 75, grade: 'B' },
  { least: 60, grade: 'C' },
  { least: 40, grade: 'D' },
]

/** One critical finding makes every other virtue irrelevant, one high finding most of them. */
const CAP: Readonly<Record<Severity, Grade>> = { critical: 'F', high: 'C', medium: 'A', low: 'A', info: 'A' }

function sumLines(findings: readonly Finding[]): readonly SumLine[] {
  const worst = new Map<RuleCode, Severity>()
  for (const { code, severity } of findings) {
    const known = worst.get(code)
    if (known === undefined || compareSeverity(severity, known) < 0) worst.set(code, severity)
  }
  return [...worst]
    .map(([code, severity]): SumLine => ({ code, severity, points: PENALTY[severity] }))
    .toSorted((a, b) => b.points - a.points || compareText(a.code, b.code))
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
