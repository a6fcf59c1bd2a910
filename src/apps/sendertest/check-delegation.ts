import type { DnssecStatus, Resolver } from '../../dns/lookup.ts'
import type { DelegationCheck } from '../../facts/sender-test-delegation.ts'
import { CASES } from './cases.ts'
import { caseDomain, caseHost } from './names.ts'

/**
 * Asks a validating resolver for the names of a service, as the senders of the world would: the zone must be delegated and
 * secure, and each case must look as it is meant to, the broken ones broken. Cases that the service does not serve are not
 * in the DNS and are told so.
 */
export async function checkDelegation(
  zone: string,
  resolver: Resolver,
  signal: AbortSignal,
): Promise<readonly DelegationCheck[]> {
  const checks: DelegationCheck[] = []
  const servers = await resolver.lookup(zone, 'NS', signal)
  const names = servers.outcome === 'records' ? servers.records : []
  checks.push({
    name: zone,
    type: 'NS',
    wanted: 'secure',
    found: servers.dnssec.status,
    result:
      servers.outcome === 'failed'
        ? failureResult(servers.dnssec.status)
        : resultOf(names.length > 0, servers.dnssec.status, 'secure'),
    detail: names.length > 0 ? names.join(', ') : reasonOf(servers),
  })
  for (const name of names) {
    const [v4, v6] = await Promise.all([resolver.lookup(name, 'A', signal), resolver.lookup(name, 'AAAA', signal)])
    const addresses = [...v4.records, ...v6.records]
    checks.push({
      name,
      type: 'A',
      wanted: 'secure',
      found: v4.dnssec.status,
      result: addresses.length > 0 ? 'good' : failureResult(v4.dnssec.status),
      detail: addresses.length > 0 ? addresses.join(', ') : reasonOf(v4),
    })
  }
  // Without the zone there is nothing to find in it.
  if (names.length === 0) return checks
  for (const spec of CASES) {
    const wanted: DnssecStatus = spec.names.fault === 'mx' ? 'bogus' : spec.names.signed ? 'secure' : 'insecure'
    const mx = await resolver.lookup(caseDomain(spec.id, zone), 'MX', signal)
    if (mx.outcome === 'nxdomain') {
      checks.push({
        name: mx.name,
        type: 'MX',
        wanted,
        found: mx.dnssec.status,
        result: 'unserved',
        detail: 'not in the zone',
      })
      continue
    }
    const isThere = mx.records.some(({ exchange }) => exchange === caseHost(spec.id, zone))
    checks.push({
      name: mx.name,
      type: 'MX',
      wanted,
      found: mx.dnssec.status,
      result: resultOf(isThere || wanted === 'bogus', mx.dnssec.status, wanted),
      detail: isThere ? mx.records.map(({ exchange }) => exchange).join(', ') : reasonOf(mx),
    })
  }
  return checks
}

function resultOf(isThere: boolean, found: DnssecStatus, wanted: DnssecStatus): DelegationCheck['result'] {
  if (found === 'indeterminate') return 'unknown'
  return isThere && found === wanted ? 'good' : 'bad'
}

function failureResult(found: DnssecStatus): DelegationCheck['result'] {
  return found === 'indeterminate' ? 'unknown' : 'bad'
}

function reasonOf({
  outcome,
  dnssec,
}: {
  readonly outcome: string
  readonly dnssec: { readonly reason: string }
}): string {
  return dnssec.reason === '' ? outcome : dnssec.reason
}
