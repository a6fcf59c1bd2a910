import { EXCHANGERS } from '../base/limits.ts'
import type { SrvRecord } from '../dns/lookup.ts'
import type { SubmissionFacts, SubmissionService } from '../facts/policy-facts.ts'
import type { ServerTarget } from './connection.ts'
import type { AuditEnvironment, AuditOptions } from './environment.ts'
import { findExchanger } from './find-exchanger.ts'

/** The ways to submit mail that a domain announces, and the servers to survey. */
export interface FoundSubmission {
  readonly facts: readonly SubmissionFacts[]
  readonly targets: readonly ServerTarget[]
}

/** TLS first, as RFC 8314 section 3.3 prefers it, then STARTTLS. */
const SERVICES: readonly { readonly service: SubmissionService; readonly mode: ServerTarget['mode'] }[] = [
  { service: '_submissions._tcp', mode: 'implicit' },
  { service: '_submission._tcp', mode: 'starttls' },
]

/** Looks for the submission servers of a domain (RFC 6186 section 3.1, RFC 8314 section 5.1). */
export async function findSubmission(
  domain: string,
  environment: AuditEnvironment,
  options: AuditOptions,
): Promise<FoundSubmission> {
  const found = await Promise.all(SERVICES.map((each) => findService(domain, each, environment, options)))
  return { facts: found.map(({ facts }) => facts), targets: found.flatMap(({ targets }) => targets) }
}

async function findService(
  domain: string,
  { service, mode }: (typeof SERVICES)[number],
  environment: AuditEnvironment,
  options: AuditOptions,
): Promise<{ readonly facts: SubmissionFacts; readonly targets: readonly ServerTarget[] }> {
  const lookup = await environment.resolver.lookup(`${service}.${domain}`, 'SRV', options.signal)
  const hosts = await Promise.all(
    inOrder(lookup.records).map(({ target: host, priority, port }) =>
      findExchanger({ host, preference: priority, isAddress: false, services: [{ port, mode }] }, environment, options),
    ),
  )
  return {
    facts: { service, lookup, hosts: hosts.map(({ facts }) => facts) },
    targets: hosts.flatMap(({ targets }) => targets),
  }
}

/** By priority, the heavier first among equals (RFC 2782); the target `.` says that there is no such service. */
function inOrder(records: readonly SrvRecord[]): readonly SrvRecord[] {
  return records
    .filter(({ target }) => target !== '.')
    .toSorted((a, b) => a.priority - b.priority || b.weight - a.weight)
    .slice(0, EXCHANGERS)
}
