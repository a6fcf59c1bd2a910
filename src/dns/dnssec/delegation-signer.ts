import { hash } from 'node:crypto'
import { attemptSync } from '../../base/failure.ts'
import { concatBytes } from '../../base/hex.ts'
import { compareOctets } from '../wire/canonical-order.ts'
import { lowerName, type Name, nameOctets } from '../wire/name.ts'
import { readRdata } from '../wire/rdata.ts'
import type { RdataOf } from '../wire/rdata-layout.ts'
import { EDE } from './extended-error.ts'
import { DIGESTS_PER_ZONE, isSupportedAlgorithm, KEYS_PER_TAG, type ValidationPolicy } from './policy.ts'
import type { ZoneKey } from './zone-key.ts'

/** A DS record, or a trust anchor in the form of one. */
export type DelegationSigner = RdataOf<'DS'>

/** Digest types (IANA, Delegation Signer (DS) Resource Record Digest Algorithms). 3 is GOST, which OpenSSL does not bring. */
const DIGESTS: Readonly<Record<number, { readonly name: 'sha1' | 'sha256' | 'sha384'; readonly octets: number }>> = {
  1: { name: 'sha1', octets: 20 },
  2: { name: 'sha256', octets: 32 },
  4: { name: 'sha384', octets: 48 },
}

const SHA1 = 1

/** The DS records that can be used, or why there are none. */
export type UsableSigners =
  | { readonly ok: true; readonly signers: readonly DelegationSigner[] }
  | { readonly ok: false; readonly ede: number; readonly reason: string }

/**
 * Picks the DS records whose algorithm and digest are known here. Without one the zone counts as unsigned (RFC 4035
 * section 5.2, RFC 4509 section 3 on digests). Records with SHA-1 are passed over where one with SHA-2 can be used
 * (RFC 4509 section 3), or an attacker who can break the old digest would not mind the new one.
 */
export function usableSigners(rdatas: readonly Uint8Array[], policy: ValidationPolicy): UsableSigners {
  const all = rdatas.flatMap((rdata) => {
    const read = attemptSync(() => readRdata('DS', rdata))
    return read.ok ? [read.value] : []
  })
  const knownAlgorithm = all.filter((ds) => isSupportedAlgorithm(ds.algorithm, policy))
  if (knownAlgorithm.length === 0) {
    return { ok: false, ede: EDE.unsupportedAlgorithm, reason: 'no DS record has an algorithm known here' }
  }
  const usable = knownAlgorithm.filter((ds) => DIGESTS[ds.digestType] !== undefined)
  if (usable.length === 0) {
    return { ok: false, ede: EDE.unsupportedDigest, reason: 'no DS record has a digest known here' }
  }
  const strong = usable.filter((ds) => ds.digestType !== SHA1)
  return { ok: true, signers: strong.length > 0 ? strong : usable }
}

/** The keys that DS records vouch for, with the record that does; the digests computed are bounded. */
export function vouchedKeys(
  zone: Name,
  signers: readonly DelegationSigner[],
  keys: readonly ZoneKey[],
): readonly ZoneKey[] {
  const vouched = new Set<ZoneKey>()
  let digests = 0
  for (const ds of signers) {
    const candidates = keys.filter((key) => key.tag === ds.keyTag && key.algorithm === ds.algorithm)
    for (const key of candidates.slice(0, KEYS_PER_TAG)) {
      digests += 1
      if (digests > DIGESTS_PER_ZONE) return [...vouched]
      const digest = digestOf(zone, key.rdata, ds.digestType)
      if (digest !== null && compareOctets(digest, ds.digest) === 0) vouched.add(key)
    }
  }
  return [...vouched]
}

/** The digest over owner and key (RFC 4034 section 5.1.4), or null for an unknown digest type. */
export function digestOf(zone: Name, keyRdata: Uint8Array, digestType: number): Uint8Array | null {
  const digest = DIGESTS[digestType]
  return digest === undefined ? null : hash(digest.name, concatBytes([nameOctets(lowerName(zone)), keyRdata]), 'buffer')
}
