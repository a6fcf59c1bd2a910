import { attempt, fail, ProbeError } from '../base/failure.ts'
import { ALIAS_LIMIT, type FollowedAnswer, followAliases } from './alias-chain.ts'
import { CACHE_SECONDS, cachedLookups } from './cached-lookups.ts'
import type { Dnssec, Lookup, Resolver } from './lookup.ts'
import { recordOf } from './record.ts'
import { createDo53Upstream } from './transport/do53.ts'
import { createUpstreamPool } from './transport/pool.ts'
import { formatServer, type ServerAddress, type Upstream } from './transport/upstream.ts'
import { canonicalOrder } from './wire/canonical-order.ts'
import { type Name, parseName, plainName } from './wire/name.ts'
import { type DnsType, parseRrType, RCODES, rcodeName } from './wire/rr-type.ts'

/** Lookups that the cache holds. */
const CACHE_ENTRIES = 10_000

/** How a stub resolver is made. */
export interface StubResolverOptions {
  /** Recursive servers, in the order in which they are tried. */
  readonly servers: readonly ServerAddress[]
  /** For one exchange with one server. Default 3,000. */
  readonly timeoutMilliseconds?: number
  /** Rounds over the servers before giving up. Default 2. */
  readonly rounds?: number
  /** Milliseconds since 1970, for the cache. Default `Date.now`. */
  readonly now?: () => number
}

const NOT_VALIDATED: Dnssec = { status: 'indeterminate', ede: null, reason: 'the answer was not validated', chain: [] }

/**
 * A resolver that believes what the recursive servers say: it follows aliases, tries the next server when one is silent or
 * fails, joins equal questions and keeps answers for their TTL. It validates nothing, and says so in every lookup.
 */
export function createStubResolver(options: StubResolverOptions): Resolver {
  const { servers, timeoutMilliseconds = 3_000, rounds = 2, now = Date.now } = options
  const upstreams = servers.map((server) => createDo53Upstream(server, { timeoutMilliseconds }))
  const upstream = createUpstreamPool(upstreams, { attempts: servers.length * rounds })
  const lookup = cachedLookups({
    entries: CACHE_ENTRIES,
    now,
    ask: async (name, type, signal) => {
      const result = await attempt(() => resolve(upstream, name, type, signal))
      if (!result.ok && result.failure.code === 'cancelled') throw new ProbeError(result.failure)
      return result
    },
  })
  return { lookup, description: `stub of ${servers.map(formatServer).join(', ')}` }
}

async function resolve(
  upstream: Upstream,
  nameText: string,
  type: DnsType,
  signal: AbortSignal,
): Promise<Lookup<unknown>> {
  const name = parseName(nameText)
  const number = parseRrType(type) ?? fail({ code: 'option-invalid', option: 'type', reason: 'not a record type' })
  const aliases: Name[] = []
  let asked = name
  let ttlSeconds = CACHE_SECONDS
  for (;;) {
    const query = { name: asked, type: number, dnssec: false, recursionDesired: true }
    const reply = await upstream.ask(query, signal)
    const answer = followAliases(reply, asked, number)
    aliases.push(...answer.aliases)
    ttlSeconds = Math.min(ttlSeconds, answer.ttlSeconds)
    if (aliases.length > ALIAS_LIMIT) {
      return fail({ code: 'dns-alias-limit', name: plainName(name), limit: ALIAS_LIMIT })
    }
    // An authoritative server stops where its zones end: the target is asked for in its own right.
    const unfinished =
      answer.records.length === 0 &&
      answer.aliases.length > 0 &&
      reply.rcode === RCODES.NOERROR &&
      reply.authority.length === 0
    if (!unfinished) return finished({ name, type, aliases, answer, ttlSeconds, rcode: reply.rcode })
    asked = answer.end
  }
}

interface Finished {
  readonly name: Name
  readonly type: DnsType
  readonly aliases: readonly Name[]
  readonly answer: FollowedAnswer
  readonly ttlSeconds: number
  readonly rcode: number
}

function finished({ name, type, aliases, answer, ttlSeconds, rcode }: Finished): Lookup<unknown> {
  if (rcode !== RCODES.NOERROR && rcode !== RCODES.NXDOMAIN) throw new TypeError(`unhandled ${rcodeName(rcode)}`)
  const none = rcode === RCODES.NXDOMAIN ? 'nxdomain' : 'nodata'
  return {
    name: plainName(name),
    type,
    outcome: answer.records.length > 0 ? 'records' : none,
    records: canonicalOrder(answer.records).map((record) => recordOf(type, record.rdata)),
    cnames: aliases.map(plainName),
    dnssec: NOT_VALIDATED,
    ttlSeconds,
  }
}
