import type { Upstream } from '../transport/upstream.ts'

/** An upstream that takes at most `limit` questions at a time; the others wait in line. For servers of other people. */
export function limitUpstream(upstream: Upstream, limit: number): Upstream {
  let running = 0
  const waiting: (() => void)[] = []
  return {
    description: upstream.description,
    async ask(query, signal) {
      if (running >= limit) await new Promise<void>((resolve) => waiting.push(resolve))
      running += 1
      try {
        return await upstream.ask(query, signal)
      } finally {
        running -= 1
        waiting.shift()?.()
      }
    },
  }
}
