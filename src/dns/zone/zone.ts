import { fail } from '../../base/failure.ts'
import type { ResourceRecord } from '../wire/message.ts'
import { isAtOrBelow, type Name, parentName, plainName } from '../wire/name.ts'
import { RR_TYPES } from '../wire/rr-type.ts'
import { groupRrSets, type RrSet, recordsOf } from '../wire/rrset.ts'

/** The sets at one name, by type. */
export type ZoneNode = ReadonlyMap<number, RrSet>

/** How a signed zone proves that something does not exist. */
export type DenialChain =
  | { readonly kind: 'none' }
  /** NSEC sets stand in the nodes; the owners in canonical order. */
  | { readonly kind: 'nsec'; readonly owners: readonly Name[] }
  /** NSEC3 sets by the hash of their owner (in wire octets as hexadecimal), in ascending order. */
  | {
      readonly kind: 'nsec3'
      readonly hashes: readonly Nsec3Entry[]
      readonly salt: Uint8Array
      readonly iterations: number
    }

/** One NSEC3 set and the hash that its owner stands for. */
export interface Nsec3Entry {
  readonly hash: Uint8Array
  readonly set: RrSet
}

/**
 * The data of one zone: every name that has records, and every empty non-terminal between them and the apex as a node
 * without sets, because such names exist (RFC 4592 section 2.2.2).
 */
export interface Zone {
  readonly origin: Name
  readonly nodes: ReadonlyMap<Name, ZoneNode>
  readonly denial: DenialChain
}

/**
 * Builds an unsigned zone.
 *
 * @throws ProbeError `document-invalid` when the SOA record is missing or doubled, or a CNAME has company (RFC 2181
 *   section 10.1)
 */
export function makeZone(origin: Name, records: readonly ResourceRecord[]): Zone {
  const sets = groupRrSets(records)
  const zone: Zone = { origin, nodes: makeNodes(origin, sets), denial: { kind: 'none' } }
  const refuse = (reason: string): never =>
    fail({ code: 'document-invalid', document: 'zone', at: plainName(origin), reason })
  if (setAt(zone, origin, RR_TYPES.SOA)?.rdatas.length !== 1) refuse('the apex needs exactly one SOA record')
  for (const [name, node] of zone.nodes) {
    const alias = node.get(RR_TYPES.CNAME)
    if (alias === undefined) continue
    const others = [...node.keys()].filter((type) => !WITH_CNAME.has(type))
    if (alias.rdatas.length > 1 || others.length > 0) refuse(`the alias ${plainName(name)} has other data`)
  }
  return zone
}

/** What may stand beside a CNAME. RFC 4035 section 2.5. */
const WITH_CNAME: ReadonlySet<number> = new Set([RR_TYPES.CNAME, RR_TYPES.NSEC, RR_TYPES.RRSIG])

/** The nodes of sets, with the empty non-terminals. Sets outside the origin are left out. */
export function makeNodes(origin: Name, sets: readonly RrSet[]): ReadonlyMap<Name, ZoneNode> {
  const nodes = new Map<Name, Map<number, RrSet>>()
  for (const set of sets) {
    if (!isAtOrBelow(set.owner, origin)) continue
    for (let name = set.owner; !nodes.has(name); name = parentName(name)) {
      nodes.set(name, new Map())
      if (name === origin) break
    }
    nodes.get(set.owner)?.set(set.type, set)
  }
  return nodes
}

/** The set of a type at a name. */
export function setAt(zone: Zone, name: Name, type: number): RrSet | undefined {
  return zone.nodes.get(name)?.get(type)
}

/** All sets of the zone, without its NSEC3 sets. */
export function setsOf(zone: Zone): readonly RrSet[] {
  return [...zone.nodes.values()].flatMap((node) => [...node.values()])
}

/** All records of the zone, signatures and NSEC3 included. */
export function zoneRecords(zone: Zone): readonly ResourceRecord[] {
  const hashed = zone.denial.kind === 'nsec3' ? zone.denial.hashes.map((entry) => entry.set) : []
  return [...setsOf(zone), ...hashed].flatMap((set) => recordsOf(set, true))
}

/** True for a name at which another zone begins: it has NS records and is not the apex. */
export function isDelegation(zone: Zone, name: Name): boolean {
  return name !== zone.origin && zone.nodes.get(name)?.has(RR_TYPES.NS) === true
}

/** The delegation at or above a name, or null when the zone has authority over it. */
export function delegationAbove(zone: Zone, name: Name): Name | null {
  let found: Name | null = null
  for (let at = name; at !== zone.origin && isAtOrBelow(at, zone.origin); at = parentName(at)) {
    if (isDelegation(zone, at)) found = at
  }
  return found
}
