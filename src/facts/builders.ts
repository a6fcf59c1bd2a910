import { type Answer, type TlsVersion, type Unknown, unknown } from '../base/answer.ts'
import type { Lookup } from '../dns/lookup.ts'
import { CIPHER_SUITES } from '../registry/cipher-suites.ts'
import { GROUPS } from '../registry/groups.ts'
import { SSL2_KINDS } from '../registry/ssl2-kinds.ts'
import type { DomainFacts, ExchangerFacts, MxRecord } from './domain-facts.ts'
import type {
  ChainFact,
  EhloFacts,
  Feature,
  GroupAnswer,
  HandshakeTrace,
  ServerFacts,
  SmtpFacts,
  SuiteAnswer,
  Vulnerability,
} from './server-facts.ts'

/*
 * Facts for tests and examples: a server and a domain with which nothing is wrong and of which nothing is unknown. A test
 * says only what is different. The addresses are those that RFC 5737 and RFC 3849 keep for documentation.
 */

/** An answer that a probe accepted. */
export const ACCEPTED: Answer = { state: 'accepted', by: 0 }

/** An answer that a probe saw refused. */
export const REFUSED: Answer = { state: 'refused', by: 0, how: 'alert' }

/** When the built facts were gathered. */
export const BUILT_AT = '2026-11-24T08:00:00.000Z'

/** What a test may say about a server. Lists replace the built ones; records are merged into them. */
export type ServerOverrides = Partial<
  Omit<ServerFacts, 'smtp' | 'versions' | 'suites' | 'preference' | 'features' | 'vulnerabilities'>
> & {
  readonly smtp?: Partial<SmtpFacts>
  readonly versions?: Partial<Record<TlsVersion, Answer>>
  /** Suites that are accepted beside the good ones, by IANA name; their version is then accepted too. */
  readonly accept?: Partial<Record<TlsVersion, readonly string[]>>
  /** The whole list of a version. */
  readonly suites?: Partial<Record<TlsVersion, readonly SuiteAnswer[]>>
  readonly preference?: Partial<ServerFacts['preference']>
  readonly features?: Partial<Record<Feature, Answer>>
  readonly vulnerabilities?: Partial<Record<Vulnerability, Answer>>
}

/** A mail server with TLS 1.2 and 1.3, recommended suites and a valid certificate, but for what `overrides` says. */
export function serverFacts(overrides: ServerOverrides = {}): ServerFacts {
  const { smtp, versions, accept = {}, suites, preference, features, vulnerabilities, ...plain } = overrides
  const settledVersions = { ...versionAnswers(accept), ...versions }
  return {
    address: '203.0.113.10',
    port: 25,
    mode: 'starttls',
    host: 'mx1.example.lab',
    at: BUILT_AT,
    smtp: { ...goodSmtp(), ...smtp },
    versions: settledVersions,
    suites: { ...suiteAnswers(settledVersions, accept), ...suites },
    preference: { ...PREFERENCE, ...preference },
    groups: GROUP_ANSWERS,
    dh: [],
    chains: [GOOD_CHAIN],
    verification: { state: 'verified', code: 0, name: 'OK', text: 'ok', roots: 'mozilla', by: 0 },
    features: { ...FEATURES, ...features },
    vulnerabilities: { ...VULNERABILITIES, ...vulnerabilities },
    earlyData: { maxBytes: 0 },
    handshakes: [HANDSHAKE],
    probes: [
      {
        index: 0,
        goal: 'handshake',
        outcome: 'handshake',
        detail: 'TLS 1.3 TLS_AES_256_GCM_SHA384',
        failure: null,
        milliseconds: 42,
        sentBytes: 1200,
        receivedBytes: 3400,
      },
    ],
    ...plain,
  }
}

/** A server of which nothing could be learnt, for one reason. */
export function silentServerFacts(why: Unknown, overrides: ServerOverrides = {}): ServerFacts {
  const open = unknown(why)
  return serverFacts({
    versions: everyVersion(() => open),
    suites: everyVersion(() => []),
    preference: everyVersion(() => 'unknown'),
    groups: [],
    chains: [],
    verification: { state: 'unknown', why },
    features: everyOf(FEATURES, open),
    vulnerabilities: everyOf(VULNERABILITIES, open),
    earlyData: null,
    handshakes: [],
    probes: [],
    ...overrides,
    smtp: {
      reachable: open,
      banner: null,
      ehlo: null,
      starttls: open,
      starttlsReply: null,
      ehloAfterTls: null,
      transcript: [],
      ...overrides.smtp,
    },
  })
}

/** A lookup that found records. */
export function lookup<Record>(name: string, type: Lookup<Record>['type'], records: readonly Record[]): Lookup<Record> {
  return {
    name,
    type,
    outcome: records.length > 0 ? 'records' : 'nodata',
    records,
    cnames: [],
    dnssec: { status: 'insecure', ede: null, reason: 'the zone is not signed', chain: [] },
    ttlSeconds: 3600,
  }
}

/** A domain with one or more servers; exchangers and lookups are made to fit them unless they are given. */
export function domainFacts(overrides: Partial<DomainFacts> = {}): DomainFacts {
  const domain = overrides.domain ?? 'example.lab'
  const servers = overrides.servers ?? [serverFacts()]
  const exchangers = overrides.exchangers ?? exchangersOf(servers)
  const records = exchangers.map(({ host, preference }): MxRecord => ({ preference, exchange: host }))
  return {
    schema: 'wiretight/facts@1',
    domain,
    kind: 'domain',
    at: BUILT_AT,
    finishedAt: '2026-11-24T08:00:06.200Z',
    vantage: {
      version: '0.1.0',
      node: '26.10.0',
      openssl: '3.5.4',
      resolver: 'stub of 192.0.2.53:53',
      ehlo: 'probe.example.net',
      plan: 'full',
    },
    mx: lookup(domain, 'MX', records),
    route: 'mx',
    exchangers,
    servers,
    ...overrides,
  }
}

/** Exchangers that lead to the given servers, in the order of first mention, ten apart. */
export function exchangersOf(servers: readonly ServerFacts[]): readonly ExchangerFacts[] {
  const hosts = Map.groupBy(servers, ({ host }) => host)
  return [...hosts].map(([host, own], at): ExchangerFacts => {
    const addresses = own.map(({ address }) => address)
    return {
      host,
      preference: (at + 1) * 10,
      v4: lookup(
        host,
        'A',
        addresses.filter((address) => !address.includes(':')),
      ),
      v6: lookup(
        host,
        'AAAA',
        addresses.filter((address) => address.includes(':')),
      ),
      servers: own.map(({ address, port }) => ({ address, port, surveyed: true })),
    }
  })
}

/** Makes a suite's answer from its IANA name, for lists that a test writes itself. */
export function suiteAnswer(name: string, answer: Answer, position?: number): SuiteAnswer {
  const suite = CIPHER_SUITES.find((entry) => entry.name === name)
  const id = `0x${(suite?.id ?? 0xffff).toString(16).padStart(4, '0')}`
  const base = { ...answer, id, name, openssl: suite?.openssl ?? null }
  return position === undefined ? base : { ...base, position }
}

const GOOD_SUITES: Readonly<Partial<Record<TlsVersion, readonly string[]>>> = {
  tls13: ['TLS_AES_256_GCM_SHA384', 'TLS_CHACHA20_POLY1305_SHA256', 'TLS_AES_128_GCM_SHA256'],
  tls12: [
    'TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384',
    'TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256',
    'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256',
  ],
}

const GOOD_GROUPS: readonly string[] = ['X25519MLKEM768', 'x25519', 'secp256r1', 'secp384r1']

const GROUP_ANSWERS: readonly GroupAnswer[] = (['tls12', 'tls13'] as const).flatMap((version) =>
  GROUPS.filter(({ versions, bits }) => bits > 0 && versions.includes(version)).map(
    ({ id, name }): GroupAnswer => ({
      ...(GOOD_GROUPS.includes(name) ? ACCEPTED : REFUSED),
      version,
      id: `0x${id.toString(16).padStart(4, '0')}`,
      name,
    }),
  ),
)

const PREFERENCE: ServerFacts['preference'] = everyVersion((version) =>
  version === 'tls12' || version === 'tls13' ? 'server' : 'unknown',
)

const FEATURES: Readonly<Record<Feature, Answer>> = {
  compression: REFUSED,
  secureRenegotiation: ACCEPTED,
  clientRenegotiation: REFUSED,
  extendedMasterSecret: ACCEPTED,
  encryptThenMac: ACCEPTED,
  heartbeat: REFUSED,
  sessionTicket: ACCEPTED,
  ocspStaple: REFUSED,
  signedCertificateTimestamps: REFUSED,
  alpn: REFUSED,
  fallbackScsv: ACCEPTED,
  earlyData: REFUSED,
  resumptionId: REFUSED,
  resumptionTicket: ACCEPTED,
  resumption13: ACCEPTED,
  versionTolerance: ACCEPTED,
  extensionTolerance: ACCEPTED,
  largeHelloTolerance: ACCEPTED,
  withoutSni: ACCEPTED,
}

const VULNERABILITIES: Readonly<Record<Vulnerability, Answer>> = {
  heartbleed: REFUSED,
  ccsInjection: REFUSED,
  robot: REFUSED,
  ticketbleed: REFUSED,
  starttlsInjection: REFUSED,
}

const HANDSHAKE: HandshakeTrace = {
  kind: 'real',
  version: 'tls13',
  suite: 'TLS_AES_256_GCM_SHA384',
  group: 'X25519MLKEM768',
  resumed: false,
  milliseconds: 12,
  messages: [
    { from: 'client', name: 'ClientHello', bytes: 1200, roundTrip: 1, milliseconds: 0 },
    { from: 'server', name: 'ServerHello', bytes: 1180, roundTrip: 1, milliseconds: 6 },
    { from: 'server', name: 'EncryptedHandshake', bytes: 2100, roundTrip: 1, milliseconds: 6 },
    { from: 'client', name: 'EncryptedHandshake', bytes: 80, roundTrip: 1, milliseconds: 7 },
  ],
  by: 0,
}

/**
 * A P-256 certificate for mx1 and mx2.example.lab, valid from 2026-10-25 to 2027-01-23, and the intermediate that issued
 * it. Made for this file; the keys were thrown away.
 */
export const GOOD_CHAIN: ChainFact = {
  version: 'tls13',
  keyType: 'ec',
  certificates: [
    'MIIB7TCCAZOgAwIBAgIUJ2TusCVazZhl81RiKCHipVmKjv8wCgYIKoZIzj0EAwIwLTETMBEGA1UEAwwKRXhhbXBsZSBFNTEWMBQGA1UECgwNRXhhbXBsZSBUcnVzdDAeFw0yNjEwMjUwMDAwMDBaFw0yNzAxMjMwMDAwMDBaMBoxGDAWBgNVBAMMD214MS5leGFtcGxlLmxhYjBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABACNNjANmNpCmOtroaxzufloeGLA1PzxrkjEM/gGVEVC68krqaQ401O2KMhP0zf+6RfIUE9xuCvMPYj2/J7ZEFSjgaMwgaAwDAYDVR0TAQH/BAIwADAOBgNVHQ8BAf8EBAMCB4AwEwYDVR0lBAwwCgYIKwYBBQUHAwEwKwYDVR0RBCQwIoIPbXgxLmV4YW1wbGUubGFigg9teDIuZXhhbXBsZS5sYWIwHQYDVR0OBBYEFApJhGJqIpEpAwpaRse8G5H/9p1PMB8GA1UdIwQYMBaAFJAOZ/Oj6+6jpPqdnMKiIPjqrVfHMAoGCCqGSM49BAMCA0gAMEUCIEN4Fk7LU7IJ9QRq2l2E3fvzWje0jkINBzfAQFpOc/C2AiEA7+vrPWd9b9H8crOuE/RsXYgQ1ueTIy0fBHIF323CxGE=',
    'MIIB2zCCAYKgAwIBAgIUFQdWP4ltM4R3E0Uk2FigDwQ+X/QwCgYIKoZIzj0EAwIwMjEYMBYGA1UEAwwPRXhhbXBsZSBSb290IFIxMRYwFAYDVQQKDA1FeGFtcGxlIFRydXN0MB4XDTI0MDEwMTAwMDAwMFoXDTMwMDEwMTAwMDAwMFowLTETMBEGA1UEAwwKRXhhbXBsZSBFNTEWMBQGA1UECgwNRXhhbXBsZSBUcnVzdDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABCapfRsuo6ZCWpivEjZTmWZotxZb03IjGfvLW+ivXgC++N1wtFmI7oeoX113YcGsQhR7eADMdh5/dwfTIfp1NK+jezB5MBIGA1UdEwEB/wQIMAYBAf8CAQAwDgYDVR0PAQH/BAQDAgGGMBMGA1UdJQQMMAoGCCsGAQUFBwMBMB0GA1UdDgQWBBSQDmfzo+vuo6T6nZzCoiD46q1XxzAfBgNVHSMEGDAWgBQoqLI+TpjSDQuNzRo0QTZzZ1I69zAKBggqhkjOPQQDAgNHADBEAiAIXH1hZcaq8zbTfAsmTTjMDyU6LLJc4vfuPzBFC5zfGgIgA+YKjTpiAHy5fQ42yPljRZ67VYbjsz6pn6ThB8TJKIE=',
  ],
  by: 0,
}

function goodSmtp(): SmtpFacts {
  const extensions: EhloFacts['extensions'] = [
    { keyword: 'PIPELINING', parameters: [] },
    { keyword: 'SIZE', parameters: ['52428800'] },
    { keyword: '8BITMIME', parameters: [] },
  ]
  return {
    reachable: ACCEPTED,
    banner: { code: 220, lines: ['mx1.example.lab ESMTP Postfix'], milliseconds: 20 },
    ehlo: {
      kind: 'ehlo',
      domain: 'mx1.example.lab',
      extensions: [...extensions, { keyword: 'STARTTLS', parameters: [] }],
    },
    starttls: ACCEPTED,
    starttlsReply: { code: 220, text: '2.0.0 Ready to start TLS' },
    mangled: null,
    bytesAfterStarttls: 0,
    ehloAfterTls: { kind: 'ehlo', domain: 'mx1.example.lab', extensions },
    failure: null,
    transcript: [
      { direction: '<', text: '220 mx1.example.lab ESMTP Postfix', milliseconds: 20, secure: false },
      { direction: '>', text: 'EHLO probe.example.net', milliseconds: 20, secure: false },
    ],
  }
}

function versionAnswers(accept: ServerOverrides['accept']): Record<TlsVersion, Answer> {
  return everyVersion((version) =>
    GOOD_SUITES[version] !== undefined || accept?.[version] !== undefined ? ACCEPTED : REFUSED,
  )
}

/** All suites of an accepted version are settled; a refused version needs none; an open one has none. */
function suiteAnswers(
  versions: Readonly<Record<TlsVersion, Answer>>,
  accept: ServerOverrides['accept'],
): Record<TlsVersion, readonly SuiteAnswer[]> {
  return everyVersion((version) => {
    if (versions[version].state !== 'accepted') return []
    const good = [...(GOOD_SUITES[version] ?? []), ...(accept?.[version] ?? [])]
    if (version === 'ssl2') {
      return SSL2_KINDS.map(({ id, name, openssl }): SuiteAnswer => {
        return {
          ...(good.includes(name) ? ACCEPTED : REFUSED),
          id: `0x${id.toString(16).padStart(6, '0')}`,
          name,
          openssl,
        }
      })
    }
    return CIPHER_SUITES.filter((suite) => suite.versions.includes(version)).map(
      ({ id, name, openssl }): SuiteAnswer => {
        const base = { id: `0x${id.toString(16).padStart(4, '0')}`, name, openssl }
        const at = good.indexOf(name)
        return at < 0 ? { ...REFUSED, ...base } : { ...ACCEPTED, ...base, position: at + 1 }
      },
    )
  })
}

function everyVersion<Value>(value: (version: TlsVersion) => Value): Record<TlsVersion, Value> {
  const [ssl2, ssl3, tls10, tls11, tls12, tls13] = [
    value('ssl2'),
    value('ssl3'),
    value('tls10'),
    value('tls11'),
    value('tls12'),
    value('tls13'),
  ]
  return { ssl2, ssl3, tls10, tls11, tls12, tls13 }
}

function everyOf<Key extends string>(
  record: Readonly<Record<Key, Answer>>,
  answer: Answer,
): Partial<Record<Key, Answer>> {
  const out: Partial<Record<Key, Answer>> = {}
  for (const key in record) out[key] = answer
  return out
}
