import type { DomainName } from '../base/domain-name.ts'
import { unprintable } from '../base/printable.ts'
import type { Lookup, Resolver } from '../dns/lookup.ts'
import { type Destination, domainOf, isExternal } from './destination.ts'
import { type RecordSelection, selectRecord } from './select-record.ts'

/** What a domain says of TLS reporting. */
export interface TlsRptFacts {
  readonly domain: DomainName
  readonly lookup: Lookup<string>
  /** Null when the lookup failed: nothing is known then. */
  readonly selection: RecordSelection | null
  /** Whether each destination of the record can take reports, in its order. */
  readonly reach: readonly DestinationReach[]
}

/** Whether reports can arrive at a destination, as far as the DNS tells. */
export interface DestinationReach {
  readonly uri: string
  readonly kind: Destination['kind']
  /** True when it lies outside of the domain; RFC 8460 asks for no authorisation, some services do. */
  readonly external: boolean
  /** `no`: a domain of it does not exist, takes no mail (RFC 7505), or has no address. */
  readonly reachable: 'yes' | 'no' | 'unknown'
  /** What the answer rests on, as the lookups that were made, such as `MX example.net: records`. */
  readonly because: readonly string[]
}

/** Destinations that are looked up; a record of usual length holds fewer. */
const DESTINATIONS = 10

/** The name of the record of a domain. RFC 8460 section 3. */
export function recordName(domain: DomainName): string {
  return `_smtp._tls.${domain}`
}

/**
 * Looks up what a domain says of TLS reporting. CNAMEs are followed as for any lookup.
 *
 * @throws ProbeError `cancelled`; trouble in the DNS is part of the facts
 */
export async function lookupTlsRpt(resolver: Resolver, domain: DomainName, signal?: AbortSignal): Promise<TlsRptFacts> {
  const lookup = await resolver.lookup(recordName(domain), 'TXT', signal)
  if (lookup.outcome === 'failed') return { domain, lookup, selection: null, reach: [] }
  const selection = selectRecord(lookup.records.map(unprintable))
  const reach: DestinationReach[] = []
  for (const destination of selection.destinations.slice(0, DESTINATIONS)) {
    reach.push(await reachOf(resolver, domain, destination, signal))
  }
  return { domain, lookup, selection, reach }
}

async function reachOf(
  resolver: Resolver,
  domain: DomainName,
  destination: Destination,
  signal: AbortSignal | undefined,
): Promise<DestinationReach> {
  const { uri, kind } = destination
  const where = domainOf(destination)
  const external = isExternal(destination, domain)
  if (where === null) return { uri, kind, external, reachable: 'unknown', because: [] }
  const reach = kind === 'mailto' ? takesMail(resolver, where, signal) : hasAddress(resolver, where, signal)
  return { uri, kind, external, ...(await reach) }
}

type Reach = Pick<DestinationReach, 'reachable' | 'because'>

/** A domain takes mail when it has an MX record that is not the null MX, or an address of its own (RFC 5321 section 5.1). */
async function takesMail(resolver: Resolver, domain: DomainName, signal: AbortSignal | undefined): Promise<Reach> {
  const mx = await resolver.lookup(domain, 'MX', signal)
  const because = [reasonOf(mx)]
  if (mx.outcome === 'failed') return { reachable: 'unknown', because }
  if (mx.records.some(({ exchange }) => exchange !== '.')) return { reachable: 'yes', because }
  if (mx.records.length > 0) return { reachable: 'no', because: [`MX ${domain}: null MX`] }
  const address = await hasAddress(resolver, domain, signal)
  return { ...address, because: [...because, ...address.because] }
}

async function hasAddress(resolver: Resolver, domain: DomainName, signal: AbortSignal | undefined): Promise<Reach> {
  const lookups = [await resolver.lookup(domain, 'A', signal), await resolver.lookup(domain, 'AAAA', signal)]
  const because = lookups.map(reasonOf)
  if (lookups.some(({ outcome }) => outcome === 'records')) return { reachable: 'yes', because }
  return { reachable: lookups.some(({ outcome }) => outcome === 'failed') ? 'unknown' : 'no', because }
}

function reasonOf({ type, name, outcome }: Pick<Lookup<unknown>, 'type' | 'name' | 'outcome'>): string {
  return `${type} ${name}: ${outcome}`
}
