import type { AuditEnvironment } from '../../audit/environment.ts'
import { domainNameOrNull } from '../../base/domain-name.ts'
import { ipVersion } from '../../base/ip-address.ts'
import type { Dnssec, Lookup, RecordOf, Resolver } from '../../dns/lookup.ts'
import type { DnsType } from '../../dns/wire/rr-type.ts'
import { quoted, type RawCheckOptions, refuse } from './check-options.ts'

/** Names and connections that the command line leads elsewhere, as curl's `--resolve` and `--connect-to` do. */
export interface Overrides {
  /** Addresses by host name in A-labels. */
  readonly addresses: ReadonlyMap<string, readonly string[]>
  /** Ports by `address port`. */
  readonly ports: ReadonlyMap<string, number>
}

const GIVEN: Dnssec = { status: 'indeterminate', ede: null, reason: 'given on the command line', chain: [] }

/**
 * Reads `--resolve HOST:ADDRESS` and `--connect-to HOST:PORT:ADDRESS:PORT`; IPv6 addresses stand in brackets.
 *
 * @throws ProbeError `option-invalid`
 */
export function overridesOf(options: Pick<RawCheckOptions, 'resolve' | 'connectTo'>): Overrides {
  const addresses = new Map<string, string[]>()
  const ports = new Map<string, number>()
  const add = (option: string, host: string, address: string): void => {
    const name = domainNameOrNull(host) ?? refuse(option, `not a host name: ${quoted(host)}`)
    if (ipVersion(address) === null) refuse(option, `not an IP address: ${quoted(address)}`)
    addresses.set(name, [...(addresses.get(name) ?? []), address])
  }
  for (const text of options.resolve ?? []) {
    const [, host = '', address = ''] = /^([^:[\]]+):\[?([^[\]]+)\]?$/.exec(text) ?? []
    if (host === '') refuse('--resolve', `expected HOST:ADDRESS, not ${quoted(text)}`)
    add('--resolve', host, address)
  }
  for (const text of options.connectTo ?? []) {
    const match = /^([^:[\]]+):(\d{1,5}):(?:\[([^[\]]+)\]|([^:[\]]+)):(\d{1,5})$/.exec(text)
    if (match === null) return refuse('--connect-to', `expected HOST:PORT:ADDRESS:PORT, not ${quoted(text)}`)
    const [, host = '', from = '', bracketed, plain = '', to = ''] = match
    const address = bracketed ?? plain
    add('--connect-to', host, address)
    ports.set(`${address} ${Number(from)}`, Number(to))
  }
  return { addresses, ports }
}

/** An environment in which the overrides hold. Addresses from the command line are contacted whatever their kind. */
export function withOverrides(environment: AuditEnvironment, { addresses, ports }: Overrides): AuditEnvironment {
  if (addresses.size === 0) return environment
  const given = new Set([...addresses.values()].flat())
  return {
    ...environment,
    resolver: overriddenResolver(environment.resolver, addresses),
    specialKind: (address) => (given.has(address) ? null : environment.specialKind(address)),
    dial: (options) =>
      environment.dial({ ...options, port: ports.get(`${options.address} ${options.port}`) ?? options.port }),
  }
}

function overriddenResolver(resolver: Resolver, addresses: Overrides['addresses']): Resolver {
  return {
    description: `${resolver.description}, with names from the command line`,
    lookup<T extends DnsType>(name: string, type: T, signal?: AbortSignal): Promise<Lookup<RecordOf<T>>> {
      const own = addresses.get(name)
      if (own === undefined || (type !== 'A' && type !== 'AAAA')) return resolver.lookup(name, type, signal)
      // Records of A and AAAA are texts, which the generic type cannot see here.
      const texts: readonly unknown[] = own.filter((address) => ipVersion(address) === (type === 'A' ? 4 : 6))
      const records = texts as readonly RecordOf<T>[]
      const outcome = records.length > 0 ? 'records' : 'nodata'
      return Promise.resolve({ name, type, outcome, records, cnames: [], dnssec: GIVEN, ttlSeconds: 0 })
    },
  }
}
