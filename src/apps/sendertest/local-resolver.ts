import { attempt } from '../../base/failure.ts'
import { type DnsServer, startDnsServer } from '../../dns/authority.ts'
import { readSystemServers } from '../../dns/system-servers.ts'
import { createDo53Upstream } from '../../dns/transport/do53.ts'
import { createUpstreamPool } from '../../dns/transport/pool.ts'
import type { ServerAddress, Upstream } from '../../dns/transport/upstream.ts'
import { createValidatingResolver } from '../../dns/validating-resolver.ts'
import type { Message, ResourceRecord } from '../../dns/wire/message.ts'
import { isAtOrBelow, lowerName, parseName, plainName } from '../../dns/wire/name.ts'
import { RCODES, RR_TYPES, rrTypeName } from '../../dns/wire/rr-type.ts'
import { respondFromZones } from '../../dns/zone/respond.ts'
import type { FreshZones } from './name-server.ts'

/** How the resolver of a local test is set up. */
export interface LocalResolverOptions {
  readonly at: { readonly address: string; readonly port: number }
  readonly zone: string
  readonly zones: FreshZones
  /** Where the zone's own server is. */
  readonly authority: ServerAddress
  /** Who is asked about all other names; by default the system's servers. */
  readonly others?: readonly ServerAddress[]
}

const TIMEOUT_MILLISECONDS = 3_000

/**
 * Starts a resolver for the mail server of this machine: it validates the names of the test as unbound would, and says so in
 * AD; bogus names are SERVFAIL. Questions about all other names are passed on to the servers that the system had, so that
 * other mail goes its usual way.
 */
export async function startLocalResolver(options: LocalResolverOptions): Promise<DnsServer> {
  const { at, zone, zones, authority } = options
  const origin = lowerName(parseName(`${zone}.`))
  const servers = options.others ?? (await systemServers(at.address))
  const others = servers.length === 0 ? null : createUpstreamPool(servers.map(upstreamOf))
  const own = createValidatingResolver({
    upstream: createUpstreamPool([upstreamOf(authority)]),
    anchors: zones.tree().anchors,
  })
  return startDnsServer(at, async (query): Promise<Message> => {
    const empty = respondFromZones([], query)
    const [question] = query.questions
    if (question === undefined || query.opcode !== 0) return empty
    const name = lowerName(question.name)
    if (!isAtOrBelow(name, origin)) return forward(query, empty, others)
    // Asked of the zone's server, so that it counts there like any resolver's question.
    const { dnssec, outcome } = await own.lookup(plainName(name), rrTypeName(question.type))
    const isDoubtful = dnssec.status === 'bogus' || outcome === 'failed'
    if (isDoubtful && !query.flags.checkingDisabled) return failed(empty)
    const answer = respondFromZones(zones.tree().zones, query)
    return {
      ...answer,
      ...withoutSignatures(answer, query.edns?.dnssecOk === true),
      flags: {
        ...answer.flags,
        authoritative: false,
        recursionAvailable: true,
        authenticData: dnssec.status === 'secure',
      },
    }
  })
}

async function systemServers(ownAddress: string): Promise<readonly ServerAddress[]> {
  const read = await attempt(() => readSystemServers())
  return read.ok ? read.value.filter(({ address }) => address !== ownAddress) : []
}

function upstreamOf(server: ServerAddress): Upstream {
  return createDo53Upstream(server, { timeoutMilliseconds: TIMEOUT_MILLISECONDS })
}

async function forward(query: Message, empty: Message, others: Upstream | null): Promise<Message> {
  const [question] = query.questions
  if (question === undefined || others === null) return failed(empty)
  const reply = await attempt(() =>
    others.ask({
      name: lowerName(question.name),
      type: question.type,
      dnssec: query.edns?.dnssecOk === true,
      validated: !query.flags.checkingDisabled,
      recursionDesired: true,
    }),
  )
  if (!reply.ok) return failed(empty)
  const { rcode, flags, answer, authority, additional } = reply.value
  return { ...empty, rcode, flags: { ...flags, authoritative: false }, answer, authority, additional }
}

function failed(empty: Message): Message {
  return { ...empty, rcode: RCODES.SERVFAIL, flags: { ...empty.flags, authoritative: false, recursionAvailable: true } }
}

/** RFC 4035 section 3.2.1: what only validators need is left out for those who did not ask for it. */
function withoutSignatures(answer: Message, wanted: boolean): Pick<Message, 'answer' | 'authority'> {
  const keep = ({ type }: ResourceRecord): boolean =>
    wanted || (type !== RR_TYPES.RRSIG && type !== RR_TYPES.NSEC && type !== RR_TYPES.NSEC3)
  return { answer: answer.answer.filter(keep), authority: answer.authority.filter(keep) }
}
