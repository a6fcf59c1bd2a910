import { ALIAS_LIMIT } from '../../dns/alias-chain.ts'
import { type DnsServer, type Reply, startDnsServer } from '../../dns/authority.ts'
import type { Message } from '../../dns/wire/message.ts'
import { lowerName, type Name, parseName } from '../../dns/wire/name.ts'
import { readRdata } from '../../dns/wire/rdata.ts'
import { parseRrType, RCODES, RR_TYPES } from '../../dns/wire/rr-type.ts'
import { respondFromZones } from '../../dns/zone/respond.ts'
import type { Zone } from '../../dns/zone/zone.ts'
import type { FailingQuestion } from '../lab-dns.ts'
import type { LabDomain } from '../lab-domain.ts'
import type { LabZones } from './lab-zones.ts'

/** The lab's DNS is on loopback, at a port that the kernel chooses. */
const ANY_PORT = { address: '127.0.0.1', port: 0 }

/**
 * Starts the one server that has all zones of the lab. What it says of a name comes from the zone that the name is in, and
 * what it says of a delegation from the parent; a resolver that forwards to it gets every answer whole, aliases included.
 */
export function startNameService(zones: LabZones, domains: readonly LabDomain[]): Promise<DnsServer> {
  const failing = failingQuestions(domains)
  return startDnsServer(ANY_PORT, async (query): Promise<Reply> => {
    const [question] = query.questions
    const name = question === undefined ? null : lowerName(question.name)
    switch (name === null ? undefined : failing.get(`${name} ${question?.type}`)) {
      case 'silence':
        return null
      case 'SERVFAIL':
        return failure(query, RCODES.SERVFAIL)
      case 'REFUSED':
        return failure(query, RCODES.REFUSED)
      default:
        return respond(query, name, zones)
    }
  })
}

/** Answers from the zones that the question needs: those above its name, and above each name that an alias leads to. */
async function respond(query: Message, name: Name | null, zones: LabZones): Promise<Message> {
  const needed = new Set<Zone>()
  let next: Name | null = name
  for (let aliases = 0; ; aliases += 1) {
    const found = next === null ? [] : await zones.zonesTowards(next)
    const isComplete = found.every((zone) => needed.has(zone))
    for (const zone of found) needed.add(zone)
    const reply = respondFromZones([...needed], query)
    next = aliasEnd(reply)
    if (next === null || isComplete || aliases >= ALIAS_LIMIT) return reply
  }
}

/** Where the last alias of an answer leads to; null for an answer without aliases. */
function aliasEnd({ answer }: Message): Name | null {
  const alias = answer.findLast(({ type }) => type === RR_TYPES.CNAME)
  return alias === undefined ? null : lowerName(readRdata('CNAME', alias.rdata).name)
}

function failure(query: Message, rcode: number): Message {
  return { ...respondFromZones([], query), rcode }
}

function failingQuestions(domains: readonly LabDomain[]): ReadonlyMap<string, FailingQuestion['how']> {
  const entries = domains.flatMap(({ domain, dns }) =>
    (dns?.failing ?? []).map(({ label, type, how }) => {
      const name = lowerName(parseName(label, parseName(`${domain}.`)))
      return [`${name} ${parseRrType(type)}`, how] as const
    }),
  )
  return new Map(entries)
}
