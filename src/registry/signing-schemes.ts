import type { CipherSuite } from './cipher-suite.ts'
import type { SignatureAlgorithm, SignatureScheme } from './signature-scheme.ts'
import { SIGNATURE_SCHEMES } from './signature-schemes.ts'

/** With which algorithms the key that a suite asks for can sign. */
const ALGORITHMS: ReadonlyMap<string, readonly SignatureAlgorithm[]> = new Map<string, readonly SignatureAlgorithm[]>([
  ['RSA', ['RSA', 'RSA-PSS']],
  ['ECDSA', ['ECDSA', 'EdDSA']],
  ['DSS', ['DSA']],
])

/**
 * The schemes with which a server may sign its key exchange for a suite in TLS 1.2; none where it signs nothing.
 *
 * @see RFC 5246 section 7.4.3, RFC 8422 section 5.4
 */
export function signingSchemesOf({ keyExchange, authentication }: CipherSuite): readonly SignatureScheme[] {
  const algorithms = keyExchange === 'DHE' || keyExchange === 'ECDHE' ? ALGORITHMS.get(authentication) : undefined
  return SIGNATURE_SCHEMES.filter(
    ({ signature, versions }) => algorithms?.includes(signature) && versions.includes('tls12'),
  )
}

/** True for the schemes with MD5 and SHA-1, which TLS 1.2 must not use any more. @see RFC 9155 */
export function isBrokenScheme({ hash }: SignatureScheme): boolean {
  return hash === 'MD5' || hash === 'SHA-1'
}
