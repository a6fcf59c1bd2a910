/**
 * How much a finding matters.
 *
 * - `critical`: mail is readable, forged or lost now
 * - `high`: a practical attack, or senders that validate refuse
 * - `medium`: deprecated, or weak enough to plan its end
 * - `low`: should be otherwise
 * - `info`: neither good nor bad, but good to know
 */
export type Severity = 'critical' | 'high' | 'medium' | 'low' | 'info'

/** All severities, the worst first. */
export const SEVERITIES: readonly Severity[] = ['critical', 'high', 'medium', 'low', 'info']

/** Points that a finding takes from a score of 100. */
export const PENALTY: Readonly<Record<Severity, number>> = { critical: 40, high: 20, medium: 10, low: 4, info: 0 }

/** Orders two severities: negative when `a` is the worse. */
export function compareSeverity(a: Severity, b: Severity): number {
  return SEVERITIES.indexOf(a) - SEVERITIES.indexOf(b)
}

/** The worst of some severities; `info` of none. */
export function worstSeverity(severities: readonly Severity[]): Severity {
  return severities.reduce<Severity>((worst, next) => (compareSeverity(next, worst) < 0 ? next : worst), 'info')
}
