import { toBase32Hex } from '../wire/base32hex.ts'
import { compareOctets } from '../wire/canonical-order.ts'
import { compareNames, type Name, parentName, prependLabel } from '../wire/name.ts'
import { hashNsec3 } from '../wire/nsec3-hash.ts'
import { readRdata, writeRdata } from '../wire/rdata.ts'
import { RR_TYPES } from '../wire/rr-type.ts'
import type { RrSet } from '../wire/rrset.ts'
import type { Fault } from './fault.ts'
import { delegationAbove, isDelegation, type Nsec3Entry, setAt, type Zone } from './zone.ts'

/** How a zone denies. */
export type DenialOptions =
  | { readonly kind: 'nsec' }
  | { readonly kind: 'nsec3'; readonly iterations: number; readonly salt: Uint8Array; readonly optOut: boolean }

/** The chain before it is signed. */
export type UnsignedDenial =
  | { readonly kind: 'nsec'; readonly sets: readonly RrSet[] }
  | {
      readonly kind: 'nsec3'
      readonly entries: readonly Nsec3Entry[]
      readonly salt: Uint8Array
      readonly iterations: number
    }

/** Chains the names of a zone (RFC 4035 section 2.3, RFC 5155 section 7.1). */
export function buildDenial(zone: Zone, options: DenialOptions, faults: readonly Fault[]): UnsignedDenial {
  return options.kind === 'nsec' ? buildNsec(zone, faults) : buildNsec3(zone, options, faults)
}

function buildNsec(zone: Zone, faults: readonly Fault[]): UnsignedDenial {
  const owners = authoritativeNames(zone).filter((name) => (zone.nodes.get(name)?.size ?? 0) > 0)
  owners.sort(compareNames)
  const ttl = denialTtl(zone)
  const sets = owners.map((owner, at): RrSet => {
    const reach = faults.find((fault) => fault.kind === 'overreaching-nsec' && fault.name === owner)
    const next = reach?.kind === 'overreaching-nsec' ? reach.next : (owners[at + 1] ?? zone.origin)
    const types = typesAt(zone, owner, [RR_TYPES.RRSIG, RR_TYPES.NSEC], faults)
    return { owner, type: RR_TYPES.NSEC, ttl, rdatas: [writeRdata('NSEC', { next, types })], signatures: [] }
  })
  return { kind: 'nsec', sets }
}

function buildNsec3(
  zone: Zone,
  options: Extract<DenialOptions, { kind: 'nsec3' }>,
  faults: readonly Fault[],
): UnsignedDenial {
  const { iterations, salt, optOut } = options
  const names = authoritativeNames(zone).filter((name) => !optOut || !isLeftOut(zone, name))
  const hashed = names
    .map((name) => ({ name, hash: hashNsec3(name, salt, iterations) }))
    .sort((a, b) => compareOctets(a.hash, b.hash))
  const ttl = denialTtl(zone)
  const entries = hashed.map(({ name, hash }, at): Nsec3Entry => {
    const next = (hashed[at + 1] ?? hashed[0])?.hash ?? hash
    const extra = isSignedSomewhere(zone, name) ? [RR_TYPES.RRSIG] : []
    const types = typesAt(zone, name, extra, faults)
    const rdata = writeRdata('NSEC3', { algorithm: 1, flags: optOut ? 1 : 0, iterations, salt, next, types })
    const owner = prependLabel(toBase32Hex(hash).toLowerCase(), zone.origin) ?? zone.origin
    return { hash, set: { owner, type: RR_TYPES.NSEC3, ttl, rdatas: [rdata], signatures: [] } }
  })
  return { kind: 'nsec3', entries, salt, iterations }
}

/** Every name that is the zone's own, empty non-terminals and delegations included, glue not. */
function authoritativeNames(zone: Zone): Name[] {
  return [...zone.nodes.keys()].filter((name) => {
    const cut = delegationAbove(zone, name)
    return cut === null || cut === name
  })
}

/** Unsigned delegations, and names that exist only to lead to them. RFC 5155 section 7.1. */
function isLeftOut(zone: Zone, name: Name): boolean {
  if (name === zone.origin) return false
  if (isDelegation(zone, name)) return setAt(zone, name, RR_TYPES.DS) === undefined
  if ((zone.nodes.get(name)?.size ?? 0) > 0) return false
  const children = [...zone.nodes.keys()].filter((one) => one !== zone.origin && parentName(one) === name)
  return children.every((child) => isLeftOut(zone, child))
}

function isSignedSomewhere(zone: Zone, name: Name): boolean {
  const node = zone.nodes.get(name)
  if (node === undefined || node.size === 0) return false
  return !isDelegation(zone, name) || node.has(RR_TYPES.DS)
}

/** The types that a record of denial lists: at a delegation only those of the parent (RFC 4035 section 2.3). */
function typesAt(zone: Zone, name: Name, extra: readonly number[], faults: readonly Fault[]): readonly number[] {
  const wrong = faults.find((fault) => fault.kind === 'wrong-types' && fault.name === name)
  if (wrong?.kind === 'wrong-types') return wrong.types.toSorted((a, b) => a - b)
  const all = [...(zone.nodes.get(name)?.keys() ?? [])]
  const own = isDelegation(zone, name) ? all.filter((type) => type === RR_TYPES.NS || type === RR_TYPES.DS) : all
  return [...own, ...extra].sort((a, b) => a - b)
}

/** The TTL of denials: what the SOA record says about negative answers. RFC 9077 section 3. */
function denialTtl(zone: Zone): number {
  const soa = setAt(zone, zone.origin, RR_TYPES.SOA)
  const [rdata] = soa?.rdatas ?? []
  return soa === undefined || rdata === undefined ? 0 : Math.min(soa.ttl, readRdata('SOA', rdata).minimum)
}
