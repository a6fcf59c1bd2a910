import { ipVersion, reverseName } from '../base/ip-address.ts'
import type { Resolver } from '../dns/lookup.ts'
import { REVERSE_NAMES, type ReverseFacts } from '../facts/policy-facts.ts'

/**
 * Asks the reverse zones for the names of addresses, and those names for their addresses: a server whose names lead nowhere
 * is distrusted by many of those it sends to (RFC 1912 section 2.1). Each address is asked about once.
 *
 * @throws ProbeError `cancelled` only
 */
export function findReverse(
  addresses: readonly string[],
  resolver: Resolver,
  signal: AbortSignal | undefined,
): Promise<readonly ReverseFacts[]> {
  return Promise.all([...new Set(addresses)].map((address) => findOne(address, resolver, signal)))
}

async function findOne(address: string, resolver: Resolver, signal: AbortSignal | undefined): Promise<ReverseFacts> {
  const ptr = await resolver.lookup(reverseName(address) ?? address, 'PTR', signal)
  const type = ipVersion(address) === 6 ? 'AAAA' : 'A'
  const names = ptr.records.slice(0, REVERSE_NAMES)
  const forward = await Promise.all(names.map((name) => resolver.lookup(name, type, signal)))
  return { address, ptr, forward }
}
