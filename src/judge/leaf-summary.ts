import type { ServerFacts } from '../facts/server-facts.ts'
import { readPresentedChains } from './presented-chain.ts'

/** What people want to know of a server's certificate at a glance. All texts are printable. */
export interface LeafSummary {
  readonly subject: string
  /** The issuer's common name, or its whole name where it has none. */
  readonly issuer: string
  readonly names: readonly string[]
  /** ISO 8601 in UTC. */
  readonly notBefore: string
  readonly notAfter: string
  /** Such as `RSA 2048` or `EC P-256`. */
  readonly key: string
  readonly signature: string
  readonly sha256: string
  /** How many certificates were sent with it, itself included. */
  readonly sent: number
}

/** The certificates that a server showed as its own, each once; one that cannot be read is left out. */
export function leafSummaries({ chains }: ServerFacts): readonly LeafSummary[] {
  return readPresentedChains(chains).flatMap(({ leaf, facts }): readonly LeafSummary[] => {
    if (leaf === null) return []
    const { algorithm, bits, curve } = leaf.key
    return [
      {
        subject: leaf.subject.text,
        issuer: leaf.issuer.commonName ?? leaf.issuer.text,
        names: [...leaf.dnsNames, ...leaf.ipAddresses],
        notBefore: leaf.notBefore,
        notAfter: leaf.notAfter,
        key: `${algorithm.toUpperCase()} ${curve ?? bits ?? ''}`.trim(),
        signature: leaf.signature.name,
        sha256: leaf.sha256,
        sent: facts.certificates.length,
      },
    ]
  })
}
