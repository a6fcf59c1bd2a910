import { isIP } from 'node:net'
import { connect } from 'node:tls'
import type { Query } from './query.ts'
import { QueryStream } from './stream.ts'
import { formatServer, type ServerAddress, type Upstream } from './upstream.ts'

/** Queries over TLS are padded to this, so that their length tells nothing (RFC 8467 section 4.1). */
export const PADDING_BLOCK = 128

/** How a DoT server is reached. */
export interface DotOptions {
  /** Milliseconds for one exchange, the handshake included. */
  readonly timeoutMilliseconds: number
  /** The name that the certificate must carry; the address itself when it is missing. */
  readonly serverName?: string
  /** Trusted certificates in PEM, instead of those that Node brings. */
  readonly ca?: string
}

/** A server over DNS over TLS (RFC 7858), its certificate verified (the strict profile of RFC 8310 section 5). */
export function createDotUpstream(server: ServerAddress, options: DotOptions): Upstream {
  const { serverName, ca, timeoutMilliseconds } = options
  const description = `tls://${serverName === undefined ? '' : `${serverName}@`}${formatServer(server)}`
  const stream = new QueryStream(description, () =>
    connect({
      host: server.address,
      port: server.port,
      ALPNProtocols: ['dot'],
      minVersion: 'TLSv1.2',
      ...(serverName === undefined || isIP(serverName) !== 0 ? {} : { servername: serverName }),
      ...(ca === undefined ? {} : { ca }),
    }),
  )
  return {
    description,
    ask: (query: Query, signal?: AbortSignal) =>
      stream.ask(query, { edns: true, mixCase: false, padTo: PADDING_BLOCK }, timeoutMilliseconds, signal),
  }
}
