import { Writer } from '../../base/writer.ts'
import { compareOctets } from '../wire/canonical-order.ts'
import { lowerName, type Name, nameOctets } from '../wire/name.ts'
import { canonicalRdata, writeRdata } from '../wire/rdata.ts'
import type { RdataOf } from '../wire/rdata-layout.ts'
import { CLASS_IN } from '../wire/rr-type.ts'

/** The fields of a signature record. */
export type Rrsig = RdataOf<'RRSIG'>

/**
 * The octets that a signature signs: the RRSIG data without its signature, then each record in canonical form and order,
 * under the original owner and with the original TTL (RFC 4034 section 3.1.8.1).
 *
 * @param owner the owner as signed: for a wildcard's answer the wildcard (RFC 4035 section 5.3.2); in lower case
 * @param rdatas in any order
 */
export function signedData(rrsig: Rrsig, owner: Name, type: number, rdatas: readonly Uint8Array[]): Uint8Array {
  const writer = new Writer()
  writer.bytes(writeRdata('RRSIG', { ...rrsig, signer: lowerName(rrsig.signer), signature: new Uint8Array(0) }))
  const ownerOctets = nameOctets(owner)
  const canonical = rdatas.map((rdata) => canonicalRdata(type, rdata)).sort(compareOctets)
  for (const rdata of canonical) {
    writer.bytes(ownerOctets).uint(2, type).uint(2, CLASS_IN).uint(4, rrsig.originalTtl)
    writer.vector(2, (inner) => inner.bytes(rdata))
  }
  return writer.finish()
}
