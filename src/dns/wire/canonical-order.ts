import type { ResourceRecord } from './message.ts'
import { canonicalRdata } from './rdata.ts'

/** Compares octets as left-justified unsigned sequences (RFC 4034 section 6.3). */
export function compareOctets(left: Uint8Array, right: Uint8Array): number {
  return Buffer.compare(left, right)
}

/**
 * The records of one RRset in canonical order, each data once (RFC 4034 section 6.3 forbids duplicates).
 *
 * @throws ProbeError `wire-malformed` when data of a type with names cannot be read
 */
export function canonicalOrder(records: readonly ResourceRecord[]): readonly ResourceRecord[] {
  if (records.length < 2) return records
  const keyed = records.map((record) => ({ record, canonical: canonicalRdata(record.type, record.rdata) }))
  keyed.sort((left, right) => compareOctets(left.canonical, right.canonical))
  return keyed
    .filter(({ canonical }, at) => at === 0 || compareOctets(canonical, keyed[at - 1]?.canonical ?? canonical) !== 0)
    .map(({ record }) => record)
}
