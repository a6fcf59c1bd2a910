import { reverseName } from '../base/ip-address.ts'
import type { Dnssec, Lookup, RecordOf, Resolver } from '../dns/lookup.ts'
import type { DnsType } from '../dns/wire/rr-type.ts'
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
    async lookup<T extends DnsType>(name: string, type: T): Promise<Lookup<RecordOf<T>>> {
      const node = names.get(name.toLowerCase().replace(/\.$/, ''))
      // The table holds under each type only records of its shape; see `namesOf`.
      const records = (node?.get(type) ?? []) as readonly RecordOf<T>[]
      const outcome = node === undefined ? 'nxdomain' : records.length === 0 ? 'nodata' : 'records'
      return { name, type, outcome, records, cnames: [], dnssec: UNSIGNED, ttlSeconds: TTL_SECONDS }
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
