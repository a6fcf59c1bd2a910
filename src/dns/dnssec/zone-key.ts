import type { KeyObject } from 'node:crypto'
import { attemptSync } from '../../base/failure.ts'
import { readRdata } from '../wire/rdata.ts'
import { algorithmOf } from './algorithm.ts'

/** The flags of a DNSKEY record. RFC 4034 section 2.1.1, RFC 5011 section 3. */
export const KEY_FLAGS = { zone: 0x0100, revoked: 0x0080, secureEntryPoint: 0x0001 } as const

/** The only protocol value. RFC 4034 section 2.1.2. */
const PROTOCOL = 3

/** A key of a zone, read once. */
export interface ZoneKey {
  readonly tag: number
  readonly algorithm: number
  readonly flags: number
  readonly rdata: Uint8Array
  /** Bits of the modulus of an RSA key, null for keys of other kinds. */
  readonly rsaBits: number | null
  /** The key for OpenSSL; null when its octets make none, or its algorithm is not implemented. */
  readonly publicKey: () => KeyObject | null
}

/**
 * Reads the keys of a DNSKEY set that may sign zone data: protocol 3, the zone flag set, not revoked (RFC 4034 section
 * 2.1.1; a revoked key is good for nothing but its own revocation, RFC 5011 section 2.1).
 */
export function readZoneKeys(rdatas: readonly Uint8Array[]): readonly ZoneKey[] {
  return rdatas.flatMap((rdata) => {
    const read = attemptSync(() => readRdata('DNSKEY', rdata))
    if (!read.ok) return []
    const { flags, protocol, algorithm, publicKey } = read.value
    if (protocol !== PROTOCOL || (flags & KEY_FLAGS.zone) === 0 || (flags & KEY_FLAGS.revoked) !== 0) return []
    let imported: KeyObject | null | undefined
    return [
      {
        tag: keyTag(rdata),
        algorithm,
        flags,
        rdata,
        rsaBits: algorithmOf(algorithm)?.modulusBits?.(publicKey) ?? null,
        publicKey: () => {
          // Null is an answer, too: heaps of useless keys shall not be read again for each signature.
          if (imported === undefined) imported = algorithmOf(algorithm)?.importKey(publicKey) ?? null
          return imported
        },
      },
    ]
  })
}

/** The tag of a key's record data. RFC 4034 appendix B; appendix B.1 for algorithm 1. */
export function keyTag(rdata: Uint8Array): number {
  if (rdata[3] === 1) return ((rdata.at(-3) ?? 0) << 8) | (rdata.at(-2) ?? 0)
  let sum = 0
  for (const [at, octet] of rdata.entries()) sum += at % 2 === 0 ? octet << 8 : octet
  return (sum + (sum >>> 16)) & 0xffff
}
