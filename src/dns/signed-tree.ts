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

/** One zone of a tree. */
export interface TreeZone {
  /** The apex: `lab.`, `.` for the root. */
  readonly origin: string
  /** Records in master file form; the NS and DS records of child zones in the tree are added where they are missing. */
  readonly text: string
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

/** A tree of signed zones and the anchor from which they are trusted. */
export interface SignedTree {
  readonly zones: readonly Zone[]
  readonly anchors: readonly TrustAnchor[]
}

/** Seconds that NS and DS records made here live. */
const TTL_SECONDS = 3_600

/**
 * Signs zones from the leaves up, so that each parent holds the DS records of its children. The topmost signed zone becomes
 * the trust anchor.
 *
 * @param inception seconds since 1970, as is `expiration`
 * @throws ProbeError `document-invalid` when a text is no zone
 */
export function buildSignedTree(
  specs: readonly TreeZone[],
  { inception, expiration }: { readonly inception: number; readonly expiration: number },
): SignedTree {
  const ordered = specs
    .map((spec) => ({ spec, origin: lowerName(parseName(spec.origin)) }))
    .sort((a, b) => labelCount(b.origin) - labelCount(a.origin))
  const ds = new Map<Name, RrSet | null>()
  const zones: Zone[] = []
  let anchors: readonly TrustAnchor[] = []
  for (const { spec, origin } of ordered) {
    const children = [...ds].filter(([child]) =>
      isChildOf(
        child,
        origin,
        ordered.map((one) => one.origin),
      ),
    )
    const zone = withDelegations(parseZone(spec.text, spec.origin), children)
    const algorithm = spec.algorithm === undefined ? 13 : spec.algorithm
    if (algorithm === null) {
      ds.set(origin, null)
      zones.push(zone)
      continue
    }
    const keys = spec.keys ?? [generateSigningKey(algorithm, KEY_SIGNING)]
    const denial = spec.denial ?? { kind: 'nsec' }
    zones.push(signZone(zone, { keys, inception, expiration, denial, faults: spec.faults ?? [] }))
    const digests = spec.digests ?? [2]
    const vouching = keys.filter((key) => (key.flags & 1) === 1)
    const rdatas = vouching.flatMap((key) => digests.map((digest) => dsOf(origin, key, digest)))
    ds.set(origin, rdatas.length === 0 ? null : setOf(origin, RR_TYPES.DS, rdatas))
    anchors = [{ zone: origin, ds: vouching.map((key) => dsOf(origin, key)) }]
  }
  return { zones, anchors }
}

/** True when no zone of the tree stands between the two. */
function isChildOf(child: Name, parent: Name, origins: readonly Name[]): boolean {
  if (child === parent || !isAtOrBelow(child, parent)) return false
  return !origins.some((one) => one !== child && one !== parent && isAtOrBelow(child, one) && isAtOrBelow(one, parent))
}

function withDelegations(zone: Zone, children: readonly (readonly [Name, RrSet | null])[]): Zone {
  const added = children.flatMap(([child, ds]) => {
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
