import { describe, expect, it } from 'vitest'
import { attempt, ProbeError } from '../../base/failure.ts'
import { type Message, makeQuery } from '../wire/message.ts'
import { parseName } from '../wire/name.ts'
import { createUpstreamPool } from './pool.ts'
import type { Upstream } from './upstream.ts'

const QUERY = { name: parseName('a.'), type: 1, dnssec: false, recursionDesired: true }

function reply(rcode: number): Message {
  return { ...makeQuery(0, { name: QUERY.name, type: 1, class: 1 }, null, false), rcode }
}

/** An upstream that does what `act` says and counts. */
function fake(name: string, act: () => Message): Upstream & { asked: number } {
  const upstream = {
    asked: 0,
    description: name,
    ask: async (): Promise<Message> => {
      upstream.asked += 1
      return act()
    },
  }
  return upstream
}

const silent = (): never => {
  throw new ProbeError({ code: 'dns-timeout', server: 's', name: 'a' })
}

describe('createUpstreamPool', () => {
  it('leaves a failing server alone for a while, longer each time', async () => {
    let now = 0
    const bad = fake('bad', silent)
    const good = fake('good', () => reply(0))
    const pool = createUpstreamPool([bad, good], { clock: () => now })
    await pool.ask(QUERY)
    await pool.ask(QUERY)
    expect([bad.asked, good.asked]).toEqual([1, 2])
    now += 1_001
    await pool.ask(QUERY)
    expect(bad.asked).toBe(2)
    now += 1_001
    await pool.ask(QUERY)
    expect(bad.asked).toBe(2)
    now += 1_000
    await pool.ask(QUERY)
    expect(bad.asked).toBe(3)
  })

  it('prefers the faster server once it knows both', async () => {
    let now = 0
    const slow = fake('slow', () => {
      now += 100
      return reply(0)
    })
    const fast = fake('fast', () => {
      now += 1
      return reply(0)
    })
    const pool = createUpstreamPool([slow, fast], { clock: () => now })
    for (let at = 0; at < 10; at += 1) await pool.ask(QUERY)
    expect([slow.asked, fast.asked]).toEqual([1, 9])
  })

  it('spends no more than its attempts, and reports the last failure', async () => {
    const servers = [fake('a', silent), fake('b', () => reply(2)), fake('c', silent)]
    const result = await attempt(() => createUpstreamPool(servers, { attempts: 5 }).ask(QUERY))
    expect(servers.reduce((sum, one) => sum + one.asked, 0)).toBe(5)
    expect(result).toMatchObject({ ok: false, failure: { code: expect.stringMatching(/^dns-(timeout|rcode)$/) } })
  })

  it('goes on when a reply is objected to', async () => {
    const lame = fake('lame', () => reply(0))
    const pool = createUpstreamPool([lame], { attempts: 1, objection: () => 'it is lame' })
    expect(await attempt(() => pool.ask(QUERY))).toMatchObject({
      failure: { code: 'dns-mismatch', reason: 'it is lame' },
    })
  })

  it('passes NXDOMAIN on, ends at once when cancelled, and knows when it is empty', async () => {
    expect((await createUpstreamPool([fake('a', () => reply(3))]).ask(QUERY)).rcode).toBe(3)
    const cancelled = fake('a', () => {
      throw new ProbeError({ code: 'cancelled' })
    })
    expect(await attempt(() => createUpstreamPool([cancelled]).ask(QUERY))).toMatchObject({
      failure: { code: 'cancelled' },
    })
    expect(cancelled.asked).toBe(1)
    expect(await attempt(() => createUpstreamPool([]).ask(QUERY))).toMatchObject({ failure: { code: 'dns-no-server' } })
  })
})
