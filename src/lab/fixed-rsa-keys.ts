import { fromHex } from '../base/hex.ts'
import { TAG } from '../x509/der-reader.ts'
import { bitString, der, objectIdentifier, sequence, unsignedInteger } from '../x509/der-writer.ts'

/** The sizes in bits of the public keys below. */
export type FixedRsaBits = 512 | 1024 | 2048

/**
 * Moduli of RSA keys whose private halves were thrown away when they were made. A simulated server shows a certificate
 * and never signs, so it needs no more, and the lab need not wait for a prime number.
 */
const MODULI: Readonly<Record<FixedRsaBits, string>> = {
  512: [
    'def5aca0a9aba6bc72561815e3df2737645311346ee2069cb09de8460ea8c77e47cefda355d2df1b6c333dd62e763db6',
    '378153b81566a442756de402120d2f8d',
  ].join(''),
  1024: [
    'd14ef2a25cf0abc67dfeeabd3b6aceada93238cf3a6b29d8c871d2185bc3e48110b9f8ba06e90cdf7e2eb9e5338695cf',
    '82ca8d919b50a9fa8a18b43bc4d67d2b51593c4dad0518ceda36c53c746fe29372e11009b672a799e6ef7633ca5f3852',
    '8f9fc8e69a388e1f14a0da9ca84cf3fcceb3f9a28feca24302754db76d8365cb',
  ].join(''),
  2048: [
    'abe888f8d3c97af4a5cd6ad6d6453160240df83a82fc5c98a5a9d8a110cc396d29b69592fee8f632690959a3ddb3a2d5',
    '89a75f00e4cda0ce939b189f9cf1b76155c00ffc6b91e869ac7437e6e317e6dba95f28b46fac76537d956febeb030e1f',
    'f26d84a3397084fcf95b035d237b37a98fa994771b6ef1e677e3baf5200eb559f164942696941ea66fe7ceb8ab68b7ec',
    'c53790e6be60bf5a1721807fc3920fb4539cee10c2c876da835ba14366ea9d9fbe7565304de5007cb2721157d2e487db',
    '7df1325eb67ab8ba9c3c321ffb571f86cf4fce4ffe1974d5752cdee6f1a1b0e1233a2d2fee8c29df30bdf5cd561e82b4',
    'd72f3ee9e24b387869105098c7e8d49f',
  ].join(''),
}

const RSA_ENCRYPTION = '1.2.840.113549.1.1.1'
const PUBLIC_EXPONENT = Uint8Array.of(1, 0, 1)

/** A public key that nobody can use, as SubjectPublicKeyInfo in DER. @see RFC 3279 section 2.3.1 */
export function fixedRsaPublicKey(bits: FixedRsaBits): Uint8Array {
  const modulus = fromHex(MODULI[bits]) ?? new Uint8Array()
  const key = sequence(unsignedInteger(modulus), unsignedInteger(PUBLIC_EXPONENT))
  return sequence(sequence(objectIdentifier(RSA_ENCRYPTION), der(TAG.null)), bitString(key))
}
