import { createDecipheriv, createHmac } from 'node:crypto'
import { Writer } from '../../base/writer.ts'

/** The AEAD of a TLS 1.3 suite and the hash of its key schedule (RFC 8446 appendix B.4). */
interface Aead {
  readonly cipher: 'aes-128-gcm' | 'aes-256-gcm' | 'chacha20-poly1305' | 'aes-128-ccm'
  readonly hash: 'sha256' | 'sha384'
  readonly keyBytes: number
  readonly tagBytes: number
}

const AEADS: ReadonlyMap<number, Aead> = new Map([
  [0x1301, { cipher: 'aes-128-gcm', hash: 'sha256', keyBytes: 16, tagBytes: 16 }],
  [0x1302, { cipher: 'aes-256-gcm', hash: 'sha384', keyBytes: 32, tagBytes: 16 }],
  [0x1303, { cipher: 'chacha20-poly1305', hash: 'sha256', keyBytes: 32, tagBytes: 16 }],
  [0x1304, { cipher: 'aes-128-ccm', hash: 'sha256', keyBytes: 16, tagBytes: 16 }],
  [0x1305, { cipher: 'aes-128-ccm', hash: 'sha256', keyBytes: 16, tagBytes: 8 }],
])

const IV_BYTES = 12

/** Opens the records of one direction and one epoch of TLS 1.3, in order. */
export interface RecordOpener {
  /** The inner content type and content of a record; null when it does not open with these keys. */
  open(header: Uint8Array, fragment: Uint8Array): { readonly type: number; readonly content: Uint8Array } | null
}

/**
 * Makes an opener from a traffic secret, as our own TLS library logs it for the connection it leads itself. That shows the
 * encrypted half of a TLS 1.3 handshake exactly as sent.
 *
 * @returns null for suites that this code does not know
 * @see RFC 8446 sections 5.2, 5.3 and 7.3
 */
export function recordOpener(suite: number, trafficSecret: Uint8Array): RecordOpener | null {
  const aead = AEADS.get(suite)
  if (aead === undefined) return null
  const key = expandLabel(aead.hash, trafficSecret, 'key', aead.keyBytes)
  const iv = expandLabel(aead.hash, trafficSecret, 'iv', IV_BYTES)
  let sequence = 0
  return {
    open(header, fragment) {
      const plain = decrypt(aead, key, nonce(iv, sequence), header, fragment)
      if (plain === null) return null
      sequence += 1
      const end = plain.findLastIndex((byte) => byte !== 0)
      return end < 0 ? null : { type: plain[end] ?? 0, content: plain.subarray(0, end) }
    },
  }
}

/** HKDF-Expand-Label with an empty context, for outputs no longer than the hash (RFC 8446 section 7.1, RFC 5869 section 2.3). */
function expandLabel(hash: Aead['hash'], secret: Uint8Array, label: string, length: number): Uint8Array {
  const info = new Writer()
    .uint(2, length)
    .vector(1, (w) => w.bytes(new TextEncoder().encode(`tls13 ${label}`)))
    .uint(1, 0)
    .uint(1, 1)
    .finish()
  return createHmac(hash, secret).update(info).digest().subarray(0, length)
}

function nonce(iv: Uint8Array, sequence: number): Uint8Array {
  const out = Uint8Array.from(iv)
  for (let at = IV_BYTES - 1, rest = sequence; rest > 0; at -= 1, rest = Math.floor(rest / 256)) {
    out[at] = (out[at] ?? 0) ^ (rest & 0xff)
  }
  return out
}

function decrypt(
  { cipher, tagBytes }: Aead,
  key: Uint8Array,
  iv: Uint8Array,
  header: Uint8Array,
  fragment: Uint8Array,
): Uint8Array | null {
  if (fragment.length <= tagBytes) return null
  const body = fragment.subarray(0, -tagBytes)
  const tag = fragment.subarray(-tagBytes)
  try {
    if (cipher === 'aes-128-ccm') {
      const decipher = createDecipheriv(cipher, key, iv, { authTagLength: tagBytes })
      decipher.setAuthTag(tag)
      decipher.setAAD(header, { plaintextLength: body.length })
      return Buffer.concat([decipher.update(body), decipher.final()])
    }
    const decipher =
      cipher === 'chacha20-poly1305'
        ? createDecipheriv(cipher, key, iv, { authTagLength: tagBytes })
        : createDecipheriv(cipher, key, iv)
    decipher.setAuthTag(tag)
    decipher.setAAD(header)
    return Buffer.concat([decipher.update(body), decipher.final()])
  } catch {
    return null
  }
}
