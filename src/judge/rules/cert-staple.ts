import { foundInChains, whyUnseen } from '../certificate-verdict.ts'
import type { Evidence } from '../evidence.ts'
import { RENEWED } from '../fixes.ts'
import { certificateRef, type PresentedChain } from '../presented-chain.ts'
import type { AddressRule } from '../rule.ts'
import { type StapleView, stapleViews } from '../staple.ts'
import type { AddressSubject } from '../subject.ts'
import { CLEAR, open, settle } from '../verdict.ts'

const SHOW_STAPLE = 'openssl s_client {starttls}-connect {connect} -servername {host} -status </dev/null'

const stapleMissing: AddressRule = {
  code: 'cert-staple-missing',
  scope: 'address',
  tls: true,
  severity: 'medium',
  title: 'The proof that a certificate is not revoked is missing or worthless',
  source: ['RFC 7633 section 4', 'RFC 6066 section 8', 'RFC 6960 section 3.2'],
  explain:
    'A server may send its certificate along with a fresh statement of the authority that it was not revoked (an OCSP staple). Either the certificate promises one (“must staple”) and the server sends none, or what it sends proves nothing: it has run out, is about another certificate, or was not signed by the authority. Clients that honour the promise, and those that read the statement, refuse the connection. Postfix and Exchange cannot staple at all.',
  fix: {
    ...RENEWED,
    any: 'Have the certificate issued without “must staple”; or staple, and let a job fetch a new response from the authority every day.',
    exim: 'tls_ocsp_file = /etc/ssl/mail/ocsp.der\n# and every day: openssl ocsp -issuer … -cert … -url … -respout /etc/ssl/mail/ocsp.der',
  },
  verify: SHOW_STAPLE,
  check: (subject) => {
    const { features, staples } = subject.server
    const evidence = [
      ...staples.flatMap((_, staple) => worthless(subject, staple)),
      ...subject.chains.filter((chain) => lacksStaple(subject, chain)).flatMap(absent),
    ]
    const isKnown = staples.length > 0 || features.ocspStaple.state === 'refused'
    const promised = foundInChains(subject, (leaf, chain) => (leaf.mustStaple ? absent(chain) : []))
    if (evidence.length > 0 && isKnown) return settle(evidence, [], 0)
    if (promised.verdict !== 'found') return promised
    if (staples.length > 0) return CLEAR
    // A response that came and is not kept is larger than any that is read.
    return open(features.ocspStaple.state === 'unknown' ? features.ocspStaple.why : 'local')
  },
}

const revoked: AddressRule = {
  code: 'cert-revoked',
  scope: 'address',
  tls: true,
  severity: 'high',
  unasked: true,
  title: 'The certificate was revoked',
  source: ['RFC 6960 section 2.2', 'RFC 5280 section 5.3.1'],
  explain:
    'The server itself sends a statement of its authority, signed and about this certificate, that the certificate is revoked: most often because its key got into other hands, which can then take the server’s place. Senders that look at revocation refuse it. Nothing but what the server staples is looked at: the authority is not asked, since it would learn who examines whom, so that without a staple this stays open.',
  fix: {
    ...RENEWED,
    any: 'Make a new key, have a certificate issued for it and put it in the place of the revoked one. With DANE, publish the new TLSA record before you switch. Then find out why it was revoked.',
  },
  verify: SHOW_STAPLE,
  check: (subject) => {
    const verdict = foundInChains(subject, (_, chain) => statusesOf(subject, chain).flatMap(revocation))
    if (verdict.verdict !== 'clear') return verdict
    const isProved = (chain: PresentedChain): boolean =>
      statusesOf(subject, chain).some(({ status }) => status.status === 'good')
    if (subject.chains.every(isProved)) return CLEAR
    const { ocspStaple } = subject.server.features
    return open(ocspStaple.state === 'unknown' ? ocspStaple.why : 'not-asked')
  },
}

/** What the server sends of its own accord to prove that its certificate stands. */
export const CERT_STAPLE_RULES: readonly AddressRule[] = [stapleMissing, revoked]

function statusesOf(subject: AddressSubject, chain: PresentedChain): readonly StapleView[] {
  return stapleViews(subject).filter((view) => view.chain === chain)
}

function revocation({ chain, status }: StapleView): readonly Evidence[] {
  const [leaf] = chain.path
  if (leaf === undefined || status.status !== 'revoked') return []
  return [{ kind: 'revocation', certificate: certificateRef(leaf), at: status.at, reason: status.reason }]
}

/** A certificate that promises a staple and for which none was sent, good or bad. */
function lacksStaple(subject: AddressSubject, chain: PresentedChain): boolean {
  const isAbout = ({ status }: StapleView): boolean =>
    status.status !== 'invalid' || status.fault.code !== 'other-certificate'
  return chain.leaf?.mustStaple === true && !statusesOf(subject, chain).some(isAbout)
}

function absent({ path: [leaf] }: PresentedChain): readonly Evidence[] {
  return leaf === undefined ? [] : [{ kind: 'staple', certificate: certificateRef(leaf), fault: 'absent', at: null }]
}

/**
 * What is wrong with a staple, unless it proves something about one of the certificates or could, were it possible to check
 * it. One that is about none of them is told of the first, and not told where a certificate may be unseen.
 */
function worthless(subject: AddressSubject, staple: number): readonly Evidence[] {
  const views = stapleViews(subject).filter((view) => view.staple === staple)
  const faults = views.flatMap(({ chain: { path }, status }) =>
    status.status === 'invalid' && path[0] ? [{ leaf: path[0], fault: status.fault }] : [],
  )
  const isUseful = faults.length < views.length || faults.some(({ fault }) => fault.code === 'issuer-absent')
  const own = faults.find(({ fault }) => fault.code !== 'other-certificate')
  const told = own ?? (whyUnseen(subject).length === 0 ? faults[0] : undefined)
  if (isUseful || told === undefined) return []
  const { leaf, fault } = told
  const at = 'at' in fault ? fault.at : null
  return [{ kind: 'staple', certificate: certificateRef(leaf), fault: fault.code, at }]
}
