import type { Unknown } from '../base/answer.ts'
import type { DomainFacts, ExchangerFacts, ServerRef } from '../facts/domain-facts.ts'
import type { ServerFacts } from '../facts/server-facts.ts'
import { type PresentedChain, readPresentedChains } from './presented-chain.ts'
import type { Profile } from './profile.ts'
import { indexSuites, type SuiteIndex } from './suites.ts'

/** What every rule may look at. */
export interface DomainSubject {
  readonly facts: DomainFacts
  /** The `now` of every rule: when the facts were gathered, in milliseconds since 1970. */
  readonly at: number
  readonly profile: Profile
  /** Every exchanger; they are there once all subjects are made. */
  readonly exchangers: () => readonly ExchangerSubject[]
}

/** One exchanger and the surveys of its addresses. */
export interface ExchangerSubject extends DomainSubject {
  readonly exchanger: ExchangerFacts
  readonly servers: readonly AddressSubject[]
}

/** One surveyed address and port, with what is derived from it once for all rules. */
export interface AddressSubject extends DomainSubject {
  readonly server: ServerFacts
  /** Every exchanger that leads to this address; the survey asked for the first (`server.host`). */
  readonly names: readonly string[]
  readonly suites: SuiteIndex
  readonly chains: readonly PresentedChain[]
}

/** A server that mail can come to and that the audit did not survey, and why. */
export interface UnsurveyedAddress {
  readonly host: string
  /** Null when not even its addresses are known. */
  readonly address: string | null
  readonly port: number | null
  readonly why: Unknown
}

/** Everything that rules are asked about. */
export interface Subjects {
  readonly domain: DomainSubject
  readonly exchangers: readonly ExchangerSubject[]
  /** Each surveyed address and port once. */
  readonly addresses: readonly AddressSubject[]
  readonly unsurveyed: readonly UnsurveyedAddress[]
}

/** Where a finding belongs, as data. What does not apply is null. */
export interface SubjectRef {
  readonly domain: string
  readonly mx: string | null
  readonly address: string | null
  readonly port: number | null
}

/** Cuts the facts of a target into what the rules ask about. */
export function subjectsOf(facts: DomainFacts, profile: Profile): Subjects {
  const domain: DomainSubject = { facts, at: Date.parse(facts.at), profile, exchangers: () => exchangers }
  const addresses = facts.servers.map(
    (server): AddressSubject => ({
      ...domain,
      server,
      names: namesOf(server, facts.exchangers),
      suites: indexSuites(server),
      chains: readPresentedChains(server.chains),
    }),
  )
  const exchangers = facts.exchangers.map(
    (exchanger): ExchangerSubject => ({
      ...domain,
      exchanger,
      servers: addresses.filter(({ server }) => exchanger.servers.some((ref) => pointsAt(ref, server))),
    }),
  )
  return { domain, exchangers, addresses, unsurveyed: facts.exchangers.flatMap(unsurveyedOf) }
}

/** True when a reference leads to this survey. */
export function pointsAt(ref: ServerRef, server: ServerFacts): boolean {
  return ref.surveyed && ref.address === server.address && ref.port === server.port
}

function unsurveyedOf({ host, v4, v6, servers }: ExchangerFacts): readonly UnsurveyedAddress[] {
  const left = servers.flatMap((ref): readonly UnsurveyedAddress[] => {
    const why = ref.surveyed ? null : whyUnsurveyed(ref.why)
    return why === null ? [] : [{ host, address: ref.address, port: ref.port, why }]
  })
  // Without any address there may still be a server, unless both lookups say that there is none.
  const lookups = [v4, v6]
  if (servers.length > 0 || lookups.every((lookup) => lookup !== null && lookup.outcome !== 'failed')) return left
  const failed = lookups.some((lookup) => lookup?.outcome === 'failed')
  return [{ host, address: null, port: null, why: failed ? 'unreachable' : 'not-asked' }]
}

/** Why nothing is known of an address; null when there is nothing to know, since no mail can come to it. */
export function whyUnsurveyed(why: (ServerRef & { readonly surveyed: false })['why']): Unknown | null {
  switch (why) {
    case 'special':
      return null
    case 'limit':
      return 'budget'
    case 'cancelled':
      return 'interrupted'
    case 'local':
      return 'local'
    default:
      return why satisfies never
  }
}

/** Why nothing is known of some of the addresses of a host; none where mail can come to no other. */
export function whyLeftOut(refs: readonly ServerRef[]): readonly Unknown[] {
  return refs.flatMap((ref) => (ref.surveyed ? [] : (whyUnsurveyed(ref.why) ?? [])))
}

function namesOf(server: ServerFacts, exchangers: readonly ExchangerFacts[]): readonly string[] {
  const others = exchangers
    .filter(({ host, servers }) => host !== server.host && servers.some((ref) => pointsAt(ref, server)))
    .map(({ host }) => host)
  return [server.host, ...others]
}
