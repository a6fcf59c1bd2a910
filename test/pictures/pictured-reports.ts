import { ACCEPTED, domainFacts, lookup, mtaStsFacts, REFUSED, serverFacts } from '../../src/facts/builders.ts'
import type { DomainFacts } from '../../src/facts/domain-facts.ts'
import { GROUP_ANSWERS, HANDSHAKE } from '../../src/facts/good-server.ts'
import type { DhFact } from '../../src/facts/server-facts.ts'
import { judge } from '../../src/judge/judge.ts'
import { type Report, reportOf } from '../../src/report/report.ts'
import { sampleReport } from '../report-samples.ts'

/*
 * The reports that are drawn. Their facts are built, not gathered: the clock stands still, nothing depends on a network, and a
 * picture changes only when what people see has changed.
 */

/** A report to be drawn, by the name of its pictures. */
export interface Pictured {
  readonly name: 'perfect' | 'debian' | 'weak'
  readonly report: Report
}

/** Nothing to improve; Postfix as Debian ships it, in a domain that publishes nothing; and much to improve. */
export function picturedReports(): readonly Pictured[] {
  return [
    { name: 'perfect', report: judged(domainFacts({ servers: twoServers() })) },
    { name: 'debian', report: judged(debian()) },
    { name: 'weak', report: sampleReport('mixed') },
  ]
}

function judged(facts: DomainFacts): Report {
  return reportOf(facts, judge(facts))
}

function twoServers(): DomainFacts['servers'] {
  return ['203.0.113.10', '2001:db8::10'].map((address) => serverFacts({ address }))
}

/** The groups of OpenSSL 3.0, which knows none that resists a quantum computer. */
const DEBIAN_GROUPS: readonly string[] = ['x25519', 'secp256r1', 'x448', 'secp521r1', 'secp384r1']

const DEBIAN_SUITES: readonly string[] = [
  'TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384',
  'TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256',
  'TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA',
  'TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA',
  'TLS_DH_anon_WITH_AES_256_GCM_SHA384',
  'TLS_DH_anon_WITH_AES_128_GCM_SHA256',
  'TLS_DH_anon_WITH_AES_256_CBC_SHA256',
  'TLS_ECDH_anon_WITH_AES_256_CBC_SHA',
  'TLS_ECDH_anon_WITH_AES_128_CBC_SHA',
]

const OAKLEY: DhFact = {
  version: 'tls12',
  suite: 'TLS_DH_anon_WITH_AES_256_GCM_SHA384',
  bits: 1024,
  generator: '02',
  primeSha256: '0'.repeat(64),
  knownPrime: 'Oakley group 2',
  by: 0,
}

function debian(): DomainFacts {
  const server = serverFacts({
    accept: { tls12: DEBIAN_SUITES },
    preference: { tls12: 'client', tls13: 'client' },
    handshakes: [{ ...HANDSHAKE, group: 'x25519' }],
    groups: GROUP_ANSWERS.map((group) => ({ ...group, ...(DEBIAN_GROUPS.includes(group.name) ? ACCEPTED : REFUSED) })),
  })
  const good = domainFacts({ servers: [{ ...server, dh: [OAKLEY] }] })
  return {
    ...good,
    exchangers: good.exchangers.map((exchanger) => ({
      ...exchanger,
      tlsa: exchanger.tlsa.map((search) => ({
        ...search,
        base: null,
        tried: search.tried.map((tried) => ({ ...tried, outcome: 'nxdomain' as const, records: [] })),
      })),
    })),
    mtaSts: { ...mtaStsFacts(), record: lookup('_mta-sts.example.lab', 'TXT', []), fetch: null },
    tlsRpt: { lookup: lookup('_smtp._tls.example.lab', 'TXT', []), reach: [] },
  }
}
