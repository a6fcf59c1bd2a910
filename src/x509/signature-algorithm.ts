import { DerReader, TAG } from './der-reader.ts'
import { HASHES, RSASSA_PSS, SIGNATURE_ALGORITHMS } from './object-identifiers.ts'

/** How a certificate is signed. */
export interface SignatureFacts {
  /** The object identifier, dotted. */
  readonly identifier: string
  /** The name that X.509 texts and OpenSSL use, such as `sha256WithRSAEncryption`; the identifier if it has none here. */
  readonly name: string
  /** Such as `sha256`; null where the scheme hashes inside itself (Ed25519) or is not known. */
  readonly hash: string | null
}

/**
 * Reads the AlgorithmIdentifier of a signature.
 *
 * @throws ProbeError `wire-malformed`, structure `AlgorithmIdentifier`
 * @see RFC 5280 section 4.1.1.2
 */
export function readSignatureAlgorithm(encoded: Uint8Array): SignatureFacts {
  const whole = new DerReader(encoded, 'AlgorithmIdentifier')
  const algorithm = whole.enter(TAG.sequence)
  whole.end()
  const identifier = algorithm.objectIdentifier()
  const known = SIGNATURE_ALGORITHMS.get(identifier) ?? { name: identifier, hash: null }
  return { identifier, ...known, ...(identifier === RSASSA_PSS ? { hash: pssHash(algorithm) } : {}) }
}

/** RSASSA-PSS-params ::= SEQUENCE { hashAlgorithm [0] DEFAULT sha1, … }. @see RFC 4055 section 3.1 */
function pssHash(algorithm: DerReader): string | null {
  const hashed = algorithm.enterOptional(TAG.sequence)?.enterOptional(0xa0)
  if (!hashed) return 'sha1'
  return HASHES.get(hashed.enter(TAG.sequence).objectIdentifier()) ?? null
}
