import { describe, expect, test } from 'vitest'
import { domainFacts, mtaStsFacts, serverFacts } from '../../facts/builders.ts'
import type { DomainFacts } from '../../facts/domain-facts.ts'
import { DEFAULT_PROFILE } from '../profiles.ts'
import { subjectsOf } from '../subject.ts'
import type { Attack } from './attack.ts'
import { protectionMatrix } from './protection-matrix.ts'
import { routeOf } from './route-of.ts'
import type { Delivery } from './sender.ts'

function deliveryOf(facts: DomainFacts, sender: string, attack: Attack): Delivery | null | undefined {
  const matrix = protectionMatrix(subjectsOf(facts, DEFAULT_PROFILE).domain)
  return matrix?.find((row) => row.sender.id === sender)?.cells[attack].delivery
}

const refused = { state: 'refused', by: 0, how: 'reply' } as const
const noTls = domainFacts({ servers: [serverFacts({ smtp: { starttls: refused, starttlsReply: null } })] })
const temporary = domainFacts({
  servers: [serverFacts({ smtp: { starttls: refused, starttlsReply: { code: 454, text: 'TLS not available' } } })],
})
const silent = domainFacts({
  servers: [serverFacts({ smtp: { starttls: { state: 'unknown', why: 'timeout' } } })],
  mtaSts: null,
})

describe('the protection matrix', () => {
  const cases: readonly {
    readonly name: string
    readonly facts: DomainFacts
    readonly sender: string
    readonly attack: Attack
    readonly delivery: Delivery | null
  }[] = [
    {
      name: 'a policy is fulfilled',
      facts: domainFacts(),
      sender: 'gmail',
      attack: 'peace',
      delivery: 'authenticated',
    },
    { name: 'and holds', facts: domainFacts(), sender: 'gmail', attack: 'strip', delivery: 'deferred' },
    {
      name: 'nobody demands anything',
      facts: domainFacts(),
      sender: 'postfix-may',
      attack: 'strip',
      delivery: 'plaintext',
    },
    { name: 'no STARTTLS', facts: noTls, sender: 'postfix-may', attack: 'peace', delivery: 'plaintext' },
    { name: 'no STARTTLS, demanded', facts: noTls, sender: 'postfix-encrypt', attack: 'peace', delivery: 'deferred' },
    { name: '454', facts: temporary, sender: 'postfix-encrypt', attack: 'peace', delivery: 'deferred' },
    {
      name: 'what is not known is not said',
      facts: silent,
      sender: 'postfix-encrypt',
      attack: 'peace',
      delivery: null,
    },
    { name: 'a policy that nobody looked for', facts: silent, sender: 'gmail', attack: 'strip', delivery: null },
  ]
  test.each(cases)('$name: $sender, $attack', ({ facts, sender, attack, delivery }) => {
    expect(deliveryOf(facts, sender, attack)).toBe(delivery)
  })

  test('a domain without mail has none', () => {
    const none = domainFacts({ route: 'null-mx', exchangers: [], servers: [] })
    expect(protectionMatrix(subjectsOf(none, DEFAULT_PROFILE).domain)).toBeNull()
  })

  test('the weakest address of an exchanger stands for all of them', () => {
    const two = domainFacts({
      servers: [
        serverFacts(),
        serverFacts({ address: '203.0.113.11', smtp: { starttls: refused, starttlsReply: null } }),
      ],
      mtaSts: mtaStsFacts(),
    })
    expect(routeOf(subjectsOf(two, DEFAULT_PROFILE).domain)?.hops[0]?.starttls).toBe(false)
  })
})
