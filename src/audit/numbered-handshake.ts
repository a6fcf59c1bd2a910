import type { CompletedHandshake } from '../tls/handshake.ts'

/** A whole handshake with the number of the probe that made it. */
export interface NumberedHandshake {
  readonly by: number
  readonly done: CompletedHandshake
}
