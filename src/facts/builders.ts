import { type Answer, type TlsVersion, type Unknown, unknown } from '../base/answer.ts'
import type { Failure } from '../base/failure.ts'
import { reverseName } from '../base/ip-address.ts'
import { CIPHER_SUITES } from '../registry/cipher-suites.ts'
import { SSL2_KINDS } from '../registry/ssl2-kinds.ts'
import type { DomainFacts, ExchangerFacts, MxRecord } from './domain-facts.ts'
import { goodCaa } from './good-caa.ts'
import { lookup } from './good-dnssec.ts'
import {
  ACCEPTED,
  BUILT_AT,
  everyVersion,
  FEATURES,
  GOOD_AUTHORITY,
  GOOD_CHAIN,
  GOOD_SUITES,
  GROUP_ANSWERS,
  goodSmtp,
  HANDSHAKE,
  PREFERENCE,
  REFUSED,
  SIGNATURES,
  silentSmtp,
  VULNERABILITIES,
} from './good-server.ts'
import type { MtaStsFacts, ReverseFacts, TlsaFacts, TlsaRecord } from './policy-facts.ts'
import type { Feature, ServerFacts, SmtpFacts, SuiteAnswer, Vulnerability } from './server-facts.ts'

export { lookup } from './good-dnssec.ts'
export { ACCEPTED, BUILT_AT, GOOD_CHAIN, REFUSED } from './good-server.ts'

/*
 * Facts for tests and examples: a server and a domain with which nothing is wrong and of which nothing is unknown. A test
 * says only what is different. The addresses are those that RFC 5737 and RFC 3849 keep for documentation.
 */

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
    signatures: SIGNATURES,
    dh: [],
    chains: [GOOD_CHAIN],
    staples: [],
    verification: { state: 'verified', code: 0, name: 'OK', text: 'ok', roots: 'mozilla', by: 0 },
    features: { ...FEATURES, ...features },
    vulnerabilities: { ...VULNERABILITIES, ...vulnerabilities },
    earlyData: { maxBytes: 0 },
    openBecause: 'not-asked',
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
    signatures: [],
    chains: [],
    verification: { state: 'unknown', why },
    features: everyOf(FEATURES, open),
    vulnerabilities: everyOf(VULNERABILITIES, open),
    earlyData: null,
    openBecause: why,
    handshakes: [],
    probes: [],
    ...overrides,
    smtp: { ...silentSmtp(open), ...overrides.smtp },
  })
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
      authorities: [GOOD_AUTHORITY],
    },
    mx: lookup(domain, 'MX', records),
    route: 'mx',
    exchangers,
    mtaSts: mtaStsFacts(),
    tlsRpt: {
      lookup: lookup(`_smtp._tls.${domain}`, 'TXT', [`v=TLSRPTv1; rua=mailto:tls@${domain}`]),
      reach: [{ uri: `mailto:tls@${domain}`, kind: 'mailto', external: false, reachable: 'yes', because: [] }],
    },
    submission: [],
    reverse: reverseOf(servers),
    caa: goodCaa(exchangers.map(({ host }) => host)),
    servers,
    ...overrides,
  }
}

/** Names of the addresses, as the reverse zones of a well-kept network have them. */
function reverseOf(servers: readonly ServerFacts[]): readonly ReverseFacts[] {
  const hosts = new Map(servers.map(({ address, host }) => [address, host]))
  return [...hosts].map(([address, host]) => ({
    address,
    ptr: lookup(reverseName(address) ?? address, 'PTR', [host]),
    forward: [lookup(host, address.includes(':') ? 'AAAA' : 'A', [address])],
  }))
}

/** What a test may say about a policy that was fetched. */
export interface PolicyOverrides {
  /** The text; by default an enforced policy for `*.example.lab` and a year. */
  readonly text?: string
  readonly failure?: Failure
  readonly earlier?: MtaStsFacts['earlier']
}

const GOOD_POLICY = 'version: STSv1\r\nmode: enforce\r\nmx: *.example.lab\r\nmax_age: 31557600\r\n'

/** A policy of `example.lab` that was fetched, or could not be. */
export function mtaStsFacts({ text = GOOD_POLICY, failure, earlier = null }: PolicyOverrides = {}): MtaStsFacts {
  const host = 'mta-sts.example.lab'
  const body = { text, bytes: text.length, isWhole: true }
  return {
    record: lookup('_mta-sts.example.lab', 'TXT', ['v=STSv1; id=20261124']),
    fetch: {
      domain: 'example.lab',
      url: `https://${host}/.well-known/mta-sts.txt`,
      host,
      at: BUILT_AT,
      milliseconds: 84,
      v4: lookup(host, 'A', ['203.0.113.20']),
      v6: lookup(host, 'AAAA', []),
      attempts: [{ address: '203.0.113.20', failure: null }],
      tls: null,
      response: failure === undefined ? { status: 200, contentType: 'text/plain', location: null, body } : null,
      failure: failure ?? null,
    },
    earlier,
  }
}

/** SHA-256 over the key of {@link GOOD_CHAIN}, and over one that is kept for later. */
const KEYS = ['38343ec86d7ad6e21c06bdbe2efb39c121a92992f8953cd3eebacb03ab0baa50', 'ab'.repeat(32)]

/** TLSA records of a host for the key of {@link GOOD_CHAIN} and the next one. */
function goodTlsa(host: string): TlsaFacts {
  const records = KEYS.map((data): TlsaRecord => ({ usage: 3, selector: 1, matching: 1, data }))
  const tried = [lookup(`_25._tcp.${host}`, 'TLSA', records)]
  return { port: 25, base: host, tried, alias: null, notLookedFor: null }
}

/** A domain of which nothing but the transport was looked at: neither MTA-STS, nor DANE, nor TLS-RPT. */
export function transportFacts(overrides: Partial<DomainFacts> = {}): DomainFacts {
  const facts = domainFacts({ mtaSts: null, tlsRpt: null, ...overrides })
  return { ...facts, exchangers: facts.exchangers.map((exchanger) => ({ ...exchanger, tlsa: [] })) }
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
      tlsa: [goodTlsa(host)],
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

function everyOf<Key extends string>(
  record: Readonly<Record<Key, Answer>>,
  answer: Answer,
): Partial<Record<Key, Answer>> {
  const out: Partial<Record<Key, Answer>> = {}
  for (const key in record) out[key] = answer
  return out
}
