import { openPublicKey } from '../x509/certificate.ts'
import { readCertificateFields } from '../x509/certificate-fields.ts'
import { hasSigned, type PathStep, pathTo } from '../x509/certification-path.ts'
import { pathProblems } from '../x509/path-problems.ts'
import { failedBy, type Judged, type MatchFault } from './match-outcome.ts'
import type { PresentedChain } from './presented-chain.ts'
import { MATCHING, SELECTOR, type UsableTlsa } from './tlsa.ts'

/**
 * Judges a record of usage 2, a trust anchor of the domain's own choice: it must stand above the server's certificate in the
 * chain as sent, or be given in full by the record itself (`2 0 0` a certificate, `2 1 0` a key that signed the last one).
 * Dates and constraints of the path count, and so does the name.
 *
 * @see RFC 7671 section 5.2, RFC 7672 section 3.1.2
 */
export function judgeAnchor(tlsa: UsableTlsa, chain: PresentedChain): Judged {
  if (chain.leaf === null) return withoutLeaf(chain)
  const found = [...stepsOf(tlsa, chain.sound, chain), ...signedBy(tlsa, chain.sound, chain)]
  const judged = found.map((step) => judgePath(step, chain))
  const matched = judged.find(({ state }) => state === 'matched')
  if (matched !== undefined) return matched
  const [nearest] = stepsOf(tlsa, chain.all, chain)
  return judged[0] ?? (nearest === undefined ? explainAbsence(tlsa, chain) : judgePath(nearest, chain))
}

/** Judges a record of usage 0: an authority on a path that ends in a root of the web. RFC 6698 section 2.1.1. */
export function judgePkixAnchor(tlsa: UsableTlsa, chain: PresentedChain): Judged {
  if (chain.leaf === null) return withoutLeaf(chain)
  const rooted = chain.toRoots.filter(({ certificate }) => chain.roots.has(certificate))
  for (const root of rooted) {
    const at = pathTo(root).findIndex(({ der }, depth) => depth > 0 && chain.matches({ der, spki: spkiOf(der) }, tlsa))
    if (at > 0) return at === root.depth ? judgePath(root, chain) : { ...judgePath(root, chain), depth: at }
  }
  return failedBy(rooted.length > 0 ? 'digest-mismatch' : 'pkix-untrusted')
}

/** Whether a root of the web vouches for the leaf, as usage 1 wants it. */
export function judgePkixPath(chain: PresentedChain): Judged {
  const root = chain.toRoots.find(({ certificate }) => chain.roots.has(certificate))
  return root === undefined ? failedBy('pkix-untrusted', 0) : { ...judgePath(root, chain), depth: 0 }
}

/** Why there is nothing to judge. */
export function withoutLeaf({ sent }: PresentedChain): Judged {
  return failedBy(sent.length === 0 ? 'no-certificate' : 'certificate-unreadable')
}

/** Steps above the leaf that the record is about. */
function stepsOf(tlsa: UsableTlsa, steps: readonly PathStep[], { matches }: PresentedChain): readonly PathStep[] {
  return steps.filter(({ depth, certificate: { der } }) => depth > 0 && matches({ der, spki: spkiOf(der) }, tlsa))
}

/** The steps that the record's bare key signed, which no certificate needs to hold. RFC 7671 section 5.2.3. */
function signedBy(tlsa: UsableTlsa, steps: readonly PathStep[], { budget }: PresentedChain): readonly PathStep[] {
  if (tlsa.selector !== SELECTOR.key || tlsa.matching !== MATCHING.full) return []
  const key = openPublicKey(tlsa.data)
  return key === null ? [] : steps.filter(({ certificate }) => hasSigned(key, certificate, budget))
}

function judgePath(step: PathStep, { now, isNamed }: PresentedChain): Judged {
  const faults: MatchFault[] = [...pathProblems(pathTo(step), now)]
  if (!isNamed) faults.unshift({ code: 'name-mismatch', depth: 0 })
  return faults.length === 0 ? { state: 'matched', depth: step.depth } : { state: 'failed', depth: step.depth, faults }
}

/** The record's certificate is on no path: it is another one's, was not sent, or nothing leads to it. */
function explainAbsence(tlsa: UsableTlsa, chain: PresentedChain): Judged {
  const at = chain.sent.findIndex((candidate) => chain.matches(candidate, tlsa))
  if (at === 0) return failedBy('ta-is-leaf', 0)
  if (at > 0) return failedBy('chain-broken', at)
  if (tlsa.matching === MATCHING.full) {
    return failedBy(tlsa.selector === SELECTOR.certificate ? 'chain-broken' : 'digest-mismatch')
  }
  const reachesRoot = chain.all.some(({ certificate }) => certificate.facts.selfSigned)
  return failedBy(reachesRoot ? 'digest-mismatch' : 'ta-not-sent')
}

function spkiOf(der: Uint8Array): Uint8Array {
  return readCertificateFields(der).spki
}
