import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ATTACKS, type Attack } from './attack.ts'
import type { Hop, Route } from './route.ts'
import type { Delivery, SenderProfile } from './sender.ts'
import { SENDERS, senderById } from './sender-list.ts'
import { simulate } from './simulate.ts'

const GOOD: Hop = {
  host: 'mx1.good.lab',
  starttls: true,
  refusesStarttls: false,
  versions: { ssl2: false, ssl3: false, tls10: false, tls11: false, tls12: true, tls13: true },
  suites: { tls13: [0x1302, 0x1303, 0x1301] },
  serverPreference: { tls13: true },
  trustedForHost: true,
  trustedForDomain: true,
  dane: 'matches',
  inPolicy: null,
}

function route(hop: Partial<Hop> = {}, rest: Partial<Route> = {}): Route {
  return { hops: [{ ...GOOD, ...hop }], mx: 'secure', policy: null, ...rest }
}

function sender(id: string): SenderProfile {
  const found = senderById(id)
  if (found === undefined) throw new Error(`no sender ${id}`)
  return found
}

/** Short forms: authenticated, encrypted, in clear, deferred, bounced. */
const SHORT: Readonly<Record<string, Delivery>> = {
  A: 'authenticated',
  E: 'encrypted',
  P: 'plaintext',
  D: 'deferred',
  B: 'bounced',
}

const MEASURED_AS = ['postfix-may', 'postfix-encrypt', 'postfix-dane', 'postfix-dane-only', 'postfix-secure', 'exim']

interface Row {
  readonly name: string
  readonly route: Route
  readonly attack: Attack
  /** What each of {@link MEASURED_AS} did. */
  readonly expected: string
}

/** What real Postfix 3.7 and Exim 4.96 did in a signed laboratory. */
const ROWS: readonly Row[] = [
  { name: 'good TLSA 3 1 1', route: route(), attack: 'peace', expected: 'E E A A A A' },
  { name: 'mismatching TLSA', route: route({ dane: 'mismatch' }), attack: 'peace', expected: 'E E D D A D' },
  { name: 'STARTTLS stripped, TLSA', route: route(), attack: 'strip', expected: 'P D D D D D' },
  { name: '454, TLSA', route: route(), attack: 'temporary-failure', expected: 'P D D D D D' },
  {
    name: 'expired certificate, 3 1 1 matches',
    route: route({ trustedForHost: false, trustedForDomain: false }),
    attack: 'peace',
    expected: 'E E A A D A',
  },
  {
    name: 'expired certificate, 2 1 1',
    route: route({ trustedForHost: false, trustedForDomain: false, dane: 'mismatch' }),
    attack: 'peace',
    expected: 'E E D D D D',
  },
  { name: 'no TLSA', route: route({ dane: 'none' }), attack: 'peace', expected: 'E E E D A E' },
  { name: 'no TLSA, stripped', route: route({ dane: 'none' }), attack: 'strip', expected: 'P D P D D P' },
  { name: 'no TLSA, 454', route: route({ dane: 'none' }), attack: 'temporary-failure', expected: 'P D P D D P' },
  {
    name: 'insecure zone, wrong TLSA',
    route: route({ dane: 'none' }, { mx: 'insecure' }),
    attack: 'peace',
    expected: 'E E E D A E',
  },
  { name: 'bogus zone', route: route({}, { mx: 'bogus', hops: [] }), attack: 'peace', expected: 'D D D D D D' },
  {
    name: 'TLSA lookup SERVFAIL',
    route: route({ dane: 'lookup-failed' }),
    attack: 'peace',
    expected: 'E E D D A D',
  },
  { name: 'unusable TLSA (0 0 1)', route: route({ dane: 'unusable' }), attack: 'peace', expected: 'E E E D A E' },
]

describe('what Postfix and Exim did', () => {
  for (const { name, route: given, attack, expected } of ROWS) {
    test(name, () => {
      const deliveries = MEASURED_AS.map((id) => simulate(sender(id), given, attack).delivery)
      expect(deliveries).toEqual(expected.split(' ').map((letter) => SHORT[letter]))
    })
  }

  test('Exim that requires DANE returns mail where there is none', () => {
    const bounced = simulate(sender('exim-require-dane'), route({ dane: 'none' }), 'peace')
    expect(bounced).toMatchObject({ delivery: 'bounced', why: 'dane-missing' })
    expect(simulate(sender('exim-require-dane'), route({ dane: 'unusable' }), 'peace').delivery).toBe('encrypted')
  })

  test('none never speaks TLS, whatever stands in between', () => {
    for (const { id } of ATTACKS.filter((attack) => attack.id !== 'forged-dns')) {
      expect(simulate(sender('postfix-none'), route(), id).delivery).toBe('plaintext')
    }
  })
})

describe('MTA-STS', () => {
  const enforced = route({ dane: 'none', inPolicy: true }, { policy: 'enforce', mx: 'insecure' })
  const cases: readonly { readonly attack: Attack; readonly delivery: Delivery; readonly why: string }[] = [
    { attack: 'peace', delivery: 'authenticated', why: 'policy-fulfilled' },
    { attack: 'strip', delivery: 'deferred', why: 'no-starttls' },
    { attack: 'temporary-failure', delivery: 'deferred', why: 'starttls-refused' },
    { attack: 'forged-certificate', delivery: 'deferred', why: 'certificate-not-trusted' },
    { attack: 'policy-blocked-first', delivery: 'plaintext', why: 'no-starttls' },
    { attack: 'policy-blocked-cached', delivery: 'deferred', why: 'no-starttls' },
    { attack: 'forged-dns', delivery: 'deferred', why: 'policy-mx-mismatch' },
  ]
  for (const { attack, delivery, why } of cases) {
    test(`enforce, ${attack}`, () => {
      expect(simulate(sender('gmail'), enforced, attack)).toMatchObject({ delivery, why })
    })
  }

  test('testing changes nothing (RFC 8461 section 5)', () => {
    expect(simulate(sender('gmail'), { ...enforced, policy: 'testing' }, 'strip').delivery).toBe('plaintext')
  })

  test('DANE comes first, and a policy does not mend its failure (RFC 8461 section 2)', () => {
    const both = route({ dane: 'mismatch', inPolicy: true }, { policy: 'enforce' })
    expect(simulate(sender('exchange-online'), both, 'peace')).toMatchObject({
      delivery: 'deferred',
      why: 'dane-mismatch',
    })
  })

  test('an exchanger outside the policy is passed over, the next one is used', () => {
    const two: Route = { ...enforced, hops: [{ ...GOOD, dane: 'none', inPolicy: false }, ...enforced.hops] }
    expect(simulate(sender('gmail'), two, 'peace').delivery).toBe('authenticated')
  })
})

describe('what is negotiated', () => {
  test('the best version of both, and the first suite of the side that decides', () => {
    expect(simulate(sender('postfix-may'), route(), 'peace')).toMatchObject({
      version: 'tls13',
      suite: 'TLS_AES_256_GCM_SHA384',
    })
    const clientDecides = route({ suites: { tls13: [0x1301, 0x1302] }, serverPreference: { tls13: false } })
    expect(simulate(sender('postfix-may'), clientDecides, 'peace').suite).toBe('TLS_AES_256_GCM_SHA384')
    const serverDecides = route({ suites: { tls13: [0x1301, 0x1302] }, serverPreference: { tls13: true } })
    expect(simulate(sender('postfix-may'), serverDecides, 'peace').suite).toBe('TLS_AES_128_GCM_SHA256')
  })

  test('a server of 2010 writes in clear to one that wants TLS 1.2', () => {
    expect(simulate(sender('old-server'), route(), 'peace')).toMatchObject({
      delivery: 'plaintext',
      why: 'no-common-tls',
    })
  })
})

const answer = fc.constantFrom(true, false, null)
const hops: fc.Arbitrary<Hop> = fc.record({
  host: fc.constant('mx.example.lab'),
  starttls: answer,
  refusesStarttls: answer,
  versions: fc.record({ ssl2: answer, ssl3: answer, tls10: answer, tls11: answer, tls12: answer, tls13: answer }),
  suites: fc.constant({}),
  serverPreference: fc.constant({}),
  trustedForHost: answer,
  trustedForDomain: answer,
  dane: fc.constantFrom('matches', 'mismatch', 'unusable', 'none', 'lookup-failed', 'unknown'),
  inPolicy: answer,
})
const routes: fc.Arbitrary<Route> = fc.record({
  hops: fc.array(hops, { maxLength: 3 }),
  mx: fc.constantFrom('secure', 'insecure', 'bogus', 'unknown'),
  policy: fc.constantFrom('enforce', 'testing', 'none', null, undefined),
})
const senders = fc.constantFrom(...SENDERS)

describe('properties', () => {
  test('a sender that demands encryption never delivers in clear', () => {
    const strict = SENDERS.filter(({ demand }) => demand !== 'opportunistic' && demand !== 'clear')
    fc.assert(
      fc.property(fc.constantFrom(...strict), routes, fc.constantFrom(...ATTACKS), (one, given, { id }) => {
        expect(simulate(one, given, id).delivery).not.toBe('plaintext')
      }),
      { numRuns: 2_000 },
    )
  })

  test('taking something away makes no mail better protected than peace does', () => {
    // Whoever forges a certificate or a name speaks TLS himself, perhaps better than the server would.
    const taking = ATTACKS.filter(({ id }) => !id.startsWith('forged-'))
    const rank: Readonly<Record<Delivery, number>> = {
      authenticated: 3,
      encrypted: 2,
      plaintext: 1,
      deferred: 0,
      bounced: 0,
    }
    fc.assert(
      fc.property(senders, routes, fc.constantFrom(...taking), (one, given, { id }) => {
        const { delivery: before } = simulate(one, given, 'peace')
        const { delivery: after } = simulate(one, given, id)
        fc.pre(before !== null && after !== null && before !== 'deferred' && before !== 'bounced')
        expect(rank[after]).toBeLessThanOrEqual(rank[before])
      }),
      { numRuns: 2_000 },
    )
  })

  test('nothing is called authenticated under an attack on names, certificates or TLS without DANE or a policy', () => {
    fc.assert(
      fc.property(routes, fc.constantFrom<Attack>('strip', 'forged-certificate'), (given, attack) => {
        const bare = { ...given, hops: given.hops.map((hop) => ({ ...hop, dane: 'none' as const })), policy: null }
        for (const one of SENDERS) expect(simulate(one, bare, attack).delivery).not.toBe('authenticated')
      }),
      { numRuns: 500 },
    )
  })
})
