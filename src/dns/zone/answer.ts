import { ALIAS_LIMIT } from '../alias-chain.ts'
import type { ResourceRecord } from '../wire/message.ts'
import {
  isAtOrBelow,
  labelCount,
  lowerName,
  NAME_OCTETS,
  type Name,
  nameOctets,
  parentName,
  wildcardOf,
} from '../wire/name.ts'
import { readRdata } from '../wire/rdata.ts'
import { CLASS_IN, RCODES, RR_TYPES } from '../wire/rr-type.ts'
import { type RrSet, recordsOf } from '../wire/rrset.ts'
import { proveDelegationUnsigned, proveNoData, proveNoName, proveNoNextCloser } from './denial-proof.ts'
import { delegationAbove, setAt, type Zone } from './zone.ts'

/** The sections of an authoritative answer. */
export interface ZoneAnswer {
  readonly rcode: number
  readonly authoritative: boolean
  readonly answer: readonly ResourceRecord[]
  readonly authority: readonly ResourceRecord[]
  readonly additional: readonly ResourceRecord[]
}

interface Draft {
  readonly zones: readonly Zone[]
  readonly withSignatures: boolean
  readonly answer: ResourceRecord[]
  readonly authority: ResourceRecord[]
  readonly additional: ResourceRecord[]
}

/**
 * Answers a question from a set of zones as RFC 1034 section 4.3.2 says, with wildcards (RFC 4592), DNAME (RFC 6672) and,
 * for those who set DO, the signatures and denials of RFC 4035 section 3.1 and RFC 5155 section 7.2. An alias is followed
 * into every zone that is in the set.
 *
 * @param name in lower case
 * @returns null when no zone of the set is at or above the name
 */
export function answerFromZones(
  zones: readonly Zone[],
  name: Name,
  type: number,
  dnssecOk: boolean,
): ZoneAnswer | null {
  const draft: Draft = { zones, withSignatures: dnssecOk, answer: [], authority: [], additional: [] }
  let at = name
  for (let aliases = 0; aliases <= ALIAS_LIMIT; aliases += 1) {
    const zone = zoneFor(zones, at, type)
    if (zone === null) return aliases === 0 ? null : finish(draft, RCODES.NOERROR, true)
    const step = answerInZone(draft, zone, at, type)
    if (typeof step === 'number') return finish(draft, step, draft.answer.length > 0 || !isReferral(draft))
    at = step.target
  }
  return finish(draft, RCODES.SERVFAIL, false)
}

/** The zone with the longest matching name. A DS record belongs to the parent's side of a cut (RFC 4035 section 3.1.4.1). */
function zoneFor(zones: readonly Zone[], name: Name, type: number): Zone | null {
  const matching = zones
    .filter((zone) => isAtOrBelow(name, zone.origin))
    .sort((a, b) => labelCount(b.origin) - labelCount(a.origin))
  const [nearest, above] = matching
  return (type === RR_TYPES.DS && nearest?.origin === name ? above : undefined) ?? nearest ?? null
}

/** Fills the draft from one zone; either the answer is complete with a response code, or an alias leads on. */
function answerInZone(draft: Draft, zone: Zone, name: Name, type: number): number | { readonly target: Name } {
  const cut = delegationAbove(zone, name)
  if (cut !== null && !(cut === name && type === RR_TYPES.DS)) {
    refer(draft, zone, cut)
    return RCODES.NOERROR
  }
  const redirected = followDname(draft, zone, name)
  if (redirected !== null) return redirected
  const node = zone.nodes.get(name)
  if (node !== undefined) {
    const set = node.get(type)
    const alias = node.get(RR_TYPES.CNAME)
    if (type === RR_TYPES.ANY && node.size > 0) {
      for (const one of node.values()) add(draft.answer, draft, one)
    } else if (set !== undefined) {
      add(draft.answer, draft, set)
    } else if (alias !== undefined) {
      add(draft.answer, draft, alias)
      return { target: aliasTarget(alias) }
    } else {
      negative(draft, zone, proveNoData(zone, name, type))
    }
    return RCODES.NOERROR
  }
  return answerFromWildcard(draft, zone, name, type)
}

function answerFromWildcard(draft: Draft, zone: Zone, name: Name, type: number): number | { readonly target: Name } {
  const encloser = closestEncloser(zone, name)
  const wildcard = wildcardOf(encloser)
  const node = wildcard === null ? undefined : zone.nodes.get(wildcard)
  if (wildcard === null || node === undefined) {
    negative(draft, zone, proveNoName(zone, name, encloser))
    return RCODES.NXDOMAIN
  }
  const set = node.get(type)
  const alias = node.get(RR_TYPES.CNAME)
  const given = set ?? alias
  if (given === undefined) {
    negative(draft, zone, [...proveNoNextCloser(zone, name, encloser, true), ...proveNoData(zone, wildcard, type)])
    return RCODES.NOERROR
  }
  draft.answer.push(...recordsOf(given, draft.withSignatures, name))
  if (draft.withSignatures) addAll(draft.authority, draft, proveNoNextCloser(zone, name, encloser, false))
  return set === undefined ? { target: aliasTarget(given) } : RCODES.NOERROR
}

/** A DNAME above the name renames everything below it; the CNAME is made on the spot, unsigned (RFC 6672 section 3.1). */
function followDname(draft: Draft, zone: Zone, name: Name): number | { readonly target: Name } | null {
  for (let at = name; at !== zone.origin; at = parentName(at)) {
    const owner = parentName(at)
    const set = setAt(zone, owner, RR_TYPES.DNAME)
    if (set === undefined) continue
    add(draft.answer, draft, set)
    const target = readRdata('DNAME', set.rdatas[0] ?? new Uint8Array(0)).target
    const renamed = (name.slice(0, name.length - owner.length) + target) as Name
    if (renamed.length > NAME_OCTETS) return RCODES.YXDOMAIN
    draft.answer.push({ owner: name, type: RR_TYPES.CNAME, class: CLASS_IN, ttl: set.ttl, rdata: nameOctets(renamed) })
    return { target: renamed }
  }
  return null
}

function refer(draft: Draft, zone: Zone, cut: Name): void {
  const ns = setAt(zone, cut, RR_TYPES.NS)
  if (ns === undefined) return
  // The parent's NS records of a cut are never signed (RFC 4035 section 2.2).
  draft.authority.push(...recordsOf(ns, false))
  const ds = setAt(zone, cut, RR_TYPES.DS)
  if (ds !== undefined && draft.withSignatures) add(draft.authority, draft, ds)
  else if (draft.withSignatures) addAll(draft.authority, draft, proveDelegationUnsigned(zone, cut))
  for (const rdata of ns.rdatas) {
    const host = readRdata('NS', rdata).name
    for (const type of [RR_TYPES.A, RR_TYPES.AAAA]) {
      const glue = setAt(zone, host, type)
      if (glue !== undefined) draft.additional.push(...recordsOf(glue, false))
    }
  }
}

function negative(draft: Draft, zone: Zone, proof: readonly RrSet[]): void {
  const soa = setAt(zone, zone.origin, RR_TYPES.SOA)
  if (soa !== undefined) {
    // RFC 2308 section 3: the TTL of the SOA record in a negative answer is the negative TTL.
    const minimum = readRdata('SOA', soa.rdatas[0] ?? new Uint8Array(0)).minimum
    add(draft.authority, draft, { ...soa, ttl: Math.min(soa.ttl, minimum) })
  }
  if (draft.withSignatures) addAll(draft.authority, draft, proof)
}

function closestEncloser(zone: Zone, name: Name): Name {
  let at = parentName(name)
  while (!zone.nodes.has(at) && at !== zone.origin) at = parentName(at)
  return at
}

function aliasTarget(alias: RrSet): Name {
  return lowerName(readRdata('CNAME', alias.rdatas[0] ?? new Uint8Array(0)).name)
}

function isReferral(draft: Draft): boolean {
  return draft.answer.length === 0 && draft.authority[0]?.type === RR_TYPES.NS
}

function add(section: ResourceRecord[], draft: Draft, set: RrSet): void {
  section.push(...recordsOf(set, draft.withSignatures))
}

/** Adds sets, each once: one NSEC may prove several things. */
function addAll(section: ResourceRecord[], draft: Draft, sets: readonly RrSet[]): void {
  for (const set of new Set(sets)) {
    const present = section.some((record) => record.owner === set.owner && record.type === set.type)
    if (!present) add(section, draft, set)
  }
}

function finish(draft: Draft, rcode: number, authoritative: boolean): ZoneAnswer {
  const { answer, authority, additional } = draft
  return { rcode, authoritative, answer, authority, additional }
}
