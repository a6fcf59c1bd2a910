import type { DomainFacts } from '../facts/domain-facts.ts'
import type { ServerFacts } from '../facts/server-facts.ts'
import type { ServerTarget } from './connection.ts'
import type { AuditEnvironment, AuditOptions } from './environment.ts'
import { findCaa } from './find-caa.ts'
import { findExchanger, type Service } from './find-exchanger.ts'
import { findPolicies } from './find-policies.ts'
import { findReverse } from './find-reverse.ts'
import { findRoute, type Route } from './find-route.ts'
import { findSubmission } from './find-submission.ts'
import { surveyServer } from './survey.ts'
import type { Target } from './target.ts'

/*
 * The whole flow on one page:
 *
 *     target ─┬─ MX ─ exchangers ─ A, AAAA, TLSA ─┬─ servers ─┬─ survey (SMTP, TLS) ─┬─ facts
 *             ├─ SRV ─ submission ─ A, AAAA, TLSA ┘           ├─ … one per address   │
 *             │                                               ├─ PTR                 │
 *             │                                               └─ CAA, up the tree    │
 *             └─ TXT ─ policies (MTA-STS by HTTPS, TLS-RPT) ─────────────────────────┘
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
  const [route, policies, submission] = await Promise.all([
    findRoute(target, environment, options),
    target.kind === 'domain' ? findPolicies(target.domain, environment, options) : NO_POLICIES,
    target.kind === 'domain' && options.submission ? findSubmission(target.domain, environment, options) : NONE,
  ])
  const exchangers = await Promise.all(
    route.exchangers.map((exchanger) => findExchanger(questionOf(exchanger, target, options), environment, options)),
  )
  const targets = uniqueTargets([...exchangers.flatMap((found) => found.targets), ...submission.targets])
  options.onProgress?.({
    kind: 'resolved',
    target: target.text,
    exchangers: exchangers.length,
    addresses: targets.length,
  })
  const addresses = target.kind === 'domain' ? targets.map(({ address }) => address) : []
  const hosts = [...exchangers.map(({ facts }) => facts), ...submission.facts.flatMap((service) => service.hosts)]
  const [servers, reverse, caa] = await Promise.all([
    Promise.all(targets.map((server) => survey(ofDomain(server, target), environment, options))),
    findReverse(addresses, environment.resolver, options.signal),
    findCaa(
      hosts.map(({ host }) => host),
      environment.resolver,
      options.signal,
    ),
  ])
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
      ...(environment.authorities === undefined ? {} : { authorities: environment.authorities }),
    },
    mx: route.mx,
    route: route.kind,
    exchangers: exchangers.map(({ facts }) => facts),
    ...policies,
    submission: submission.facts,
    reverse,
    caa,
    servers,
  }
}

const NO_POLICIES = { mtaSts: null, tlsRpt: null } as const
const NONE = { facts: [], targets: [] } as const

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

type Question = Parameters<typeof findExchanger>[0]

function questionOf(exchanger: Route['exchangers'][number], target: Target, options: AuditOptions): Question {
  if (target.kind === 'server') {
    const { port, mode, isAddress } = target
    return { ...exchanger, isAddress, services: [{ port, mode }] }
  }
  return { ...exchanger, isAddress: false, services: options.ports.map(serviceOf) }
}

function serviceOf(port: number): Service {
  return { port, mode: port === IMPLICIT_TLS_PORT ? 'implicit' : 'starttls' }
}

/** Submission over implicit TLS (RFC 8314 section 7.3). */
const IMPLICIT_TLS_PORT = 465

function ofDomain(server: ServerTarget, target: Target): ServerTarget {
  return target.kind === 'domain' ? { ...server, domain: target.domain } : server
}

/** Each address and port once, under the first name that leads there. */
function uniqueTargets(targets: readonly ServerTarget[]): readonly ServerTarget[] {
  const unique = new Map<string, ServerTarget>()
  for (const target of targets) {
    const key = `${target.address} ${target.port}`
    if (!unique.has(key)) unique.set(key, target)
  }
  return [...unique.values()]
}
