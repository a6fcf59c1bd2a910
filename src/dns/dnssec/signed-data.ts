import { Reader } from '../../base/reader.ts'
import { compareOctets } from '../wire/canonical-order.ts'
import { lowerName, type Name, nameOctets, readName } from '../wire/name.ts'
import { canonicalRdata } from '../wire/rdata.ts'
import type { RdataOf } from '../wire/rdata-layout.ts'
import { CLASS_IN } from '../wire/rr-type.ts'

/** The fields of a signature record. */
export type Rrsig = RdataOf<'RRSIG'>

/** Octets of RRSIG data in front of the signer's name. RFC 4034 section 3.1. */
const BEFORE_SIGNER = 18

/**
 * The signer of a signature record, in lower case, without reading the rest of it.
 *
 * @throws ProbeError `wire-malformed`
 */
export function signerOf(rdata: Uint8Array): Name {
  const reader = new Reader(rdata, 'RRSIG')
  reader.seek(BEFORE_SIGNER)
  return lowerName(readName(reader, null))
}

/** Octets of a record between owner and data: type, class, TTL, length. */
const RECORD_HEADER = 10

/**
 * The octets that a signature signs: the RRSIG data without its signature, then each record in canonical form and order,
 * under the original owner and with the original TTL (RFC 4034 section 3.1.8.1). Written by hand and not with a Writer,
 * because every validation passes here.
 *
 * @param owner the owner as signed: for a wildcard's answer the wildcard (RFC 4035 section 5.3.2); in lower case
 * @param rdatas in any order
 */
export function signedData(rrsig: Rrsig, owner: Name, type: number, rdatas: readonly Uint8Array[]): Uint8Array {
  const signer = nameOctets(lowerName(rrsig.signer))
  const ownerOctets = nameOctets(owner)
  const canonical = rdatas.map((rdata) => canonicalRdata(type, rdata)).sort(compareOctets)
  const perRecord = ownerOctets.length + RECORD_HEADER
  const size = canonical.reduce((sum, rdata) => sum + perRecord + rdata.length, BEFORE_SIGNER + signer.length)
  const out = Buffer.allocUnsafe(size)
  out.writeUInt16BE(rrsig.typeCovered, 0)
  out[2] = rrsig.algorithm
  out[3] = rrsig.labels
  out.writeUInt32BE(rrsig.originalTtl, 4)
  out.writeUInt32BE(rrsig.expiration, 8)
  out.writeUInt32BE(rrsig.inception, 12)
  out.writeUInt16BE(rrsig.keyTag, 16)
  out.set(signer, BEFORE_SIGNER)
  let at = BEFORE_SIGNER + signer.length
  for (const rdata of canonical) {
    out.set(ownerOctets, at)
    at += ownerOctets.length
    out.writeUInt16BE(type, at)
    out.writeUInt16BE(CLASS_IN, at + 2)
    out.writeUInt32BE(rrsig.originalTtl, at + 4)
    out.writeUInt16BE(rdata.length, at + 8)
    out.set(rdata, at + RECORD_HEADER)
    at += RECORD_HEADER + rdata.length
  }
  return out
}
