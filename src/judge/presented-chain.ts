import type { ChainFact } from '../facts/server-facts.ts'
import type { CertificateFacts } from '../x509/certificate.ts'
import { analyseChain, type ChainFacts } from '../x509/chain.ts'
import type { CertificateRef } from './evidence.ts'

/** A chain that a server showed, read. The same chain in several versions is one. */
export interface PresentedChain {
  /** The probes that saw it. */
  readonly seenBy: readonly number[]
  readonly facts: ChainFacts
  /** As sent, DER in base64. */
  readonly encoded: readonly string[]
  /** The server's own certificate; null when it cannot be read. */
  readonly leaf: CertificateFacts | null
  /** The certificates from the server's own upwards, each issued by the next. */
  readonly path: readonly PlacedCertificate[]
}

/** A certificate and its place in the chain as sent. */
export interface PlacedCertificate {
  readonly depth: number
  readonly certificate: CertificateFacts
}

/** Chains that were read: facts never change, and the same facts are judged again and again. */
const known = new WeakMap<readonly ChainFact[], readonly PresentedChain[]>()

/** Reads the chains of a survey, each different one once. */
export function readPresentedChains(chains: readonly ChainFact[]): readonly PresentedChain[] {
  const read = known.get(chains) ?? readChains(chains)
  known.set(chains, read)
  return read
}

function readChains(chains: readonly ChainFact[]): readonly PresentedChain[] {
  const different = Map.groupBy(chains, ({ certificates }) => certificates.join(' '))
  return [...different.values()].map((same): PresentedChain => {
    const certificates = same[0]?.certificates ?? []
    const facts = analyseChain(certificates.map((base64) => Buffer.from(base64, 'base64')))
    const placed = (depth: number): readonly PlacedCertificate[] => {
      const read = facts.certificates[depth]
      return read?.ok ? [{ depth, certificate: read.value }] : []
    }
    return {
      seenBy: same.map(({ by }) => by),
      facts,
      encoded: certificates,
      leaf: placed(0)[0]?.certificate ?? null,
      path: facts.path.flatMap(placed),
    }
  })
}

/** Names a certificate in evidence. */
export function certificateRef({ depth, certificate }: PlacedCertificate): CertificateRef {
  return { depth, subject: certificate.subject.text, sha256: certificate.sha256 }
}
