import { describe, expect, it } from 'vitest'
import { attempt } from '../base/failure.ts'
import { InFlight } from './in-flight.ts'
import { TtlCache } from './ttl-cache.ts'

describe('TtlCache', () => {
  it('forgets at the time, and the oldest when it is full', () => {
    const cache = new TtlCache<number>(2)
    cache.set('a', 1, 100)
    cache.set('b', 2, 200)
    expect([cache.get('a', 99), cache.get('a', 100), cache.get('b', 100)]).toEqual([1, undefined, 2])
    cache.set('c', 3, 200)
    cache.set('d', 4, 200)
    expect([cache.get('b', 0), cache.get('c', 0), cache.get('d', 0)]).toEqual([undefined, 3, 4])
    cache.delete('c')
    expect(cache.get('c', 0)).toBeUndefined()
  })
})

describe('InFlight', () => {
  it('starts work once, and stops it when the last waiter has gone', async () => {
    const flights = new InFlight<string>()
    let started = 0
    let stopped = false
    const work = (signal: AbortSignal): Promise<string> => {
      started += 1
      return new Promise((_, reject) =>
        signal.addEventListener('abort', () => {
          stopped = true
          reject(new Error('stopped'))
        }),
      )
    }
    const first = new AbortController()
    const second = new AbortController()
    const waits = [
      attempt(() => flights.join('k', first.signal, work)),
      attempt(() => flights.join('k', second.signal, work)),
    ]
    first.abort()
    expect([started, stopped]).toEqual([1, false])
    second.abort()
    expect(stopped).toBe(true)
    expect(await Promise.all(waits)).toMatchObject([
      { failure: { code: 'cancelled' } },
      { failure: { code: 'cancelled' } },
    ])
    expect(await flights.join('k', undefined, async () => 'again')).toBe('again')
  })
})
