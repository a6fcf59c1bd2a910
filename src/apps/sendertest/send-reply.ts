import type { Duplex } from 'node:stream'

/** The last words have this long to leave. */
const END_MILLISECONDS = 2_000

/** A client that does not read must not make replies pile up; after this time it is left. */
const DRAIN_MILLISECONDS = 20_000

/** Sends lines, which are separated by CRLF and end without one, and waits until the client has room for more. */
export async function sendReply(stream: Duplex, text: string): Promise<void> {
  if (stream.write(Buffer.from(`${text}\r\n`, 'latin1')) || stream.destroyed) return
  await new Promise<void>((resolve) => {
    const end = (): void => {
      clearTimeout(timer)
      stream.off('drain', end).off('close', end)
      resolve()
    }
    const timer = setTimeout(() => stream.destroy(), DRAIN_MILLISECONDS)
    stream.once('drain', end).once('close', end)
  })
}

/** Ends a stream once everything that was written to it has left. */
export async function endStream(stream: Duplex): Promise<void> {
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, END_MILLISECONDS)
    stream.once('close', resolve)
    stream.end(resolve)
    stream.once('close', () => clearTimeout(timer))
  })
}
