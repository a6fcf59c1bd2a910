import type { Name } from '../wire/name.ts'
import { algorithmOf } from './algorithm.ts'

/** What a validator accepts, where the standards leave it a choice. */
export interface ValidationPolicy {
  /** Take signatures of algorithms 5 and 7, which use SHA-1. Off, zones with nothing better count as unsigned. */
  readonly sha1Algorithms: boolean
  /** Algorithms whose signatures count as good without a check. For replaying old test data only. */
  readonly uncheckedAlgorithms: readonly number[]
  /**
   * Each algorithm among the trust anchors of a zone must sign its keys. RFC 6840 section 5.11 advises against this for DS
   * records, which an attacker may have copied from an old state of the parent; an anchor is the operator's own word, and
   * one that no longer signs is a downgrade until the operator says otherwise.
   */
  readonly everyAnchorAlgorithm: boolean
  /** Names below which nothing is validated (RFC 7646), in lower case. */
  readonly negativeAnchors: readonly Name[]
  /** More NSEC3 iterations than this make a denial insecure (RFC 9276 section 3.2). */
  readonly nsec3Iterations: number
}

export const DEFAULT_POLICY: ValidationPolicy = {
  sha1Algorithms: true,
  uncheckedAlgorithms: [],
  everyAnchorAlgorithm: true,
  negativeAnchors: [],
  nsec3Iterations: 150,
}

/** True when signatures of the algorithm can be judged. */
export function isSupportedAlgorithm(number: number, policy: ValidationPolicy): boolean {
  if (policy.uncheckedAlgorithms.includes(number)) return true
  const algorithm = algorithmOf(number)
  return algorithm !== undefined && (policy.sha1Algorithms || !algorithm.sha1)
}

/** Keys that share a tag and are tried; tags collide by chance about once in 65,536. Against KeyTrap, CVE-2023-50387. */
export const KEYS_PER_TAG = 4

/** Signature checks for one set. Real sets have one to four signatures. Against KeyTrap. */
export const CHECKS_PER_SET = 16

/** Digests computed to match the DS records of one zone. */
export const DIGESTS_PER_ZONE = 64

/** Signature checks for one question, all sets and zones together. */
export const CHECKS_PER_QUESTION = 256

/** SHA-1 rounds for the NSEC3 hashes of one question: 40 names at the iteration limit. Against CVE-2023-50868. */
export const NSEC3_ROUNDS_PER_QUESTION = 6_000

/** Queries for one question, the chain of trust included. */
export const QUERIES_PER_QUESTION = 64
