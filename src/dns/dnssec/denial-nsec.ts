import { attemptSync } from '../../base/failure.ts'
import {
  commonAncestor,
  compareNames,
  isAtOrBelow,
  labelCount,
  lowerName,
  type Name,
  wildcardOf,
} from '../wire/name.ts'
import { readRdata } from '../wire/rdata.ts'
import type { RrSet } from '../wire/rrset.ts'
import {
  type DenialProver,
  type DenialResult,
  denialAt,
  deniesType,
  endsAuthority,
  proved,
  type TypeSet,
  UNPROVED,
} from './denial.ts'

interface Nsec {
  readonly owner: Name
  readonly next: Name
  readonly types: TypeSet
}

/**
 * A prover from NSEC sets that were signed by `zone` (not as a wildcard's answer: such a record would speak for names
 * that the zone never had).
 *
 * @returns null when a record claims a gap that leaves the zone: nothing that such a zone says can be relied on
 */
export function nsecProver(sets: readonly RrSet[], zone: Name): DenialProver | null {
  const records: Nsec[] = []
  for (const set of sets) {
    for (const rdata of set.rdatas) {
      const read = attemptSync(() => readRdata('NSEC', rdata))
      if (!read.ok) return null
      const next = lowerName(read.value.next)
      if (!isAtOrBelow(next, zone)) return null
      records.push({ owner: set.owner, next, types: new Set(read.value.types) })
    }
  }
  const at = (name: Name): Nsec | undefined => records.find((record) => record.owner === name)
  const around = (name: Name): Nsec | undefined => records.find((record) => covers(record, name, zone))

  function noName(name: Name): DenialResult {
    const gap = around(name)
    if (gap === undefined || isEmptyNonTerminal(gap, name)) return UNPROVED
    const wildcard = wildcardOf(closestEncloser(gap, name))
    if (wildcard === null) return proved()
    const wildcardGap = around(wildcard)
    return wildcardGap !== undefined && !isEmptyNonTerminal(wildcardGap, wildcard) ? proved() : UNPROVED
  }

  function noData(name: Name, type: number): DenialResult {
    const match = at(name)
    if (match !== undefined) return denialAt(match.types, name, type)
    const gap = around(name)
    if (gap === undefined) return UNPROVED
    if (isEmptyNonTerminal(gap, name)) return proved()
    const wildcard = wildcardOf(closestEncloser(gap, name))
    const source = wildcard === null ? undefined : at(wildcard)
    return source !== undefined && deniesType(source.types, type, false) ? proved() : UNPROVED
  }

  function noCloserMatch(name: Name, encloser: Name): DenialResult {
    const gap = around(name)
    const fits = gap !== undefined && !isEmptyNonTerminal(gap, name) && closestEncloser(gap, name) === encloser
    return fits ? proved() : UNPROVED
  }

  return { noName, noData, noCloserMatch }
}

/** True when the name lies in the gap behind the record. The last record's gap runs to the end of the zone. */
function covers(record: Nsec, name: Name, zone: Name): boolean {
  if (compareNames(record.owner, name) >= 0) return false
  if (name !== record.owner && isAtOrBelow(name, record.owner) && endsAuthority(record.types)) return false
  return record.next === zone || compareNames(name, record.next) < 0
}

/** A gap that ends below the name shows that the name exists without records. */
function isEmptyNonTerminal(record: Nsec, name: Name): boolean {
  return record.next !== name && isAtOrBelow(record.next, name)
}

/** The longest existing ancestor of a name in a gap: both ends of the gap exist, and so do all their ancestors. */
function closestEncloser(record: Nsec, name: Name): Name {
  const before = commonAncestor(name, record.owner)
  const behind = commonAncestor(name, record.next)
  return labelCount(before) > labelCount(behind) ? before : behind
}
