import { describe, expect, test } from 'vitest'
import { SAMPLES } from '../../test/report-samples.ts'
import { unknown } from '../base/answer.ts'
import {
  ACCEPTED,
  domainFacts,
  lookup,
  mtaStsFacts,
  REFUSED,
  serverFacts,
  silentServerFacts,
  transportFacts,
} from '../facts/builders.ts'
import type { DomainFacts } from '../facts/domain-facts.ts'
import { INSECURE } from '../facts/good-dnssec.ts'
import { judge } from '../judge/judge.ts'
import { headline } from './headline.ts'

const noTls = { reachable: ACCEPTED, starttls: { state: 'refused', by: 0, how: 'reply' } } as const
const plain = silentServerFacts('not-applicable', { address: '203.0.113.20', host: 'mx2.example.lab', smtp: noTls })
const silent = silentServerFacts('timeout', { address: '203.0.113.30', host: 'mx3.example.lab' })
const noVersion = { ssl2: REFUSED, ssl3: REFUSED, tls10: REFUSED, tls11: REFUSED, tls12: REFUSED, tls13: REFUSED }

const bare: DomainFacts = domainFacts({
  route: 'implicit',
  mx: lookup('example.lab', 'MX', []),
  exchangers: [
    {
      host: 'example.lab',
      preference: 0,
      v4: lookup('example.lab', 'A', []),
      v6: lookup('example.lab', 'AAAA', []),
      tlsa: [],
      servers: [],
    },
  ],
  servers: [],
})

const table: readonly { given: string; facts: DomainFacts; says: string }[] = [
  { given: 'neither MX records nor an address', facts: bare, says: 'Nothing accepts mail for this domain.' },
  {
    given: 'nothing wrong',
    facts: SAMPLES.good,
    says: 'Mail to this domain is encrypted, and senders that validate DANE insist on it.',
  },
  {
    given: 'nothing wrong, something open',
    facts: transportFacts({ servers: [serverFacts({ vulnerabilities: { ccsInjection: unknown('timeout') } })] }),
    says: 'Mail to this domain is encrypted, as far as it could be determined.',
  },
  {
    given: 'nothing wrong, something that the plan left out',
    facts: domainFacts({ servers: [serverFacts({ vulnerabilities: { ccsInjection: unknown('not-asked') } })] }),
    says: 'Mail to this domain is encrypted, and senders that validate DANE insist on it.',
  },
  {
    given: 'nothing wrong, and policies that nobody looked for',
    facts: transportFacts(),
    says: 'Mail to this domain is encrypted; whether senders insist on that could not be determined.',
  },
  {
    given: 'an enforced policy alone',
    facts: { ...transportFacts(), mtaSts: mtaStsFacts() },
    says: 'Mail to this domain is encrypted, and senders that hold its MTA-STS policy insist on it.',
  },
  {
    given: 'neither DANE nor MTA-STS',
    facts: {
      ...domainFacts(),
      exchangers: transportFacts().exchangers,
      mtaSts: { record: lookup('_mta-sts.example.lab', 'TXT', []), fetch: null, earlier: null },
      mx: { ...lookup('example.lab', 'MX', [{ preference: 10, exchange: 'mx1.example.lab' }]), dnssec: INSECURE },
    },
    says: 'Mail to this domain is encrypted, but anyone on the path can switch that off.',
  },
  {
    given: 'no encryption at all',
    facts: SAMPLES.plain,
    says: 'Mail to this domain travels in clear: anyone on the path can read it.',
  },
  {
    given: 'no encryption at one of two',
    facts: domainFacts({ servers: [serverFacts(), plain] }),
    says: 'Part of the mail travels in clear, where anyone on the path can read it: that to mx2.example.lab.',
  },
  {
    given: 'no encryption at the only one that answers',
    facts: domainFacts({ servers: [plain, silent] }),
    says: 'Mail to this domain travels in clear: anyone on the path can read it.',
  },
  {
    given: 'no handshake on 465',
    facts: domainFacts({
      kind: 'server',
      servers: [serverFacts({ port: 465, mode: 'implicit', versions: noVersion })],
    }),
    says: 'Mail to this server cannot be sent: TLS is all there is, and no handshake succeeds.',
  },
  {
    given: 'a high finding',
    facts: SAMPLES.mixed,
    says: 'Mail to this domain is encrypted, but a certificate has expired.',
  },
  {
    given: 'a name that stays as it is',
    facts: domainFacts({ servers: [serverFacts({ accept: { tls12: ['TLS_ECDHE_ECDSA_WITH_RC4_128_SHA'] } })] }),
    says: 'Mail to this domain is encrypted, but RC4 is accepted.',
  },
  {
    given: 'one silent server',
    facts: domainFacts({ servers: [serverFacts(), silent] }),
    says: 'Mail to the servers that answered is encrypted; 1 of 2 could not be examined.',
  },
  {
    given: 'no server that answers',
    facts: SAMPLES.limited,
    says: 'The mail server could not be examined: the server answered 421 instead of a greeting: too many connections.',
  },
  { given: 'no route', facts: SAMPLES.none, says: 'Nothing accepts mail for this domain.' },
  {
    given: 'an unknown route',
    facts: SAMPLES.unresolved,
    says: 'It could not be found out where mail for example.lab goes: the resolver 192.0.2.53 answered SERVFAIL about example.lab.',
  },
  {
    given: 'a null MX',
    facts: domainFacts({
      route: 'null-mx',
      mx: lookup('example.lab', 'MX', [{ preference: 0, exchange: '.' }]),
      exchangers: [],
      servers: [],
    }),
    says: 'This domain says that it takes no mail.',
  },
]

describe('headline', () => {
  test.each(table)('$given', ({ facts, says }) => {
    expect(headline(facts, judge(facts))).toBe(says)
  })

  test('several servers that could not be examined', () => {
    const facts = domainFacts({ servers: [silent, { ...silent, address: '203.0.113.31' }] })
    expect(headline(facts, judge(facts))).toBe('None of the mail servers could be examined.')
  })

  test('handshakes that fail after STARTTLS', () => {
    const facts = domainFacts({ servers: [serverFacts({ versions: noVersion })] })
    expect(headline(facts, judge(facts))).toBe(
      'Mail to this domain travels in clear or not at all: TLS starts, but no handshake succeeds.',
    )
  })

  test('a server that could not be reached is never called encrypted', () => {
    const facts = domainFacts({ kind: 'server', servers: [silent] })
    expect(headline(facts, judge(facts))).toBe('This server could not be examined.')
  })
})
