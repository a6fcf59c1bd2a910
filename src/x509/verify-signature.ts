import { constants, type KeyObject, verify } from 'node:crypto'
import { isOpenSslError } from './certificate.ts'
import { RSASSA_PSS } from './object-identifiers.ts'
import { readSignatureAlgorithm } from './signature-algorithm.ts'

/** Hashes whose collisions anybody can make: what is signed with them says nothing. SHA-1 still takes a great effort. */
const WORTHLESS: ReadonlySet<string> = new Set(['md2', 'md4', 'md5'])

/**
 * True when the key made the signature of these octets; false too for an algorithm or a key that OpenSSL cannot use, and for
 * signatures with MD5 and older.
 *
 * @param algorithm the AlgorithmIdentifier that stands beside the signature, in DER
 * @throws ProbeError `wire-malformed` for an AlgorithmIdentifier that is none
 */
export function isSignatureOf(
  key: KeyObject,
  algorithm: Uint8Array,
  octets: Uint8Array,
  signature: Uint8Array,
): boolean {
  const { identifier, name, hash } = readSignatureAlgorithm(algorithm)
  const hashesItself = name !== identifier && hash === null && identifier !== RSASSA_PSS
  if (!hashesItself && (hash === null || WORTHLESS.has(hash))) return false
  // The length of PSS's salt is read from the signature; the hash of its mask is the hash itself in all that exist.
  const padding =
    identifier === RSASSA_PSS
      ? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_AUTO }
      : {}
  try {
    return verify(hash, octets, { key, ...padding }, signature)
  } catch (error) {
    if (!isOpenSslError(error)) throw error
    return false
  }
}
