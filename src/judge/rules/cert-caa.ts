import { caaRuling } from '../caa/caa-ruling.ts'
import { permissionOf } from '../caa/permission.ts'
import { relevantCaa } from '../caa/relevant-caa.ts'
import { whyHidden } from '../certificate-verdict.ts'
import type { Evidence } from '../evidence.ts'
import { hasNoAddress } from '../mailless.ts'
import { certificateRef } from '../presented-chain.ts'
import type { ExchangerRule } from '../rule.ts'
import { whyLeftOut } from '../subject.ts'
import { CLEAR, found, NOT_APPLICABLE, open, settle } from '../verdict.ts'

/** One name is not enough: dig does not go up the tree. */
const CHECK = 'wiretight check {domain} --only '

const missing: ExchangerRule = {
  code: 'cert-caa-missing',
  scope: 'mx',
  severity: 'info',
  title: 'Any certificate authority may issue for this name',
  source: ['RFC 8659 section 3', 'RFC 8659 section 4.2'],
  explain:
    'No CAA record, at the exchanger’s name or above it, says which authorities may issue certificates for it, so that each of them may: the weakest check of any authority in the world is the one that somebody has to get past. Authorities must look for such records before they issue; senders never do. It matters where senders trust public authorities, as MTA-STS makes them, and not where DANE-EE records name the key itself.',
  fix: {
    any: 'Publish a CAA record at your domain that names the authority you use, such as `example.com. CAA 0 issue "letsencrypt.org"`. It counts for every name below that has none of its own.',
  },
  verify: `${CHECK}cert-caa-missing`,
  check: ({ facts, exchanger }) => {
    const { host } = exchanger
    // A name without any address is the business of `mx-unresolvable`: nobody is ever shown a certificate for it.
    if (hasNoAddress(exchanger)) return NOT_APPLICABLE
    const relevant = relevantCaa(host, facts.caa)
    if (relevant.state === 'unknown') return open(relevant.why)
    if (relevant.state === 'none') return found({ kind: 'caa-open', host, at: null, records: [] })
    const { at, records } = relevant
    const { issuers, critical } = permissionOf(records, false)
    // Records may be there for another purpose, and wildcards alone may be restrained.
    return issuers === null && critical.length === 0 ? found({ kind: 'caa-open', host, at, records }) : CLEAR
  },
}

const violated: ExchangerRule = {
  code: 'cert-caa-violated',
  scope: 'mx',
  severity: 'medium',
  title: 'The certificate would not be issued again: CAA records forbid it',
  source: ['RFC 8659 section 4.2', 'RFC 8659 section 4.3', 'RFC 8659 section 4.5'],
  explain:
    'The CAA records that count for a name of the certificate do not allow its issuer. They bind authorities on the day on which they issue, not those who verify, so the certificate is as valid as before, and the records may be younger than it. But its renewal will fail, most often unnoticed until it has expired; senders that validate then no longer deliver. If the records are older than the certificate, somebody had it issued against them: find out who. Demands that a record makes besides, of an account or a method (RFC 8657), are not judged.',
  fix: {
    any: 'Add a CAA record that names the issuer of the certificate in use, or have the next one issued by an authority that the records name. For wildcard certificates the records `issuewild` decide where there are any.',
  },
  verify: `${CHECK}cert-caa-violated`,
  check: ({ facts, exchanger: { host, servers: refs }, servers }) => {
    const relevant = relevantCaa(host, facts.caa)
    if (relevant.state === 'none') return NOT_APPLICABLE
    if (relevant.state === 'unknown' && servers.every(({ chains }) => chains.length === 0)) return open(relevant.why)
    const rulings = servers.flatMap(({ chains }) =>
      chains.flatMap(({ leaf }) => (leaf === null ? [] : [{ leaf, ruling: caaRuling(leaf, host, facts) }])),
    )
    const evidence = rulings.flatMap(({ leaf, ruling }): readonly Evidence[] => {
      if (ruling.kind !== 'refused') return []
      const certificate = certificateRef({ depth: 0, certificate: leaf })
      const issuer = leaf.issuer.organization ?? leaf.issuer.text
      return [{ kind: 'caa-refuses', certificate, issuer, ...ruling.refusal }]
    })
    const unsettled = rulings.flatMap(({ ruling }) => (ruling.kind === 'unknown' ? [ruling.why] : []))
    const settled = rulings.filter(({ ruling }) => ruling.kind === 'allowed').length
    return settle(unique(evidence), [...unsettled, ...servers.flatMap(whyHidden), ...whyLeftOut(refs)], settled)
  },
}

/** Who may issue certificates for the names of exchangers. */
export const CERT_CAA_RULES: readonly ExchangerRule[] = [missing, violated]

/** The same certificate at several addresses is one. */
function unique(evidence: readonly Evidence[]): readonly Evidence[] {
  return [...new Map(evidence.map((piece) => [JSON.stringify(piece), piece])).values()]
}
