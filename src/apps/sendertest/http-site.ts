import type { Server as HttpServer, ServerOptions } from 'node:http'
import type { Server as HttpsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { listenOn, type Place } from './listen-on.ts'

/** A site of the sender test that runs. */
export interface HttpSite {
  readonly port: number
  readonly close: () => Promise<void>
}

/** How long a client of a site may take, in milliseconds, and how much it may say before it is answered. */
export const HTTP_PATIENCE = {
  headersTimeout: 10_000,
  requestTimeout: 15_000,
  keepAliveTimeout: 5_000,
  connectionsCheckingInterval: 1_000,
  maxHeaderSize: 8_192,
} as const satisfies ServerOptions

/** Connections at once. */
const CONNECTIONS = 128

/**
 * Lets the server of a site listen.
 *
 * @throws ProbeError `port-unusable` when the address or port cannot be had
 */
export async function openSite(server: HttpServer | HttpsServer, at: Place): Promise<HttpSite> {
  server.maxConnections = CONNECTIONS
  await listenOn(server, at)
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  return { port: (server.address() as AddressInfo).port, close }
}
