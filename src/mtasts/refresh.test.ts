import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { CacheEntry } from './policy-cache.ts'
import { BACK_OFF_MILLISECONDS, decideRefresh, type RefreshInput } from './refresh.ts'

const NOW = 1_800_000_000_000
const DAY = 86_400_000
const MINUTE = 60_000

function cached(
  changes: { id?: string; fetchedAt?: number; expiresAt?: number; failedAt?: number; failedId?: string } = {},
): CacheEntry {
  const { id = 'a', fetchedAt = NOW - 60 * MINUTE, expiresAt = NOW + 28 * DAY, failedAt, failedId = id } = changes
  return {
    domain: 'example.com',
    policy: { id, text: 'old', fetchedAt, refreshAt: fetchedAt + 20 * 60 * MINUTE, expiresAt },
    failure: failedAt === undefined ? null : { id: failedId, at: failedAt, code: 'http-status' },
  }
}

const onlyFailed = (at: number, id = 'a'): CacheEntry => ({
  domain: 'example.com',
  policy: null,
  failure: { id, at, code: 'http-status' },
})

const id = (text: string): RefreshInput['record'] => ({ kind: 'id', id: text })
const ABSENT = { kind: 'absent' } as const
const UNKNOWN = { kind: 'unknown' } as const
const NEW = { kind: 'policy', text: 'new', maxAgeSeconds: 86_400 } as const
const FAILED = { kind: 'failed', code: 'http-status' } as const

const cases: readonly {
  readonly name: string
  readonly cached: CacheEntry | null
  readonly record: RefreshInput['record']
  readonly fetched?: RefreshInput['fetched']
  readonly action: string
  readonly inForce: 'old' | 'new' | null
}[] = [
  { name: 'nothing known, a record: fetch', cached: null, record: id('a'), action: 'fetch', inForce: null },
  { name: 'nothing known, no record', cached: null, record: ABSENT, action: 'none', inForce: null },
  { name: 'nothing known, no answer', cached: null, record: UNKNOWN, action: 'none', inForce: null },
  { name: 'the same id: keep', cached: cached(), record: id('a'), action: 'keep', inForce: 'old' },
  {
    name: 'a new id: fetch, and the old one holds meanwhile',
    cached: cached(),
    record: id('b'),
    action: 'fetch',
    inForce: 'old',
  },
  { name: 'an id that differs in case is new', cached: cached(), record: id('A'), action: 'fetch', inForce: 'old' },
  { name: 'the record is gone: keep', cached: cached(), record: ABSENT, action: 'keep', inForce: 'old' },
  { name: 'the DNS fails: keep', cached: cached(), record: UNKNOWN, action: 'keep', inForce: 'old' },
  {
    name: 'the record is gone and the policy has ended',
    cached: cached({ expiresAt: NOW }),
    record: ABSENT,
    action: 'expire',
    inForce: null,
  },
  {
    name: 'the policy has ended, the record is there: fetch',
    cached: cached({ expiresAt: NOW }),
    record: id('a'),
    action: 'fetch',
    inForce: null,
  },
  {
    name: 'the policy is a day old: fetch',
    cached: cached({ fetchedAt: NOW - DAY }),
    record: id('a'),
    action: 'fetch',
    inForce: 'old',
  },
  {
    name: 'a day old, the record is gone: keep',
    cached: cached({ fetchedAt: NOW - DAY }),
    record: ABSENT,
    action: 'keep',
    inForce: 'old',
  },
  {
    name: 'a fetch failed a moment ago: wait',
    cached: onlyFailed(NOW - MINUTE),
    record: id('a'),
    action: 'none',
    inForce: null,
  },
  {
    name: 'it failed five minutes ago: fetch',
    cached: onlyFailed(NOW - 5 * MINUTE),
    record: id('a'),
    action: 'fetch',
    inForce: null,
  },
  {
    name: 'it failed for another id: fetch',
    cached: onlyFailed(NOW - MINUTE),
    record: id('b'),
    action: 'fetch',
    inForce: null,
  },
  {
    name: 'a new id whose fetch failed a moment ago: keep',
    cached: cached({ failedAt: NOW - MINUTE, failedId: 'b' }),
    record: id('b'),
    action: 'keep',
    inForce: 'old',
  },
  {
    name: 'fetched for the first time',
    cached: null,
    record: id('a'),
    fetched: NEW,
    action: 'replace',
    inForce: 'new',
  },
  { name: 'fetched for a new id', cached: cached(), record: id('b'), fetched: NEW, action: 'replace', inForce: 'new' },
  {
    name: 'the fetch failed, nothing cached',
    cached: null,
    record: id('a'),
    fetched: FAILED,
    action: 'none',
    inForce: null,
  },
  {
    name: 'the fetch failed: the cached one stays',
    cached: cached(),
    record: id('b'),
    fetched: FAILED,
    action: 'keep',
    inForce: 'old',
  },
  {
    name: 'the fetch failed, the cached one has ended',
    cached: cached({ expiresAt: NOW }),
    record: id('b'),
    fetched: FAILED,
    action: 'expire',
    inForce: null,
  },
]

test.each(cases)('$name', ({ cached: entry, record, fetched = null, action, inForce }) => {
  const decision = decideRefresh('example.com', { cached: entry, record, fetched, now: NOW })
  expect([decision.action, decision.inForce?.text ?? null]).toEqual([action, inForce])
})

test('a new policy ends max_age after its fetch and is looked at again before', () => {
  const { entry } = decideRefresh('example.com', { cached: cached(), record: id('b'), fetched: NEW, now: NOW })
  expect(entry).toEqual({
    domain: 'example.com',
    policy: { id: 'b', text: 'new', fetchedAt: NOW, refreshAt: NOW + DAY / 2, expiresAt: NOW + DAY },
    failure: null,
  })
  const long = decideRefresh('example.com', {
    cached: null,
    record: id('b'),
    fetched: { ...NEW, maxAgeSeconds: 31_557_600 },
    now: NOW,
  })
  expect((long.entry?.policy?.refreshAt ?? 0) - NOW).toBeLessThan(DAY)
})

test('max_age 0 holds for the message at hand and no longer', () => {
  const fetched = { ...NEW, maxAgeSeconds: 0 }
  const first = decideRefresh('example.com', { cached: null, record: id('a'), fetched, now: NOW })
  expect(first.inForce?.text).toBe('new')
  const next = decideRefresh('example.com', { cached: first.entry, record: ABSENT, fetched: null, now: NOW + 1 })
  expect([next.action, next.inForce]).toEqual(['expire', null])
})

test('another text under the same id is told', () => {
  const changed = (record: string, text: string): boolean =>
    decideRefresh('example.com', { cached: cached(), record: id(record), fetched: { ...NEW, text }, now: NOW })
      .changedUnderSameId
  expect([changed('a', 'new'), changed('a', 'old'), changed('b', 'new')]).toEqual([true, false, false])
})

test('a failure is remembered with its id, and the policy is looked at again after the pause', () => {
  const { entry } = decideRefresh('example.com', { cached: cached(), record: id('b'), fetched: FAILED, now: NOW })
  expect(entry?.failure).toEqual({ id: 'b', at: NOW, code: 'http-status' })
  expect(entry?.policy).toMatchObject({ id: 'a', text: 'old', refreshAt: NOW + BACK_OFF_MILLISECONDS })
})

test('whatever the DNS and the host do, a policy stays in force until it ends or a valid one takes its place', () => {
  const record = fc.oneof(fc.constantFrom(ABSENT, UNKNOWN), fc.constantFrom('a', 'b', 'c').map(id))
  const step = fc.record({ record, fails: fc.boolean(), pause: fc.integer({ min: 0, max: 3 * 60 * MINUTE }) })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      let now = NOW
      let entry: CacheEntry | null = cached({ fetchedAt: NOW, expiresAt: NOW + DAY })
      const failures = new Map<string, number>()
      for (const { record: seen, fails, pause } of steps) {
        now += pause
        const before = entry?.policy ?? null
        const wasLive = before !== null && before.expiresAt > now
        let decision = decideRefresh('example.com', { cached: entry, record: seen, fetched: null, now })
        if (decision.action === 'fetch') {
          if (seen.kind !== 'id') throw new Error('fetched without an id')
          const last = failures.get(seen.id)
          // Between two failures of one id lies the pause, unless another id came in between.
          if (last !== undefined && entry?.failure?.id === seen.id)
            expect(now - last).toBeGreaterThanOrEqual(BACK_OFF_MILLISECONDS)
          if (fails) failures.set(seen.id, now)
          decision = decideRefresh('example.com', { cached: entry, record: seen, fetched: fails ? FAILED : NEW, now })
        }
        expect(decision.action).not.toBe('fetch')
        if (wasLive && decision.action !== 'replace') expect(decision.inForce?.text).toBe(before.text)
        if (!wasLive && decision.action !== 'replace') expect(decision.inForce).toBeNull()
        entry = decision.entry
      }
    }),
  )
})
