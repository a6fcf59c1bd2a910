import { connect } from 'node:net'
import type { Message } from '../wire/message.ts'
import { RCODES } from '../wire/rr-type.ts'
import type { Query, QueryOptions } from './query.ts'
import { QueryStream } from './stream.ts'
import { exchangeUdp } from './udp.ts'
import { formatServer, type ServerAddress, type Upstream } from './upstream.ts'

/** Options of {@link createDo53Upstream}. */
export interface Do53Options {
  /** Milliseconds for one exchange, UDP or TCP. */
  readonly timeoutMilliseconds: number
  /** False sends names as they are, for servers known to mishandle case. Default true. */
  readonly mixCase?: boolean
}

/**
 * A server over plain DNS: UDP first, TCP when the reply is truncated (RFC 7766 section 5) or when the server loses the
 * letter case that protects UDP. A server that answers FORMERR or NOTIMP without an OPT record knows no EDNS and is asked
 * again without (RFC 6891 section 7).
 */
export function createDo53Upstream(server: ServerAddress, options: Do53Options): Upstream {
  const description = formatServer(server)
  const tcp = new QueryStream(description, () => connect({ host: server.address, port: server.port, noDelay: true }))

  async function ask(query: Query, signal?: AbortSignal): Promise<Message> {
    const reply = await exchange(query, { edns: true, mixCase: options.mixCase ?? true }, signal)
    const ednsRefused = reply.edns === null && (reply.rcode === RCODES.FORMERR || reply.rcode === RCODES.NOTIMP)
    return ednsRefused ? exchange(query, { edns: false, mixCase: options.mixCase ?? true }, signal) : reply
  }

  async function exchange(query: Query, dress: QueryOptions, signal?: AbortSignal): Promise<Message> {
    const reply = await exchangeUdp(server, query, dress, options.timeoutMilliseconds, signal)
    if (reply !== 'case' && !reply.flags.truncated) return reply
    return tcp.ask(query, { ...dress, mixCase: false }, options.timeoutMilliseconds, signal)
  }

  return { ask, description }
}
