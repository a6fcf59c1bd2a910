import { toHex } from '../../base/hex.ts'
import { parseIpAddress } from '../../base/ip-address.ts'
import type { Limits } from './limits.ts'

/** Counts connections and says who may come in. */
export interface ConnectionGate {
  /** True when the client may come in; it then has to {@link leave}. */
  enter(address: string): boolean
  leave(address: string): void
  readonly open: number
}

const MINUTE_MILLISECONDS = 60_000

/** Clients that are counted by the minute; when there are more, the counting begins anew. */
const CLIENTS = 16_384

/**
 * Makes the gate of a service.
 *
 * @param now milliseconds on a clock that never goes back
 */
export function createGate(limits: Limits, now: () => number): ConnectionGate {
  const present = new Map<string, number>()
  let recent = new Map<string, number>()
  let minuteBegan = now()
  let open = 0
  return {
    enter(address) {
      if (now() - minuteBegan >= MINUTE_MILLISECONDS || recent.size > CLIENTS) {
        recent = new Map()
        minuteBegan = now()
      }
      const client = clientOf(address)
      const [mine = 0, lately = 0] = [present.get(client), recent.get(client)]
      recent.set(client, lately + 1)
      if (open >= limits.connections || mine >= limits.connectionsPerClient || lately >= limits.connectionsPerMinute) {
        return false
      }
      open += 1
      present.set(client, mine + 1)
      return true
    },
    leave(address) {
      const client = clientOf(address)
      const mine = present.get(client) ?? 0
      open -= 1
      if (mine > 1) present.set(client, mine - 1)
      else present.delete(client)
    },
    get open() {
      return open
    },
  }
}

/** Who is one client: an address, or a /64 of IPv6, of which everybody who has one address has them all. */
function clientOf(address: string): string {
  const octets = parseIpAddress(address)
  return octets?.length === 16 ? toHex(octets.subarray(0, 8)) : address
}
