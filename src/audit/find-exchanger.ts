import type { Failure } from '../base/failure.ts'
import { ADDRESSES_PER_EXCHANGER } from '../base/limits.ts'
import { lookupTlsa, type TlsaFacts, type TlsaQuestion } from '../dane/lookup-tlsa.ts'
import { tlsaName } from '../dane/tlsa-base.ts'
import type { Resolver } from '../dns/lookup.ts'
import type { ExchangerFacts, ServerRef } from '../facts/domain-facts.ts'
import type { ServerTarget } from './connection.ts'
import type { AuditEnvironment, AuditOptions } from './environment.ts'

/** A host that is to be found, and what is to be surveyed there. */
export interface ExchangerQuestion {
  readonly host: string
  readonly preference: number
  /** True when `host` is an IP address: there is nothing to look up. */
  readonly isAddress: boolean
  readonly services: readonly Service[]
}

/** A port, and whether TLS comes first there (RFC 8314 section 3). */
export interface Service {
  readonly port: number
  readonly mode: 'starttls' | 'implicit'
}

/** A host that was found: what the DNS says of it, and the servers to survey. */
export interface FoundExchanger {
  readonly facts: ExchangerFacts
  readonly targets: readonly ServerTarget[]
}

/** Looks for the addresses of a host and, once they are known (RFC 7672 section 2.2.2), for its TLSA records. */
export async function findExchanger(
  question: ExchangerQuestion,
  environment: AuditEnvironment,
  options: AuditOptions,
): Promise<FoundExchanger> {
  const { host, preference, services, isAddress } = question
  if (isAddress) {
    const targets = services.map(({ port, mode }): ServerTarget => ({ address: host, port, mode, host, sni: null }))
    const servers = services.map(({ port }): ServerRef => ({ address: host, port, surveyed: true }))
    return { facts: { host, preference, v4: null, v6: null, tlsa: [], servers }, targets }
  }
  const { resolver } = environment
  const [v4, v6] = await Promise.all([
    resolver.lookup(host, 'A', options.signal),
    resolver.lookup(host, 'AAAA', options.signal),
  ])
  const tlsa = options.dane
    ? await Promise.all(services.map(({ port }) => findTlsa({ host, port, v4, v6 }, resolver, options.signal)))
    : []
  const addresses = [
    ...v4.records.map((address) => ({ address, family: 4 as const })),
    ...v6.records.map((address) => ({ address, family: 6 as const })),
  ]
  const found = addresses.flatMap(({ address, family }, at) => {
    const refusal = refusalOf(address, family, at, environment, options)
    return services.map((service) => ({ address, refusal, ...service }))
  })
  const servers = found.map(
    ({ address, port, refusal }): ServerRef =>
      refusal === null ? { address, port, surveyed: true } : { address, port, surveyed: false, ...refusal },
  )
  const targets = found
    .filter(({ refusal }) => refusal === null)
    .map(({ address, port, mode }): ServerTarget => ({ address, port, mode, host, sni: sniOf(host, port, tlsa) }))
  return { facts: { host, preference, v4, v6, tlsa, servers }, targets }
}

/**
 * A sender asks for no TLSA records where the addresses are insecure. An auditor does, once: records that nothing proves are
 * a belief in a protection that does not exist. They change nothing of what DANE says of the host.
 */
async function findTlsa(
  question: TlsaQuestion,
  resolver: Resolver,
  signal: AbortSignal | undefined,
): Promise<TlsaFacts> {
  const facts = await lookupTlsa(resolver, question, signal)
  if (facts.notLookedFor !== 'address-insecure') return facts
  return { ...facts, tried: [await resolver.lookup(tlsaName(question.port, question.host), 'TLSA', signal)] }
}

/** Where secure TLSA records are, their base domain is the name that senders ask for (RFC 7672 section 8.1). */
function sniOf(host: string, port: number, tlsa: readonly TlsaFacts[]): string {
  return tlsa.find((facts) => facts.port === port)?.base ?? host
}

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
