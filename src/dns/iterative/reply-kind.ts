import type { Message, ResourceRecord } from '../wire/message.ts'
import { isAtOrBelow, lowerName, type Name } from '../wire/name.ts'
import { readRdata } from '../wire/rdata.ts'
import { CLASS_IN, RCODES, RR_TYPES } from '../wire/rr-type.ts'

/** Where a referral leads: the delegated zone, its servers' names and the addresses that came along. */
export interface Referral {
  readonly zone: Name
  readonly hosts: readonly Name[]
  /** Only addresses of hosts inside the delegating zone: it has no authority over others (bailiwick). */
  readonly glue: readonly ResourceRecord[]
  readonly ttlSeconds: number
}

/** What an authoritative server's reply is. */
export type ReplyKind =
  | { readonly kind: 'answer' }
  | { readonly kind: 'referral'; readonly referral: Referral }
  /** The server does not serve the zone, whatever the parent says. */
  | { readonly kind: 'lame' }

/**
 * Tells an answer from a referral (RFC 1034 section 4.3.2): a referral has no answer, no authority, and NS records of a
 * zone deeper than the one that was asked, on the way to the name.
 *
 * @param zone the zone whose servers were asked
 */
export function classifyReply(reply: Message, zone: Name, name: Name): ReplyKind {
  if (reply.flags.authoritative || reply.answer.length > 0 || reply.rcode === RCODES.NXDOMAIN) return { kind: 'answer' }
  const ns = reply.authority.filter((record) => record.type === RR_TYPES.NS && record.class === CLASS_IN)
  const cut = ns.map((record) => lowerName(record.owner)).find((owner) => isAtOrBelow(name, owner))
  if (cut === undefined) {
    // NODATA from a server that forgot the AA flag still names its SOA.
    return reply.authority.some((record) => record.type === RR_TYPES.SOA) ? { kind: 'answer' } : { kind: 'lame' }
  }
  if (cut === zone || !isAtOrBelow(cut, zone)) return { kind: 'lame' }
  const own = ns.filter((record) => lowerName(record.owner) === cut)
  const hosts = own.map((record) => lowerName(readRdata('NS', record.rdata).name))
  const glue = reply.additional.filter(
    (record) =>
      record.class === CLASS_IN &&
      (record.type === RR_TYPES.A || record.type === RR_TYPES.AAAA) &&
      hosts.includes(lowerName(record.owner)) &&
      isAtOrBelow(lowerName(record.owner), zone),
  )
  return {
    kind: 'referral',
    referral: { zone: cut, hosts, glue, ttlSeconds: Math.min(...own.map((record) => record.ttl)) },
  }
}

/**
 * The reply without what its servers have no authority over: records outside their zone, or of another class. When the aliases lead out of the
 * zone, the response code was about the target and is not theirs to give.
 */
export function withinBailiwick(reply: Message, zone: Name): Message {
  const own = (records: readonly ResourceRecord[]): readonly ResourceRecord[] =>
    records.filter((record) => record.class === CLASS_IN && isAtOrBelow(lowerName(record.owner), zone))
  const answer = own(reply.answer)
  const last = answer.findLast((record) => record.type === RR_TYPES.CNAME)
  const leaves = last !== undefined && !isAtOrBelow(lowerName(readRdata('CNAME', last.rdata).name), zone)
  return {
    ...reply,
    rcode: leaves ? RCODES.NOERROR : reply.rcode,
    answer,
    authority: own(reply.authority),
    additional: [],
  }
}
