import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { type SigningKey, signingKey } from './zone/signing-key.ts'

/** Flags of a key that signs the other keys; one that signs the zone alone has 256. RFC 4034 section 2.1.1, RFC 6781 section 3.1. */
export const KEY_SIGNING = 257

/** The modulus of RSA keys made here; small, because labs make many. */
const RSA_BITS = 2_048

/** Makes a new key of one of the algorithms 5, 7, 8, 10, 13, 14, 15 and 16; 13 takes a tenth of a millisecond. */
export function generateSigningKey(algorithm: number, flags: number = KEY_SIGNING): SigningKey {
  return signingKey(algorithm, flags, privateKeyOf(algorithm))
}

function privateKeyOf(algorithm: number): KeyObject {
  switch (algorithm) {
    case 5:
    case 7:
    case 8:
    case 10:
      return generateKeyPairSync('rsa', { modulusLength: RSA_BITS }).privateKey
    case 13:
      return generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
    case 14:
      return generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey
    case 15:
      return generateKeyPairSync('ed25519').privateKey
    case 16:
      return generateKeyPairSync('ed448').privateKey
    default:
      throw new TypeError(`no key of algorithm ${algorithm} can be made`)
  }
}
