import { type Message, malformedMessage, type ResourceRecord } from './wire/message.ts'
import { lowerName, type Name } from './wire/name.ts'
import { readRdata } from './wire/rdata.ts'
import { CLASS_IN, RR_TYPES } from './wire/rr-type.ts'

/** Aliases that are followed from one question. Real chains have up to five; a loop has no end. */
export const ALIAS_LIMIT = 12

/** What one message says about a question once its aliases are followed. */
export interface FollowedAnswer {
  /** The records of the asked type at the end of the chain; empty for a negative answer or an unfinished chain. */
  readonly records: readonly ResourceRecord[]
  /** Targets of the aliases, in order. */
  readonly aliases: readonly Name[]
  /** The last name of the chain, in lower case. */
  readonly end: Name
  /** The smallest TTL of the aliases and records; for a negative answer, of the SOA record as RFC 2308 section 5 has it. */
  readonly ttlSeconds: number
}

/**
 * Follows the CNAME records of an answer section from the asked name. Only records that continue the chain count: what
 * else a server puts into the answer is ignored.
 *
 * @throws ProbeError `wire-malformed` for a loop within the message
 */
export function followAliases(message: Message, name: Name, type: number): FollowedAnswer {
  const aliases: Name[] = []
  let end = lowerName(name)
  let ttlSeconds = 0x7fff_ffff
  for (;;) {
    const here = message.answer.filter((record) => record.class === CLASS_IN && lowerName(record.owner) === end)
    const records = here.filter((record) => record.type === type || type === RR_TYPES.ANY)
    if (records.length > 0) {
      return { records, aliases, end, ttlSeconds: Math.min(ttlSeconds, ...records.map((record) => record.ttl)) }
    }
    const alias = here.find((record) => record.type === RR_TYPES.CNAME)
    if (alias === undefined) break
    if (aliases.length >= ALIAS_LIMIT) malformedMessage(0)
    end = lowerName(readRdata('CNAME', alias.rdata).name)
    ttlSeconds = Math.min(ttlSeconds, alias.ttl)
    aliases.push(end)
  }
  return { records: [], aliases, end, ttlSeconds: Math.min(ttlSeconds, negativeTtl(message)) }
}

/** Seconds that a negative answer may be kept: the smaller of the SOA's TTL and its last field (RFC 2308 section 5). */
export function negativeTtl(message: Message): number {
  const soa = message.authority.find((record) => record.type === RR_TYPES.SOA)
  return soa === undefined ? 0 : Math.min(soa.ttl, readRdata('SOA', soa.rdata).minimum)
}
