import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { afterAll, describe, expect, it } from 'vitest'
import { startProcessorTime } from '../../test/support/processor-time.ts'
import { attempt } from '../base/failure.ts'
import { type DnsServer, type Responder, startAuthority, startDnsServer } from './authority.ts'
import { createStubResolver } from './stub-resolver.ts'
import { parseResolvConf } from './system-servers.ts'
import { writeMessage } from './wire/message.ts'
import { lowerName } from './wire/name.ts'
import { parseZone } from './zone/parse-zone.ts'
import { respondFromZones } from './zone/respond.ts'

const LOOPBACK = { address: '127.0.0.1', port: 0 }
const zone = parseZone(
  `$TTL 300
   @ SOA ns h 1 2 3 4 60
   @ MX 20 b
   @ MX 10 A.example.
   a A 192.0.2.1
   a AAAA 2001:db8::1
   alias 30 CNAME a
   t TXT "v=one; " "two"
   t TXT "\\255\\\\"
   _25._tcp.a TLSA 3 1 1 ABCD
   _x._tcp SRV 1 2 25 A
   @ CAA 0 issue "ca.example"
   p PTR a
   u TYPE65280 \\# 1 07
   big TXT ( "${'x'.repeat(255)}" "${'y'.repeat(255)}" "${'z'.repeat(255)}" "${'w'.repeat(255)}" "${'v'.repeat(255)}" )
   loop1 CNAME loop2
   loop2 CNAME loop1
   out CNAME a.elsewhere.`.replace(/^ +/gm, ''),
  'example.',
)

const servers: DnsServer[] = []
afterAll(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()))
})

async function serve(respond: Responder): Promise<DnsServer> {
  const server = await startDnsServer(LOOPBACK, respond)
  servers.push(server)
  return server
}

function honest(query: Parameters<Responder>[0]): ReturnType<typeof respondFromZones> {
  return respondFromZones([zone], query)
}

function stub(...to: DnsServer[]): ReturnType<typeof createStubResolver> {
  return createStubResolver({ servers: to, timeoutMilliseconds: 300, rounds: 1 })
}

const lookups = [
  {
    name: 'example',
    type: 'MX',
    records: [
      { preference: 10, exchange: 'a.example' },
      { preference: 20, exchange: 'b.example' },
    ],
  },
  { name: 'A.Example.', type: 'A', records: ['192.0.2.1'] },
  { name: 'a.example', type: 'AAAA', records: ['2001:db8::1'] },
  { name: 'alias.example', type: 'A', records: ['192.0.2.1'], cnames: ['a.example'] },
  { name: 't.example', type: 'TXT', records: ['\\xff\\\\', 'v=one; two'] },
  { name: '_25._tcp.a.example', type: 'TLSA', records: [{ usage: 3, selector: 1, matching: 1, data: 'abcd' }] },
  { name: '_x._tcp.example', type: 'SRV', records: [{ priority: 1, weight: 2, port: 25, target: 'a.example' }] },
  { name: 'example', type: 'CAA', records: [{ flags: 0, tag: 'issue', value: 'ca.example' }] },
  { name: 'p.example', type: 'PTR', records: ['a.example'] },
  { name: 'u.example', type: 'TYPE65280', records: ['\\# 1 07'] },
  { name: 'example', type: 'SOA', records: ['ns.example. h.example. 1 2 3 4 60'] },
] as const

describe('createStubResolver', () => {
  it.each(lookups)('$name $type', async ({ name, type, records, ...rest }) => {
    const found = await stub(await serve(honest)).lookup(name, type)
    expect(found).toMatchObject({ outcome: 'records', records, cnames: 'cnames' in rest ? rest.cnames : [], type })
    expect(found.dnssec.status).toBe('indeterminate')
    expect(found.name).toBe(name.toLowerCase().replace(/\.$/, ''))
    expect(JSON.parse(JSON.stringify(found))).toEqual(found)
  })

  it('tells NODATA from NXDOMAIN, with the negative TTL', async () => {
    const resolver = stub(await serve(honest))
    expect(await resolver.lookup('a.example', 'MX')).toMatchObject({ outcome: 'nodata', ttlSeconds: 5 * 12 })
    expect(await resolver.lookup('none.example', 'MX')).toMatchObject({ outcome: 'nxdomain', ttlSeconds: 60 })
  })

  it('takes a long answer over TCP', async () => {
    const transports: string[] = []
    const server = await serve((query, transport) => {
      transports.push(transport)
      return honest(query)
    })
    const found = await stub(server).lookup('big.example', 'TXT')
    expect(found.records[0]).toHaveLength(5 * 255)
    expect(transports).toEqual(['udp', 'tcp'])
  })

  it('follows an alias that the server leaves unfinished', async () => {
    const elsewhere = parseZone('@ SOA ns h 1 2 3 4 60\na A 192.0.2.9', 'elsewhere.')
    const server = await serve((query) => {
      const first = lowerName(query.questions[0]?.name ?? ('\0' as never))
      return respondFromZones(first.includes('elsewhere') ? [elsewhere] : [zone], query)
    })
    expect(await stub(server).lookup('out.example', 'A')).toMatchObject({
      records: ['192.0.2.9'],
      cnames: ['a.elsewhere'],
    })
  })

  it('joins equal questions, and keeps answers for their TTL and no longer', async () => {
    let queries = 0
    let now = 1_000_000
    const server = await serve((query) => {
      queries += 1
      return honest(query)
    })
    const resolver = createStubResolver({ servers: [server], now: () => now })
    await Promise.all([resolver.lookup('alias.example', 'A'), resolver.lookup('ALIAS.example', 'A')])
    await resolver.lookup('alias.example', 'A')
    expect(queries).toBe(1)
    now += 30_000
    await resolver.lookup('alias.example', 'A')
    expect(queries).toBe(2)
  })

  it('goes to the next server when one is silent, refuses or fails', async () => {
    const silent = await serve(() => null)
    const failing = await serve((query) => ({ ...honest(query), rcode: 2, answer: [] }))
    const good = await serve(honest)
    expect(await stub(silent, failing, good).lookup('a.example', 'A')).toMatchObject({ records: ['192.0.2.1'] })
  })

  const troubles: { name: string; respond: Responder; code: string }[] = [
    { name: 'silence', respond: () => null, code: 'dns-timeout' },
    { name: 'a server failure', respond: (query) => ({ ...honest(query), rcode: 2 }), code: 'dns-rcode' },
    { name: 'another id', respond: (query) => ({ ...honest(query), id: query.id ^ 1 }), code: 'dns-timeout' },
    {
      name: 'another question',
      respond: (query) => ({ ...honest(query), questions: [{ name: '\x01x\0' as never, type: 1, class: 1 }] }),
      code: 'dns-timeout',
    },
    {
      name: 'another type',
      respond: (query) => ({ ...honest(query), questions: query.questions.map((one) => ({ ...one, type: 2 })) }),
      code: 'dns-timeout',
    },
    { name: 'a query back', respond: (query) => writeMessage(query), code: 'dns-timeout' },
    { name: 'garbage', respond: () => Uint8Array.of(1, 2, 3), code: 'dns-timeout' },
    { name: 'a loop', respond: honest, code: 'dns-rcode' },
    {
      name: 'malformed data',
      respond: (query) => ({
        ...honest(query),
        answer: [
          { owner: query.questions[0]?.name ?? ('\0' as never), type: 1, class: 1, ttl: 1, rdata: Uint8Array.of(1) },
        ],
      }),
      code: 'wire-malformed',
    },
  ]
  it.concurrent.each(troubles)('$name is $code, as a value', async ({ name, respond, code }) => {
    const found = await stub(await serve(respond)).lookup(name === 'a loop' ? 'loop1.example' : 'a.example', 'A')
    expect(found).toMatchObject({ outcome: 'failed', records: [], failure: { code } })
  })

  it('a closed port is unreachable, an impossible name invalid, no server a failure', async () => {
    const socket = createSocket('udp4').bind(0, '127.0.0.1')
    await once(socket, 'listening')
    const closed = { address: '127.0.0.1', port: socket.address().port }
    socket.close()
    const resolver = createStubResolver({ servers: [closed], timeoutMilliseconds: 300 })
    expect((await resolver.lookup('a.example', 'A')).failure).toMatchObject({
      code: 'dns-unreachable',
      reason: 'ECONNREFUSED',
    })
    expect((await resolver.lookup('a..example', 'A')).failure).toMatchObject({ code: 'name-invalid' })
    expect((await createStubResolver({ servers: [] }).lookup('a', 'A')).failure).toMatchObject({
      code: 'dns-no-server',
    })
  })

  it('asks over TCP when letter case is lost, and without EDNS when it is not known', async () => {
    const transports: string[] = []
    const server = await serve((query, transport) => {
      transports.push(`${transport}${query.edns === null ? '' : ' edns'}`)
      if (query.edns !== null) return { ...honest(query), rcode: 1, edns: null, answer: [], authority: [] }
      const reply = honest(query)
      return transport === 'udp'
        ? { ...reply, questions: reply.questions.map((one) => ({ ...one, name: one.name.toUpperCase() as never })) }
        : reply
    })
    expect(await stub(server).lookup('a.example', 'A')).toMatchObject({ records: ['192.0.2.1'] })
    expect(transports).toEqual(['udp edns', 'udp', 'tcp'])
  })

  it('cancels at once, and one caller does not cancel another', async () => {
    const server = await serve(async (query) => {
      await new Promise((resolve) => setTimeout(resolve, 50))
      return honest(query)
    })
    const resolver = stub(server)
    const impatient = new AbortController()
    const first = attempt(() => resolver.lookup('a.example', 'A', impatient.signal))
    const second = resolver.lookup('a.example', 'A')
    impatient.abort()
    expect(await first).toEqual({ ok: false, failure: { code: 'cancelled' } })
    expect(await second).toMatchObject({ records: ['192.0.2.1'] })
    expect(await attempt(() => resolver.lookup('x.example', 'A', AbortSignal.abort()))).toMatchObject({
      failure: { code: 'cancelled' },
    })
  })
})

describe('startAuthority', () => {
  it('stands after under 20 ms of work (best of five) and frees its port', async () => {
    const times: number[] = []
    for (let round = 0; round < 5; round += 1) {
      const spent = startProcessorTime()
      const server = await startAuthority(LOOPBACK, [zone])
      times.push(spent())
      await server.close()
      await (await startAuthority({ address: '127.0.0.1', port: server.port }, [zone])).close()
    }
    expect(Math.min(...times)).toBeLessThan(20)
  })
})

describe('parseResolvConf', () => {
  const files = [
    {
      name: 'a plain file',
      text: '# c\nsearch x\nnameserver 192.0.2.1\nnameserver\t2001:db8::1 \n',
      addresses: ['192.0.2.1', '2001:db8::1'],
    },
    { name: 'a zone index', text: 'nameserver fe80::1%eth0', addresses: ['fe80::1%eth0'] },
    {
      name: 'four servers',
      text: [1, 2, 3, 4].map((n) => `nameserver 192.0.2.${n}`).join('\r\n'),
      addresses: ['192.0.2.1', '192.0.2.2', '192.0.2.3'],
    },
    {
      name: 'what is no address',
      text: 'nameserver localhost\n;nameserver 192.0.2.1\nnameserver 1.2.3',
      addresses: [],
    },
  ]
  it.each(files)('$name', ({ text, addresses }) => {
    expect(parseResolvConf(text).map(({ address }) => address)).toEqual(addresses)
  })
})

describe('a lost datagram', () => {
  it('is sent once more before the time is up', async () => {
    let received = 0
    const server = await serve((query) => {
      received += 1
      return received === 1 ? null : honest(query)
    })
    const found = await createStubResolver({ servers: [server], timeoutMilliseconds: 600, rounds: 1 }).lookup(
      'a.example',
      'A',
    )
    expect(found).toMatchObject({ records: ['192.0.2.1'] })
    expect(received).toBe(2)
  })

  it('aborting at any moment is harmless', async () => {
    const server = await serve(honest)
    for (let at = 0; at < 20; at += 1) {
      const controller = new AbortController()
      const asked = attempt(() => stub(server).lookup(`x${at}.example`, 'A', controller.signal))
      for (let ticks = 0; ticks < at; ticks += 1) await new Promise((resolve) => setImmediate(resolve))
      controller.abort()
      const result = await asked
      expect(result.ok || result.failure.code === 'cancelled').toBe(true)
    }
  })
})
