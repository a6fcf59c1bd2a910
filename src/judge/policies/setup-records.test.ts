import { expect, test } from 'vitest'
import { domainFacts, lookup } from '../../facts/builders.ts'
import type { DomainFacts } from '../../facts/domain-facts.ts'
import { parsePolicy } from '../../mtasts/policy.ts'
import { DEFAULT_PROFILE } from '../profiles.ts'
import { subjectsOf } from '../subject.ts'
import { type SetupRecords, setupRecords } from './setup-records.ts'

const CHOICES = { rua: ['tls@example.lab'], maxAgeSeconds: 86_400, mode: 'enforce' } as const

function setup(changes: Partial<DomainFacts>): SetupRecords {
  const records = setupRecords(subjectsOf(domainFacts(changes), DEFAULT_PROFILE).domain, CHOICES)
  if (records === null) throw new Error('it is not known where the mail goes')
  return records
}

test('the policy names every exchanger of the MX records, those that were not surveyed as well', () => {
  const hosts = Array.from({ length: 25 }, (_, at) => `mx${at}.example.lab`)
  const mx = lookup(
    'example.lab',
    'MX',
    hosts.map((exchange, preference) => ({ preference, exchange })),
  )
  const { mtaSts } = setup({ mx, mtaSts: null })
  expect(mtaSts.isDone).toBe(false)
  expect(parsePolicy(mtaSts.policy).policy?.mx).toEqual(hosts)
})

test('a policy that names the surveyed exchangers alone is not done', () => {
  const exchangers = ['mx.example.lab', 'mx.elsewhere.lab']
  const mx = lookup(
    'example.lab',
    'MX',
    exchangers.map((exchange, preference) => ({ preference, exchange })),
  )
  expect(setup({ mx }).mtaSts.isDone).toBe(false)
})

test('as long as the exchangers are not known nothing is written down', () => {
  expect(() => setup({ route: 'unknown', exchangers: [], servers: [] })).toThrow('not known')
})

const withoutMail = [
  { route: 'null-mx', mx: lookup('example.lab', 'MX', [{ preference: 0, exchange: '.' }]) },
  { route: 'none', mx: { ...lookup('example.lab', 'MX', []), outcome: 'nxdomain' } },
] as const

test.each(withoutMail)('$route: a domain without exchangers has nothing to publish', ({ route, mx }) => {
  const { mtaSts, tlsRpt, dane } = setup({ route, mx, exchangers: [], servers: [], mtaSts: null, tlsRpt: null })
  expect([mtaSts.isDone, tlsRpt.isDone, dane]).toEqual([true, true, []])
})
