import { attemptSync } from '../../base/failure.ts'
import { toHex } from '../../base/hex.ts'
import { fromBase32Hex } from '../wire/base32hex.ts'
import { compareOctets } from '../wire/canonical-order.ts'
import { isAtOrBelow, type Name, nameLabels, nextCloser, parentName, wildcardOf } from '../wire/name.ts'
import { hashNsec3 } from '../wire/nsec3-hash.ts'
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

/** SHA-1, the only hash. RFC 5155 section 11. */
const HASH_SHA1 = 1

/** The opt-out flag; all others must be zero (RFC 5155 section 8.2). */
const OPT_OUT = 1

interface Nsec3 {
  readonly hash: Uint8Array
  readonly next: Uint8Array
  readonly optOut: boolean
  readonly types: TypeSet
}

/** Records that share their parameters, and can therefore be compared. */
export interface Nsec3Records {
  readonly iterations: number
  readonly salt: Uint8Array
  readonly records: readonly Nsec3[]
}

/** Chains of one zone that are looked at: a zone that changes its parameters has two for a while. */
const CHAINS = 2

/**
 * Reads NSEC3 sets that were signed by `zone`, sorted by their parameters, because a proof uses one chain (RFC 5155 section
 * 7.2 speaks of one). Records of unknown hashes or flags are ignored (sections 8.1 and 8.2).
 */
export function readNsec3Records(sets: readonly RrSet[], zone: Name): readonly Nsec3Records[] {
  const chains = new Map<string, { iterations: number; salt: Uint8Array; records: Nsec3[] }>()
  for (const set of sets) {
    const [label] = nameLabels(set.owner)
    const hash = label === undefined || parentName(set.owner) !== zone ? null : fromBase32Hex(label)
    if (hash === null) continue
    for (const rdata of set.rdatas) {
      const read = attemptSync(() => readRdata('NSEC3', rdata))
      if (!read.ok) continue
      const { algorithm, flags, iterations, salt, next, types } = read.value
      if (algorithm !== HASH_SHA1 || (flags & ~OPT_OUT) !== 0 || next.length !== hash.length) continue
      const key = `${iterations} ${toHex(salt)}`
      const chain = chains.get(key) ?? { iterations, salt, records: [] }
      chains.set(key, chain)
      chain.records.push({ hash, next, optOut: (flags & OPT_OUT) !== 0, types: new Set(types) })
    }
  }
  return [...chains.values()].slice(0, CHAINS)
}

/** Rounds of SHA-1 that a question may still cost, and the hashes it has already paid for. */
export interface HashBudget {
  roundsLeft: number
  readonly known: Map<string, Uint8Array>
}

/** A prover from NSEC3 records; when the hash budget is spent, it proves nothing more. */
export function nsec3Prover({ iterations, salt, records }: Nsec3Records, zone: Name, budget: HashBudget): DenialProver {
  function hashOf(name: Name): Uint8Array | null {
    const key = `${name}${iterations} ${toHex(salt)}`
    const known = budget.known.get(key)
    if (known !== undefined) return known
    budget.roundsLeft -= iterations + 1
    if (budget.roundsLeft < 0) return null
    const hash = hashNsec3(name, salt, iterations)
    budget.known.set(key, hash)
    return hash
  }

  function at(name: Name): Nsec3 | undefined {
    const hash = hashOf(name)
    return hash === null ? undefined : records.find((record) => compareOctets(record.hash, hash) === 0)
  }

  function around(name: Name): Nsec3 | undefined {
    const hash = hashOf(name)
    return hash === null ? undefined : records.find((record) => covers(record, hash))
  }

  /** The closest encloser and the gap that hides the next closer name. RFC 5155 section 8.3. */
  function enclose(name: Name): { readonly encloser: Name; readonly gap: Nsec3 } | null {
    for (let above = name; above !== zone && isAtOrBelow(above, zone); ) {
      above = parentName(above)
      const match = at(above)
      if (match === undefined) continue
      const gap = around(nextCloser(name, above))
      return gap === undefined || endsAuthority(match.types) ? null : { encloser: above, gap }
    }
    return null
  }

  function noName(name: Name): DenialResult {
    const found = enclose(name)
    if (found === null) return UNPROVED
    const wildcard = wildcardOf(found.encloser)
    return wildcard === null || around(wildcard) !== undefined ? proved(found.gap.optOut) : UNPROVED
  }

  function noData(name: Name, type: number): DenialResult {
    const match = at(name)
    if (match !== undefined) return denialAt(match.types, name, type)
    const found = enclose(name)
    if (found === null) return UNPROVED
    const wildcard = wildcardOf(found.encloser)
    const source = wildcard === null ? undefined : at(wildcard)
    if (source !== undefined && deniesType(source.types, type, false)) return proved(found.gap.optOut)
    // RFC 5155 section 8.6: for DS, an unsigned delegation in an opt-out span. Other types fare no better.
    return found.gap.optOut ? proved(true) : UNPROVED
  }

  function noCloserMatch(name: Name, encloser: Name): DenialResult {
    const gap = around(nextCloser(name, encloser))
    return gap === undefined ? UNPROVED : proved(gap.optOut)
  }

  return { noName, noData, noCloserMatch }
}

/** True when the hash lies in the gap behind the record; the last record's gap wraps around. */
function covers(record: Nsec3, hash: Uint8Array): boolean {
  const behindOwner = compareOctets(record.hash, hash) < 0
  const beforeNext = compareOctets(hash, record.next) < 0
  return compareOctets(record.hash, record.next) < 0 ? behindOwner && beforeNext : behindOwner || beforeNext
}
