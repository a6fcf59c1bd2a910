import type { TrustAnchor } from './dnssec/trust-anchors.ts'
import { generateSigningKey, KEY_SIGNING } from './generate-signing-key.ts'
import { isAtOrBelow, labelCount, lowerName, type Name, nameOctets, parseName, ROOT } from './wire/name.ts'
import { RR_TYPES } from './wire/rr-type.ts'
import type { RrSet } from './wire/rrset.ts'
import type { DenialOptions } from './zone/build-denial.ts'
import type { Fault } from './zone/fault.ts'
import { parseZone } from './zone/parse-zone.ts'
import { signZone } from './zone/sign-zone.ts'
import { dsOf, type SigningKey } from './zone/signing-key.ts'
import { makeNodes, setAt, setsOf, type Zone } from './zone/zone.ts'

/** How a zone of a tree is signed, and how its parent vouches for it. */
export interface TreeSigning {
  /** The algorithm of its one key, null for an unsigned zone. Default 13. */
  readonly algorithm?: number | null
  /** Keys to use instead of a new one. */
  readonly keys?: readonly SigningKey[]
  /** Default NSEC. */
  readonly denial?: DenialOptions
  readonly faults?: readonly Fault[]
  /** Digest types of the DS records in the parent; an empty list leaves the zone an island. Default `[2]`. */
  readonly digests?: readonly number[]
}

/** One zone of a tree. */
export interface TreeZone extends TreeSigning {
  /** The apex: `lab.`, `.` for the root. */
  readonly origin: string
  /** Records in master file form; the NS and DS records of child zones in the tree are added where they are missing. */
  readonly text: string
}

/** A tree of signed zones and the anchor from which they are trusted. */
export interface SignedTree {
  readonly zones: readonly Zone[]
  readonly anchors: readonly TrustAnchor[]
}

/** A zone before it is signed: its keys are there, so that its parent can be signed first. */
export interface Seedling {
  readonly origin: Name
  /** Null for a zone that stays unsigned. */
  readonly keys: readonly SigningKey[] | null
  /** What the parent says of it; null where that is nothing. */
  readonly ds: RrSet | null
  /** The trust anchor that it could be; null without keys. */
  readonly anchor: TrustAnchor | null
}

/** When signatures begin and end, in seconds since 1970. */
export interface SigningTimes {
  readonly inception: number
  readonly expiration: number
}

/** Seconds that NS and DS records made here live. */
const TTL_SECONDS = 3_600

/**
 * Signs zones from the leaves up, so that each parent holds the DS records of its children. The topmost signed zone becomes
 * the trust anchor.
 *
 * @throws ProbeError `document-invalid` when a text is no zone
 */
export function buildSignedTree(specs: readonly TreeZone[], times: SigningTimes): SignedTree {
  const grown = specs
    .map((spec) => ({ spec, seedling: sowZone(spec.origin, spec) }))
    .sort((a, b) => labelCount(b.seedling.origin) - labelCount(a.seedling.origin))
  const seedlings = grown.map(({ seedling }) => seedling)
  const zones = grown.map(({ spec, seedling }) => growZone(spec, seedling, childrenOf(seedling, seedlings), times))
  const top = seedlings.findLast(({ anchor }) => anchor !== null)?.anchor ?? null
  return { zones, anchors: top === null ? [] : [top] }
}

/** Makes the keys of a zone. */
export function sowZone(origin: string, signing: TreeSigning): Seedling {
  const name = lowerName(parseName(origin))
  const algorithm = signing.algorithm === undefined ? 13 : signing.algorithm
  if (algorithm === null) return { origin: name, keys: null, ds: null, anchor: null }
  const keys = signing.keys ?? [generateSigningKey(algorithm, KEY_SIGNING)]
  const digests = signing.digests ?? [2]
  const vouching = keys.filter((key) => (key.flags & 1) === 1)
  const rdatas = vouching.flatMap((key) => digests.map((digest) => dsOf(name, key, digest)))
  return {
    origin: name,
    keys,
    ds: rdatas.length === 0 ? null : setOf(name, RR_TYPES.DS, rdatas),
    anchor: { zone: name, ds: vouching.map((key) => dsOf(name, key)) },
  }
}

/** The zones of a tree that begin directly below one. */
export function childrenOf({ origin }: Seedling, all: readonly Seedling[]): readonly Seedling[] {
  const below = all.filter((one) => one.origin !== origin && isAtOrBelow(one.origin, origin))
  return below.filter((child) => !below.some((one) => one !== child && isAtOrBelow(child.origin, one.origin)))
}

/**
 * Writes a zone with the delegations of its children, and signs it where it has keys.
 *
 * @throws ProbeError `document-invalid` when the text is no zone
 */
export function growZone(
  { origin, text, denial = { kind: 'nsec' }, faults = [] }: TreeZone,
  { keys }: Seedling,
  children: readonly Seedling[],
  times: SigningTimes,
): Zone {
  const zone = withDelegations(parseZone(text, origin), children)
  return keys === null ? zone : signZone(zone, { keys, ...times, denial, faults })
}

function withDelegations(zone: Zone, children: readonly Seedling[]): Zone {
  const added = children.flatMap(({ origin: child, ds }) => {
    const sets: RrSet[] = []
    if (setAt(zone, child, RR_TYPES.NS) === undefined) {
      sets.push(setOf(child, RR_TYPES.NS, [nameOctets(`\x02ns${child === ROOT ? '\0' : child}` as Name)]))
    }
    if (ds !== null && setAt(zone, child, RR_TYPES.DS) === undefined) sets.push(ds)
    return sets
  })
  return { ...zone, nodes: makeNodes(zone.origin, [...setsOf(zone), ...added]) }
}

function setOf(owner: Name, type: number, rdatas: readonly Uint8Array[]): RrSet {
  return { owner, type, ttl: TTL_SECONDS, rdatas, signatures: [] }
}
