import { constants, publicEncrypt, X509Certificate } from 'node:crypto'
import { Writer } from '../../base/writer.ts'
import { HANDSHAKE, writeHandshake } from './handshake.ts'

/** Bytes of a premaster secret: the client's version and 46 random bytes (RFC 5246 section 7.4.7.1). */
const PREMASTER_BYTES = 48

/** What may be wrong with the padding of an RSA key exchange. The first is right; a server must treat all alike. */
export const PADDING_VARIANTS = [
  'correct',
  'first bytes wrong',
  'no end of padding',
  'end of padding in the wrong place',
  'version wrong',
] as const

/** Bits of the smallest RSA key that is used: a padded secret needs 59 bytes, and OpenSSL begins at 512 bits. */
const LEAST_BITS = 512

/** In SSL 3.0 the encrypted secret goes without its length (RFC 5246 section 7.4.7.1, "Implementation note"). */
const SSL3 = 0x0300

/**
 * Writes a ClientKeyExchange whose premaster secret is padded in one of {@link PADDING_VARIANTS}. Null when the certificate
 * cannot be read, has no RSA key, or one that is too small or that OpenSSL will not work with. Nothing of the server's is revealed: it is asked to decrypt what we made up ourselves.
 *
 * @param clientVersion the `client_version` of the ClientHello, which a right secret begins with
 * @see RFC 8017 section 7.2.1, RFC 5246 section 7.4.7.1
 */
export function writeRsaKeyExchange(
  certificate: Uint8Array,
  variant: number,
  clientVersion: number,
  random: (length: number) => Uint8Array,
): Uint8Array | null {
  const encrypted = encryptedPremaster(certificate, (length) => paddedPremaster(length, variant, clientVersion, random))
  if (encrypted === null) return null
  const body = clientVersion === SSL3 ? encrypted : new Writer().vector(2, (writer) => writer.bytes(encrypted)).finish()
  return writeHandshake(HANDSHAKE.clientKeyExchange, body)
}

function encryptedPremaster(certificate: Uint8Array, padded: (length: number) => Uint8Array): Uint8Array | null {
  try {
    const key = new X509Certificate(certificate).publicKey
    const bits = key.asymmetricKeyType === 'rsa' ? key.asymmetricKeyDetails?.modulusLength : undefined
    if (bits === undefined || bits < LEAST_BITS) return null
    return publicEncrypt({ key, padding: constants.RSA_NO_PADDING }, padded(Math.ceil(bits / 8)))
  } catch {
    // The octets are the server's: they need not be a certificate, nor its key one that can be used.
    return null
  }
}

function paddedPremaster(
  length: number,
  variant: number,
  clientVersion: number,
  random: (length: number) => Uint8Array,
): Uint8Array {
  const block = new Uint8Array(length)
  block.set([0, 2])
  block.set(withoutZeros(random(length - PREMASTER_BYTES - 3)), 2)
  block.set([clientVersion >> 8, clientVersion & 255], length - PREMASTER_BYTES)
  block.set(withoutZeros(random(PREMASTER_BYTES - 2)), length - PREMASTER_BYTES + 2)
  if (variant === 1) block.set([0x00, 0x17])
  if (variant === 2) block[length - PREMASTER_BYTES - 1] = 0x11
  if (variant === 3) {
    block[length - PREMASTER_BYTES - 1] = 0x11
    block[length - 1] = 0
  }
  if (variant === 4) block.set([0x02, 0x02], length - PREMASTER_BYTES)
  return block
}

function withoutZeros(bytes: Uint8Array): Uint8Array {
  return bytes.map((byte) => (byte === 0 ? 1 : byte))
}
