import { describe, expect, it } from 'vitest'
import { createValidator } from '../src/dns/dnssec/validator.ts'
import { generateSigningKey } from '../src/dns/generate-signing-key.ts'
import type { Message } from '../src/dns/wire/message.ts'
import { formatName, parseName } from '../src/dns/wire/name.ts'
import { parseRdata } from '../src/dns/wire/presentation.ts'
import { readRdata, writeRdata } from '../src/dns/wire/rdata.ts'
import { parseRrType, RR_TYPES } from '../src/dns/wire/rr-type.ts'
import { dsOf } from '../src/dns/zone/signing-key.ts'
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

describe('an attacker of a zone with an anchor of its own below an unsigned one', () => {
  const key = generateSigningKey(13)
  const origin = parseName('island.unsigned.lab.')
  const unsigned = `${CONTENT}island NS ns\n`
  const made = tree(
    { origin: 'unsigned.lab.', text: unsigned, algorithm: null },
    { origin: 'island.unsigned.lab.', text: CONTENT, keys: [key] },
  )
  const anchors = [...made.anchors, { zone: origin, ds: [dsOf(origin, key)] }]
  /** Every signature claims to be of the zone above the anchor, which needs none. */
  const disown = (records: Message['answer']): Message['answer'] =>
    records.map((one) => {
      if (one.type !== RR_TYPES.RRSIG) return one
      const rrsig = readRdata('RRSIG', one.rdata)
      return { ...one, rdata: writeRdata('RRSIG', { ...rrsig, signer: parseName('unsigned.lab.') }) }
    })

  it.each([
    { name: 'mail.island.unsigned.lab.', type: 'A' },
    { name: 'mail.island.unsigned.lab.', type: 'AAAA' },
    { name: 'none.island.unsigned.lab.', type: 'A' },
    { name: 'x.walias.island.unsigned.lab.', type: 'A' },
  ])('$name $type is neither secure nor insecure when another zone signs it', async ({ name, type }) => {
    const world = { ...made, anchors }
    expect((await ask({ tree: world }, name, type)).verdict.status).toBe('secure')
    const attack: Attack = (reply, at, asked) =>
      formatName(at) === name && asked === parseRrType(type)
        ? { ...reply, answer: disown(reply.answer), authority: disown(reply.authority) }
        : reply
    expect((await ask({ tree: world, attack }, name, type)).verdict.status).toBe('bogus')
    expect((await ask({ tree: made, attack }, name, type)).verdict.status).toBe('insecure')
  })
})

describe('an attacker who has gone', () => {
  it('has not hidden a zone behind the alias of a wildcard', async () => {
    const made = tree(
      { origin: 'd.lab.', text: `${CONTENT}*.w CNAME mail\n` },
      { origin: 'sub.w.d.lab.', text: CONTENT },
    )
    let nowSeconds = NOW
    let isThere = true
    const validator = createValidator({
      anchors: made.anchors,
      nowSeconds: () => nowSeconds,
      fetch: async (name, type) => {
        if (!isThere || type !== RR_TYPES.DS || formatName(name) !== 'sub.w.d.lab.') {
          return { ok: true, value: answer(made.zones, name, type) }
        }
        const other = answer(made.zones, parseName('other.w.d.lab.'), type)
        return { ok: true, value: { ...other, answer: other.answer.map((one) => ({ ...one, owner: name })) } }
      },
    })
    const status = async (): Promise<string> =>
      (await validator.validate(parseName('mail.sub.w.d.lab.'), RR_TYPES.A)).verdict.status
    expect(await status()).toBe('bogus')
    isThere = false
    nowSeconds += 10
    expect(await status()).toBe('secure')
  })
})

describe('a question that costs too much', () => {
  it('is given up, and leaves nothing behind that other questions would stumble over', async () => {
    // Each label of a name costs a query where its alias is not signed, and then the alias leads to somebody else.
    const deep = Array.from({ length: 64 }, (_, depth) => `${'x.'.repeat(depth + 1)}d.lab.`)
    const names = deep.map((name) => `${name} CNAME mail.other.lab.`).join('\n')
    const made = tree({ origin: 'd.lab.', text: `${CONTENT}${names}\n` }, { origin: 'other.lab.', text: CONTENT })
    for (const name of deep) {
      const validator = createValidator({
        anchors: made.anchors,
        nowSeconds: () => NOW,
        fetch: async (at, type) => {
          const reply = answer(made.zones, at, type)
          // The alias stands alone: unsigned, and without what it leads to.
          const alias = { ...reply, answer: reply.answer.filter((one) => one.type === RR_TYPES.CNAME), authority: [] }
          return { ok: true, value: formatName(at) === name && type === RR_TYPES.A ? alias : reply }
        },
      })
      const { verdict } = await validator.validate(parseName(name), RR_TYPES.A)
      expect(['bogus', 'indeterminate']).toContain(verdict.status)
      const other = await validator.validate(parseName('mail.other.lab.'), RR_TYPES.A)
      expect(other.verdict.status).toBe('secure')
    }
  })
})

describe('an alias that cannot be followed', () => {
  const record = (name: string, type: 'CNAME' | 'DNAME', target: string): Message['answer'][number] => {
    const rdata = parseRdata(RR_TYPES[type], [{ raw: target, quoted: false }])
    return { owner: parseName(name), type: RR_TYPES[type], class: 1, ttl: 1, rdata }
  }
  const long = `${'x'.repeat(62)}.`.repeat(4)

  it.each([
    {
      name: 'two CNAME records',
      answer: [record('www.d.lab.', 'CNAME', 'a.'), record('www.d.lab.', 'CNAME', 'b.')],
      reason: 'the name is an alias of several names',
    },
    {
      name: 'two DNAME records',
      answer: [record('d.lab.', 'DNAME', 'a.'), record('d.lab.', 'DNAME', 'b.')],
      reason: 'd.lab has more than one DNAME record',
    },
    {
      name: 'a DNAME record that leads too far',
      answer: [record('d.lab.', 'DNAME', long)],
      reason: 'a DNAME record makes a name that is too long',
    },
    {
      name: 'another CNAME than the DNAME makes',
      answer: [record('d.lab.', 'DNAME', 'a.'), record('www.d.lab.', 'CNAME', 'www.b.')],
      reason: 'a CNAME record is not what its DNAME record makes',
    },
  ])('$name', async ({ answer, reason }) => {
    const attack: Attack = (reply, name) => (formatName(name) === 'www.d.lab.' ? { ...reply, answer } : reply)
    const { verdict, outcome } = await ask({ tree: attacked, attack }, 'www.d.lab.', 'A')
    expect({ ...verdict, outcome }).toMatchObject({ status: 'bogus', reason, outcome: null })
  })
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
