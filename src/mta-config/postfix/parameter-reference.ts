import type { ObsoleteParameter, PostfixParameter } from './parameter.ts'
import { OBSOLETE_PARAMETERS, POSTFIX_PARAMETERS, TLS_DEFAULTS } from './parameters.ts'
import { compareReleases, isAtLeast, parseRelease, type Release } from './release.ts'

const byName = new Map(POSTFIX_PARAMETERS.map((parameter) => [parameter.name, parameter]))
const obsoleteByName = new Map(OBSOLETE_PARAMETERS.map((parameter) => [parameter.name, parameter]))
const defaultsByName = Map.groupBy(TLS_DEFAULTS, ({ name }) => name)

/** What is known of a parameter of any release; undefined for a name that is none. */
export function postfixParameter(name: string): PostfixParameter | undefined {
  return byName.get(name)
}

/** True when a release has a parameter. */
export function hasParameter(release: Release, name: string): boolean {
  return standing(release, name) === 'there'
}

/** Whether a release has a parameter, not yet or no longer, or whether there is no such parameter. */
export function standing(release: Release, name: string): 'there' | 'too-new' | 'gone' | 'unknown' {
  const parameter = byName.get(name)
  if (parameter === undefined) return 'unknown'
  if (parameter.since !== null && !isAtLeast(release, parameter.since)) return 'too-new'
  const until = parameter.until === null ? null : parseRelease(parameter.until)
  return until !== null && compareReleases(release.slice(0, 2), until) > 0 ? 'gone' : 'there'
}

/** What replaced a parameter, if a release already has that; null when the parameter is as good as ever. */
export function obsoleteIn(release: Release, name: string): ObsoleteParameter | null {
  const obsolete = obsoleteByName.get(name)
  return obsolete !== undefined && isAtLeast(release, obsolete.since) ? obsolete : null
}

/** The default value of a parameter in a release, with its `$names`; empty when it is not known. */
export function defaultOf(release: Release, name: string): string {
  const history = defaultsByName.get(name) ?? []
  const known = history.findLast(({ since }) => isAtLeast(release, since))
  return known?.default ?? byName.get(name)?.default ?? ''
}

/** Ends of the names that each service for deliveries has parameters with, such as `relay_destination_recipient_limit`. */
const SERVICE_SUFFIXES =
  /_(?:(?:extra_)?recipient_limit|recipient_refill_(?:limit|delay)|delivery_slot_(?:cost|loan|discount)|minimum_delivery_slots|initial_destination_concurrency|destination_(?:concurrency_(?:limit|(?:positive|negative)_feedback|failed_cohort_limit)|recipient_limit|rate_delay)|transport_rate_delay|time_limit)$/

/** True for the name of a parameter that belongs to a single service: its name follows from `master.cf`. */
export function isServiceParameter(name: string): boolean {
  return SERVICE_SUFFIXES.test(name)
}

/** The names of all parameters that a release has. */
export function parametersOf(release: Release): readonly string[] {
  return POSTFIX_PARAMETERS.filter(({ name }) => standing(release, name) === 'there').map(({ name }) => name)
}
