import type { X509Certificate } from 'node:crypto'
import { type Attempt, attemptSync, type Failure } from '../base/failure.ts'
import { CHAIN_CERTIFICATES } from '../base/limits.ts'
import { type CertificateFacts, isSignedBy, openX509, readCertificate } from './certificate.ts'
import { sameBytes } from './certificate-fields.ts'

/** What can be said of a chain of certificates from the chain alone, without roots, names or the time. */
export interface ChainFacts {
  /** As sent, the server's own first; a certificate that cannot be read keeps its place with its failure. */
  readonly certificates: readonly Attempt<CertificateFacts>[]
  /** Certificates beyond CHAIN_CERTIFICATES, which were not looked at. */
  readonly omitted: number
  /**
   * Positions from the server's certificate upwards, each issued by the next: the names fit and the signature verifies.
   * Empty when the first certificate cannot be read.
   */
  readonly path: readonly number[]
  /** For every certificate but the last: whether the one sent after it issued it. */
  readonly issuedByNext: readonly boolean[]
  /**
   * How the path ends: in a self-signed certificate, in one whose issuer was not sent (as it should when that is the
   * root), in one that a certificate further down issued (`circular`), or `unreadable` at its very beginning.
   */
  readonly end: 'self-signed' | 'issuer-absent' | 'circular' | 'unreadable'
  /** Who is needed to go on from there; null unless `end` is `issuer-absent`. */
  readonly absentIssuer: { readonly name: string; readonly caIssuerUrls: readonly string[] } | null
  /** False when the path has to jump backwards, which TLS up to 1.2 forbids (RFC 5246 section 7.4.2). */
  readonly inOrder: boolean
  /** Positions of certificates that were sent before. */
  readonly duplicates: readonly number[]
  /** Positions of certificates that are neither on the path nor duplicates. */
  readonly extra: readonly number[]
  /** True when the self-signed certificate at the path's end was sent although clients must have it anyway. */
  readonly rootIncluded: boolean
}

/**
 * Analyses a chain as a server sent it.
 *
 * @param sent the certificates in DER, in the order of the Certificate message
 * @see RFC 5246 section 7.4.2, RFC 8446 section 4.4.2
 */
export function analyseChain(sent: readonly Uint8Array[]): ChainFacts {
  const kept = sent.slice(0, CHAIN_CERTIFICATES)
  const links = kept.map(open)
  const path = findPath(links)
  const last = linkAt(links, path.at(-1))
  const end = endOf(last, links)
  const duplicates = kept.flatMap((der, at) => (kept.findIndex((other) => sameBytes(other, der)) < at ? [at] : []))

  return {
    certificates: links.map((link) => (link.ok ? { ok: true, value: link.facts } : link)),
    omitted: sent.length - kept.length,
    path,
    issuedByNext: kept.slice(1).map((_, at) => isIssuedBy(linkAt(links, at), linkAt(links, at + 1))),
    end,
    absentIssuer:
      last && end === 'issuer-absent' ? { name: last.facts.issuer.text, caIssuerUrls: last.facts.caIssuerUrls } : null,
    inOrder: path.every((position, at) => position > (path[at - 1] ?? -1)),
    duplicates,
    extra: kept.flatMap((_, at) => (path.includes(at) || duplicates.includes(at) ? [] : [at])),
    rootIncluded: end === 'self-signed' && path.length > 1,
  }
}

interface OpenLink {
  readonly ok: true
  readonly facts: CertificateFacts
  readonly x509: X509Certificate
}

type Link = OpenLink | { readonly ok: false; readonly failure: Failure }

function open(der: Uint8Array): Link {
  const facts = attemptSync(() => readCertificate(der))
  return facts.ok ? { ok: true, facts: facts.value, x509: openX509(der) } : facts
}

function linkAt(links: readonly Link[], at: number | undefined): OpenLink | null {
  const link = at === undefined ? undefined : links[at]
  return link?.ok ? link : null
}

/** Goes up from the first certificate. Each step takes the first issuer in the order sent that is not yet on the path. */
function findPath(links: readonly Link[]): readonly number[] {
  const path: number[] = []
  for (let at = links[0]?.ok ? 0 : -1; at >= 0; ) {
    path.push(at)
    const lower = linkAt(links, at)
    if (lower?.facts.selfSigned) break
    at = links.findIndex((_, upper) => !path.includes(upper) && isIssuedBy(lower, linkAt(links, upper)))
  }
  return path
}

function endOf(last: OpenLink | null, links: readonly Link[]): ChainFacts['end'] {
  if (!last) return 'unreadable'
  if (last.facts.selfSigned) return 'self-signed'
  return links.some((_, at) => isIssuedBy(last, linkAt(links, at))) ? 'circular' : 'issuer-absent'
}

/** Names are compared without regard to case, as RFC 5280 section 7.1 wants it; the signature decides. */
function isIssuedBy(lower: OpenLink | null, upper: OpenLink | null): boolean {
  if (!lower || !upper) return false
  const sameName = lower.facts.issuer.text.toLowerCase() === upper.facts.subject.text.toLowerCase()
  return sameName && isSignedBy(lower.x509, upper.x509)
}
