import { connect } from 'node:net'
import type { Message } from '../wire/message.ts'
import { RCODES } from '../wire/rr-type.ts'
import { createCookieJar } from './cookie-jar.ts'
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
 * A server over plain DNS. UDP first, with a random port, id, letter case and cookie; TCP when the reply is truncated (RFC
 * 7766 section 5), loses the letter case, or lacks the cookie that the server gave before. A server that answers FORMERR or
 * NOTIMP without an OPT record knows no EDNS and is asked again without (RFC 6891 section 7).
 */
export function createDo53Upstream(server: ServerAddress, options: Do53Options): Upstream {
  const { timeoutMilliseconds, mixCase = true } = options
  const description = formatServer(server)
  const tcp = new QueryStream(description, () => connect({ host: server.address, port: server.port, noDelay: true }))
  const cookies = createCookieJar()

  async function ask(query: Query, signal?: AbortSignal): Promise<Message> {
    const reply = await exchange(query, true, signal)
    const ednsRefused = reply.edns === null && (reply.rcode === RCODES.FORMERR || reply.rcode === RCODES.NOTIMP)
    return ednsRefused ? exchange(query, false, signal) : reply
  }

  async function exchange(query: Query, edns: boolean, signal?: AbortSignal): Promise<Message> {
    const dress = (): QueryOptions => ({ edns, mixCase, ednsOptions: edns ? [cookies.option()] : [] })
    for (let attempts = 0; attempts < 2; attempts += 1) {
      const reply = await exchangeUdp(server, query, dress(), timeoutMilliseconds, signal)
      if (reply === 'case' || reply.flags.truncated) break
      const verdict = edns ? cookies.judge(reply) : 'fine'
      if (verdict === 'fine') return reply
      if (verdict === 'forged') break
    }
    return tcp.ask(query, { edns, mixCase: false }, timeoutMilliseconds, signal)
  }

  return { ask, description }
}
