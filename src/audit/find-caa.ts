import { type DomainName, domainNameOrNull, parentDomain } from '../base/domain-name.ts'
import { CAA_CLIMB } from '../base/limits.ts'
import type { CaaRecord, Lookup, Resolver } from '../dns/lookup.ts'

/** Asks one name for its CAA records. */
type Ask = (name: DomainName) => Promise<Lookup<CaaRecord>>

/**
 * Looks for the CAA records that count for each host: at its own name, then at the name above, up to and with the top-level
 * domain, until there are some (RFC 8659 section 3). Hosts below the same names share what was found there: no name is asked
 * twice. What is no host name, such as an address in an MX record, gets no certificate and is not asked about.
 *
 * @returns a lookup for each name that was asked, in the order of names
 * @throws ProbeError `cancelled` only
 */
export async function findCaa(
  hosts: readonly string[],
  resolver: Resolver,
  signal: AbortSignal | undefined,
): Promise<readonly Lookup<CaaRecord>[]> {
  const asked = new Map<DomainName, Promise<Lookup<CaaRecord>>>()
  const ask: Ask = (name) => {
    const lookup = asked.get(name) ?? resolver.lookup(name, 'CAA', signal)
    asked.set(name, lookup)
    return lookup
  }
  const names = hosts.map(domainNameOrNull).filter((name) => name !== null)
  await Promise.all(names.map((name) => climb(name, ask)))
  const lookups = await Promise.all(asked.values())
  return lookups.toSorted((a, b) => (a.name < b.name ? -1 : 1))
}

/**
 * Records at the host itself do not end the way up: a certificate for `*.example.org` is governed by what counts for
 * `example.org`, whatever stands at `mx.example.org`. A lookup that fails does end it, for nobody knows what it hides.
 */
async function climb(host: DomainName, ask: Ask): Promise<void> {
  let name: DomainName | null = host
  for (let names = 0; name !== null && name !== '.' && names < CAA_CLIMB; names += 1) {
    const { outcome } = await ask(name)
    if (outcome === 'failed' || (outcome === 'records' && name !== host)) return
    name = parentDomain(name)
  }
}
