import { parseDomainName } from '../base/domain-name.ts'
import type { DomainFacts } from '../facts/domain-facts.ts'
import type { EarlierPolicy, MtaStsFacts } from '../facts/policy-facts.ts'
import { fetchPolicy } from '../mtasts/fetch.ts'
import { parsePolicy } from '../mtasts/policy.ts'
import { selectRecord } from '../mtasts/record.ts'
import { lookupTlsRpt } from '../tlsrpt/lookup.ts'
import type { AuditEnvironment, AuditOptions } from './environment.ts'
import { startPolicyTls } from './policy-tls.ts'

/** What a domain says of how mail to it is to be delivered, and of where to report. */
export type FoundPolicies = Pick<DomainFacts, 'mtaSts' | 'tlsRpt'>

/**
 * Looks for the policies of a domain: MTA-STS (RFC 8461), whose text is fetched when a record announces one, and TLS-RPT
 * (RFC 8460).
 *
 * @throws ProbeError `cancelled` only
 */
export async function findPolicies(
  domain: string,
  environment: AuditEnvironment,
  options: AuditOptions,
): Promise<FoundPolicies> {
  const [mtaSts, tlsRpt] = await Promise.all([
    options.mtaSts ? findMtaSts(domain, environment, options) : null,
    lookupTlsRpt(environment.resolver, parseDomainName(domain), options.signal),
  ])
  return { mtaSts, tlsRpt: { lookup: tlsRpt.lookup, reach: tlsRpt.reach } }
}

async function findMtaSts(domain: string, environment: AuditEnvironment, options: AuditOptions): Promise<MtaStsFacts> {
  const { resolver, roots, dial, now } = environment
  const { signal } = options
  const earlier = earlierPolicy(options.earlierDomains?.find((facts) => facts.domain === domain))
  const record = await resolver.lookup(`_mta-sts.${domain}`, 'TXT', signal)
  // Without exactly one record there is no policy to fetch, whatever the policy host may hold (RFC 8461 section 3.1).
  const selected = selectRecord(record.records)
  if (selected.kind !== 'one' || selected.record.verdict !== 'valid') return { record, fetch: null, earlier }
  const fetch = await fetchPolicy({
    domain,
    resolver,
    roots,
    dial,
    startTls: startPolicyTls,
    specialKind: options.allowPrivate ? () => null : environment.specialKind,
    now,
    limits: environment.patience.policy,
    ...(signal === undefined ? {} : { signal }),
  })
  return { record, fetch, earlier }
}

/** What earlier facts hold of a policy that was fetched; null when they hold none. */
function earlierPolicy(facts: DomainFacts | undefined): EarlierPolicy | null {
  const body = facts?.mtaSts?.fetch?.response?.body ?? null
  if (facts === undefined || body === null) return facts?.mtaSts?.earlier ?? null
  const selected = selectRecord(facts.mtaSts?.record.records ?? [])
  const isTesting = parsePolicy(body.text).mode === 'testing'
  return {
    at: facts.at,
    id: selected.kind === 'one' ? selected.record.id : null,
    text: body.text,
    testingSince: isTesting ? (facts.mtaSts?.earlier?.testingSince ?? facts.at) : null,
  }
}
