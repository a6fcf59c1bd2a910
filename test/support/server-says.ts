import { PassThrough } from 'node:stream'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { type Attempt, attempt } from '../../src/base/failure.ts'
import { Inbox } from '../../src/base/inbox.ts'

/** How a server goes on when it has said everything. */
export type ServerEnd = 'stays' | 'closes' | 'resets'

/** What a server says, piece by piece, and what happens around it. */
export interface ServerScript {
  readonly pieces: readonly Uint8Array[]
  /** By default it closes. */
  readonly end?: ServerEnd
  /** The time of the reader; long by default. */
  readonly milliseconds?: number
  readonly signal?: AbortSignal
}

/** Runs a reader on an inbox whose other side follows the script; each piece arrives in a turn of its own. */
export async function serverSays<Value>(
  read: (inbox: Inbox) => Promise<Value>,
  { pieces, end = 'closes', milliseconds = 5_000, signal }: ServerScript,
): Promise<Attempt<Value>> {
  const stream = new PassThrough()
  const inbox = new Inbox(stream, signal)
  inbox.begin('tls', milliseconds)
  const result = attempt(() => read(inbox))
  for (const piece of pieces) {
    stream.write(piece)
    await nextTurn()
  }
  if (end === 'closes') stream.end()
  if (end === 'resets') stream.destroy(Object.assign(new Error('reset'), { code: 'ECONNRESET' }))
  try {
    return await result
  } finally {
    inbox.destroy()
  }
}
