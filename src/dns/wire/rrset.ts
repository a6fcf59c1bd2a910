import { canonicalOrder } from './canonical-order.ts'
import type { ResourceRecord } from './message.ts'
import { lowerName, type Name } from './name.ts'
import { CLASS_IN, RR_TYPES } from './rr-type.ts'

/** The records of one owner and type, with the signatures that cover them: what DNSSEC signs and verifies as one. */
export interface RrSet {
  /** In lower case. */
  readonly owner: Name
  readonly type: number
  /** The smallest TTL of the records (RFC 2181 section 5.2). */
  readonly ttl: number
  /** Record data, uncompressed, in canonical order, each once. */
  readonly rdatas: readonly Uint8Array[]
  /** Data of the RRSIG records that cover the type. */
  readonly signatures: readonly Uint8Array[]
}

/**
 * Sorts the records of a section into sets, in order of first appearance. A signature without its set makes no set.
 * Records of other classes than IN are left out.
 *
 * @throws ProbeError `wire-malformed`
 */
export function groupRrSets(records: readonly ResourceRecord[]): readonly RrSet[] {
  const groups = new Map<string, ResourceRecord[]>()
  const signatures = new Map<string, Uint8Array[]>()
  for (const record of records) {
    if (record.class !== CLASS_IN) continue
    const owner = lowerName(record.owner)
    if (record.type === RR_TYPES.RRSIG && record.rdata.length >= 2) {
      const covered = ((record.rdata[0] ?? 0) << 8) | (record.rdata[1] ?? 0)
      push(signatures, `${owner}${covered}`, record.rdata)
    } else {
      push(groups, `${owner}${record.type}`, record)
    }
  }
  return [...groups].map(([key, members]) => rrSetOf(members, signatures.get(key) ?? []))
}

/** The set of records that share owner and type. */
export function rrSetOf(members: readonly ResourceRecord[], signatures: readonly Uint8Array[]): RrSet {
  const [first] = members
  if (first === undefined) throw new TypeError('a set has at least one record')
  return {
    owner: lowerName(first.owner),
    type: first.type,
    ttl: Math.min(...members.map((record) => record.ttl)),
    rdatas: canonicalOrder(members).map((record) => record.rdata),
    signatures,
  }
}

/** The records of a set under `owner`, its signatures behind them when asked for. */
export function recordsOf(set: RrSet, withSignatures: boolean, owner: Name = set.owner): readonly ResourceRecord[] {
  const make = (type: number, rdata: Uint8Array): ResourceRecord => ({
    owner,
    type,
    class: CLASS_IN,
    ttl: set.ttl,
    rdata,
  })
  const records = set.rdatas.map((rdata) => make(set.type, rdata))
  return withSignatures ? [...records, ...set.signatures.map((rdata) => make(RR_TYPES.RRSIG, rdata))] : records
}

function push<Item>(groups: Map<string, Item[]>, key: string, item: Item): void {
  const group = groups.get(key)
  if (group === undefined) groups.set(key, [item])
  else group.push(item)
}
