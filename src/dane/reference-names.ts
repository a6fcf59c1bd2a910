import type { Lookup, MxRecord } from '../dns/lookup.ts'
import type { CertificateFacts } from '../x509/certificate.ts'
import { matchName } from '../x509/match-name.ts'

/** From where the name of a server comes. */
export interface NameSources {
  /** The TLSA base domain, also the SNI. */
  readonly base: string
  /** The domain of the mail address, or the name that a relay is set to; null when only the host is known. */
  readonly nextHop: string | null
  /** The MX lookup of the next hop; null where none was made. */
  readonly mx: Pick<Lookup<MxRecord>, 'cnames' | 'dnssec'> | null
}

/**
 * The names of which one must stand in a certificate below a trust anchor (usage 2): the TLSA base domain, and, only when
 * the MX lookup was secure, the next-hop domain and what its aliases led to. Without a secure lookup the domain could be
 * paired with any host.
 *
 * @see RFC 7672 section 3.2.2
 */
export function referenceNames({ base, nextHop, mx }: NameSources): readonly string[] {
  const secure = mx?.dnssec.status === 'secure'
  const expanded = mx?.cnames.at(-1)
  const names = [
    base,
    ...(secure && nextHop !== null ? [nextHop] : []),
    ...(secure && expanded !== undefined ? [expanded] : []),
  ]
  return [...new Set(names)]
}

/**
 * The presented name that matches one of the reference names; null when none does. The common name counts only where there
 * is no DNS name at all, as RFC 7672 section 3.2.3 still has it (RFC 9525 would not).
 */
export function presentedName(
  certificate: Pick<CertificateFacts, 'dnsNames' | 'subject'>,
  references: readonly string[],
): string | null {
  const { dnsNames, subject } = certificate
  const presented = dnsNames.length > 0 || subject.commonName === null ? dnsNames : [subject.commonName]
  for (const reference of references) {
    const name = matchName({ dnsNames: presented, ipAddresses: [] }, reference)
    if (name !== null) return name
  }
  return null
}
