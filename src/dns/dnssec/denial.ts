import { type Name, ROOT } from '../wire/name.ts'
import { RR_TYPES } from '../wire/rr-type.ts'

/**
 * Authenticated denial of existence: a zone cannot sign every name that it does not have, so it signs the gaps between
 * those that it has, in the order of names (NSEC, RFC 4034 section 4) or of their hashes (NSEC3, RFC 5155). The two
 * files beside this one answer the same three questions from records whose signatures have been checked.
 */
export interface DenialProver {
  /** That the name does not exist, nor a wildcard that would make it. */
  noName(name: Name): DenialResult
  /** That the name, or the wildcard that makes it, has no record of the type. */
  noData(name: Name, type: number): DenialResult
  /** That the name does not exist, so that the wildcard at `encloser` applies to it. */
  noCloserMatch(name: Name, encloser: Name): DenialResult
}

/** What a denial shows. */
export type DenialResult =
  | {
      readonly proved: true
      /** An opt-out span covers the name: an unsigned delegation may hide in it (RFC 5155 section 6), so this is never secure. */
      readonly optOut: boolean
      /** The record that proves it says that the name is a delegation. */
      readonly delegation: boolean
    }
  /** The records prove something else, or nothing. */
  | { readonly proved: false }

export const UNPROVED: DenialResult = { proved: false }

/** The result of a plain proof. */
export function proved(optOut = false, delegation = false): DenialResult {
  return { proved: true, optOut, delegation }
}

/** The types at a name that a denial record lists. */
export type TypeSet = ReadonlySet<number>

/** True when the record stands at a delegation and is the parent's: it knows nothing of the data there. */
export function isDelegationPoint(types: TypeSet): boolean {
  return types.has(RR_TYPES.NS) && !types.has(RR_TYPES.SOA)
}

/** True when the record's owner hands everything below it to others (RFC 4035 section 5.4, RFC 6672 section 5.3.4.1). */
export function endsAuthority(types: TypeSet): boolean {
  return isDelegationPoint(types) || types.has(RR_TYPES.DNAME)
}

/**
 * Whether a record at the very name denies a type there. The type must be absent, and so must CNAME, or the question would
 * have been led elsewhere. DS is the parent's word: the apex record of the child cannot deny it; every other type is the
 * child's, and the parent's record at the cut cannot deny that (RFC 6840 sections 4.1 and 4.4).
 *
 * @param atRoot the root has no parent, so its own record does deny DS
 */
export function deniesType(types: TypeSet, type: number, atRoot: boolean): boolean {
  if (types.has(type) || types.has(RR_TYPES.CNAME)) return false
  return type === RR_TYPES.DS ? atRoot || !types.has(RR_TYPES.SOA) : !isDelegationPoint(types)
}

/** What a record at the very name shows about a type there. */
export function denialAt(types: TypeSet, name: Name, type: number): DenialResult {
  return deniesType(types, type, name === ROOT) ? proved(false, isDelegationPoint(types)) : UNPROVED
}
