import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type DnsServer, startAuthority } from '../../src/dns/authority.ts'
import type { Resolver } from '../../src/dns/lookup.ts'
import { createDo53Upstream } from '../../src/dns/transport/do53.ts'
import { createValidatingResolver } from '../../src/dns/validating-resolver.ts'
import { anchor, lab, ourAnswer, QUESTIONS, tree } from './dns-compared-lab.ts'
import { isMissing } from './harness/require-peer.ts'
import { type Answer, RESOLVER_PEERS, type RunningResolver, startResolver } from './resolver-peers.ts'

/**
 * Our validator beside unbound and named: the same upstream, the same signed lab, the same questions, one verdict each.
 * Peers that are not installed are counted as skipped.
 */
/** Where a peer's verdict differs for a reason of policy. The key is `peer question`; the value what the peer says. */
const DIFFERENCES: Readonly<Record<string, Answer>> = {
  // unbound 1.17 lets a gap end outside its zone. A zone that says such a thing is not to be believed.
  'unbound none.reach.lab. A': 'secure',
  'unbound _25._tcp.none.reach.lab. TLSA': 'secure',
  // named drops an SOA record that does not validate, and passes the answer on as unauthenticated. That would let anybody
  // turn a denial into "not signed".
  ...Object.fromEntries(
    ['none. A', '_25._tcp.none. TLSA', 'ent.b. A', 'mail. AAAA', 'unsigned. DS', 'x.wild. MX'].map((question) => [
      `named ${question.replace('. ', '.badsoa.lab. ')}`,
      'insecure' as const,
    ]),
  ),
  // kresd looks for a zone at every label of a name, so that it meets denials where others ask nothing: wrong ones end it,
  // too many iterations make what lies below insecure, and a record that calls a host a delegation is followed.
  'kresd _25._tcp.mail.iterations.lab. TLSA': 'insecure',
  ...Object.fromEntries(
    [
      '_25._tcp.mail.badnsec. TLSA',
      '_25._tcp.mail.badnsec3. TLSA',
      '_25._tcp.mail.badsoa. TLSA',
      'x.walias.badsoa. A',
      'x.wild.badsoa. A',
      'mail.cut. AAAA',
    ].map((question) => [`kresd ${question.replace('. ', '.lab. ')}`, 'refused' as const]),
  ),
  'kresd _25._tcp.mail.cut.lab. TLSA': 'insecure',
  // As unbound: a gap may end outside its zone.
  'kresd none.reach.lab. A': 'secure',
  'kresd _25._tcp.none.reach.lab. TLSA': 'secure',
}

let authority: DnsServer
let ours: Resolver
beforeAll(async () => {
  authority = await startAuthority({ address: '127.0.0.1', port: 0 }, tree.zones)
  const upstream = createDo53Upstream(authority, { timeoutMilliseconds: 2_000 })
  ours = createValidatingResolver({ upstream, anchors: tree.anchors })
})
afterAll(() => authority.close())

describe.each(RESOLVER_PEERS)('beside %s', (peer) => {
  const missing = isMissing(peer)
  let resolver: RunningResolver | null = null

  beforeAll(async () => {
    if (!missing) resolver = await startResolver(peer, { server: authority, anchor })
  })

  afterAll(() => resolver?.stop())

  it.skipIf(missing).each(lab.map(({ origin }) => origin))('%s', async (origin) => {
    const verdicts: Record<string, string | undefined> = {}
    const expected: Record<string, string> = {}
    for (const [label, type] of QUESTIONS) {
      const question = `${label}${origin} ${type}`
      expected[question] = DIFFERENCES[`${peer} ${question}`] ?? (await ourAnswer(ours, `${label}${origin}`, type))
      verdicts[question] = await resolver?.ask(`${label}${origin}`, type)
    }
    expect(verdicts).toEqual(expected)
  })
})
