import type { Message } from '../wire/message.ts'
import type { Query } from './query.ts'

/** The address of a DNS server. IPv6 addresses may carry a zone index (`fe80::1%eth0`). */
export interface ServerAddress {
  readonly address: string
  readonly port: number
}

/**
 * A server that can be asked, over whatever transport. A reply is returned whatever its response code; no reply at all is
 * thrown.
 *
 * @throws ProbeError `dns-timeout`, `dns-unreachable`, `dns-mismatch`, `cancelled`
 */
export interface Upstream {
  ask(query: Query, signal?: AbortSignal): Promise<Message>
  /** For reports: `127.0.0.1:53`, `tls://192.0.2.1:853`. */
  readonly description: string
}

/** An address and port as one text; IPv6 in brackets. */
export function formatServer({ address, port }: ServerAddress): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`
}
