import { attempt, type Failure, ProbeError } from '../../base/failure.ts'
import type { Message } from '../wire/message.ts'
import { plainName } from '../wire/name.ts'
import { RCODES, rcodeName } from '../wire/rr-type.ts'
import type { Query } from './query.ts'
import type { Upstream } from './upstream.ts'

/** A server that failed is left alone for this time, doubled with each failure in a row. */
const BACKOFF_MILLISECONDS = 1_000

/** The longest time a server is left alone. */
const BACKOFF_LIMIT_MILLISECONDS = 60_000

/** Weight of the newest round trip in the average, as RFC 6298 section 2 has it for TCP. */
const NEWEST = 1 / 8

interface Member {
  readonly upstream: Upstream
  failures: number
  restUntil: number
  /** Average milliseconds of an exchange; 0 before the first. */
  average: number
}

/** Options of {@link createUpstreamPool}. */
export interface PoolOptions {
  /** Exchanges that one question may cost, all servers together. Default two for each server. */
  readonly attempts?: number
  /** Why a reply is no answer although its code is fine, in words; null when it is one. */
  readonly objection?: (reply: Message, query: Query) => string | null
  /** Milliseconds since any moment, for health and round trips. Default `performance.now`. */
  readonly clock?: () => number
}

/**
 * Several servers as one: the healthy before the failing, the fast before the slow; the next one is asked when a server is
 * silent or answers an error other than NXDOMAIN. Every question has a budget of attempts.
 *
 * @throws ProbeError of the last attempt (`dns-rcode` when a server answered an error); `dns-no-server`; `cancelled`
 */
export function createUpstreamPool(upstreams: readonly Upstream[], options: PoolOptions = {}): Upstream {
  const { attempts = upstreams.length * 2, objection = () => null, clock = () => performance.now() } = options
  const members = upstreams.map((upstream): Member => ({ upstream, failures: 0, restUntil: 0, average: 0 }))

  async function ask(query: Query, signal?: AbortSignal): Promise<Message> {
    let last: Failure = { code: 'dns-no-server', reason: 'no DNS server is configured' }
    let left = attempts
    while (left > 0 && members.length > 0) {
      for (const member of ranked(members, clock()).slice(0, left)) {
        left -= 1
        const start = clock()
        const result = await attempt(() => member.upstream.ask(query, signal))
        if (!result.ok && result.failure.code === 'cancelled') throw new ProbeError(result.failure)
        const failure = result.ok ? failureOf(result.value, member.upstream, query, objection) : result.failure
        note(member, failure === null, clock(), clock() - start)
        if (result.ok && failure === null) return result.value
        last = failure ?? last
      }
    }
    throw new ProbeError(last)
  }

  return { ask, description: upstreams.map((upstream) => upstream.description).join(', ') }
}

/** An answer that says nothing about the name is a failure of the server. */
function failureOf(
  reply: Message,
  upstream: Upstream,
  query: Query,
  objection: NonNullable<PoolOptions['objection']>,
): Failure | null {
  const where = { server: upstream.description, name: plainName(query.name) }
  if (reply.rcode !== RCODES.NOERROR && reply.rcode !== RCODES.NXDOMAIN) {
    return { code: 'dns-rcode', ...where, rcode: rcodeName(reply.rcode) }
  }
  const reason = objection(reply, query)
  return reason === null ? null : { code: 'dns-mismatch', ...where, reason }
}

function ranked(members: readonly Member[], now: number): readonly Member[] {
  const resting = (member: Member): number => (member.restUntil > now ? 1 : 0)
  return members.toSorted((a, b) => resting(a) - resting(b) || a.average - b.average)
}

function note(member: Member, good: boolean, now: number, milliseconds: number): void {
  if (good) {
    member.failures = 0
    member.restUntil = 0
    member.average = member.average === 0 ? milliseconds : member.average + (milliseconds - member.average) * NEWEST
    return
  }
  member.failures += 1
  member.restUntil = now + Math.min(BACKOFF_MILLISECONDS * 2 ** (member.failures - 1), BACKOFF_LIMIT_MILLISECONDS)
}
