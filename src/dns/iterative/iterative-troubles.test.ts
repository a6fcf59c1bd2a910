import { afterEach, describe, expect, it } from 'vitest'
import { attempt } from '../../base/failure.ts'
import { type DnsServer, type Reply, startDnsServer } from '../authority.ts'
import { type Message, NO_FLAGS, type ResourceRecord, writeMessage } from '../wire/message.ts'
import { formatName, lowerName, type Name, parseName } from '../wire/name.ts'
import { RCODES, RR_TYPES } from '../wire/rr-type.ts'
import { parseZone } from '../zone/parse-zone.ts'
import { respondFromZones } from '../zone/respond.ts'
import { createIterativeUpstream } from './iterative-upstream.ts'

/** Milliseconds of one exchange. */
const PATIENCE = 100

const SOA = '@ SOA ns h 1 2 3 4 300\n'
const ROOT = parseZone(`${SOA}lab NS ns1.lab\nlab NS ns2.lab\nns1.lab A 127.0.6.2\nns2.lab A 127.0.6.3`, '.')
const LAB = parseZone(`${SOA}@ NS ns1\na.b.c A 192.0.2.1`, 'lab.')

type Act = (query: Message, name: string) => Reply

const servers: DnsServer[] = []
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()))
})

/** A root that delegates `lab.` to two servers, which do as they are told. */
async function world(first: Act, second: Act, root: Act = (query) => respondFromZones([ROOT], query)) {
  let port = 0
  const acts = { '127.0.6.1': root, '127.0.6.2': first, '127.0.6.3': second }
  for (const [address, act] of Object.entries(acts)) {
    const server = await startDnsServer({ address, port }, (query) =>
      act(query, formatName(lowerName(query.questions[0]?.name ?? ('\0' as Name)))),
    )
    port = server.port
    servers.push(server)
  }
  const upstream = createIterativeUpstream({
    hints: [{ address: '127.0.6.1', port }],
    port,
    timeoutMilliseconds: PATIENCE,
  })
  const question = { name: parseName('a.b.c.lab.'), type: RR_TYPES.A, dnssec: true, recursionDesired: false }
  return attempt(async () => (await upstream.ask(question)).answer.map(({ rdata }) => rdata.join('.')))
}

const good: Act = (query) => respondFromZones([LAB], query)

function empty(query: Message, rcode: number): Message {
  const flags = { ...NO_FLAGS, response: true }
  return { ...query, rcode, flags, answer: [], authority: [], additional: [] }
}

describe('an iteration', () => {
  it.each<{ name: string; lame: Act }>([
    { name: 'gives nothing', lame: (query) => empty(query, RCODES.NOERROR) },
    { name: 'refers upward', lame: (query) => ({ ...respondFromZones([ROOT], query), answer: [] }) },
    { name: 'refuses', lame: (query) => empty(query, RCODES.REFUSED) },
    { name: 'is silent', lame: () => null },
  ])('goes to the next server when one $name', async ({ lame }) => {
    expect(await world(lame, good)).toEqual({ ok: true, value: ['192.0.2.1'] })
  })

  it('says that no server serves the zone', async () => {
    const lame: Act = (query) => empty(query, RCODES.NOERROR)
    expect(await world(lame, lame)).toMatchObject({
      ok: false,
      failure: { code: 'dns-mismatch', name: 'a.b.c.lab', reason: 'it does not serve lab' },
    })
  })

  it.each([
    { name: 'SERVFAIL', rcode: RCODES.SERVFAIL },
    { name: 'REFUSED', rcode: RCODES.REFUSED },
    { name: 'NXDOMAIN', rcode: RCODES.NXDOMAIN },
    { name: 'nothing', rcode: RCODES.NOERROR },
  ])('tells the whole name to servers that answer $name to half of it', async ({ rcode }) => {
    const half: Act = (query, name) => (name === 'a.b.c.lab.' ? good(query, name) : empty(query, rcode))
    expect(await world(half, half)).toEqual({ ok: true, value: ['192.0.2.1'] })
  })

  it('passes over glue that is no address, and records of other classes', async () => {
    const glue = (rdata: Uint8Array, over: Partial<ResourceRecord> = {}): ResourceRecord => {
      return { owner: parseName('ns1.lab.'), type: RR_TYPES.A, class: 1, ttl: 60, rdata, ...over }
    }
    const root: Act = (query) => {
      const reply = respondFromZones([ROOT], query)
      const authority = [glue(Uint8Array.of(63), { owner: parseName('lab.'), type: RR_TYPES.NS, class: 3 })]
      const additional = [glue(Uint8Array.of(1, 2, 3)), glue(new Uint8Array(0), { type: RR_TYPES.AAAA })]
      const message = {
        authority: [...authority, ...reply.authority],
        additional: [...additional, ...reply.additional],
      }
      return writeMessage({ ...reply, ...message }, { compress: false })
    }
    expect(await world(good, good, root)).toEqual({ ok: true, value: ['192.0.2.1'] })
  })

  it('is given up when every step leads to servers that are silent', async () => {
    const silent = Array.from('abc', (zone) => `${zone} NS x.${zone}\nx.${zone} A 127.0.6.2\nx.${zone} A 127.0.6.3\n`)
    const hostile = parseZone(`${SOA}lab NS h.a\nlab NS h.b\nlab NS h.c\n${silent.join('')}`, '.')
    let heard = 0
    const mute: Act = () => {
      heard += 1
      return null
    }
    const result = await world(mute, mute, (query) => respondFromZones([hostile], query))
    expect(result).toMatchObject({ ok: false, failure: { code: 'dns-unreachable' } })
    // Ten waits, and what had begun by then, each with two datagrams; without an end it would be 48.
    expect(heard).toBeLessThanOrEqual(30)
  })
})
