import { describe, expect, test } from 'vitest'
import { findCaa } from '../src/audit/find-caa.ts'
import { ProbeError } from '../src/base/failure.ts'
import { CAA_CLIMB } from '../src/base/limits.ts'
import type { CaaRecord, Lookup, Resolver } from '../src/dns/lookup.ts'
import { lookup } from '../src/facts/builders.ts'
import { UNANSWERED } from '../src/facts/good-dnssec.ts'

const ISSUE: CaaRecord = { flags: 0, tag: 'issue', value: 'ca.example' }

/** A DNS with CAA records at some names and failures at others, which remembers what it was asked. */
function dnsOf({
  caa = [],
  failing = [],
}: {
  readonly caa?: readonly string[]
  readonly failing?: readonly string[]
}): {
  readonly resolver: Resolver
  readonly asked: string[]
} {
  const asked: string[] = []
  const answer = (name: string): Lookup<CaaRecord> => {
    if (!failing.includes(name)) return lookup(name, 'CAA', caa.includes(name) ? [ISSUE] : [])
    const failure = { code: 'dns-timeout', server: '192.0.2.53', name } as const
    return { ...lookup<CaaRecord>(name, 'CAA', []), outcome: 'failed', dnssec: UNANSWERED, failure }
  }
  const resolver: Resolver = {
    description: 'a table',
    lookup: async (name, type, signal) => {
      if (signal?.aborted === true) throw new ProbeError({ code: 'cancelled' })
      asked.push(`${type} ${name}`)
      return answer(name) as never
    },
  }
  return { resolver, asked }
}

const cases = [
  {
    given: 'nothing anywhere: up to the top-level domain, and not the root',
    hosts: ['mx.example.org'],
    dns: {},
    asked: ['mx.example.org', 'example.org', 'org'],
  },
  {
    given: 'records at the domain end the climb',
    hosts: ['mx.example.org'],
    dns: { caa: ['example.org'] },
    asked: ['mx.example.org', 'example.org'],
  },
  {
    given: 'records at the host do not, since a wildcard is governed from above it',
    hosts: ['mx.example.org'],
    dns: { caa: ['mx.example.org', 'example.org'] },
    asked: ['mx.example.org', 'example.org'],
  },
  {
    given: 'a failure ends it',
    hosts: ['mx.example.org'],
    dns: { failing: ['example.org'] },
    asked: ['mx.example.org', 'example.org'],
  },
  {
    given: 'hosts share what is above them',
    hosts: ['mx1.example.org', 'mx2.example.org', 'mx1.example.org', 'mx.example.com'],
    dns: { caa: ['example.org'] },
    asked: ['mx1.example.org', 'mx2.example.org', 'example.org', 'mx.example.com', 'example.com', 'com'],
  },
  {
    given: 'a host that is the domain of another',
    hosts: ['example.org', 'mx.example.org'],
    dns: { caa: ['example.org', 'org'] },
    asked: ['example.org', 'org', 'mx.example.org'],
  },
  {
    given: 'what is no host name is not asked about',
    hosts: ['203.0.113.10', '2001:db8::1', '[203.0.113.10]', 'mx\\032.example.org', '.'],
    dns: {},
    asked: [],
  },
]

describe('findCaa', () => {
  test.each(cases)('$given', async ({ hosts, dns, asked: expected }) => {
    const { resolver, asked } = dnsOf(dns)
    const lookups = await findCaa(hosts, resolver, undefined)
    expect(asked.toSorted()).toEqual(expected.map((name) => `CAA ${name}`).toSorted())
    expect(lookups.map(({ name }) => name)).toEqual(expected.toSorted())
  })

  test('a climb is bounded', async () => {
    const { resolver, asked } = dnsOf({})
    await findCaa([`${'a.'.repeat(100)}example.org`], resolver, undefined)
    expect(asked).toHaveLength(CAA_CLIMB)
  })

  test('is cancelled by its signal', async () => {
    const { resolver } = dnsOf({})
    const cancelled = findCaa(['mx.example.org'], resolver, AbortSignal.abort())
    await expect(cancelled).rejects.toMatchObject({ failure: { code: 'cancelled' } })
  })
})
