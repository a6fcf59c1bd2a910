import { generateKeyPair, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { promisify } from 'node:util'
import { writeAlgorithm } from '../x509/certificate-writer.ts'

/** Keys that are made on demand. `ec-p256` costs a tenth of a millisecond, an RSA key up to a second. */
export type KeyKind = 'ec-p256' | 'ec-p384' | 'ed25519' | 'rsa-1024' | 'rsa-2048'

/** The hashes that certificates are signed with here; Ed25519 has its own and ignores them. */
export type SignatureHash = 'sha256' | 'sha1'

/** A key that can sign, with its public half as SubjectPublicKeyInfo in DER. */
export interface SigningKey {
  readonly privateKey: KeyObject
  readonly spki: Uint8Array
}

/** Makes a key. RSA keys are searched for on another thread; the lab goes on meanwhile. */
export async function makeSigningKey(kind: KeyKind): Promise<SigningKey> {
  switch (kind) {
    case 'ec-p256':
      return makeEcKey('P-256')
    case 'ec-p384':
      return makeEcKey('P-384')
    case 'ed25519':
      return signingKey(generateKeyPairSync('ed25519'))
    case 'rsa-1024':
      return signingKey(await generate('rsa', { modulusLength: 1024 }))
    case 'rsa-2048':
      return signingKey(await generate('rsa', { modulusLength: 2048 }))
    default:
      return kind satisfies never
  }
}

/** Makes a key on an elliptic curve, at once. */
export function makeEcKey(namedCurve: 'P-256' | 'P-384'): SigningKey {
  return signingKey(generateKeyPairSync('ec', { namedCurve }))
}

/** The AlgorithmIdentifier of the key's signatures, in DER. @see RFC 3279 section 2.2, RFC 4055 section 5, RFC 5758 section 3.2, RFC 8410 */
export function signatureAlgorithm({ privateKey }: SigningKey, hash: SignatureHash): Uint8Array {
  const type = privateKey.asymmetricKeyType ?? ''
  return writeAlgorithm(SIGNATURES[type]?.[hash] ?? '', type === 'rsa' ? 'null' : 'absent')
}

/** Signs. */
export function signWith({ privateKey }: SigningKey, hash: SignatureHash, bytes: Uint8Array): Uint8Array {
  return sign(privateKey.asymmetricKeyType === 'ed25519' ? null : hash, bytes, privateKey)
}

const SIGNATURES: Readonly<Record<string, Readonly<Record<SignatureHash, string>>>> = {
  ec: { sha256: '1.2.840.10045.4.3.2', sha1: '1.2.840.10045.4.1' },
  rsa: { sha256: '1.2.840.113549.1.1.11', sha1: '1.2.840.113549.1.1.5' },
  ed25519: { sha256: '1.3.101.112', sha1: '1.3.101.112' },
}

const generate = promisify(generateKeyPair)

function signingKey(pair: { readonly publicKey: KeyObject; readonly privateKey: KeyObject }): SigningKey {
  return {
    privateKey: pair.privateKey,
    spki: Uint8Array.from(pair.publicKey.export({ type: 'spki', format: 'der' })),
  }
}
