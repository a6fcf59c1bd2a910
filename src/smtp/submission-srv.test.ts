import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type ServiceRecord, selectSubmission, submissionHosts } from './submission-srv.ts'

const record = (target: string, changes: Partial<ServiceRecord> = {}): ServiceRecord => ({
  priority: 0,
  weight: 1,
  port: 587,
  target,
  ...changes,
})
const hostsOf = (records: readonly ServiceRecord[], random?: () => number): readonly string[] =>
  selectSubmission('_submission._tcp', records, random).hosts.map(({ host }) => host)

describe('RFC 6186: submission hosts from SRV records', () => {
  test('a record tells host, port and kind of TLS', () => {
    expect(selectSubmission('_submission._tcp', [record('smtp.example')])).toEqual({
      state: 'offered',
      hosts: [
        { service: '_submission._tcp', tls: 'starttls', host: 'smtp.example', port: 587, priority: 0, weight: 1 },
      ],
    })
  })

  const states = [
    { name: 'a failed lookup', records: null, state: 'unknown' },
    { name: 'no record', records: [], state: 'absent' },
    { name: 'the target "." is not offered', records: [record('.')], state: 'declined' },
    { name: 'the target "." beside a real one says nothing', records: [record('.'), record('a')], state: 'offered' },
    { name: 'port 0 leads nowhere', records: [record('a', { port: 0 })], state: 'absent' },
  ]
  test.each(states)('$name: $state', ({ records, state }) => {
    expect(selectSubmission('_submission._tcp', records).state).toBe(state)
  })

  test('priorities ascend, heavier ones come first where chance has no say', () => {
    const records = [
      record('c', { priority: 20 }),
      record('b', { priority: 10, weight: 1 }),
      record('a', { priority: 10, weight: 5 }),
    ]
    expect(hostsOf(records)).toEqual(['a', 'b', 'c'])
  })

  test('a server that stands twice is tried once, at its better place', () => {
    expect(hostsOf([record('a', { priority: 9 }), record('b', { priority: 5 }), record('a', { priority: 1 })])).toEqual(
      ['a', 'b'],
    )
  })

  const draws = [
    { name: 'the lowest number takes a weightless one', number: 0, first: 'zero' },
    { name: 'a number in the first weight', number: 0.05, first: 'light' },
    { name: 'a high number', number: 0.99, first: 'heavy' },
  ]
  test.each(draws)('RFC 2782: $name', ({ number, first }) => {
    const records = [record('light', { weight: 10 }), record('zero', { weight: 0 }), record('heavy', { weight: 90 })]
    expect(hostsOf(records, () => number)[0]).toBe(first)
  })

  test('chance changes the order within a priority and nothing else', () => {
    const some = fc.record({
      priority: fc.nat(2),
      weight: fc.nat(9),
      port: fc.constant(587),
      target: fc.constantFrom('a', 'b', 'c', 'd'),
    })
    fc.assert(
      fc.property(
        fc.array(some, { minLength: 1, maxLength: 8 }),
        fc.infiniteStream(fc.double({ min: 0, max: 0.999, noNaN: true })),
        (records, numbers) => {
          const drawn = selectSubmission('_submission._tcp', records, () => numbers.next().value ?? 0).hosts
          const plain = selectSubmission('_submission._tcp', records).hosts
          expect(drawn.map(({ host }) => host).toSorted()).toEqual(plain.map(({ host }) => host).toSorted())
          expect(drawn.map(({ priority }) => priority)).toEqual(plain.map(({ priority }) => priority))
        },
      ),
    )
  })
})

describe('RFC 8314: implicit TLS first, STARTTLS as transition', () => {
  test('hosts of _submissions._tcp come before those of _submission._tcp, whatever their priority', () => {
    const starttls = selectSubmission('_submission._tcp', [record('a', { priority: 0 })])
    const implicit = selectSubmission('_submissions._tcp', [record('b', { priority: 50, port: 465 })])
    expect(submissionHosts([starttls, implicit]).map(({ host, tls, port }) => [host, tls, port])).toEqual([
      ['b', 'implicit', 465],
      ['a', 'starttls', 587],
    ])
  })

  test('a service that is declined or unknown adds no host', () => {
    expect(
      submissionHosts([
        selectSubmission('_submissions._tcp', [record('.')]),
        selectSubmission('_submission._tcp', null),
      ]),
    ).toEqual([])
  })
})
