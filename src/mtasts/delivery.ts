import { matchName } from '../x509/match-name.ts'
import { matchMx } from './match.ts'
import type { Policy } from './policy.ts'
import type { RecordState } from './refresh.ts'

/** What a sender saw of an exchanger that it is about to deliver to. */
export interface SeenHost {
  /** The exchanger as the MX record names it, or the domain itself without MX records (RFC 5321 section 5.1). */
  readonly host: string
  /** Whether the session is encrypted by STARTTLS. */
  readonly startTls: boolean
  /** The certificate that it presented to a hello with its own name as SNI (RFC 8461 section 7.1); null without TLS. */
  readonly certificate: {
    /** OpenSSL's verdict on chain and dates: `OK`, `CERT_HAS_EXPIRED`, `DEPTH_ZERO_SELF_SIGNED_CERT`, … */
    readonly verification: string
    readonly dnsNames: readonly string[]
  } | null
}

/** Why a host does not meet a policy; the names are those of result types in TLS reports (RFC 8460 section 4.3). */
export type HostObjection =
  | 'validation-failure'
  | 'starttls-not-supported'
  | 'certificate-expired'
  | 'certificate-not-trusted'
  | 'certificate-host-mismatch'

/**
 * Holds a host to a policy: a pattern must match its name, and its certificate must have a trusted chain, be in date and
 * bear the name as a DNS-ID. A CN never counts. Null when all is well.
 *
 * @see RFC 8461 sections 4.1 and 4.2
 */
export function objectionTo(
  { host, startTls, certificate }: SeenHost,
  { mx }: Pick<Policy, 'mx'>,
): HostObjection | null {
  if (matchMx(host, mx) === null) return 'validation-failure'
  if (!startTls || certificate === null) return 'starttls-not-supported'
  const { verification, dnsNames } = certificate
  if (verification === 'CERT_HAS_EXPIRED') return 'certificate-expired'
  // One that is not valid yet has no type of its own; this one covers whatever else is wrong (RFC 8460 section 4.3.1).
  if (verification !== 'OK') return 'certificate-not-trusted'
  return matchName({ dnsNames, ipAddresses: [] }, host) === null ? 'certificate-host-mismatch' : null
}

/** What a sender does with a host. */
export interface Delivery {
  /** `skip`: not this host, but the next one; when there is none, the message waits. */
  readonly action: 'deliver' | 'skip'
  /** What a report to the domain must mention; null when there is nothing. */
  readonly objection: HostObjection | null
}

/**
 * Decides on a host by the policy that applies.
 *
 * @param dane what DANE said of the host. MTA-STS never overrides its failure (RFC 8461 section 2).
 * @see RFC 8461 section 5
 */
export function deliveryTo(seen: SeenHost, policy: Policy | null, dane: 'absent' | 'passed' | 'failed'): Delivery {
  if (dane === 'failed') return { action: 'skip', objection: null }
  if (policy === null || policy.mode === 'none') return { action: 'deliver', objection: null }
  const objection = objectionTo(seen, policy)
  return { action: objection !== null && policy.mode === 'enforce' ? 'skip' : 'deliver', objection }
}

/**
 * Whether a message that no host could take under a policy may be given back now. First the record is looked up again: a
 * new id means a new policy, under which the hosts may be good (RFC 8461 section 5.1).
 *
 * @param triedId the id of the policy under which delivery failed
 * @param record what the record says at this moment
 */
export function mayGiveUp(triedId: string, record: RecordState): boolean {
  return record.kind !== 'id' || record.id === triedId
}
