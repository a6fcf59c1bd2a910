import type { Judgement } from '../../judge/judge.ts'
import { compareSeverity, type Severity } from '../../judge/severity.ts'

/** Exit codes that scripts rely on. */
export const EXIT = { clean: 0, findings: 1, usage: 2, undetermined: 3, interrupted: 130 } as const

/** From which severity on findings make a command fail. */
export type FailOn = Exclude<Severity, 'info'> | 'never'

/** The words that `--fail-on` takes. */
export const FAIL_ON: readonly FailOn[] = ['critical', 'high', 'medium', 'low', 'never']

/**
 * The exit code of judged targets: 1 when any has a finding at or above `failOn`, else 3 when any has no grade although mail
 * is meant to arrive there, else 0.
 */
export function exitCode(judgements: readonly Judgement[], failOn: FailOn): number {
  const fails = judgements.some(({ findings }) =>
    findings.some(({ severity }) => failOn !== 'never' && compareSeverity(severity, failOn) <= 0),
  )
  if (fails) return EXIT.findings
  return judgements.some(({ grade, coverage }) => grade === null && coverage < 1) ? EXIT.undetermined : EXIT.clean
}
