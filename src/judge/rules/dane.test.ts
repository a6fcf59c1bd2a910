import { createHash, X509Certificate } from 'node:crypto'
import { describe } from 'vitest'
import { chainNamed } from '../../../test/chains.ts'
import { type RuleCase, testRules } from '../../../test/rule-cases.ts'
import type { DnssecStatus, Lookup, TlsaRecord } from '../../dns/lookup.ts'
import {
  ACCEPTED,
  domainFacts,
  exchangersOf,
  GOOD_CHAIN,
  lookup,
  serverFacts,
  silentServerFacts,
} from '../../facts/builders.ts'
import type { DomainFacts } from '../../facts/domain-facts.ts'
import type { TlsaFacts } from '../../facts/policy-facts.ts'
import type { ChainFact, ServerFacts } from '../../facts/server-facts.ts'
import { DANE_RULES } from './dane.ts'

const HOST = 'mx1.example.lab'
const NAME = `_25._tcp.${HOST}`

/** A record for a certificate of a chain. */
function recordFor(chain: ChainFact, usage: 2 | 3, selector: 0 | 1 = 1, depth = 0): TlsaRecord {
  const certificate = new X509Certificate(Buffer.from(chain.certificates[depth] ?? '', 'base64'))
  const octets = selector === 0 ? certificate.raw : certificate.publicKey.export({ type: 'spki', format: 'der' })
  return { usage, selector, matching: 1, data: createHash('sha256').update(octets).digest('hex') }
}

const OWN = recordFor(GOOD_CHAIN, 3)
const OTHER: TlsaRecord = { usage: 3, selector: 1, matching: 1, data: 'ab'.repeat(32) }
const UNUSABLE: TlsaRecord = { usage: 0, selector: 0, matching: 1, data: 'cd'.repeat(32) }
const ROOT_OF_OTHERS: TlsaRecord = { usage: 2, selector: 0, matching: 1, data: 'ef'.repeat(32) }

function withStatus<Record>(one: Lookup<Record>, status: DnssecStatus, ede: number | null = null): Lookup<Record> {
  return { ...one, dnssec: { status, ede, reason: 'as the test says', chain: [] } }
}

function tlsaFacts(records: readonly TlsaRecord[], more: Partial<TlsaFacts> = {}): TlsaFacts {
  const tried = [withStatus(lookup(NAME, 'TLSA', records), 'secure')]
  return { port: 25, base: records.length > 0 ? HOST : null, tried, alias: null, notLookedFor: null, ...more }
}

/** A domain whose only exchanger has these TLSA facts. */
function withTlsa(tlsa: TlsaFacts | null, servers: readonly ServerFacts[] = [serverFacts()]): DomainFacts {
  const exchangers = exchangersOf(servers).map((exchanger) => ({ ...exchanger, tlsa: tlsa === null ? [] : [tlsa] }))
  return domainFacts({ servers, exchangers })
}

function withRecords(records: readonly TlsaRecord[], servers?: readonly ServerFacts[]): DomainFacts {
  return withTlsa(tlsaFacts(records), servers)
}

/** The lookup failed: SERVFAIL, or as `status` says. */
function failing(status: DnssecStatus, ede: number | null = null): DomainFacts {
  const failed = withStatus(lookup<TlsaRecord>(NAME, 'TLSA', []), status, ede)
  const failure = { code: 'dns-rcode', server: '192.0.2.53', name: NAME, rcode: 'SERVFAIL' } as const
  return withTlsa(tlsaFacts([], { tried: [{ ...failed, outcome: 'failed', failure }] }))
}

const servfail = failing('indeterminate')
const unsignedWithRecords = withTlsa(
  tlsaFacts([], {
    base: null,
    notLookedFor: 'address-insecure',
    tried: [withStatus(lookup(NAME, 'TLSA', [OWN]), 'insecure')],
  }),
)
const unsignedWithout = withTlsa(tlsaFacts([], { notLookedFor: 'address-insecure', tried: [] }))
const notLooked = withTlsa(null)

const rsa = chainNamed('rsa')
const dual = [serverFacts({ chains: [GOOD_CHAIN, rsa] })]
const differs = [serverFacts(), serverFacts({ address: '203.0.113.11', chains: [rsa] })]
const unseen = [serverFacts({ chains: [] })]
const noStartTls = [serverFacts({ smtp: { starttls: { state: 'refused', by: 0, how: 'reply' } } })]
const silent = [serverFacts({ smtp: { starttls: { state: 'unknown', why: 'timeout' } } })]
const expired = [serverFacts({ chains: [chainNamed('expired')] })]
const wrongName = [serverFacts({ host: HOST, chains: [chainNamed('wrong')] })]

const second = serverFacts({ address: '203.0.113.12', host: 'mx2.example.lab' })
function twoExchangers(state: 'usable' | 'none' | 'failed'): DomainFacts {
  const exchangers = exchangersOf([serverFacts(), second]).map((exchanger, at) => {
    if (at === 0) return { ...exchanger, tlsa: [tlsaFacts([OWN])] }
    const other =
      state === 'usable'
        ? tlsaFacts([OWN])
        : state === 'none'
          ? tlsaFacts([])
          : (servfail.exchangers[0]?.tlsa[0] ?? tlsaFacts([]))
    return { ...exchanger, tlsa: [other] }
  })
  return domainFacts({ servers: [serverFacts(), second], exchangers })
}

const notLookedForSecond: DomainFacts = {
  ...twoExchangers('usable'),
  exchangers: twoExchangers('usable').exchangers.map((exchanger, at) =>
    at === 0 ? exchanger : { ...exchanger, tlsa: [] },
  ),
}

/** One address that is covered, and one that answered nothing. */
const oneSilent = [serverFacts(), silentServerFacts('timeout', { address: '203.0.113.11' })]
const withoutTls = silentServerFacts('not-asked', {
  address: '203.0.113.11',
  smtp: { reachable: ACCEPTED, starttls: { state: 'refused', by: 0, how: 'ignored' } },
})

/** The second address is one of IPv6, which this machine does not have. */
const leftOut: DomainFacts = {
  ...withRecords([OWN]),
  exchangers: withRecords([OWN]).exchangers.map((exchanger) => ({
    ...exchanger,
    servers: [
      ...exchanger.servers,
      { address: '2001:db8::10', port: 25, surveyed: false, why: 'local', failure: null } as const,
    ],
  })),
}

const AFTER_FAILURE: readonly RuleCase['code'][] = [
  'dane-missing',
  'dane-unsigned',
  'dane-no-usable-record',
  'dane-unusable-record',
  'dane-full-certificate-fragile',
  'dane-tls-not-offered',
  'dane-mismatch',
  'dane-ta-not-sent',
  'dane-ta-name-mismatch',
  'dane-ta-expired',
  'dane-address-differs',
  'dane-chain-dual-uncovered',
  'dane-rollover-not-ready',
]

const cases: readonly RuleCase[] = [
  ...AFTER_FAILURE.map(
    (code): RuleCase => ({ code, given: 'a failed lookup', facts: servfail, expected: 'unknown unreachable' }),
  ),
  { code: 'dane-missing', given: 'a signed zone without records', facts: withRecords([]), expected: 'info' },
  { code: 'dane-missing', given: 'records', facts: withRecords([OWN]), expected: 'clear' },
  { code: 'dane-missing', given: 'a zone that is not signed', facts: unsignedWithout, expected: 'not-applicable' },
  { code: 'dane-missing', given: 'no look', facts: notLooked, expected: 'unknown not-asked' },

  {
    code: 'dane-partial',
    given: 'records for one of two',
    facts: twoExchangers('none'),
    expected: 'medium',
    evidence: { kind: 'exchangers', exchangers: ['mx2.example.lab'] },
  },
  { code: 'dane-partial', given: 'records for both', facts: twoExchangers('usable'), expected: 'clear' },
  {
    code: 'dane-partial',
    given: 'one that cannot be looked up',
    facts: twoExchangers('failed'),
    expected: 'unknown unreachable',
  },
  { code: 'dane-partial', given: 'a single exchanger', facts: withRecords([OWN]), expected: 'not-applicable' },

  { code: 'dane-unsigned', given: 'records that nothing proves', facts: unsignedWithRecords, expected: 'low' },
  { code: 'dane-unsigned', given: 'neither records nor signatures', facts: unsignedWithout, expected: 'clear' },
  { code: 'dane-unsigned', given: 'records that are proved', facts: withRecords([OWN]), expected: 'clear' },

  { code: 'dane-bogus', given: 'signatures that do not hold', facts: failing('bogus', 6), expected: 'critical' },
  { code: 'dane-bogus', given: 'SERVFAIL', facts: servfail, expected: 'clear' },
  { code: 'dane-bogus', given: 'no look', facts: notLooked, expected: 'unknown not-asked' },
  { code: 'dane-lookup-failed', given: 'SERVFAIL', facts: servfail, expected: 'high' },
  { code: 'dane-lookup-failed', given: 'signatures that do not hold', facts: failing('bogus', 6), expected: 'clear' },
  { code: 'dane-lookup-failed', given: 'no look', facts: notLooked, expected: 'unknown not-asked' },

  {
    code: 'dane-no-usable-record',
    given: 'usage 0 alone',
    facts: withRecords([UNUSABLE]),
    expected: 'medium',
    evidence: { kind: 'tlsa-unusable' },
  },
  {
    code: 'dane-no-usable-record',
    given: 'usage 0 and a good one',
    facts: withRecords([UNUSABLE, OWN]),
    expected: 'clear',
  },
  {
    code: 'dane-unusable-record',
    given: 'usage 0 and a good one',
    facts: withRecords([UNUSABLE, OWN]),
    expected: 'low',
  },
  { code: 'dane-unusable-record', given: 'a good one', facts: withRecords([OWN]), expected: 'clear' },
  {
    code: 'dane-full-certificate-fragile',
    given: '3 0 1',
    facts: withRecords([recordFor(GOOD_CHAIN, 3, 0)]),
    expected: 'info',
  },
  { code: 'dane-full-certificate-fragile', given: '3 1 1', facts: withRecords([OWN]), expected: 'clear' },

  { code: 'dane-tls-not-offered', given: 'no STARTTLS', facts: withRecords([OWN], noStartTls), expected: 'critical' },
  { code: 'dane-tls-not-offered', given: 'STARTTLS', facts: withRecords([OWN]), expected: 'clear' },
  {
    code: 'dane-tls-not-offered',
    given: 'a silent server',
    facts: withRecords([OWN], silent),
    expected: 'unknown timeout',
  },
  { code: 'dane-tls-not-offered', given: 'no records', facts: withRecords([]), expected: 'not-applicable' },

  {
    code: 'dane-mismatch',
    given: 'a record for another key',
    facts: withRecords([OTHER]),
    expected: 'critical',
    evidence: { kind: 'tlsa-fault', fault: 'digest-mismatch' },
  },
  { code: 'dane-mismatch', given: 'one record of two that fits', facts: withRecords([OTHER, OWN]), expected: 'clear' },
  {
    code: 'dane-mismatch',
    given: 'no chain that was seen',
    facts: withRecords([OWN], unseen),
    expected: 'unknown not-asked',
  },
  { code: 'dane-mismatch', given: 'one chain of two', facts: withRecords([OWN], dual), expected: 'clear' },
  {
    code: 'dane-ta-not-sent',
    given: 'the root of somebody else',
    facts: withRecords([ROOT_OF_OTHERS]),
    expected: 'critical',
  },
  { code: 'dane-ta-not-sent', given: 'a record that fits', facts: withRecords([OWN]), expected: 'clear' },
  {
    code: 'dane-ta-name-mismatch',
    given: 'a certificate for another name',
    facts: withRecords([recordFor(chainNamed('wrong'), 2, 0, 1)], wrongName),
    expected: 'critical',
  },
  {
    code: 'dane-ta-name-mismatch',
    given: 'usage 3, for which names do not count',
    facts: withRecords([recordFor(chainNamed('wrong'), 3)], wrongName),
    expected: 'clear',
  },
  {
    code: 'dane-ta-expired',
    given: 'an expired certificate, usage 2',
    facts: withRecords([recordFor(chainNamed('expired'), 2, 0, 1)], expired),
    expected: 'critical',
  },
  {
    code: 'dane-ta-expired',
    given: 'an expired certificate, usage 3',
    facts: withRecords([recordFor(chainNamed('expired'), 3)], expired),
    expected: 'clear',
  },

  {
    code: 'dane-address-differs',
    given: 'two addresses, one covered',
    facts: withRecords([OWN], differs),
    expected: 'high',
  },
  {
    code: 'dane-address-differs',
    given: 'two addresses, both covered',
    facts: withRecords([OWN, recordFor(rsa, 3)], differs),
    expected: 'clear',
  },
  {
    code: 'dane-address-differs',
    given: 'two addresses, one of which showed no certificate',
    facts: withRecords([OWN], oneSilent),
    expected: 'unknown timeout',
  },
  {
    code: 'dane-address-differs',
    given: 'two addresses, one of which was not surveyed',
    facts: leftOut,
    expected: 'unknown local',
  },
  {
    code: 'dane-address-differs',
    given: 'two addresses, one of which has no TLS',
    facts: withRecords([OWN], [serverFacts(), withoutTls]),
    expected: 'clear',
  },
  {
    code: 'dane-chain-dual-uncovered',
    given: 'a second certificate that nobody asked for',
    facts: withRecords([OWN], [serverFacts({ accept: { tls12: ['TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256'] } })]),
    expected: 'unknown not-asked',
  },
  {
    code: 'dane-chain-dual-uncovered',
    given: 'an address that was not surveyed',
    facts: leftOut,
    expected: 'unknown local',
  },
  {
    code: 'dane-rollover-not-ready',
    given: 'a record that may be that of an address nobody saw',
    facts: withRecords([OWN, OTHER], oneSilent),
    expected: 'unknown timeout',
  },
  {
    code: 'dane-partial',
    given: 'an exchanger for which nobody looked',
    facts: notLookedForSecond,
    expected: 'unknown not-asked',
  },
  {
    code: 'dane-chain-dual-uncovered',
    given: 'two chains, one covered',
    facts: withRecords([OWN], dual),
    expected: 'high',
    evidence: { kind: 'tlsa-fault', keyType: 'rsa' },
  },
  {
    code: 'dane-chain-dual-uncovered',
    given: 'two chains, both covered',
    facts: withRecords([OWN, recordFor(rsa, 3)], dual),
    expected: 'clear',
  },
  {
    code: 'dane-rollover-not-ready',
    given: 'the record of the key in use',
    facts: withRecords([OWN]),
    expected: 'info',
  },
  {
    code: 'dane-rollover-not-ready',
    given: 'the record of the next key, too',
    facts: withRecords([OWN, OTHER]),
    expected: 'clear',
  },
  {
    code: 'dane-rollover-not-ready',
    given: 'records that fit nothing',
    facts: withRecords([OTHER]),
    expected: 'not-applicable',
  },
]

describe('rules about DANE', () => testRules(DANE_RULES, cases))
