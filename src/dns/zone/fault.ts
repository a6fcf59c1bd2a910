import { hash } from 'node:crypto'
import { concatBytes } from '../../base/hex.ts'
import { keyTag } from '../dnssec/zone-key.ts'
import type { Name } from '../wire/name.ts'
import { nameOctets } from '../wire/name.ts'
import { readRdata, writeRdata } from '../wire/rdata.ts'
import { RR_TYPES } from '../wire/rr-type.ts'
import type { RrSet } from '../wire/rrset.ts'

/**
 * What a signer can be told to do wrong. `name` is the owner in lower case; `type` the set, for NSEC3 too (under its
 * hashed owner's zone: give the apex, and all of them are meant).
 */
export type Fault =
  /** The signatures ended, or have not begun. */
  | { readonly kind: 'expired' | 'not-yet-valid'; readonly name: Name; readonly type: number }
  /** One bit of each signature is wrong. */
  | { readonly kind: 'corrupt'; readonly name: Name; readonly type: number }
  /** There are no signatures. */
  | { readonly kind: 'stripped'; readonly name: Name; readonly type: number }
  /** The data changes after it was signed. */
  | { readonly kind: 'altered'; readonly name: Name; readonly type: number; readonly rdatas: readonly Uint8Array[] }
  /** The DS records at a delegation vouch for no key; they are properly signed. */
  | { readonly kind: 'wrong-ds'; readonly name: Name }
  /** The NSEC record of the name claims everything up to `next`, properly signed. */
  | { readonly kind: 'overreaching-nsec'; readonly name: Name; readonly next: Name }
  /** The NSEC or NSEC3 record of the name lists other types than the name has, properly signed. */
  | { readonly kind: 'wrong-types'; readonly name: Name; readonly types: readonly number[] }
  /** Keys that share one tag, and signatures that fit none of them: CVE-2023-50387. */
  | {
      readonly kind: 'key-trap'
      readonly name: Name
      readonly type: number
      readonly keys: number
      readonly signatures: number
    }

/** Flips the last bit of a signature record. */
export function corruptSignature(rdata: Uint8Array): Uint8Array {
  const copy = Uint8Array.from(rdata)
  copy[copy.length - 1] = (copy.at(-1) ?? 0) ^ 1
  return copy
}

/** DS records whose digests are wrong. */
export function wrongDs(set: RrSet): RrSet {
  return { ...set, rdatas: set.rdatas.map(corruptSignature) }
}

/** The tag that the keys of a key trap share. */
const TRAP_TAG = 12_345

/** RSA with SHA-256: any odd number will do as a modulus, so that keys of one tag are cheap to make. */
const TRAP_ALGORITHM = 8

/** Octets of the moduli and signatures of a key trap. */
const TRAP_OCTETS = 256

/** Keys for a key trap: useless, but each one costs whoever tries it. */
export function trapKeys(count: number): readonly Uint8Array[] {
  return Array.from({ length: count }, (_, number) => {
    const modulus = filler(`key ${number}`)
    modulus[0] = 0xc0
    modulus[TRAP_OCTETS - 1] = 1
    const publicKey = concatBytes([Uint8Array.of(3, 1, 0, 1), modulus])
    const rdata = writeRdata('DNSKEY', { flags: 256, protocol: 3, algorithm: TRAP_ALGORITHM, publicKey })
    return adjustTag(rdata)
  })
}

/** Signatures for a key trap, made for the set but with no key. */
export function trapSignatures(set: RrSet, template: Uint8Array, count: number): readonly Uint8Array[] {
  const rrsig = readRdata('RRSIG', template)
  return Array.from({ length: count }, (_, number) => {
    const signature = filler(`signature ${nameOctets(set.owner).length} ${number}`)
    return writeRdata('RRSIG', {
      ...rrsig,
      typeCovered: set.type,
      algorithm: TRAP_ALGORITHM,
      keyTag: TRAP_TAG,
      signature,
    })
  })
}

/**
 * Sets two octets in the middle of the modulus so that the tag fits. The tag is a sum of 16-bit words with one carry folded
 * in, so the missing amount is right or one off.
 */
function adjustTag(rdata: Uint8Array): Uint8Array {
  const at = 100
  rdata.fill(0, at, at + 2)
  const missing = TRAP_TAG - keyTag(rdata)
  for (const value of [missing, missing - 1, missing + 1]) {
    rdata[at] = (value >> 8) & 0xff
    rdata[at + 1] = value & 0xff
    if (keyTag(rdata) === TRAP_TAG) return rdata
  }
  return rdata
}

function filler(seed: string): Uint8Array {
  const blocks = Array.from({ length: TRAP_OCTETS / 32 }, (_, number) => hash('sha256', `${seed} ${number}`, 'buffer'))
  return concatBytes(blocks)
}

/** True when a fault is about this set. */
export function concerns(fault: Fault, set: RrSet, apex: Name): boolean {
  if (!('type' in fault) || fault.type !== set.type) return false
  return fault.name === set.owner || (set.type === RR_TYPES.NSEC3 && fault.name === apex)
}
