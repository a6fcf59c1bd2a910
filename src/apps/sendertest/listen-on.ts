import { once } from 'node:events'
import type { Server } from 'node:net'
import { fail } from '../../base/failure.ts'

/** Where a server shall listen; a port of 0 is any that is free. */
export interface Place {
  readonly address: string
  readonly port: number
  readonly backlog?: number
}

/**
 * Lets a server listen.
 *
 * @throws ProbeError `port-unusable` when the address or port cannot be had
 */
export async function listenOn(server: Server, { address, port, backlog = 511 }: Place): Promise<void> {
  server.listen({ host: address, port, backlog, exclusive: true })
  try {
    await once(server, 'listening')
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error
    fail({ code: 'port-unusable', address, port, errno: String(error.code) })
  }
}
