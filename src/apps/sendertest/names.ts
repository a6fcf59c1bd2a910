import { type DomainName, isSubdomain, parseDomainName } from '../../base/domain-name.ts'
import type { SenderTestCaseId } from '../../facts/sender-test-facts.ts'
import { CASES } from './cases.ts'

/** The domain of a case. */
export function caseDomain(id: SenderTestCaseId, zone: string): string {
  return `${id}.${zone}`
}

/** The exchanger of a case. */
export function caseHost(id: SenderTestCaseId, zone: string): string {
  return `mx.${caseDomain(id, zone)}`
}

/** The policy host of a case (RFC 8461 section 3.3). */
export function policyHostName(id: SenderTestCaseId, zone: string): string {
  return `mta-sts.${caseDomain(id, zone)}`
}

/** The case that a name belongs to, its domain and everything below; null for other names. */
export function caseOfName(name: string, zone: string): SenderTestCaseId | null {
  return CASES.find(({ id }) => isSubdomain(name as DomainName, caseDomain(id, zone) as DomainName))?.id ?? null
}

/** The zone of a service as it is written everywhere. @throws ProbeError `name-invalid` */
export function parseZoneName(text: string): string {
  return parseDomainName(text)
}

/** Every name for which a public authority has to vouch, if the good certificates are to be good for everybody. */
export function namesToCertify(zone: string): readonly string[] {
  const good = CASES.filter(({ server }) => server.certificate === 'good').map(({ id }) => caseHost(id, zone))
  const hosts = CASES.filter(({ policy }) => policy !== null).map(({ id }) => policyHostName(id, zone))
  return [...good, ...hosts]
}
