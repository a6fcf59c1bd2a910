import { compareOctets } from '../wire/canonical-order.ts'
import { compareNames, isAtOrBelow, type Name, nextCloser, parentName, wildcardOf } from '../wire/name.ts'
import { hashNsec3 } from '../wire/nsec3-hash.ts'
import { RR_TYPES } from '../wire/rr-type.ts'
import type { RrSet } from '../wire/rrset.ts'
import { setAt, type Zone } from './zone.ts'

/**
 * Which NSEC or NSEC3 sets of a signed zone prove what; an unsigned zone proves nothing and gives none. The sets are in
 * the order in which they are needed and may repeat.
 */

/** The name exists without the type. RFC 4035 section 3.1.3.1; RFC 5155 sections 7.2.3 and 7.2.4. */
export function proveNoData(zone: Zone, name: Name, type: number): readonly RrSet[] {
  if (zone.denial.kind === 'nsec') return present(setAt(zone, name, RR_TYPES.NSEC) ?? coveringNsec(zone, name))
  const matching = matchingNsec3(zone, name)
  if (matching !== undefined) return [matching]
  // An unsigned delegation inside an opt-out span has no NSEC3 of its own.
  return type === RR_TYPES.DS ? proveDelegationUnsigned(zone, name) : closestEncloserProof(zone, name)
}

/** Neither the name nor a wildcard for it exists. RFC 4035 section 3.1.3.2; RFC 5155 section 7.2.2. */
export function proveNoName(zone: Zone, name: Name, encloser: Name): readonly RrSet[] {
  const wildcard = wildcardOf(encloser)
  if (zone.denial.kind === 'nsec') {
    return [...present(coveringNsec(zone, name)), ...(wildcard === null ? [] : present(coveringNsec(zone, wildcard)))]
  }
  const noWildcard = wildcard === null ? undefined : coveringNsec3(zone, wildcard)
  return [...closestEncloserProof(zone, name), ...present(noWildcard)]
}

/** The name itself does not exist, so that the wildcard at the encloser applies. RFC 4035 section 3.1.3.3; RFC 5155 section 7.2.6. */
export function proveNoNextCloser(zone: Zone, name: Name, encloser: Name, withEncloser: boolean): readonly RrSet[] {
  if (zone.denial.kind === 'nsec') return present(coveringNsec(zone, name))
  const covering = coveringNsec3(zone, nextCloser(name, encloser))
  return [...(withEncloser ? present(matchingNsec3(zone, encloser)) : []), ...present(covering)]
}

/** The delegation exists and has no DS record. RFC 4035 section 3.1.4; RFC 5155 section 7.2.7. */
export function proveDelegationUnsigned(zone: Zone, cut: Name): readonly RrSet[] {
  if (zone.denial.kind === 'nsec') return present(setAt(zone, cut, RR_TYPES.NSEC))
  const matching = matchingNsec3(zone, cut)
  return matching === undefined ? closestEncloserProof(zone, cut) : [matching]
}

/** The closest provable encloser and the absence of the next closer name. RFC 5155 section 7.2.1. */
function closestEncloserProof(zone: Zone, name: Name): readonly RrSet[] {
  for (let encloser = parentName(name); isAtOrBelow(encloser, zone.origin); encloser = parentName(encloser)) {
    const matching = matchingNsec3(zone, encloser)
    if (matching !== undefined) return [matching, ...present(coveringNsec3(zone, nextCloser(name, encloser)))]
    if (encloser === zone.origin) break
  }
  return []
}

function coveringNsec(zone: Zone, name: Name): RrSet | undefined {
  if (zone.denial.kind !== 'nsec') return undefined
  const before = zone.denial.owners.findLast((owner) => compareNames(owner, name) < 0) ?? zone.denial.owners.at(-1)
  return before === undefined ? undefined : setAt(zone, before, RR_TYPES.NSEC)
}

function matchingNsec3(zone: Zone, name: Name): RrSet | undefined {
  if (zone.denial.kind !== 'nsec3') return undefined
  const hash = hashNsec3(name, zone.denial.salt, zone.denial.iterations)
  return zone.denial.hashes.find((entry) => compareOctets(entry.hash, hash) === 0)?.set
}

function coveringNsec3(zone: Zone, name: Name): RrSet | undefined {
  if (zone.denial.kind !== 'nsec3') return undefined
  const hash = hashNsec3(name, zone.denial.salt, zone.denial.iterations)
  const before = zone.denial.hashes.findLast((entry) => compareOctets(entry.hash, hash) < 0)
  return (before ?? zone.denial.hashes.at(-1))?.set
}

function present(set: RrSet | undefined): readonly RrSet[] {
  return set === undefined ? [] : [set]
}
