import type { Unknown } from '../../base/answer.ts'
import { ipVersion } from '../../base/ip-address.ts'
import type { CertificateFacts } from '../../x509/certificate.ts'
import { matchName } from '../../x509/match-name.ts'
import { foundInChains } from '../certificate-verdict.ts'
import type { Evidence } from '../evidence.ts'
import { RENEWED } from '../fixes.ts'
import { certificateRef, type PlacedCertificate, type PresentedChain } from '../presented-chain.ts'
import type { AddressRule } from '../rule.ts'
import type { AddressSubject } from '../subject.ts'
import { NOT_APPLICABLE, open, settle } from '../verdict.ts'

export const SHOW_CERTIFICATE: string =
  'openssl s_client {starttls}-connect {connect} -servername {host} </dev/null 2>/dev/null | openssl x509 -noout '

const DAY = 86_400_000

const expired: AddressRule = {
  code: 'cert-expired',
  scope: 'address',
  tls: true,
  severity: 'high',
  title: 'A certificate has expired',
  source: ['RFC 5280 section 4.1.2.5', 'RFC 8461 section 4.2', 'RFC 7672 section 3.1.2'],
  explain:
    'The certificate, or one of the chain behind it without which clients cannot verify it, is past its last day. Senders that validate (MTA-STS in enforce mode, DANE-TA, partners with a fixed policy) keep the mail back or return it; the others deliver as before. With DANE-EE records the date does not count.',
  fix: RENEWED,
  verify: `${SHOW_CERTIFICATE}-dates`,
  check: (subject) => {
    const verdict = foundInChains(subject, (_, chain) => {
      const standing = issuersCount(subject, chain)
      return overOf(chain, subject.at)
        .filter((place) => place === chain.path[0] || standing === true)
        .map((place) => validity(place, subject.at))
    })
    if (verdict.verdict !== 'clear') return verdict
    const unsettled = subject.chains.flatMap((chain): readonly Unknown[] => {
      const standing = issuersCount(subject, chain)
      return typeof standing === 'string' && overOf(chain, subject.at).length > 0 ? [standing] : []
    })
    return settle([], unsettled, 1)
  },
}

const notYetValid: AddressRule = {
  code: 'cert-not-yet-valid',
  scope: 'address',
  tls: true,
  severity: 'high',
  title: 'A certificate is not valid yet',
  source: ['RFC 5280 section 4.1.2.5'],
  explain:
    'The certificate begins to be valid only later. Senders that validate refuse it until then. Most often the clock of the machine that issued it was wrong.',
  fix: { any: 'Wait, or have the certificate issued again; check the clock of the issuing machine.' },
  verify: `${SHOW_CERTIFICATE}-dates`,
  check: (subject) =>
    foundInChains(subject, (_, { path }) =>
      path
        .filter(({ certificate }) => Date.parse(certificate.notBefore) > subject.at)
        .map((place) => validity(place, subject.at)),
    ),
}

const expiresSoon: AddressRule = {
  code: 'cert-expires-soon',
  scope: 'address',
  tls: true,
  severity: 'low',
  cases: [
    { when: { daysAtMost: 14 }, severity: 'high', because: 'automatic renewal should have happened long before' },
  ],
  title: 'A certificate expires soon',
  source: ['RFC 5280 section 4.1.2.5', 'this product'],
  explain:
    'Less than 30 days, and less than a third of its lifetime, are left. Automatic renewal usually happens earlier than that, so it may have stopped working. Once the day has passed, senders that validate no longer deliver.',
  fix: RENEWED,
  verify: `${SHOW_CERTIFICATE}-dates`,
  check: (subject) =>
    foundInChains(subject, (_, { path }) =>
      path
        .filter(({ certificate }) => {
          const left = daysLeft(certificate, subject.at)
          const soon = left <= subject.profile.expirySoonDays && left <= lifetimeDays(certificate) / 3
          // Short-lived certificates spend their whole life below any fixed number of days, hence the third.
          return soon && !isOver(certificate, subject.at)
        })
        .map((place) => validity(place, subject.at)),
    ),
}

const nameMismatch: AddressRule = {
  code: 'cert-name-mismatch',
  scope: 'address',
  tls: true,
  severity: 'medium',
  cases: [
    { when: { port: 'submission' }, severity: 'high', because: 'mail programs check the name and warn their users' },
  ],
  title: 'The certificate is for another name',
  source: ['RFC 9525 section 6', 'RFC 8461 section 4.1', 'RFC 7672 section 3.2.2'],
  explain:
    'The name in the MX record is not among the names of the certificate. A sender cannot tell this server from somebody in between. Senders that validate names (MTA-STS in enforce mode, DANE-TA, partners with a fixed policy) do not deliver; opportunistic senders do not look.',
  fix: {
    ...RENEWED,
    any: 'Have a certificate issued that lists the name of the MX record among its DNS names, or correct the MX record.',
  },
  verify: `${SHOW_CERTIFICATE}-ext subjectAltName`,
  check: (subject) => {
    const { server, names } = subject
    // A server that was named by its address has no name that a certificate could fail to carry.
    if (ipVersion(server.host) !== null) return NOT_APPLICABLE
    const verdict = foundInChains(subject, (leaf) =>
      leaf.nameCount > 0 && matchName(leaf, server.host) === null ? [presented(leaf, server.host)] : [],
    )
    if (verdict.verdict !== 'clear') return verdict
    // Without any name `cert-no-san` speaks. Under another exchanger's name the server may show another certificate.
    if (subject.chains.every(({ leaf }) => leaf?.nameCount === 0)) return NOT_APPLICABLE
    const covered = (name: string): boolean =>
      subject.chains.every(({ leaf }) => leaf && matchName(leaf, name) !== null)
    return names.every(covered) ? verdict : open('not-asked')
  },
}

const noSan: AddressRule = {
  code: 'cert-no-san',
  scope: 'address',
  tls: true,
  severity: 'medium',
  title: 'The certificate carries no name that counts',
  source: ['RFC 9525 section 2', 'RFC 5280 section 4.2.1.6'],
  explain:
    'The certificate has no subject alternative names. The common name was used in their place long ago; today’s clients ignore it, so that the certificate fits no server at all.',
  fix: {
    ...RENEWED,
    any: 'Have a certificate issued that lists the name of the MX record as a DNS name (subjectAltName).',
  },
  verify: `${SHOW_CERTIFICATE}-subject -ext subjectAltName`,
  check: (subject) =>
    foundInChains(subject, (leaf) => (leaf.nameCount === 0 ? [presented(leaf, subject.server.host)] : [])),
}

const ekuMissing: AddressRule = {
  code: 'cert-eku-missing',
  scope: 'address',
  tls: true,
  severity: 'medium',
  title: 'The certificate is not meant for servers',
  source: ['RFC 5280 section 4.2.1.12'],
  explain:
    'The certificate limits what it may be used for (extended key usage), and being a TLS server is not on the list. Senders that validate refuse it.',
  fix: { ...RENEWED, any: 'Have a certificate issued for server authentication (serverAuth).' },
  verify: `${SHOW_CERTIFICATE}-ext extendedKeyUsage`,
  check: (subject) =>
    foundInChains(subject, (leaf) => {
      const usages = leaf.extendedKeyUsage
      if (usages === null || usages.includes('serverAuth') || usages.includes('anyExtendedKeyUsage')) return []
      return [{ kind: 'usages', certificate: certificateRef({ depth: 0, certificate: leaf }), usages }]
    }),
}

/** The longest life of a certificate of the web's authorities, by the day from which it was issued, the latest first. */
const LONGEST_DAYS: readonly { readonly from: string; readonly days: number }[] = [
  { from: '2029-03-15', days: 47 },
  { from: '2027-03-15', days: 100 },
  { from: '2026-03-15', days: 200 },
  { from: '2020-09-01', days: 398 },
  { from: '2018-03-01', days: 825 },
]

const lifetimeLong: AddressRule = {
  code: 'cert-lifetime-long',
  scope: 'address',
  tls: true,
  severity: 'low',
  title: 'The certificate is valid for longer than authorities may issue it',
  source: ['CA/Browser Forum Baseline Requirements'],
  explain:
    'The rules of the public certificate authorities set a longest lifetime, which goes down over the years (398 days from September 2020, 200 from March 2026, 100 from March 2027, 47 from March 2029). A longer one was issued against the rules and may be distrusted. Certificates of a private authority may live as long as you like.',
  fix: RENEWED,
  verify: `${SHOW_CERTIFICATE}-dates`,
  check: (subject) => {
    const { verification } = subject.server
    const verdict = foundInChains(subject, (leaf) => {
      const limit = LONGEST_DAYS.find(({ from }) => leaf.notBefore >= from)?.days
      const place = { depth: 0, certificate: leaf }
      return limit !== undefined && lifetimeDays(leaf) > limit ? [validity(place, subject.at)] : []
    })
    if (verdict.verdict !== 'found') return verdict
    // The rules bind public authorities only.
    if (verification.state === 'unknown') return open(verification.why)
    return verification.state === 'verified' && verification.roots !== 'file' ? verdict : NOT_APPLICABLE
  },
}

/** The server's own certificate: dates, names and what it may be used for. */
export const CERT_LEAF_RULES: readonly AddressRule[] = [
  expired,
  notYetValid,
  expiresSoon,
  nameMismatch,
  noSan,
  ekuMissing,
  lifetimeLong,
]

/** The certificates of a chain that are past their last day. */
export function overOf({ path }: PresentedChain, at: number): readonly PlacedCertificate[] {
  return path.filter(({ certificate }) => isOver(certificate, at))
}

/**
 * Whether the issuers that a server sent are those that clients verify by. One that has run out may be passed over: OpenSSL
 * stops at the first certificate that it trusts itself, such as the younger root of two that have the same key. The reason
 * where that was not tried with this chain.
 */
export function issuersCount(
  { server: { verification } }: AddressSubject,
  { seenBy }: PresentedChain,
): boolean | Unknown {
  if (verification.state === 'unknown') return verification.why
  if (!seenBy.includes(verification.by)) return 'not-asked'
  return verification.state === 'failed'
}

/** RFC 5280 section 4.1.2.5: the last second still belongs to the validity. */
export function isOver({ notAfter }: CertificateFacts, at: number): boolean {
  return Date.parse(notAfter) < at
}

/** Whole days until the end of a certificate; negative when it has passed by more than a day. */
function daysLeft({ notAfter }: CertificateFacts, at: number): number {
  return Math.trunc((Date.parse(notAfter) - at) / DAY) + 0
}

function lifetimeDays({ notBefore, notAfter }: CertificateFacts): number {
  return (Date.parse(notAfter) - Date.parse(notBefore)) / DAY
}

function validity(place: PlacedCertificate, at: number): Evidence {
  const { notBefore, notAfter } = place.certificate
  return {
    kind: 'validity',
    certificate: certificateRef(place),
    notBefore,
    notAfter,
    days: daysLeft(place.certificate, at),
  }
}

/** Names of a certificate that evidence lists; the facts hold them all. */
const NAMES = 20

function presented(leaf: CertificateFacts, host: string): Evidence {
  const names = [...leaf.dnsNames, ...leaf.ipAddresses].slice(0, NAMES)
  return { kind: 'names', certificate: certificateRef({ depth: 0, certificate: leaf }), host, names }
}
