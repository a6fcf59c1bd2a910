import { domainNameOrNull } from '../base/domain-name.ts'
import type { Lookup, MxRecord } from '../dns/lookup.ts'

/**
 * Finds the pattern of a policy that matches an exchanger; null when none does. `*.` stands for exactly one label, the
 * left-most one: `*.example.com` is `mail.example.com`, but neither `example.com` nor `a.b.example.com`. Case and a final
 * dot make no difference; international names are compared as A-labels.
 *
 * @param host the exchanger's name as the MX record has it
 * @param patterns the `mx` fields of a policy
 * @see RFC 8461 section 4.1
 */
export function matchMx(host: string, patterns: readonly string[]): string | null {
  const fitting = patternsFor(host)
  return patterns.find((pattern) => fitting.includes(pattern.toLowerCase())) ?? null
}

/**
 * The hosts that receive mail for a domain, the preferred first. A domain without MX records is its own exchanger (RFC 5321
 * section 5.1); one with a null MX has none (RFC 7505). Null when the lookup failed or the name does not exist.
 */
export function exchangersOf({ name, outcome, records }: Lookup<MxRecord>): readonly string[] | null {
  if (outcome === 'nodata') return [name]
  if (outcome !== 'records') return null
  return records
    .filter(({ exchange }) => exchange !== '.')
    .toSorted((a, b) => a.preference - b.preference)
    .map(({ exchange }) => exchange)
}

/** How the patterns of a policy and the exchangers of a domain fit together. */
export interface MxCoverage {
  readonly hosts: readonly { readonly host: string; readonly pattern: string | null }[]
  /** Exchangers that no pattern matches: no mail goes there while the policy is enforced. */
  readonly uncovered: readonly string[]
  /** Patterns that match no exchanger. */
  readonly unused: readonly string[]
}

/**
 * Compares the patterns of a policy with the exchangers of a domain.
 *
 * @param hosts see {@link exchangersOf}
 */
export function coverMx(hosts: readonly string[], patterns: readonly string[]): MxCoverage {
  // Both lists are as long as strangers like, thousands each, so that not every pair is looked at.
  const first = new Map<string, number>()
  for (const [at, pattern] of patterns.entries()) {
    const wanted = pattern.toLowerCase()
    if (!first.has(wanted)) first.set(wanted, at)
  }
  const met = new Set<string>()
  const matched = hosts.map((host) => {
    const fitting = patternsFor(host)
    for (const each of fitting) met.add(each)
    const places = fitting.flatMap((each) => first.get(each) ?? [])
    return { host, pattern: places.length === 0 ? null : (patterns[Math.min(...places)] ?? null) }
  })
  return {
    hosts: matched,
    uncovered: matched.filter(({ pattern }) => pattern === null).map(({ host }) => host),
    // Of several patterns that match a host only the first is named; another one is not useless for that.
    unused: patterns.filter((pattern) => !met.has(pattern.toLowerCase())),
  }
}

/** Every pattern that matches a host, in lower case: its own name, and the one with `*` for the first label. */
function patternsFor(host: string): readonly string[] {
  const name = domainNameOrNull(host)
  if (name === null || name === '.') return []
  const dot = name.indexOf('.')
  return dot > 0 ? [name, `*${name.slice(dot)}`] : [name]
}
