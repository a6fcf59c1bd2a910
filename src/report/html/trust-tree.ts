import type { DnsFacts } from '../../facts/dns-facts.ts'

/** Any lookup of a report. */
export type AnyLookup = DnsFacts['lookup']

/** One zone of the chain of trust: keys, what vouches for them, and when that ends. */
export type ZoneLink = AnyLookup['dnssec']['chain'][number]

/** A zone with what was looked up in it and the zones below. */
export interface ZoneNode {
  readonly link: ZoneLink
  readonly lookups: readonly AnyLookup[]
  readonly below: readonly ZoneNode[]
}

/** All lookups of a report by the zones that prove them. */
export interface TrustTree {
  /** The root, or several tops where a lookup began at another anchor. */
  readonly tops: readonly ZoneNode[]
  /** Lookups that no zone could be found for, such as those that nobody answered. */
  readonly loose: readonly AnyLookup[]
}

/**
 * Joins the chains of many lookups into one tree. Each zone stands once, below the longest other zone that it is part of;
 * each lookup, named by type and name, once, at the last zone of its chain.
 */
export function trustTree(lookups: readonly AnyLookup[]): TrustTree {
  const links = new Map<string, ZoneLink>()
  const at = new Map<string, AnyLookup[]>()
  const loose: AnyLookup[] = []
  for (const lookup of different(lookups)) {
    const { chain } = lookup.dnssec
    for (const link of chain) if (!links.has(link.zone)) links.set(link.zone, link)
    const zone = chain.at(-1)?.zone
    if (zone === undefined) loose.push(lookup)
    else at.set(zone, [...(at.get(zone) ?? []), lookup])
  }
  const zones = [...links.keys()]
  const parents = new Map(zones.map((zone) => [zone, parentOf(zone, zones)]))
  const node = (link: ZoneLink): ZoneNode => ({
    link,
    lookups: at.get(link.zone) ?? [],
    below: [...links.values()].filter(({ zone }) => parents.get(zone) === link.zone).map(node),
  })
  return { tops: [...links.values()].filter(({ zone }) => parents.get(zone) === null).map(node), loose }
}

function different(lookups: readonly AnyLookup[]): readonly AnyLookup[] {
  return [...new Map(lookups.map((lookup) => [`${lookup.type} ${lookup.name}`, lookup])).values()]
}

function parentOf(zone: string, zones: readonly string[]): string | null {
  const above = zones.filter((other) => other !== zone && (other === '.' || zone.endsWith(`.${other}`)))
  return above.toSorted((a, b) => b.length - a.length)[0] ?? null
}
