import { ProbeError } from '../../base/failure.ts'
import type { Upstream } from '../transport/upstream.ts'

/**
 * An upstream that takes at most `limit` questions at a time; the others wait in line. For servers of other people.
 *
 * @throws ProbeError `cancelled` for a question that is given up in line
 */
export function limitUpstream(upstream: Upstream, limit: number): Upstream {
  let free = limit
  const line = new Set<() => void>()

  function enter(signal: AbortSignal | undefined): Promise<void> {
    if (free > 0) {
      free -= 1
      return Promise.resolve()
    }
    return new Promise((resolve, reject) => {
      const go = (): void => {
        signal?.removeEventListener('abort', giveUp)
        resolve()
      }
      const giveUp = (): void => {
        line.delete(go)
        reject(new ProbeError({ code: 'cancelled' }))
      }
      line.add(go)
      signal?.addEventListener('abort', giveUp, { once: true })
    })
  }

  /** The place goes to the first in line; a newcomer cannot take it meanwhile. */
  function leave(): void {
    const [next] = line
    if (next === undefined) free += 1
    else {
      line.delete(next)
      next()
    }
  }

  return {
    description: upstream.description,
    async ask(query, signal) {
      await enter(signal)
      try {
        return await upstream.ask(query, signal)
      } finally {
        leave()
      }
    },
  }
}
