import type { Unknown } from '../../base/answer.ts'
import { domainNameOrNull, parentDomain } from '../../base/domain-name.ts'
import type { CaaRecord, DomainFacts } from '../../facts/domain-facts.ts'
import { whyOpen } from '../dns-lookups.ts'

/** The CAA records that count for a name, and where they stand. */
export type RelevantCaa =
  | { readonly state: 'found'; readonly at: string; readonly records: readonly CaaRecord[] }
  /** Neither the name nor any above it has a CAA record. */
  | { readonly state: 'none' }
  /** A name on the way could not be asked, or nobody asked it. */
  | { readonly state: 'unknown'; readonly at: string; readonly why: Unknown }

/**
 * Finds the CAA records that count for a name: its own, or those of the nearest name above it that has some, the top-level
 * domain included and the root not (RFC 8659 section 3).
 *
 * @param name a host name without a wildcard's label
 */
export function relevantCaa(name: string, lookups: DomainFacts['caa']): RelevantCaa {
  const start = domainNameOrNull(name)
  for (let at = start; at !== null && at !== '.'; at = parentDomain(at)) {
    const lookup = lookups.find((each) => each.name === at)
    // A host that has no lookup at all was not looked at; one whose way up was too long reached a limit.
    if (lookup === undefined) return { state: 'unknown', at, why: at === start ? 'not-asked' : 'budget' }
    if (lookup.outcome === 'failed') return { state: 'unknown', at, why: whyOpen(lookup) }
    if (lookup.records.length > 0) return { state: 'found', at, records: lookup.records }
  }
  return start === null ? { state: 'unknown', at: name, why: 'not-applicable' } : { state: 'none' }
}
