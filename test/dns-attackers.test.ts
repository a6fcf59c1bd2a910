import { describe, expect, it } from 'vitest'
import { createValidator } from '../src/dns/dnssec/validator.ts'
import type { Message } from '../src/dns/wire/message.ts'
import { formatName, parseName } from '../src/dns/wire/name.ts'
import { parseRdata } from '../src/dns/wire/presentation.ts'
import { parseRrType, RR_TYPES } from '../src/dns/wire/rr-type.ts'
import { type Attack, answer, ask, CONTENT, NOW, tree } from './dns-signed-lab.ts'

/** What an attacker between us and the upstream can do. None of it may end in secure or insecure. */
const attacks: { name: string; attack: Attack; ask?: string; type?: string }[] = [
  {
    name: 'SERVFAIL for DS',
    attack: (reply, _, type) => (type === RR_TYPES.DS ? { ...reply, rcode: 2, answer: [], authority: [] } : reply),
  },
  { name: 'silence for DS', attack: (reply, _, type) => (type === RR_TYPES.DS ? null : reply) },
  {
    name: 'REFUSED for DS and forged data',
    attack: (reply, _, type) =>
      type === RR_TYPES.DS ? { ...reply, rcode: 5, answer: [], authority: [] } : forge(reply),
  },
  {
    name: 'SERVFAIL for DNSKEY',
    attack: (reply, _, type) => (type === RR_TYPES.DNSKEY ? { ...reply, rcode: 2, answer: [] } : reply),
  },
  { name: 'no keys', attack: (reply, _, type) => (type === RR_TYPES.DNSKEY ? { ...reply, answer: [] } : reply) },
  {
    name: 'unsigned NODATA for DS',
    attack: (reply, _, type) => (type === RR_TYPES.DS ? { ...reply, answer: [], authority: [] } : forge(reply)),
  },
  {
    name: 'unsigned NXDOMAIN for DS',
    attack: (reply, _, type) =>
      type === RR_TYPES.DS ? { ...reply, rcode: 3, answer: [], authority: [] } : forge(reply),
  },
  { name: 'stripped signatures', attack: (reply, _, type) => (type === RR_TYPES.TLSA ? strip(reply) : reply) },
  { name: 'all signatures stripped', attack: strip },
  { name: 'forged data with the old signatures', attack: (reply) => forge(reply) },
  {
    name: 'unsigned NODATA',
    attack: (reply, _, type) => (type === RR_TYPES.TLSA ? { ...reply, answer: [], authority: [] } : reply),
  },
  {
    name: 'unsigned NXDOMAIN',
    attack: (reply, _, type) => (type === RR_TYPES.TLSA ? { ...reply, rcode: 3, answer: [], authority: [] } : reply),
  },
  { name: 'NXDOMAIN with a denial of another name', attack: replayed('none.d.lab.', 'A'), type: 'TLSA' },
  { name: 'NXDOMAIN with a denial of the parent zone', attack: replayed('none.lab.', 'A') },
  { name: 'NODATA with the record of another name', attack: replayed('ns.d.lab.', 'TLSA') },
  { name: 'NODATA with the denial of the delegation', attack: replayed('unsigned.d.lab.', 'DS') },
  {
    name: 'the denial of DS from another zone',
    attack: (reply, name, type) =>
      type === RR_TYPES.DS && formatName(name) === 'd.lab.' ? replay('unsigned.lab.', 'DS') : forge(reply),
  },
  {
    name: 'the denial of DS from the child itself',
    attack: (reply, name, type) =>
      type === RR_TYPES.DS && formatName(name) === 'd.lab.' ? replay('d.lab.', 'TXT') : forge(reply),
  },
  {
    name: 'a CNAME put in front',
    attack: (reply, name, type) =>
      type === RR_TYPES.TLSA
        ? {
            ...reply,
            answer: [
              { owner: name, type: 5, class: 1, ttl: 1, rdata: parseRdata(5, [{ raw: 'evil.', quoted: false }]) },
            ],
          }
        : reply,
  },
  {
    name: 'a wildcard answer without its denial',
    ask: 'x.wild.d.lab.',
    type: 'A',
    attack: (reply, _, type) => (type === RR_TYPES.A ? { ...reply, authority: [] } : reply),
  },
  {
    name: 'a wildcard answer for a name that exists',
    ask: 'mail.d.lab.',
    type: 'A',
    attack: (reply, name, type) =>
      type === RR_TYPES.A
        ? {
            ...replay('x.wild.d.lab.', 'A'),
            answer: replay('x.wild.d.lab.', 'A').answer.map((one) => ({ ...one, owner: name })),
          }
        : reply,
  },
  {
    name: 'data of another zone',
    ask: 'mail.d.lab.',
    type: 'A',
    attack: (reply, name, type) =>
      type === RR_TYPES.A
        ? { ...reply, answer: replay('ns.lab.', 'A').answer.map((one) => ({ ...one, owner: name })) }
        : reply,
  },
  {
    name: 'another type under the same signature',
    ask: 'mail.d.lab.',
    type: 'AAAA',
    attack: (reply, _, type) =>
      type === RR_TYPES.AAAA
        ? {
            ...replay('mail.d.lab.', 'A'),
            questions: reply.questions,
            answer: replay('mail.d.lab.', 'A').answer.map((one) =>
              one.type === 1 ? { ...one, type: 28, rdata: new Uint8Array(16) } : one,
            ),
          }
        : reply,
  },
]

const attacked = tree({ origin: 'd.lab.' }, { origin: 'unsigned.lab.', text: CONTENT, algorithm: null })

function replay(name: string, type: string): Message {
  return answer(attacked.zones, parseName(name), parseRrType(type) ?? 0)
}

function replayed(name: string, type: string): Attack {
  return (reply, _, asked) => (asked === RR_TYPES.TLSA ? { ...replay(name, type), questions: reply.questions } : reply)
}

function strip(reply: Message): Message {
  const unsigned = (records: Message['answer']): Message['answer'] =>
    records.filter((one) => one.type !== RR_TYPES.RRSIG && one.type !== RR_TYPES.NSEC)
  return { ...reply, answer: unsigned(reply.answer), authority: unsigned(reply.authority) }
}

function forge(reply: Message): Message {
  return {
    ...reply,
    answer: reply.answer.map((one) =>
      one.type === RR_TYPES.TLSA ? { ...one, rdata: Uint8Array.of(3, 1, 1, 0x66) } : one,
    ),
  }
}

describe('an attacker on the path', () => {
  it.each(attacks)(
    '$name is neither secure nor insecure',
    async ({ attack, ask: name = '_25._tcp.mail.d.lab.', type = 'TLSA' }) => {
      expect((await ask({ tree: attacked }, name, type)).verdict.status).toBe('secure')
      const found = await ask({ tree: attacked, attack }, name, type)
      expect(['bogus', 'indeterminate']).toContain(found.verdict.status)
      expect(found.verdict.ede).not.toBeNull()
    },
  )
})

describe('economy', () => {
  it('a cold TLSA lookup takes 6 queries, the next one in the zone 1', async () => {
    const asked: string[] = []
    const validator = createValidator({
      anchors: attacked.anchors,
      nowSeconds: () => NOW,
      fetch: async (name, type) => {
        asked.push(`${formatName(name)} ${type}`)
        return { ok: true, value: answer(attacked.zones, name, type) }
      },
    })
    const first = await validator.validate(parseName('_25._tcp.mail.d.lab.'), RR_TYPES.TLSA)
    expect(first).toMatchObject({ queries: 6, verdict: { status: 'secure' } })
    expect(new Set(asked).size).toBe(6)
    const second = await validator.validate(parseName('mail.d.lab.'), RR_TYPES.A)
    expect(second).toMatchObject({ queries: 1, verifications: 1, verdict: { status: 'secure' } })
  })
})
