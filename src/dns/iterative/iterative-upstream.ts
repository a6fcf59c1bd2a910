import { attempt, type Failure, type FailureCode, ProbeError } from '../../base/failure.ts'
import { specialKind } from '../../base/ip-address.ts'
import { createDo53Upstream } from '../transport/do53.ts'
import { createUpstreamPool } from '../transport/pool.ts'
import type { Query } from '../transport/query.ts'
import type { ServerAddress, Upstream } from '../transport/upstream.ts'
import { TtlCache } from '../ttl-cache.ts'
import type { Message } from '../wire/message.ts'
import { isAtOrBelow, labelCount, lastLabels, lowerName, type Name, parentName, plainName, ROOT } from '../wire/name.ts'
import { RCODES, RR_TYPES } from '../wire/rr-type.ts'
import { limitUpstream } from './limited-upstream.ts'
import { classifyReply, type Referral, withinBailiwick } from './reply-kind.ts'
import { ROOT_HINTS } from './root-hints.ts'
import { serverAddresses } from './server-addresses.ts'

/** Referrals from the root to a name; real ones have up to five. */
const REFERRALS = 16

/** Labels that are revealed one at a time; RFC 9156 section 2.3 limits the work of long names to about ten. */
const MINIMISED_LABELS = 10

/** How deep finding the address of a server may lead to other servers without addresses. */
const DEPTH = 4

/** Servers without addresses that are looked up for one delegation. Against NXNSAttack. */
const LOOKED_UP_HOSTS = 3

/** Addresses of one zone that are used. */
const ADDRESSES_PER_ZONE = 8

/** Questions to the servers of a zone that one question may cost, those for addresses included. Against NXNSAttack and its kin. */
const EXCHANGES = 100

/** A question is given up after this many times the wait for one exchange: silent servers at every step cost hours otherwise. */
const WAITS = 10

/** Exchanges with the servers of one zone that are tried for one question. */
const TRIES = 6

/** Questions to one server at a time. */
const PER_SERVER = 20

/** Delegations, and servers, that are remembered. */
const CACHE_ENTRIES = 20_000

/** The longest time a delegation is remembered. */
const CACHE_SECONDS = 86_400

/** How an iterating upstream is made. */
export interface IterativeOptions {
  /** Servers of the root. Default the real ones. */
  readonly hints?: readonly ServerAddress[]
  /** The port of all other servers. Default 53. */
  readonly port?: number
  /** Milliseconds for one exchange with one server. */
  readonly timeoutMilliseconds: number
  /** Milliseconds since 1970, for the cache. Default `Date.now`. */
  readonly now?: () => number
}

/** What belongs to one question, however deep it leads. */
interface Work {
  readonly signal: AbortSignal | undefined
  readonly depth: number
  readonly budget: { exchangesLeft: number }
  /** When the question is given up, as `performance.now` counts. */
  readonly deadline: number
}

interface ZoneServers {
  readonly zone: Name
  readonly upstream: Upstream
}

/**
 * Answers from the authoritative servers themselves, from the root down, for networks whose resolver cannot be used. Names
 * are revealed one label at a time (RFC 9156), glue and data count only within the zone of who sent them, and DS is asked
 * of the parent.
 */
export function createIterativeUpstream(options: IterativeOptions): Upstream {
  const { timeoutMilliseconds, port = 53, now = Date.now } = options
  const hints = options.hints ?? ROOT_HINTS.map((address) => ({ address, port: 53 }))
  // Who starts at the public root has no business at private addresses, whatever a zone says of its servers.
  const isPublic = hints.every(({ address }) => specialKind(address) === null)
  const known = new TtlCache<Upstream>(CACHE_ENTRIES)
  const delegations = new TtlCache<ZoneServers>(CACHE_ENTRIES)
  const root: ZoneServers = { zone: ROOT, upstream: poolOf(ROOT, hints) }

  function poolOf(zone: Name, servers: readonly ServerAddress[]): Upstream {
    const upstreams = servers.map((server) => {
      const key = `${server.address} ${server.port}`
      const found = known.get(key, 0) ?? limitUpstream(createDo53Upstream(server, { timeoutMilliseconds }), PER_SERVER)
      known.set(key, found, Number.POSITIVE_INFINITY)
      return found
    })
    return createUpstreamPool(upstreams, {
      attempts: Math.min(TRIES, upstreams.length * 2),
      objection: (reply, { name }) =>
        classifyReply(reply, zone, name).kind === 'lame' ? `it does not serve ${plainName(zone)}` : null,
    })
  }

  async function ask(query: Query, signal?: AbortSignal): Promise<Message> {
    const deadline = performance.now() + WAITS * timeoutMilliseconds
    return resolve(query, { signal, depth: 0, budget: { exchangesLeft: EXCHANGES }, deadline })
  }

  async function resolve(query: Query, work: Work): Promise<Message> {
    const name = lowerName(query.name)
    // DS belongs to the parent: its servers are those of a zone strictly above the name (RFC 4035 section 4.2).
    const home = query.type === RR_TYPES.DS ? parentName(name) : name
    let servers = nearest(home)
    let revealed = labelCount(servers.zone) + 1
    for (let referrals = 0; referrals < REFERRALS; ) {
      const whole = revealed >= labelCount(name) || revealed - labelCount(servers.zone) > MINIMISED_LABELS
      const asked: Query = whole
        ? { ...query, name, recursionDesired: false }
        : { name: lastLabels(name, revealed), type: RR_TYPES.A, dnssec: false, recursionDesired: false }
      const reply = await attempt(() => exchange(servers, asked, work))
      if (!reply.ok && (whole || !MISLED.has(reply.failure.code))) throw new ProbeError(reply.failure)
      const kind = reply.ok ? classifyReply(reply.value, servers.zone, asked.name) : null
      if (kind?.kind === 'referral') {
        referrals += 1
        servers = await follow(kind.referral, work)
        revealed = labelCount(servers.zone) + 1
      } else if (whole && reply.ok) {
        return withinBailiwick(reply.value, servers.zone)
      } else if (!reply.ok || reply.value.rcode === RCODES.NXDOMAIN) {
        revealed = labelCount(name)
      } else {
        revealed += 1
      }
    }
    throw new ProbeError(unreachable(servers.zone, name, 'there are too many referrals'))
  }

  async function exchange({ zone, upstream }: ZoneServers, query: Query, work: Work): Promise<Message> {
    const { budget, deadline } = work
    budget.exchangesLeft -= 1
    if (budget.exchangesLeft < 0) throw new ProbeError(unreachable(zone, query.name, 'it takes too many queries'))
    if (performance.now() > deadline) throw new ProbeError(unreachable(zone, query.name, 'it takes too long'))
    return upstream.ask(query, work.signal)
  }

  /** The deepest zone at or above the name whose servers are remembered. */
  function nearest(name: Name): ZoneServers {
    for (let at = name; at !== ROOT; at = parentName(at)) {
      const found = delegations.get(at, now())
      if (found !== undefined) return found
    }
    return root
  }

  async function follow(referral: Referral, work: Work): Promise<ZoneServers> {
    const glue = serverAddresses(referral.glue, isPublic)
    const addresses = glue.length > 0 ? glue : await lookUpHosts(referral, work)
    if (addresses.length === 0) {
      throw new ProbeError(unreachable(referral.zone, referral.zone, 'none of its servers has an address'))
    }
    const used = addresses.slice(0, ADDRESSES_PER_ZONE).map((address) => ({ address, port }))
    const upstream = poolOf(referral.zone, used)
    const servers = { zone: referral.zone, upstream }
    delegations.set(referral.zone, servers, now() + Math.min(referral.ttlSeconds, CACHE_SECONDS) * 1_000)
    return servers
  }

  async function lookUpHosts(referral: Referral, work: Work): Promise<readonly string[]> {
    if (work.depth >= DEPTH) return []
    // A host inside the delegated zone without glue can never be found.
    const hosts = referral.hosts.filter((host) => !isAtOrBelow(host, referral.zone)).slice(0, LOOKED_UP_HOSTS)
    const addresses: string[] = []
    for (const name of hosts) {
      for (const type of [RR_TYPES.A, RR_TYPES.AAAA]) {
        const query = { name, type, dnssec: false, recursionDesired: false }
        const reply = await attempt(() => resolve(query, { ...work, depth: work.depth + 1 }))
        if (!reply.ok && reply.failure.code === 'cancelled') throw new ProbeError(reply.failure)
        if (reply.ok) addresses.push(...serverAddresses(reply.value.answer, isPublic))
      }
      if (addresses.length > 0) return addresses
    }
    return addresses
  }

  return { ask, description: 'iteration from the root' }
}

/** How servers that cannot take half a name fail at it. Then, and where they deny it, the whole name decides. */
const MISLED: ReadonlySet<FailureCode> = new Set<FailureCode>(['dns-rcode', 'dns-mismatch'])

function unreachable(zone: Name, name: Name, reason: string): Failure {
  return { code: 'dns-unreachable', server: `the servers of ${plainName(zone)}`, name: plainName(name), reason }
}
