import { describe, expect, it } from 'vitest'
import { attempt, ProbeError } from '../../base/failure.ts'
import { type Message, makeQuery } from '../wire/message.ts'
import { parseName } from '../wire/name.ts'
import { limitUpstream } from './limited-upstream.ts'

const QUERY = { name: parseName('a.'), type: 1, dnssec: false, recursionDesired: false }

/** An upstream whose answers come when the test says so. */
function slow(limit: number) {
  const open: ((how: 'answer' | 'fail') => void)[] = []
  let running = 0
  let most = 0
  const upstream = limitUpstream(
    {
      description: 'slow',
      ask: async (): Promise<Message> => {
        running += 1
        most = Math.max(most, running)
        const how = await new Promise((resolve) => open.push(resolve))
        running -= 1
        if (how === 'fail') throw new ProbeError({ code: 'dns-timeout', server: 's', name: 'a' })
        return makeQuery(0, { name: QUERY.name, type: 1, class: 1 }, null, false)
      },
    },
    limit,
  )
  return { upstream, open, most: () => most }
}

describe('limitUpstream', () => {
  it('never lets in more than its limit, also when one comes just as another leaves', async () => {
    const { upstream, open, most } = slow(2)
    const asked = [1, 2, 3, 4].map(() => attempt(() => upstream.ask(QUERY)))
    for (let turn = 0; turn < 20; turn += 1) {
      open.shift()?.(turn % 3 === 0 ? 'fail' : 'answer')
      // Every moment between the end of one question and the beginning of the next.
      for (let wait = 0; wait < turn % 5; wait += 1) await Promise.resolve()
      asked.push(attempt(() => upstream.ask(QUERY)))
      await new Promise(setImmediate)
    }
    expect(most()).toBe(2)
    while (open.length > 0) {
      open.shift()?.('answer')
      await new Promise(setImmediate)
    }
    expect(await Promise.all(asked)).toHaveLength(24)
  })

  it('lets go of those who give up in line, and of nobody else', async () => {
    const { upstream, open } = slow(1)
    const first = upstream.ask(QUERY)
    const controller = new AbortController()
    const second = attempt(() => upstream.ask(QUERY, controller.signal))
    const third = upstream.ask(QUERY)
    controller.abort()
    expect(await second).toEqual({ ok: false, failure: { code: 'cancelled' } })
    open.shift()?.('answer')
    await first
    await new Promise(setImmediate)
    open.shift()?.('answer')
    expect((await third).rcode).toBe(0)
  })
})
