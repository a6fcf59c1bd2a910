import { SOFTWARE_TITLES } from '../judge/software.ts'
import type { Setting } from './join-settings.ts'
import type { PlanStep } from './plan.ts'
import type { Report } from './report.ts'

/**
 * The first changes of the plan: those that help most.
 *
 * @param limit the most steps
 */
export function nextSteps({ plan }: Report, limit = 3): readonly PlanStep[] {
  return plan.slice(0, limit)
}

/** `Postfix: smtpd_tls_protocols = >=TLSv1.2 (and 1 more line)`: a setting in one line; comments do not count. */
export function settingLine({ software, lines }: Setting): string {
  const [first = '', ...others] = lines.split('\n').filter((line) => !line.startsWith('#'))
  const more = others.length === 0 ? '' : ` (and ${others.length} more ${others.length === 1 ? 'line' : 'lines'})`
  return `${SOFTWARE_TITLES[software]}: ${first}${more}`
}

/** `Exchange Online: The provider sets …`, where a provider runs the servers of a step; null where none does. */
export function providerLine({ provider }: PlanStep): string | null {
  return provider === null ? null : `${provider.title}: ${provider.advice}`
}

/** How the grade goes up when these steps are done, from first to last; null when it stays. */
export function wayUp(
  { grade }: Report,
  steps: readonly PlanStep[],
): { readonly from: string; readonly to: string } | null {
  const after = steps.at(-1)?.after?.grade
  return grade === null || after === undefined || after === grade ? null : { from: grade, to: after }
}
