import { randomBytes } from 'node:crypto'
import { type Cookie, cookieOf, cookieOption, type EdnsOption } from '../wire/edns.ts'
import type { Message } from '../wire/message.ts'
import { RCODES } from '../wire/rr-type.ts'

/** What a reply's cookie says about the reply. */
export type CookieVerdict =
  /** No cookie (or no OPT record to hold one), and the server never sent one; or ours, unharmed. */
  | 'fine'
  /** The server has a new cookie for us: ask again with it (RFC 7873 section 5.3). */
  | 'again'
  /** A server that knows cookies would not have sent this: it is somebody else's. */
  | 'forged'

/**
 * The cookie that we show one server, and the one that it has shown us (RFC 7873): 64 bits that an off-path attacker must
 * guess. A jar belongs to one server and lives as long as the upstream.
 */
export interface CookieJar {
  option(): EdnsOption
  judge(reply: Message): CookieVerdict
}

/** Opens a jar with a random client cookie. */
export function createCookieJar(): CookieJar {
  const client = new Uint8Array(randomBytes(8))
  let server: Uint8Array = new Uint8Array(0)

  function judge(reply: Message): CookieVerdict {
    const cookie: Cookie | null = cookieOf(reply.edns)
    if (cookie === null || Buffer.compare(cookie.client, client) !== 0) {
      return server.length > 0 || cookie !== null ? 'forged' : 'fine'
    }
    if (cookie.server.length > 0) server = Uint8Array.from(cookie.server)
    return reply.rcode === RCODES.BADCOOKIE ? 'again' : 'fine'
  }

  return { option: () => cookieOption({ client, server }), judge }
}
