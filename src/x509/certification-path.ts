import type { KeyObject, X509Certificate } from 'node:crypto'
import { type Attempt, attemptSync } from '../base/failure.ts'
import { type CertificateFacts, isSignedBy, isSignedByKey, openX509, readCertificate } from './certificate.ts'
import { sameBytes } from './certificate-fields.ts'

/** A certificate that was read, with what it takes to check its signature. */
export interface OpenCertificate {
  readonly der: Uint8Array
  readonly facts: CertificateFacts
  readonly x509: X509Certificate
}

/** A certificate at its place on the way up from the first one. */
export interface PathStep {
  readonly certificate: OpenCertificate
  /** Signatures between it and the first certificate, which has depth 0. */
  readonly depth: number
  /** The step that it issued; null for the first. */
  readonly below: PathStep | null
}

/** Counts the signatures that may still be checked, whatever a peer sent. */
export interface SignatureBudget {
  left: number
}

/**
 * Reads a certificate for the building of paths.
 *
 * @returns `wire-malformed` as a failure
 */
export function openCertificate(der: Uint8Array): Attempt<OpenCertificate> {
  return attemptSync(() => ({ der, facts: readCertificate(der), x509: openX509(der) }))
}

/**
 * Goes up from a certificate to every one of `pool` that is above it, nearest first. Each is met once, on the shortest way,
 * so that certificates which sign each other in circles cost no more than others.
 *
 * @param usable which certificates may stand on a path, for those who want the others left out
 * @see RFC 5280 section 6.1
 */
export function walkUp(
  first: OpenCertificate,
  pool: readonly OpenCertificate[],
  usable: (certificate: OpenCertificate) => boolean,
  budget: SignatureBudget,
): readonly PathStep[] {
  const steps: PathStep[] = [{ certificate: first, depth: 0, below: null }]
  const unmet = new Set(pool.filter(({ der }) => !sameBytes(der, first.der)))
  for (const below of steps) {
    if (below.certificate.facts.selfSigned) continue
    for (const upper of unmet) {
      if (!usable(upper) || !hasIssued(upper, below.certificate, budget)) continue
      unmet.delete(upper)
      steps.push({ certificate: upper, depth: below.depth + 1, below })
    }
  }
  return steps
}

/** The certificates from the first one up to a step. */
export function pathTo(step: PathStep): readonly OpenCertificate[] {
  const path: OpenCertificate[] = []
  for (let at: PathStep | null = step; at !== null; at = at.below) path.unshift(at.certificate)
  return path
}

/** True when the bare key has signed the certificate. */
export function hasSigned(key: KeyObject, { x509 }: OpenCertificate, budget: SignatureBudget): boolean {
  if (budget.left <= 0) return false
  budget.left -= 1
  return isSignedByKey(x509, key)
}

/**
 * True when `upper` is the issuer of `lower`: the names are the same, without regard to case (RFC 5280 section 7.1), the
 * key identifiers do not contradict each other (section 4.2.1.1), and the signature verifies.
 */
function hasIssued(upper: OpenCertificate, lower: OpenCertificate, budget: SignatureBudget): boolean {
  if (lower.facts.issuer.text.toLowerCase() !== upper.facts.subject.text.toLowerCase()) return false
  const { authorityKeyIdentifier: wanted } = lower.facts
  const { subjectKeyIdentifier: own } = upper.facts
  if (wanted !== null && own !== null && wanted !== own) return false
  if (budget.left <= 0) return false
  budget.left -= 1
  return isSignedBy(lower.x509, upper.x509)
}
