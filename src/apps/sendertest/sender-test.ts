import { randomBytes } from 'node:crypto'
import type { DnsServer } from '../../dns/authority.ts'
import { generateSigningKey } from '../../dns/generate-signing-key.ts'
import { formatName } from '../../dns/wire/name.ts'
import { formatRdata } from '../../dns/wire/presentation.ts'
import { RR_TYPES } from '../../dns/wire/rr-type.ts'
import type { SigningKey } from '../../dns/zone/signing-key.ts'
import type { SenderTestCaseId, SenderTestFacts } from '../../facts/sender-test-facts.ts'
import type { CaseSpec } from './case-spec.ts'
import { CASES } from './cases.ts'
import { createGate } from './connection-gate.ts'
import { createTestAuthority, type Identity, identityOf, issueFor } from './identities.ts'
import { createLedger, type OpenTest } from './ledger.ts'
import { LIMITS, type Limits } from './limits.ts'
import { startLocalResolver } from './local-resolver.ts'
import { type CountsAt, createLookupCounts } from './lookup-counts.ts'
import { type MailServer, startMailServer } from './mail-server.ts'
import { createFreshZones, startNameServer } from './name-server.ts'
import { caseDomain, caseHost, policyHostName } from './names.ts'
import type { Placement, Post } from './placement.ts'
import { startPolicySite } from './policy-site.ts'
import { serverContext } from './server-context.ts'
import { makeToken, TOKEN_OCTETS } from './token.ts'
import { zonesOf } from './zone-text.ts'

/** How a service is set up. */
export interface SenderTestOptions {
  readonly zone: string
  readonly mode: SenderTestFacts['mode']
  /** Where the mail servers are, and the port of all of them. */
  readonly mail: { readonly placement: Placement; readonly port: number }
  /** Name servers with what they listen on; their addresses are the glue. */
  readonly dns: { readonly names: readonly string[]; readonly addresses: readonly string[]; readonly port: number }
  readonly https: { readonly addresses: readonly string[]; readonly port: number }
  /** The resolver of a local test; null for none. */
  readonly resolver: { readonly address: string; readonly port: number } | null
  /** A certificate of a public authority for all names of `namesToCertify`; null for one of the service's own authority. */
  readonly certificate: Identity | null
  /** The key of the zone, which its parent vouches for; by default a new one. */
  readonly zoneKey?: SigningKey
  readonly limits?: Partial<Limits>
  readonly greylistMilliseconds: number
  readonly injectionMilliseconds: number
  /** Milliseconds since 1970. */
  readonly now: () => number
}

/** A running service. */
export interface SenderTest {
  readonly zone: string
  /** DS records of the zone, as lines of a master file: what its parent publishes, or a local resolver trusts. */
  readonly ds: readonly string[]
  /** PEM of the service's own authority. */
  readonly rootPem: string
  readonly placement: Placement
  /** Begins a test; null when there are too many. */
  begin(): OpenTest | null
  /** What was seen of a test so far; null when there is none. */
  factsOf(token: string): SenderTestFacts | null
  /** Connections that are open. */
  readonly connections: () => number
  close(): Promise<void>
}

/**
 * Starts the names, mail servers and policies of all cases for which there is an address.
 *
 * @throws ProbeError `port-unusable` when an address or port cannot be had
 */
export async function startSenderTest(options: SenderTestOptions): Promise<SenderTest> {
  const { zone, mode, mail, dns, https, now } = options
  const { placement } = mail
  const limits = { ...LIMITS, ...options.limits }
  const today = new Date(now())
  const authority = createTestAuthority(zone, today)
  const served = CASES.filter((spec) => placement.unservedOf(spec) === null)
  const identities = new Map<Post, Identity>()
  for (const post of placement.posts) identities.set(post, await identityFor(post))
  const stranger = identityOf(await authority.issue({ names: ['stranger.invalid'] }))
  const keys = new Map<string, SigningKey>(options.zoneKey === undefined ? [] : [[`${zone}.`, options.zoneKey]])

  const counts = createLookupCounts()
  const zones = createFreshZones(
    zonesOf(served, {
      zone,
      servers: dns.names.map((name) => ({ name, addresses: dns.addresses })),
      smtpPort: mail.port,
      policyAddresses: https.addresses,
      addressesOf: placement.addressesOf,
      identityOf: (spec) => identities.get(postOf(spec)) ?? null,
      stranger,
      keyOf: (origin) => {
        const key = keys.get(origin) ?? generateSigningKey(13)
        keys.set(origin, key)
        return key
      },
    }),
    now,
  )
  const gate = createGate(limits, () => performance.now())
  const ledger = createLedger({ limits, now, alone: mode === 'local' })
  const before = new Map<string, CountsAt>()
  const running: { readonly close: () => Promise<void> }[] = []
  const run = async <Server extends { readonly close: () => Promise<void> }>(
    start: Promise<Server>,
  ): Promise<Server> => {
    const server = await start
    running.push(server)
    return server
  }
  const close = async (): Promise<void> => {
    await Promise.all(running.map((server) => server.close()))
  }

  try {
    for (const address of dns.addresses) {
      await run<DnsServer>(startNameServer({ at: { address, port: dns.port }, zone, zones, counts, now }))
    }
    await startResolver()
    const policyIdentity = options.certificate ?? (await policyCertificate())
    for (const address of https.addresses) {
      const at = { address, port: https.port }
      const onFetch = (of: SenderTestCaseId): void => counts.add(of, 'policy')
      await run(startPolicySite({ at, zone, cases: served, identity: policyIdentity, onFetch }))
    }
    for (const post of placement.posts) {
      for (const address of post.addresses) await run<MailServer>(startPost(post, address))
    }
  } catch (error) {
    await close()
    throw error
  }

  return {
    zone,
    ds: zones
      .tree()
      .anchors.flatMap(({ zone: name, ds }) =>
        ds.map((rdata) => `${formatName(name)} IN DS ${formatRdata(RR_TYPES.DS, rdata)}`),
      ),
    rootPem: authority.certificates.root.pem,
    placement,
    begin: () => {
      const test = ledger.begin(makeToken(randomBytes(TOKEN_OCTETS)))
      // Tests that ended are forgotten here, too.
      for (const token of before.keys()) if (ledger.find(token) === null) before.delete(token)
      if (test !== null) before.set(test.token, counts.snapshot())
      return test
    },
    factsOf,
    connections: () => gate.open,
    close,
  }

  function postOf(spec: CaseSpec): Post {
    const post = placement.posts.find(({ cases }) => cases.includes(spec))
    if (post === undefined) throw new RangeError(`${spec.id} is not served`)
    return post
  }

  async function identityFor(post: Post): Promise<Identity> {
    const isGood = post.behaviour.certificate === 'good' && post.behaviour.tls !== 'weak'
    if (isGood && options.certificate !== null) return options.certificate
    return issueFor(authority, post, (id) => caseHost(id, zone), today)
  }

  async function policyCertificate(): Promise<Identity> {
    const names = served.filter(({ policy }) => policy !== null).map(({ id }) => policyHostName(id, zone))
    return identityOf(await authority.issue({ names, notAfter: new Date(now() + POLICY_HOST_MILLISECONDS) }))
  }

  async function startResolver(): Promise<void> {
    const [address] = dns.addresses
    if (options.resolver === null || address === undefined) return
    await run(startLocalResolver({ at: options.resolver, zone, zones, authority: { address, port: dns.port } }))
  }

  function startPost(post: Post, address: string): Promise<MailServer> {
    const identity = identities.get(post)
    const [first] = post.cases
    if (identity === undefined || first === undefined) throw new RangeError('a server without a case')
    const settings = {
      host: caseHost(first.id, zone),
      behaviour: post.behaviour,
      cases: post.cases.map(({ id }) => id),
      caseOf: (domain: string) => post.cases.find(({ id }) => caseDomain(id, zone) === domain)?.id ?? null,
      context: serverContext(post.behaviour.tls, identity),
      ledger,
      limits,
      greylistMilliseconds: options.greylistMilliseconds,
      injectionMilliseconds: options.injectionMilliseconds,
      now,
    }
    return startMailServer({ address, port: mail.port }, settings, gate)
  }

  function factsOf(token: string): SenderTestFacts | null {
    const test = ledger.find(token)
    if (test === null) return null
    const time = (milliseconds: number): string => new Date(milliseconds).toISOString()
    return {
      token,
      zone,
      mode,
      authority: options.certificate === null ? 'own' : 'public',
      issuedAt: time(test.issuedAtMilliseconds),
      at: time(now()),
      firstSeenAt: test.firstSeenAtMilliseconds === null ? null : time(test.firstSeenAtMilliseconds),
      cases: CASES.map((spec) => {
        const { sessions, leftOut } = ledger.entriesOf(token, spec.id)
        return {
          case: spec.id,
          recipient: `${token}@${caseDomain(spec.id, zone)}`,
          unserved: placement.unservedOf(spec),
          lookups: counts.since(spec.id, before.get(token) ?? new Map()),
          sessions,
          sessionsLeftOut: leftOut,
        }
      }),
    }
  }
}

/** As long as the certificates of the mail servers. */
const POLICY_HOST_MILLISECONDS = 730 * 86_400_000
