import { reverseName } from '../../base/ip-address.ts'
import type { SigningTimes, TreeSigning } from '../../dns/signed-tree.ts'
import { lowerName, type Name, parseName } from '../../dns/wire/name.ts'
import type { Fault } from '../../dns/zone/fault.ts'
import { LAB_AUTHORITY } from '../lab-authority.ts'
import type { LabDns, SignatureDays } from '../lab-dns.ts'
import type { LabDomain } from '../lab-domain.ts'

/** A zone of the lab to be: all that is known without its keys and without certificates. */
export interface ZonePlan {
  /** With trailing dot. */
  readonly origin: string
  readonly signing: TreeSigning
  readonly times: SigningTimes
  /** Lines of a master file. */
  readonly lines: readonly string[]
  /** The domain whose zone it is, null for the root, `lab.` and reverse zones. */
  readonly domain: LabDomain | null
}

/** The name server of every zone. Whoever asks it is led to the lab's server; this address is for the records alone. */
const NAME_SERVER = 'ns.lab.'
const NAME_SERVER_ADDRESS = '192.0.2.53'

/** Seconds that records live, and that an absence is remembered. */
const TTL_SECONDS = 300

const DAY_SECONDS = 86_400

/** Signatures of a zone that is signed every night: a month long, and young. */
const USUAL_DAYS: SignatureDays = { fromDay: -2, toDay: 28 }

/** The zones of a lab: the root, `lab.`, one for each domain, and those that lead from addresses back to names. */
export function planZones(all: readonly LabDomain[], now: Date): readonly ZonePlan[] {
  const domains = all.filter(({ dns }) => dns?.absent !== true)
  const origins = new Set(domains.map(({ domain }) => absolute(domain)))
  const addresses = Map.groupBy(addressRecords(domains), ({ owner }) => homeOf(owner, origins))
  const pointers = Map.groupBy(pointerRecords(domains), ({ zone }) => zone)
  const unlucky = domains.filter(({ dns }) => dns?.wrongDs).map(({ domain }) => parseName(absolute(domain)))
  const plain = (origin: string, lines: readonly string[], faults: readonly Fault[] = []): ZonePlan => {
    const times = timesOf(USUAL_DAYS, now)
    return { origin, signing: { faults }, times, lines: [...APEX_LINES, ...lines], domain: null }
  }
  return [
    plain('.', []),
    plain(
      'lab.',
      [
        `ns A ${NAME_SERVER_ADDRESS}`,
        ...[...origins].map((origin) => `${origin} NS ${NAME_SERVER}`),
        ...linesOf(addresses.get('lab.')),
      ],
      unlucky.map((name) => ({ kind: 'wrong-ds', name })),
    ),
    ...[...pointers].map(([zone, records]) => plain(zone, linesOf(records))),
    ...domains.map((domain) => planDomain(domain, linesOf(addresses.get(absolute(domain.domain))), now)),
  ]
}

function planDomain(domain: LabDomain, addressLines: readonly string[], now: Date): ZonePlan {
  const { dns = {}, mx } = domain
  const origin = absolute(domain.domain)
  return {
    origin,
    signing: signingOf(dns, parseName(origin)),
    times: timesOf(dns.signatures ?? USUAL_DAYS, now),
    lines: [
      ...APEX_LINES,
      ...mx.map(({ preference, exchange }) => `@ MX ${preference} ${absolute(exchange)}`),
      ...addressLines,
      ...(dns.caa ?? LAB_CAA).map((data) => `@ CAA ${data}`),
      ...(dns.records ?? []),
    ],
    domain,
  }
}

function signingOf({ signed = true, island, keys, digests, denial, faults }: LabDns, apex: Name): TreeSigning {
  return {
    ...(signed ? {} : { algorithm: null }),
    ...(keys === undefined ? {} : { keys: keys() }),
    ...(denial === undefined ? {} : { denial }),
    ...(island ? { digests: [] } : digests === undefined ? {} : { digests }),
    faults: faults?.((label) => lowerName(parseName(label, apex))) ?? [],
  }
}

/** What stands at the apex of every zone. */
const APEX_LINES: readonly string[] = [
  `$TTL ${TTL_SECONDS}`,
  `@ SOA ${NAME_SERVER} hostmaster.lab. 1 7200 3600 1209600 ${TTL_SECONDS}`,
  `@ NS ${NAME_SERVER}`,
]

/** Lets the lab's authority issue, and nobody else. */
const LAB_CAA: readonly string[] = LAB_AUTHORITY.caaDomains.map((name) => `0 issue "${name}"`)

interface AddressRecord {
  readonly owner: string
  readonly line: string
}

function addressRecords(domains: readonly LabDomain[]): readonly AddressRecord[] {
  return eachAddress(domains).map(({ host, address }) => {
    return { owner: host, line: `${host} ${address.includes(':') ? 'AAAA' : 'A'} ${address}` }
  })
}

/** Labels of a reverse name that tell an address in its network: the last octet, the last 96 bits. */
const HOST_LABELS = { v4: 1, v6: 24 }

function pointerRecords(domains: readonly LabDomain[]): readonly { readonly zone: string; readonly line: string }[] {
  return eachAddress(domains).flatMap(({ pointer, address }) => {
    const reverse = reverseName(address)
    if (reverse === null || pointer === null) return []
    const own = address.includes(':') ? HOST_LABELS.v6 : HOST_LABELS.v4
    return [{ zone: `${reverse.split('.').slice(own).join('.')}.`, line: `${reverse}. PTR ${pointer}` }]
  })
}

interface HostAddress {
  /** Names with trailing dot: the host's, and the one in the reverse zone. */
  readonly host: string
  readonly pointer: string | null
  readonly address: string
}

function eachAddress(domains: readonly LabDomain[]): readonly HostAddress[] {
  return domains.flatMap(({ hosts }) =>
    hosts.flatMap(({ name, addresses, pointer = name }) => {
      const names = { host: absolute(name), pointer: pointer === null ? null : absolute(pointer) }
      return addresses.map((address) => ({ ...names, address }))
    }),
  )
}

function linesOf(records: readonly { readonly line: string }[] = []): readonly string[] {
  return records.map(({ line }) => line)
}

/** The zone of a host: that of the domain at or above it, otherwise `lab.`. */
function homeOf(host: string, origins: ReadonlySet<string>): string {
  const labels = host.split('.')
  const above = labels.map((_, at) => labels.slice(at).join('.'))
  return above.find((name) => origins.has(name)) ?? 'lab.'
}

function timesOf({ fromDay, toDay }: SignatureDays, now: Date): SigningTimes {
  const seconds = Math.floor(now.getTime() / 1_000)
  return { inception: seconds + fromDay * DAY_SECONDS, expiration: seconds + toDay * DAY_SECONDS }
}

function absolute(name: string): string {
  return name.endsWith('.') ? name : `${name}.`
}
