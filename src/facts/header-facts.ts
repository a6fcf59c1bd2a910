import type { Hop } from '../received/hop.ts'

export type { Hop, HopTls } from '../received/hop.ts'

/** What the header of one message says about its way. */
export interface HeaderFacts {
  /** Newest first, as they stand in the message. */
  readonly hops: readonly Hop[]
}
