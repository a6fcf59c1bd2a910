import { once } from 'node:events'
import type { Server } from 'node:net'
import { fail } from '../../base/failure.ts'
import { printable } from '../../base/printable.ts'

/** Where a server shall listen; a port of 0 is any that is free. */
export interface Place {
  readonly address: string
  readonly port: number
  readonly backlog?: number
}

/**
 * Lets a server listen.
 *
 * @throws ProbeError `option-invalid` when the address or port cannot be had
 */
export async function listenOn(server: Server, { address, port, backlog = 511 }: Place): Promise<void> {
  await binding(async () => {
    server.listen({ host: address, port, backlog, exclusive: true })
    await once(server, 'listening')
  })
}

/**
 * Does what may fail because an address or port cannot be had.
 *
 * @throws ProbeError `option-invalid`
 */
export async function binding<Value>(work: () => Promise<Value>): Promise<Value> {
  try {
    return await work()
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    if (error instanceof Error && BINDING.has(code)) {
      return fail({ code: 'option-invalid', option: '--listen', reason: printable(error.message, 200) })
    }
    throw error
  }
}

/** What the kernel says of an address that somebody has, that is not here, or that only root may have. */
const BINDING: ReadonlySet<string> = new Set(['EADDRINUSE', 'EADDRNOTAVAIL', 'EACCES', 'EINVAL', 'EAFNOSUPPORT'])
