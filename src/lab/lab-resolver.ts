import { reverseName } from '../base/ip-address.ts'
import type { Dnssec, Lookup, Resolver } from '../dns/lookup.ts'
import type { LabDomain } from './lab-domain.ts'

const UNSIGNED: Dnssec = {
  status: 'indeterminate',
  ede: null,
  reason: 'the names of the lab are not signed',
  chain: [],
}

/** Seconds that an answer of the lab stays good. */
const TTL_SECONDS = 300

/** What a name has, by type. */
type Node = ReadonlyMap<string, readonly unknown[]>

/** Answers names of the zone `lab.` from the table of domains. Other names do not exist. */
export function createLabResolver(domains: readonly LabDomain[]): Resolver {
  const names = namesOf(domains)
  return {
    description: 'the lab',
    // biome-ignore lint/suspicious/useAwait: the interface is asynchronous
    async lookup(name, type) {
      const node = names.get(name.toLowerCase().replace(/\.$/, ''))
      const records = node?.get(type) ?? []
      const outcome = node === undefined ? 'nxdomain' : records.length === 0 ? 'nodata' : 'records'
      // The table holds records in the shape of their type; the resolver's interface cannot see that.
      return { name, type, outcome, records, cnames: [], dnssec: UNSIGNED, ttlSeconds: TTL_SECONDS } as Lookup<never>
    },
  }
}

function namesOf(domains: readonly LabDomain[]): ReadonlyMap<string, Node> {
  const names = new Map<string, Map<string, unknown[]>>()
  const add = (name: string, type: string, record: unknown): void => {
    const node = names.get(name) ?? new Map<string, unknown[]>()
    names.set(name, node)
    if (type !== '') node.set(type, [...(node.get(type) ?? []), record])
  }
  for (const { domain, mx, hosts } of domains) {
    add(domain, '', null)
    for (const record of mx) add(domain, 'MX', record)
    for (const { name, addresses } of hosts) {
      add(name, '', null)
      for (const address of addresses) {
        add(name, address.includes(':') ? 'AAAA' : 'A', address)
        const reverse = reverseName(address)
        if (reverse !== null) add(reverse, 'PTR', name)
      }
    }
  }
  return names
}
