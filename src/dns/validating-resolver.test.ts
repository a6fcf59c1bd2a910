import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { attempt } from '../base/failure.ts'
import { type DnsServer, startAuthority, startDnsServer } from './authority.ts'
import type { Lookup } from './lookup.ts'
import { buildSignedTree } from './signed-tree.ts'
import { createDo53Upstream } from './transport/do53.ts'
import { createUpstreamPool } from './transport/pool.ts'
import { createValidatingResolver } from './validating-resolver.ts'
import { parseName } from './wire/name.ts'
import { RR_TYPES } from './wire/rr-type.ts'
import { respondFromZones } from './zone/respond.ts'

const NOW = Date.parse('2026-11-24T00:00:00Z')
const TEXT =
  '@ SOA ns h 1 2 3 4 300\n@ NS ns\nns A 192.0.2.53\n@ MX 10 mail\nmail A 192.0.2.25\n_25._tcp.mail TLSA 3 1 1 ab\nalias CNAME mail\n'
const tree = buildSignedTree(
  [
    { origin: '.', text: '@ SOA ns h 1 2 3 4 300\n@ NS ns\nns A 192.0.2.53' },
    { origin: 'lab.', text: TEXT },
    { origin: 'good.lab.', text: TEXT, algorithm: 8 },
    { origin: 'bad.lab.', text: TEXT, faults: [{ kind: 'corrupt', name: parseName('bad.lab.'), type: RR_TYPES.MX }] },
    { origin: 'plain.lab.', text: TEXT, algorithm: null },
  ],
  { inception: NOW / 1_000 - 86_400, expiration: NOW / 1_000 + 86_400 },
)

let server: DnsServer
beforeAll(async () => {
  server = await startAuthority({ address: '127.0.0.1', port: 0 }, tree.zones)
})
afterAll(() => server.close())

function resolver(...servers: DnsServer[]): ReturnType<typeof createValidatingResolver> {
  const upstreams = (servers.length > 0 ? servers : [server]).map((one) =>
    createDo53Upstream(one, { timeoutMilliseconds: 300 }),
  )
  return createValidatingResolver({ upstream: createUpstreamPool(upstreams), anchors: tree.anchors, now: () => NOW })
}

describe('createValidatingResolver, over real sockets', () => {
  it('hands out secure data with its chain, JSON-able', async () => {
    const found = await resolver().lookup('_25._tcp.mail.good.lab', 'TLSA')
    expect(found).toMatchObject({
      name: '_25._tcp.mail.good.lab',
      outcome: 'records',
      records: [{ usage: 3, selector: 1, matching: 1, data: 'ab' }],
      dnssec: { status: 'secure', ede: null, at: 'good.lab', cost: { queries: 6 } },
      ttlSeconds: 3_600,
    })
    expect(found.dnssec.chain.map((link) => [link.zone, link.algorithms])).toEqual([
      ['.', [13]],
      ['lab', [13]],
      ['good.lab', [8]],
    ])
    expect(JSON.parse(JSON.stringify(found))).toEqual(found)
  })

  it('knows secure absence', async () => {
    const asked = resolver()
    expect(await asked.lookup('mail.lab', 'TLSA')).toMatchObject({
      outcome: 'nodata',
      dnssec: { status: 'secure' },
      ttlSeconds: 300,
    })
    expect(await asked.lookup('none.lab', 'A')).toMatchObject({
      outcome: 'nxdomain',
      dnssec: { status: 'secure' },
      ttlSeconds: 300,
    })
  })

  it('hands out insecure data as such', async () => {
    const found = await resolver().lookup('alias.plain.lab', 'A')
    expect(found).toMatchObject({ outcome: 'records', records: ['192.0.2.25'], cnames: ['mail.plain.lab'] })
    expect(found.dnssec).toMatchObject({
      status: 'insecure',
      at: 'plain.lab',
      reason: 'the delegation of plain.lab is not signed',
    })
    expect(found.dnssec.chain.at(-1)).toEqual({
      zone: 'plain.lab',
      ds: [],
      dnskey: [],
      algorithms: [],
      signatureExpires: null,
    })
  })

  it('never hands out bogus data', async () => {
    const found = await resolver().lookup('bad.lab', 'MX')
    expect(found).toMatchObject({ outcome: 'failed', records: [], dnssec: { status: 'bogus', ede: 6 }, ttlSeconds: 0 })
    expect(found.failure).toMatchObject({
      code: 'dnssec-bogus',
      reason: expect.stringContaining('the signature of the MX set'),
    })
  })

  it('an unreachable upstream is indeterminate', async () => {
    const silent = await startDnsServer({ address: '127.0.0.1', port: 0 }, () => null)
    const found = await resolver(silent).lookup('lab', 'MX')
    expect(found).toMatchObject({
      outcome: 'failed',
      failure: { code: 'dns-timeout' },
      dnssec: { status: 'indeterminate', ede: 22 },
    })
    await silent.close()
  })

  it('an upstream without DNSSEC cannot make anything insecure', async () => {
    const stripping = await startDnsServer({ address: '127.0.0.1', port: 0 }, (query) =>
      respondFromZones(tree.zones, { ...query, edns: query.edns === null ? null : { ...query.edns, dnssecOk: false } }),
    )
    for (const name of ['good.lab', 'plain.lab', 'none.lab']) {
      expect((await resolver(stripping).lookup(name, 'MX')).dnssec.status).toBe('bogus')
    }
    await stripping.close()
  })

  it('keeps answers, joins equal questions, and cancels', async () => {
    const one = resolver()
    const [first, second]: Lookup<unknown>[] = await Promise.all([one.lookup('lab', 'MX'), one.lookup('LAB', 'MX')])
    expect(second).toBe(first)
    expect(await one.lookup('lab', 'MX')).toBe(first)
    expect(await attempt(() => resolver().lookup('lab', 'MX', AbortSignal.abort()))).toMatchObject({
      failure: { code: 'cancelled' },
    })
  })

  it('goes on with another server when one is down', async () => {
    const broken = await startDnsServer({ address: '127.0.0.1', port: 0 }, (query) => ({
      ...respondFromZones([], query),
      rcode: 2,
    }))
    expect(await resolver(broken, server).lookup('good.lab', 'MX')).toMatchObject({ dnssec: { status: 'secure' } })
    await broken.close()
  })

  it('refuses impossible names as a value', async () => {
    expect(await resolver().lookup('a..b', 'A')).toMatchObject({ outcome: 'failed', failure: { code: 'name-invalid' } })
  })
})
