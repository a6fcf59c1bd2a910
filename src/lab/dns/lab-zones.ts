import type { TrustAnchor } from '../../dns/dnssec/trust-anchors.ts'
import { childrenOf, growZone, type Seedling, sowZone } from '../../dns/signed-tree.ts'
import { labelCount, lastLabels, type Name } from '../../dns/wire/name.ts'
import type { Zone } from '../../dns/zone/zone.ts'
import type { RecordSetting } from '../lab-dns.ts'
import type { LabDomain } from '../lab-domain.ts'
import { planZones, type ZonePlan } from './zone-plans.ts'

/** The zones of a lab. Keys are made at once; a zone is written and signed when a question first comes near it. */
export interface LabZones {
  readonly anchors: readonly TrustAnchor[]
  /** Every zone at or above a name, deepest first. */
  zonesTowards(name: Name): Promise<readonly Zone[]>
}

/**
 * Prepares the zones of the lab's domains.
 *
 * @param settingOf what the records of a domain may depend on
 */
export function createLabZones(
  domains: readonly LabDomain[],
  now: Date,
  settingOf: (domain: LabDomain) => RecordSetting,
): LabZones {
  const plots = planZones(domains, now).map((plan) => ({ plan, seedling: sowZone(plan.origin, plan.signing) }))
  const seedlings = plots.map(({ seedling }) => seedling)
  const byOrigin = new Map(plots.map((plot) => [plot.seedling.origin, plot]))
  const grown = new Map<Name, Promise<Zone>>()

  async function grow({ plan, seedling }: { plan: ZonePlan; seedling: Seedling }): Promise<Zone> {
    const { origin, signing, times, lines, domain } = plan
    const more = domain === null ? [] : ((await domain.dns?.recordsFor?.(settingOf(domain))) ?? [])
    const text = [...lines, ...more].join('\n')
    return growZone({ ...signing, origin, text }, seedling, childrenOf(seedling, seedlings), times)
  }

  function zoneAt(origin: Name): readonly Promise<Zone>[] {
    const plot = byOrigin.get(origin)
    if (plot === undefined) return []
    const zone = grown.get(origin) ?? grow(plot)
    grown.set(origin, zone)
    return [zone]
  }

  const [root] = seedlings
  return {
    anchors: root?.anchor ? [root.anchor] : [],
    zonesTowards: (name) => {
      const names = Array.from({ length: labelCount(name) + 1 }, (_, labels) => lastLabels(name, labels))
      return Promise.all(names.toReversed().flatMap(zoneAt))
    },
  }
}
