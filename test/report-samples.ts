import {
  ACCEPTED,
  domainFacts,
  exchangersOf,
  lookup,
  mtaStsFacts,
  type ServerOverrides,
  serverFacts,
  silentServerFacts,
  transportFacts,
} from '../src/facts/builders.ts'
import type { DomainFacts } from '../src/facts/domain-facts.ts'
import { UNANSWERED } from '../src/facts/good-dnssec.ts'
import type { Verification } from '../src/facts/server-facts.ts'
import { judge } from '../src/judge/judge.ts'
import { type Report, reportOf } from '../src/report/report.ts'
import { chainNamed } from './chains.ts'

const failed = (code: number, name: string, text: string): Verification => {
  return { state: 'failed', code, name, text, roots: 'mozilla', by: 0 }
}

const weak: ServerOverrides = {
  accept: {
    tls10: ['TLS_RSA_WITH_AES_128_CBC_SHA', 'TLS_RSA_WITH_3DES_EDE_CBC_SHA'],
    tls12: ['TLS_RSA_WITH_AES_128_CBC_SHA', 'TLS_DH_anon_WITH_AES_128_CBC_SHA', 'TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA'],
  },
  chains: [chainNamed('expired')],
  verification: failed(10, 'CERT_HAS_EXPIRED', 'certificate has expired'),
  vulnerabilities: { ccsInjection: { state: 'unknown', why: 'rate-limited' } },
}

/** What no terminal, page or CSV cell may show as it is: a window title, a colour, a direction, markup, a line end. */
export const HOSTILE = '\u001b]0;owned\u0007\u001b[31m\u202egnp.exe <script>alert(1)</script> "\'\r\n=cmd()'

const hostileServer = serverFacts({
  address: HOSTILE,
  host: HOSTILE,
  chains: [chainNamed('hostile')],
  smtp: {
    banner: { code: 220, lines: [HOSTILE], milliseconds: 20_000 },
    ehlo: { kind: 'ehlo', domain: HOSTILE, extensions: [{ keyword: 'AUTH', parameters: ['PLAIN', HOSTILE] }] },
    mangled: HOSTILE,
    failure: { code: 'smtp-refused', during: HOSTILE, reply: 421, text: HOSTILE },
    transcript: [{ direction: '<', text: HOSTILE, milliseconds: 1, secure: false }],
  },
  accept: { tls10: ['TLS_RSA_WITH_AES_128_CBC_SHA'] },
  handshakes: [
    {
      kind: 'real',
      version: 'tls12',
      suite: HOSTILE,
      group: HOSTILE,
      resumed: false,
      milliseconds: 1,
      messages: [{ from: 'server', name: HOSTILE, bytes: 1, roundTrip: 1, milliseconds: 1 }],
      by: 0,
    },
  ],
  verification: failed(20, HOSTILE, HOSTILE),
})

/** A policy that is tested, as most are for too long. */
const TESTING =
  'version: STSv1\r\nmode: testing\r\nmx: *.example.lab\r\nmx: *.hosting-provider.example\r\nmax_age: 604800\r\n'

/** Domains and servers of every kind, by name. */
export const SAMPLES = {
  good: domainFacts(),
  mixed: transportFacts({
    mtaSts: mtaStsFacts({ text: TESTING }),
    servers: [
      serverFacts({ chains: [chainNamed('good')] }),
      serverFacts({ address: '2001:db8:85a3:1234:5678:8a2e:370:7334', chains: [chainNamed('good')] }),
      serverFacts({ ...weak, address: '203.0.113.20', host: 'mx2.example.lab' }),
      silentServerFacts('timeout', {
        address: '203.0.113.30',
        host: 'backup-mail-exchanger.hosting-provider.example',
        smtp: { failure: { code: 'tcp-timeout', address: '203.0.113.30', port: 25, milliseconds: 10_000 } },
      }),
    ],
  }),
  plain: transportFacts({
    servers: [
      silentServerFacts('not-applicable', {
        smtp: {
          reachable: ACCEPTED,
          banner: { code: 220, lines: ['mx ESMTP Exim 4.96'], milliseconds: 4 },
          ehlo: { kind: 'ehlo', domain: 'mx', extensions: [] },
          starttls: { state: 'refused', by: 0, how: 'reply' },
        },
      }),
    ],
  }),
  target: transportFacts({
    kind: 'server',
    domain: 'mail.example.org:465',
    route: 'target',
    mx: null,
    servers: [
      serverFacts({
        port: 465,
        mode: 'implicit',
        host: 'mail.example.org',
        chains: [chainNamed('self')],
        verification: failed(18, 'DEPTH_ZERO_SELF_SIGNED_CERT', 'self-signed certificate'),
      }),
    ],
  }),
  none: domainFacts({ route: 'none', mx: lookup('example.lab', 'MX', []), exchangers: [], servers: [] }),
  unresolved: transportFacts({
    route: 'unknown',
    mx: {
      ...lookup('example.lab', 'MX', []),
      outcome: 'failed',
      dnssec: UNANSWERED,
      failure: { code: 'dns-rcode', server: '192.0.2.53', name: 'example.lab', rcode: 'SERVFAIL' },
    },
    exchangers: [],
    servers: [],
  }),
  limited: transportFacts({
    servers: [
      silentServerFacts('rate-limited', {
        smtp: {
          reachable: ACCEPTED,
          banner: { code: 421, lines: ['too many connections'], milliseconds: 3 },
          failure: { code: 'smtp-refused', during: 'banner', reply: 421, text: 'too many connections' },
        },
      }),
    ],
  }),
  unsurveyed: transportFacts({
    exchangers: exchangersOf([serverFacts()]).map((exchanger) => ({
      ...exchanger,
      servers: [
        ...exchanger.servers,
        { address: '2001:db8::10', port: 25, surveyed: false, why: 'local', failure: null } as const,
        { address: '10.0.0.1', port: 25, surveyed: false, why: 'special', failure: null } as const,
      ],
    })),
  }),
  hostile: transportFacts({
    domain: HOSTILE,
    servers: [hostileServer, serverFacts({ address: '203.0.113.99', host: HOSTILE })],
    exchangers: [
      {
        host: HOSTILE,
        preference: 10,
        v4: {
          ...lookup(HOSTILE, 'A', [HOSTILE]),
          cnames: [HOSTILE],
          outcome: 'failed',
          dnssec: { status: 'bogus', ede: 6, reason: HOSTILE, at: HOSTILE, chain: [], claimed: 'records' },
          failure: { code: 'dns-rcode', server: HOSTILE, name: HOSTILE, rcode: HOSTILE },
        },
        v6: null,
        tlsa: [],
        servers: [
          { address: HOSTILE, port: 25, surveyed: true },
          { address: '203.0.113.99', port: 25, surveyed: true },
          {
            address: HOSTILE,
            port: 26,
            surveyed: false,
            why: 'special',
            failure: { code: 'address-special', address: HOSTILE, kind: HOSTILE },
          },
        ],
      },
    ],
    vantage: { version: HOSTILE, node: HOSTILE, openssl: HOSTILE, resolver: HOSTILE, ehlo: HOSTILE, plan: 'full' },
  }),
} satisfies Readonly<Record<string, DomainFacts>>

/** The names of all samples. */
export const SAMPLE_NAMES = Object.keys(SAMPLES) as readonly (keyof typeof SAMPLES)[]

const reports = new Map<keyof typeof SAMPLES, Report>()

/** The report of a sample. It is judged once, and is the same object each time. */
export function sampleReport(name: keyof typeof SAMPLES): Report {
  const facts = SAMPLES[name]
  const report = reports.get(name) ?? reportOf(facts, judge(facts))
  reports.set(name, report)
  return report
}
