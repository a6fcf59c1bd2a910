import type { Unknown } from '../base/answer.ts'
import type { ServerFacts } from '../facts/server-facts.ts'
import type { CertificateFacts } from '../x509/certificate.ts'
import type { Evidence } from './evidence.ts'
import { handshakesFail } from './handshakes-fail.ts'
import type { PresentedChain } from './presented-chain.ts'
import type { AddressSubject } from './subject.ts'
import { suitesWhere } from './suites.ts'
import { settle, type Verdict } from './verdict.ts'

/**
 * A finding about certificates: found if one chain proves it, clear only when every kind of certificate that the server
 * is known to have was seen and could be read. (A second certificate that a server shows in TLS 1.3 alone leaves no
 * trace in the suites; the survey has to ask for it.)
 *
 * @param evidenceOf what a chain proves; it is asked only about chains whose first certificate can be read
 */
export function foundInChains(
  subject: AddressSubject,
  evidenceOf: (leaf: CertificateFacts, chain: PresentedChain) => readonly Evidence[],
): Verdict {
  const evidence = subject.chains.flatMap((chain) => (chain.leaf === null ? [] : evidenceOf(chain.leaf, chain)))
  const readable = subject.chains.filter(({ leaf }) => leaf !== null)
  // What cannot be read here is unknown for a reason of ours: OpenSSL and our reader refuse it.
  const unreadable: readonly Unknown[] = readable.length < subject.chains.length ? ['local'] : []
  return settle(evidence, [...unreadable, ...whyUnseen(subject)], readable.length)
}

/** Why certificates of the server may be unseen; nothing when none is missing. */
export function whyUnseen(subject: AddressSubject): readonly Unknown[] {
  const { server, chains } = subject
  if (chains.length === 0) return whyNone(server)
  const algorithms = chains.flatMap(({ leaf }) => (leaf === null ? [] : [leaf.key.algorithm]))
  const unseen = KINDS.some(({ authentication, seen }) => {
    const { accepted } = suitesWhere(subject.suites, (suite) => suite.authentication === authentication)
    return accepted.length > 0 && !algorithms.some(seen)
  })
  return unseen ? [server.openBecause] : []
}

/** The same, and nothing either where the server has no certificate to show, because it has no TLS that works. */
export function whyHidden(subject: AddressSubject): readonly Unknown[] {
  const { mode, smtp } = subject.server
  if ((mode === 'starttls' && smtp.starttls.state === 'refused') || handshakesFail(subject).verdict === 'found')
    return []
  const verdict = foundInChains(subject, () => [])
  return verdict.verdict === 'unknown' ? [verdict.why] : []
}

/** Which keys the suites of an authentication need (RFC 5246 section 7.4.2, RFC 8422 section 2). */
const KINDS = [
  { authentication: 'RSA', seen: (algorithm: string) => algorithm.startsWith('rsa') },
  { authentication: 'ECDSA', seen: (algorithm: string) => algorithm === 'ec' || algorithm.startsWith('ed') },
] as const

function whyNone({ versions, openBecause }: ServerFacts): readonly Unknown[] {
  const answers = Object.values(versions)
  const unsettled = answers.flatMap((answer) => (answer.state === 'unknown' ? [answer.why] : []))
  if (unsettled.length > 0) return unsettled
  return answers.some(({ state }) => state === 'accepted') ? [openBecause] : ['not-applicable']
}
