import type { Unknown } from '../../base/answer.ts'
import { domainNameOrNull, parentDomain } from '../../base/domain-name.ts'
import type { CaaRecord, DomainFacts } from '../../facts/domain-facts.ts'
import type { CertificateFacts } from '../../x509/certificate.ts'
import { indexAuthorities } from './authorities.ts'
import { permissionOf } from './permission.ts'
import { relevantCaa } from './relevant-caa.ts'

/** What the CAA records of today say of a certificate's issuer. */
export type CaaRuling =
  /** They let it issue. */
  | { readonly kind: 'allowed' }
  | { readonly kind: 'refused'; readonly refusal: CaaRefusal }
  | { readonly kind: 'unknown'; readonly why: Unknown }
  /** They say nothing: none are there, or the certificate is not for this host, or nobody but its owner issued it. */
  | { readonly kind: 'silent' }

/** Why a certificate would not be issued today. */
export interface CaaRefusal {
  /** The name in the certificate, with its `*.` if it has one. */
  readonly name: string
  /** Where the records stand. */
  readonly at: string
  /** Others may issue; nobody may; or a critical property is there that no authority understands. */
  readonly why: 'others' | 'nobody' | 'critical'
  /** Those who may. */
  readonly issuers: readonly string[]
  /** The records that decide. */
  readonly records: readonly CaaRecord[]
}

/**
 * Asks whether the issuer of a certificate may issue it today, for the names in it that stand for a host. The records may
 * have been others on the day when it was issued (RFC 8659 section 1: they bind whoever issues, not whoever verifies).
 *
 * Who the issuer is, its own certificate says by its organisation. An issuer that is in no list is not known to be refused,
 * and neither is one where records allow a name of which nobody knows whose it is: it may be a brand of the issuer.
 */
export function caaRuling(
  leaf: Pick<CertificateFacts, 'dnsNames' | 'issuer' | 'selfSigned'>,
  host: string,
  { caa, vantage }: Pick<DomainFacts, 'caa' | 'vantage'>,
): CaaRuling {
  // Nobody asks an authority for a certificate that is signed with its own key.
  if (leaf.selfSigned) return { kind: 'silent' }
  const { domainsOf, knows } = indexAuthorities(vantage.authorities)
  const ruled = namesFor(host, leaf.dnsNames).map(({ name, base, isWildcard }): CaaRuling => {
    const relevant = relevantCaa(base, caa)
    if (relevant.state === 'unknown') return { kind: 'unknown', why: relevant.why }
    if (relevant.state === 'none') return { kind: 'silent' }
    const { issuers, critical, deciding } = permissionOf(relevant.records, isWildcard)
    const refused = (why: CaaRefusal['why']): CaaRuling => {
      return { kind: 'refused', refusal: { name, at: relevant.at, why, issuers: issuers ?? [], records: deciding } }
    }
    if (critical.length > 0) return refused('critical')
    if (issuers === null) return { kind: 'silent' }
    if (issuers.length === 0) return refused('nobody')
    const own = domainsOf(leaf.issuer.organization)
    if (own === null) return { kind: 'unknown', why: 'unlisted' }
    if (issuers.some((issuer) => own.includes(issuer))) return { kind: 'allowed' }
    return issuers.every(knows) ? refused('others') : { kind: 'unknown', why: 'unlisted' }
  })
  return ORDER.flatMap((kind) => ruled.find((each) => each.kind === kind) ?? [])[0] ?? { kind: 'silent' }
}

/** A certificate is issued whole or not at all: what one of its names forbids, no other allows. */
const ORDER: readonly CaaRuling['kind'][] = ['refused', 'unknown', 'allowed', 'silent']

interface NameForHost {
  readonly name: string
  /** The name that the records are looked for at: without the wildcard's label. */
  readonly base: string
  readonly isWildcard: boolean
}

/** The names of a certificate that stand for a host: its own, and the wildcard beside it (RFC 9525 section 6.3). */
function namesFor(host: string, dnsNames: readonly string[]): readonly NameForHost[] {
  const own = domainNameOrNull(host)
  const parent = own === null ? null : parentDomain(own)
  if (own === null || parent === null) return []
  const present = new Set(dnsNames.map((name) => name.toLowerCase()))
  const wildcard = `*.${parent}`
  return [
    ...(present.has(own) ? [{ name: own, base: own, isWildcard: false }] : []),
    ...(parent !== '.' && present.has(wildcard) ? [{ name: wildcard, base: parent, isWildcard: true }] : []),
  ]
}
