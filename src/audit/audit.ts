import type { Failure } from '../base/failure.ts'
import { ADDRESSES_PER_EXCHANGER, EXCHANGERS } from '../base/limits.ts'
import type { Lookup, MxRecord } from '../dns/lookup.ts'
import type { DomainFacts, ExchangerFacts, ServerRef } from '../facts/domain-facts.ts'
import type { ServerFacts } from '../facts/server-facts.ts'
import type { ServerTarget } from './connection.ts'
import type { AuditEnvironment, AuditOptions } from './environment.ts'
import { surveyServer } from './survey.ts'
import type { Target } from './target.ts'

/*
 * The whole flow on one page:
 *
 *     target ─ MX ─ exchangers ─ A, AAAA ─ servers ─┬─ survey (SMTP, TLS) ─┬─ facts
 *                                                   └─ … one per address ──┘
 *
 * Nothing is judged here. A domain's servers are surveyed at the same time; the lanes of each survey are its own, so that no
 * server sees more connections at once than it would alone.
 */

/**
 * Observes one target.
 *
 * @throws ProbeError `cancelled`
 */
export async function audit(
  target: Target,
  environment: AuditEnvironment,
  options: AuditOptions,
): Promise<DomainFacts> {
  const at = environment.now().toISOString()
  const route = await findRoute(target, environment, options)
  const exchangers = await Promise.all(
    route.exchangers.map((exchanger) => findAddresses(exchanger, target, environment, options)),
  )
  const targets = uniqueTargets(exchangers)
  options.onProgress?.({
    kind: 'resolved',
    target: target.text,
    exchangers: exchangers.length,
    addresses: targets.length,
  })
  const servers = await Promise.all(targets.map((server) => survey(server, environment, options)))
  return {
    schema: 'wiretight/facts@1',
    domain: target.kind === 'domain' ? target.domain : target.text,
    kind: target.kind,
    at,
    finishedAt: environment.now().toISOString(),
    vantage: {
      version: environment.version,
      node: process.versions.node,
      openssl: process.versions.openssl,
      resolver: environment.resolver.description,
      ehlo: environment.ehloName,
      plan: options.plan,
    },
    mx: route.mx,
    route: route.kind,
    exchangers: exchangers.map(({ facts }) => facts),
    servers,
  }
}

async function survey(
  target: ServerTarget,
  environment: AuditEnvironment,
  options: AuditOptions,
): Promise<ServerFacts> {
  const { host, address, port } = target
  const earlier = options.earlier?.find((facts) => facts.address === address && facts.port === port)
  const facts = await surveyServer(target, environment, options, earlier)
  options.onProgress?.({ kind: 'server-done', host, address, port, connections: facts.probes.length })
  return facts
}

interface Route {
  readonly kind: DomainFacts['route']
  readonly mx: Lookup<MxRecord> | null
  readonly exchangers: readonly { readonly host: string; readonly preference: number }[]
}

/** Where mail to the target goes (RFC 5321 section 5.1, RFC 7505). */
async function findRoute(target: Target, environment: AuditEnvironment, options: AuditOptions): Promise<Route> {
  if (target.kind === 'server') {
    return { kind: 'target', mx: null, exchangers: [{ host: target.host, preference: 0 }] }
  }
  const mx = await environment.resolver.lookup(target.domain, 'MX', options.signal)
  const exchangers = mx.records
    .filter(({ exchange }) => exchange !== '.')
    .toSorted((a, b) => a.preference - b.preference)
    .slice(0, EXCHANGERS)
    .map(({ exchange, preference }) => ({ host: exchange, preference }))
  switch (mx.outcome) {
    case 'failed':
      return { kind: 'unknown', mx, exchangers: [] }
    case 'nxdomain':
      return { kind: 'none', mx, exchangers: [] }
    case 'nodata':
      return { kind: 'implicit', mx, exchangers: [{ host: target.domain, preference: 0 }] }
    case 'records':
      return { kind: exchangers.length === 0 ? 'null-mx' : 'mx', mx, exchangers }
    default:
      throw mx.outcome satisfies never
  }
}

interface FoundExchanger {
  readonly facts: ExchangerFacts
  readonly targets: readonly ServerTarget[]
}

async function findAddresses(
  { host, preference }: Route['exchangers'][number],
  target: Target,
  environment: AuditEnvironment,
  options: AuditOptions,
): Promise<FoundExchanger> {
  if (target.kind === 'server' && target.isAddress) {
    const server: ServerTarget = { address: host, port: target.port, mode: target.mode, host, sni: null }
    const servers: readonly ServerRef[] = [{ address: host, port: target.port, surveyed: true }]
    return { facts: { host, preference, v4: null, v6: null, servers }, targets: [server] }
  }
  const { resolver } = environment
  const [v4, v6] = await Promise.all([
    resolver.lookup(host, 'A', options.signal),
    resolver.lookup(host, 'AAAA', options.signal),
  ])
  const addresses = [
    ...v4.records.map((address) => ({ address, family: 4 as const })),
    ...v6.records.map((address) => ({ address, family: 6 as const })),
  ]
  const ports = target.kind === 'server' ? [target.port] : options.ports
  const refs = addresses.flatMap(({ address, family }, at) =>
    ports.map((port) => ({ address, port, refusal: refusalOf(address, family, at, environment, options) })),
  )
  const servers = refs.map(
    ({ address, port, refusal }): ServerRef =>
      refusal === null ? { address, port, surveyed: true } : { address, port, surveyed: false, ...refusal },
  )
  const targets = refs
    .filter(({ refusal }) => refusal === null)
    .map(({ address, port }): ServerTarget => ({ address, port, mode: modeOf(target, port), host, sni: host }))
  return { facts: { host, preference, v4, v6, servers }, targets }
}

function modeOf(target: Target, port: number): 'starttls' | 'implicit' {
  if (target.kind === 'server') return target.mode
  return port === IMPLICIT_TLS_PORT ? 'implicit' : 'starttls'
}

/** Submission over implicit TLS (RFC 8314 section 7.3). */
const IMPLICIT_TLS_PORT = 465

type Refusal = { readonly why: 'special' | 'limit' | 'local'; readonly failure: Failure | null }

/** Why an address is not contacted; null when it is. */
function refusalOf(
  address: string,
  family: 4 | 6,
  at: number,
  environment: AuditEnvironment,
  options: AuditOptions,
): Refusal | null {
  if (at >= ADDRESSES_PER_EXCHANGER) return { why: 'limit', failure: null }
  const kind = environment.specialKind(address)
  if (kind !== null && !options.allowPrivate)
    return { why: 'special', failure: { code: 'address-special', address, kind } }
  return options.families.includes(family) ? null : { why: 'local', failure: null }
}

/** Each address and port once, under the first name that leads there. */
function uniqueTargets(exchangers: readonly FoundExchanger[]): readonly ServerTarget[] {
  const unique = new Map<string, ServerTarget>()
  for (const target of exchangers.flatMap(({ targets }) => targets)) {
    const key = `${target.address} ${target.port}`
    if (!unique.has(key)) unique.set(key, target)
  }
  return [...unique.values()]
}
