import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { attempt } from '../../base/failure.ts'
import { type DnsServer, startDnsServer } from '../authority.ts'
import { openResolver } from '../open-resolver.ts'
import { buildSignedTree } from '../signed-tree.ts'
import type { ServerAddress } from '../transport/upstream.ts'
import { createValidatingResolver } from '../validating-resolver.ts'
import { type Message, NO_FLAGS } from '../wire/message.ts'
import { formatName, type Name, parseName } from '../wire/name.ts'
import { parseRrType, RR_TYPES, rrTypeName } from '../wire/rr-type.ts'
import { parseZone } from '../zone/parse-zone.ts'
import { respondFromZones } from '../zone/respond.ts'
import { createIterativeUpstream } from './iterative-upstream.ts'
import { classifyReply, withinBailiwick } from './reply-kind.ts'

/** Every zone on its own address, as in the real world. */
const ADDRESSES = {
  '.': '127.0.3.1',
  'lab.': '127.0.3.2',
  'a.lab.': '127.0.3.3',
  'b.lab.': '127.0.3.4',
  'c.d.lab.': '127.0.3.5',
} as const
const SOA = '@ SOA ns h 1 2 3 4 300\n'
const NOW = Date.now()

const tree = buildSignedTree(
  [
    { origin: '.', text: `${SOA}@ NS ns\nns A 127.0.3.1\nlab NS ns.lab\nns.lab A 127.0.3.2` },
    {
      origin: 'lab.',
      text: `${SOA}@ NS ns\nns A 127.0.3.2\na NS ns.a\nns.a A 127.0.3.3\nb NS ns.b.a\nc.d NS ns.c.d\nns.c.d A 127.0.3.5\nlost NS ns.lost\nlame NS ns.a`,
    },
    {
      origin: 'a.lab.',
      text: `${SOA}@ NS ns\nns A 127.0.3.3\nns.b A 127.0.3.4\n@ MX 10 mail\nmail A 192.0.2.1\nout CNAME mail.b.lab.\n`,
    },
    { origin: 'b.lab.', text: `${SOA}@ NS ns.b.a.lab.\nmail A 192.0.2.2\nx.y.z.w A 192.0.2.3`, algorithm: null },
    { origin: 'c.d.lab.', text: `${SOA}@ NS ns\nns A 127.0.3.5\n_25._tcp.mail TLSA 3 1 1 aa`, algorithm: 15 },
  ],
  { inception: Math.floor(NOW / 1_000) - 60, expiration: Math.floor(NOW / 1_000) + 86_400 },
)

const servers: DnsServer[] = []
const asked: string[] = []
let hints: readonly ServerAddress[] = []
let port = 0

beforeAll(async () => {
  for (const [origin, address] of Object.entries(ADDRESSES)) {
    const zone = tree.zones.find((one) => formatName(one.origin) === origin)
    const server = await startDnsServer({ address, port }, (query) => {
      const [question] = query.questions
      asked.push(
        `${origin} ${formatName(question?.name ?? ('\0' as Name)).toLowerCase()} ${rrTypeName(question?.type ?? 0)}`,
      )
      return respondFromZones(zone === undefined ? [] : [zone], query)
    })
    port = server.port
    servers.push(server)
  }
  hints = [{ address: ADDRESSES['.'], port }]
})
afterAll(() => Promise.all(servers.map((server) => server.close())))

function upstream(): ReturnType<typeof createIterativeUpstream> {
  return createIterativeUpstream({ hints, port, timeoutMilliseconds: 500 })
}

function ask(name: string, type: string): Promise<Message> {
  return upstream().ask({ name: parseName(name), type: parseRrType(type) ?? 0, dnssec: true, recursionDesired: false })
}

describe('createIterativeUpstream', () => {
  it('reveals a name one label at a time, and DS only to the parent', async () => {
    asked.length = 0
    expect((await ask('_25._tcp.mail.c.d.lab.', 'TLSA')).answer.map((one) => rrTypeName(one.type))).toEqual([
      'TLSA',
      'RRSIG',
    ])
    expect(asked).toEqual([
      '. lab. A',
      'lab. d.lab. A',
      'lab. c.d.lab. A',
      'c.d.lab. mail.c.d.lab. A',
      'c.d.lab. _tcp.mail.c.d.lab. A',
      'c.d.lab. _25._tcp.mail.c.d.lab. TLSA',
    ])
    asked.length = 0
    expect((await ask('c.d.lab.', 'DS')).answer[0]?.type).toBe(RR_TYPES.DS)
    expect(asked).toEqual(['. lab. A', 'lab. d.lab. A', 'lab. c.d.lab. DS'])
  })

  it('finds servers whose names lie elsewhere', async () => {
    expect((await ask('mail.b.lab.', 'A')).answer.map((one) => one.rdata.join('.'))).toEqual(['192.0.2.2'])
  })

  it('remembers delegations', async () => {
    const one = upstream()
    await one.ask({ name: parseName('a.lab.'), type: RR_TYPES.MX, dnssec: true, recursionDesired: false })
    asked.length = 0
    await one.ask({ name: parseName('mail.a.lab.'), type: RR_TYPES.A, dnssec: true, recursionDesired: false })
    expect(asked).toEqual(['a.lab. mail.a.lab. A'])
  })

  it.each([
    { name: 'x.lost.lab.', reason: 'none of its servers has an address' },
    { name: 'x.lame.lab.', reason: expect.any(String) },
  ])('fails for $name', async ({ name, reason }) => {
    const result = await attempt(() => ask(name, 'A'))
    expect(result).toMatchObject({
      ok: false,
      failure: reason === 'none of its servers has an address' ? { code: 'dns-unreachable', reason } : {},
    })
  })

  it('serves a validating resolver', async () => {
    const resolver = createValidatingResolver({ upstream: upstream(), recursionDesired: false, anchors: tree.anchors })
    expect(await resolver.lookup('_25._tcp.mail.c.d.lab', 'TLSA')).toMatchObject({
      outcome: 'records',
      dnssec: { status: 'secure' },
    })
    expect(await resolver.lookup('none.a.lab', 'A')).toMatchObject({
      outcome: 'nxdomain',
      dnssec: { status: 'secure' },
    })
    expect(await resolver.lookup('mail.b.lab', 'A')).toMatchObject({
      outcome: 'records',
      dnssec: { status: 'insecure' },
    })
    expect(await resolver.lookup('out.a.lab', 'A')).toMatchObject({
      records: ['192.0.2.2'],
      cnames: ['mail.b.lab'],
      dnssec: { status: 'insecure' },
    })
    expect(await resolver.lookup('x.y.z.w.b.lab', 'A')).toMatchObject({ records: ['192.0.2.3'] })
  })
})

describe('openResolver', () => {
  it('keeps a good resolver, and says why it leaves a bad one', async () => {
    const whole = await startDnsServer({ address: '127.0.3.20', port: 0 }, (query) =>
      respondFromZones(tree.zones, query),
    )
    const stripping = await startDnsServer({ address: '127.0.3.21', port: 0 }, (query) =>
      respondFromZones(tree.zones, { ...query, edns: query.edns === null ? null : { ...query.edns, dnssecOk: false } }),
    )
    const common = { anchors: tree.anchors, hints, authorityPort: port, timeoutMilliseconds: 300 }
    const good = await openResolver({ ...common, resolver: `127.0.3.20:${whole.port}` })
    expect(good.warning).toBeNull()
    expect((await good.resolver.lookup('a.lab', 'MX')).dnssec.status).toBe('secure')
    const bad = await openResolver({ ...common, resolver: `127.0.3.21:${stripping.port}` })
    expect(bad.warning).toContain('does not pass DNSSEC on')
    const none = await openResolver({ ...common, resolvConf: '/nonexistent' })
    expect(none.warning).toBe('iterating from the root, because /nonexistent cannot be read')
    expect((await none.resolver.lookup('a.lab', 'MX')).dnssec.status).toBe('secure')
    const iterating = await openResolver({ ...common, resolver: 'iterate' })
    expect(iterating.warning).toBeNull()
    expect((await iterating.resolver.lookup('a.lab', 'MX')).dnssec.status).toBe('secure')
    await Promise.all([whole.close(), stripping.close()])
  })
})

describe('classifyReply', () => {
  const zone = parseZone(`${SOA}sub NS ns.sub\nsub NS ns.test.\nns.sub A 192.0.2.1`, 'lab.')
  const refer = (): Message =>
    respondFromZones([zone], {
      id: 0,
      opcode: 0,
      rcode: 0,
      flags: NO_FLAGS,
      questions: [{ name: parseName('www.sub.lab.'), type: 1, class: 1 }],
      answer: [],
      authority: [],
      additional: [],
      edns: null,
    })

  it('takes glue only from within the delegating zone', () => {
    const foreign = { owner: parseName('ns.test.'), type: 1, class: 1, ttl: 1, rdata: Uint8Array.of(6, 6, 6, 6) }
    const kind = classifyReply(
      { ...refer(), additional: [...refer().additional, foreign] },
      parseName('lab.'),
      parseName('www.sub.lab.'),
    )
    expect(kind).toMatchObject({ kind: 'referral', referral: { zone: parseName('sub.lab.') } })
    expect(kind.kind === 'referral' && kind.referral.glue.map((one) => formatName(one.owner))).toEqual(['ns.sub.lab.'])
  })

  it('calls a referral upward or sideways lame', () => {
    expect(classifyReply(refer(), parseName('sub.lab.'), parseName('www.sub.lab.')).kind).toBe('lame')
    expect(classifyReply(refer(), parseName('test.'), parseName('www.sub.lab.')).kind).toBe('lame')
    expect(classifyReply({ ...refer(), authority: [] }, parseName('lab.'), parseName('www.sub.lab.')).kind).toBe('lame')
  })

  it('keeps nothing from outside the zone', () => {
    const alias = {
      owner: parseName('x.lab.'),
      type: 5,
      class: 1,
      ttl: 1,
      rdata: Uint8Array.of(1, 0x79, 4, 0x74, 0x65, 0x73, 0x74, 0),
    }
    const foreign = { owner: parseName('y.test.'), type: 1, class: 1, ttl: 1, rdata: Uint8Array.of(6, 6, 6, 6) }
    const kept = withinBailiwick({ ...refer(), rcode: 3, answer: [alias, foreign] }, parseName('lab.'))
    expect(kept).toMatchObject({ rcode: 0, answer: [{ type: 5 }], additional: [] })
  })
})
