import { describe, expect, it } from 'vitest'
import type { Validated } from '../src/dns/dnssec/validator.ts'
import { generateSigningKey } from '../src/dns/generate-signing-key.ts'
import { buildSignedTree } from '../src/dns/signed-tree.ts'
import { formatName, parseName } from '../src/dns/wire/name.ts'
import { parseRdata } from '../src/dns/wire/presentation.ts'
import { RR_TYPES } from '../src/dns/wire/rr-type.ts'
import type { Fault } from '../src/dns/zone/fault.ts'
import { type Attack, answer, ask, CONTENT, NSEC3, ROOT_TEXT, TIMES, tree } from './dns-signed-lab.ts'
import { startProcessorTime } from './support/processor-time.ts'

const APEX = parseName('d.lab.')
const MAIL = parseName('mail.d.lab.')
const faults: { name: string; faults: readonly Fault[]; ask?: string; type?: string; ede: number; nsec3?: true }[] = [
  { name: 'an expired signature', faults: [{ kind: 'expired', name: MAIL, type: RR_TYPES.A }], ede: 7 },
  { name: 'a signature from the future', faults: [{ kind: 'not-yet-valid', name: MAIL, type: RR_TYPES.A }], ede: 8 },
  { name: 'a corrupt signature', faults: [{ kind: 'corrupt', name: MAIL, type: RR_TYPES.A }], ede: 6 },
  { name: 'a missing signature', faults: [{ kind: 'stripped', name: MAIL, type: RR_TYPES.A }], ede: 10 },
  {
    name: 'altered data',
    faults: [{ kind: 'altered', name: MAIL, type: RR_TYPES.A, rdatas: [Uint8Array.of(6, 6, 6, 6)] }],
    ede: 6,
  },
  { name: 'expired keys', faults: [{ kind: 'expired', name: APEX, type: RR_TYPES.DNSKEY }], ede: 7 },
  { name: 'corrupt keys', faults: [{ kind: 'corrupt', name: APEX, type: RR_TYPES.DNSKEY }], ede: 6 },
  { name: 'unsigned keys', faults: [{ kind: 'stripped', name: APEX, type: RR_TYPES.DNSKEY }], ede: 10 },
  {
    name: 'a corrupt SOA in a denial',
    faults: [{ kind: 'corrupt', name: APEX, type: RR_TYPES.SOA }],
    ask: 'none.d.lab.',
    ede: 6,
  },
  {
    name: 'a stripped SOA in a denial',
    faults: [{ kind: 'stripped', name: APEX, type: RR_TYPES.SOA }],
    ask: 'none.d.lab.',
    ede: 10,
  },
  {
    name: 'a gap that leaves the zone',
    faults: [{ kind: 'overreaching-nsec', name: parseName('mixed.d.lab.'), next: parseName('zz.lab.') }],
    ask: 'none.d.lab.',
    ede: 6,
  },
  {
    name: 'a record of denial with a corrupt signature',
    faults: [{ kind: 'corrupt', name: MAIL, type: RR_TYPES.NSEC }],
    ask: 'mail.d.lab.',
    type: 'MX',
    ede: 6,
  },
  {
    name: 'a record of denial that lists the type',
    faults: [{ kind: 'wrong-types', name: MAIL, types: [1, 15, 46, 47] }],
    ask: 'mail.d.lab.',
    type: 'MX',
    ede: 12,
  },
  {
    name: 'a record of denial that lists CNAME',
    faults: [{ kind: 'wrong-types', name: MAIL, types: [1, 5, 46, 47] }],
    ask: 'mail.d.lab.',
    type: 'MX',
    ede: 12,
  },
  {
    name: 'NSEC3 signatures that are corrupt',
    nsec3: true,
    faults: [{ kind: 'corrupt', name: APEX, type: RR_TYPES.NSEC3 }],
    ask: 'none.d.lab.',
    ede: 6,
  },
  {
    name: 'NSEC3 records that list the type',
    nsec3: true,
    faults: [{ kind: 'wrong-types', name: MAIL, types: [1, 15, 46] }],
    ask: 'mail.d.lab.',
    type: 'MX',
    ede: 12,
  },
]

describe('a zone signed wrongly', () => {
  it.each(faults)(
    '$name is bogus, EDE $ede',
    async ({ faults: list, ask: name = 'mail.d.lab.', type = 'A', ede, nsec3 }) => {
      const made = tree({ origin: 'd.lab.', faults: list, ...(nsec3 ? { denial: NSEC3 } : {}) })
      expect((await ask({ tree: made }, name, type)).verdict).toMatchObject({ status: 'bogus', ede })
    },
  )

  it('a zone that calls a name a delegation has no say below it: insecure, as unbound and named have it', async () => {
    const list: Fault[] = [{ kind: 'wrong-types', name: MAIL, types: [2, 46, 47] }]
    const made = tree({ origin: 'd.lab.', faults: list })
    expect((await ask({ tree: made }, 'mail.d.lab.', 'MX')).verdict.status).toBe('insecure')
    expect((await ask({ tree: made }, 'mail.d.lab.', 'A')).verdict.status).toBe('secure')
  })

  it('wrong DS records in the parent are bogus', async () => {
    const specs = [
      { origin: '.', text: ROOT_TEXT },
      { origin: 'lab.', text: ROOT_TEXT, faults: [{ kind: 'wrong-ds', name: APEX } as const] },
      { origin: 'd.lab.', text: CONTENT },
    ]
    expect((await ask({ tree: buildSignedTree(specs, TIMES) }, 'd.lab.', 'MX')).verdict).toMatchObject({
      status: 'bogus',
      ede: 9,
    })
  })

  it('an anchor with an algorithm that signs nothing is bogus, unless the policy lets it be', async () => {
    const made = tree({ origin: 'd.lab.' })
    const stranger = generateSigningKey(15)
    const extra = buildSignedTree([{ origin: '.', text: ROOT_TEXT, keys: [stranger] }], TIMES).anchors
    const anchors = [{ zone: parseName('.'), ds: [...made.anchors, ...extra].flatMap((anchor) => anchor.ds) }]
    expect((await ask({ tree: { ...made, anchors } }, 'd.lab.', 'MX')).verdict).toMatchObject({
      status: 'bogus',
      ede: 9,
    })
    const lax = await ask({ tree: { ...made, anchors }, policy: { everyAnchorAlgorithm: false } }, 'd.lab.', 'MX')
    expect(lax.verdict.status).toBe('secure')
  })

  it('a key trap costs a bounded number of checks', async () => {
    const trap: Fault = { kind: 'key-trap', name: MAIL, type: RR_TYPES.A, keys: 60, signatures: 60 }
    const made = tree({ origin: 'd.lab.', faults: [trap] })
    const spent = startProcessorTime()
    const found = await ask({ tree: made }, 'mail.d.lab.', 'A')
    expect(found.verdict.status).toBe('bogus')
    expect(found.verifications).toBeLessThanOrEqual(16 + 10)
    expect(spent()).toBeLessThan(2_000)
  })

  it('signatures end at their time, not before', async () => {
    const made = tree({ origin: 'd.lab.' })
    const at = (nowSeconds: number): Promise<Validated> => ask({ tree: made, nowSeconds }, 'd.lab.', 'MX')
    expect((await at(TIMES.expiration)).verdict.status).toBe('secure')
    expect((await at(TIMES.expiration + 1)).verdict).toMatchObject({ status: 'bogus', ede: 7 })
    expect((await at(TIMES.inception)).verdict.status).toBe('secure')
    expect((await at(TIMES.inception - 1)).verdict).toMatchObject({ status: 'bogus', ede: 8 })
  })
})

describe('DNAME', () => {
  const text = `${CONTENT}old DNAME lab.\nwrong DNAME d.lab.\n*.star DNAME d.lab.\n`
  const made = tree({ origin: 'd.lab.', text })

  it('counts through its own signature', async () => {
    const found = await ask({ tree: made }, 'ns.old.d.lab.', 'A')
    expect(found).toMatchObject({ outcome: 'records', verdict: { status: 'secure' } })
    expect(found.aliases.map(formatName)).toEqual(['ns.lab.'])
  })

  it('a CNAME that is not what the DNAME makes is bogus', async () => {
    const attack: Attack = (reply) => ({
      ...reply,
      answer: reply.answer.map((one) =>
        one.type === RR_TYPES.CNAME ? { ...one, rdata: parseRdata(5, [{ raw: 'mail.d.lab.', quoted: false }]) } : one,
      ),
    })
    expect((await ask({ tree: made, attack }, 'ns.old.d.lab.', 'A')).verdict.status).toBe('bogus')
  })

  it('a DNAME made from a wildcard is bogus', async () => {
    const attack: Attack = (reply, name) => {
      if (!formatName(name).startsWith('ns.x.star')) return reply
      const star = answer(made.zones, parseName('*.star.d.lab.'), RR_TYPES.DNAME)
      return {
        ...reply,
        rcode: 0,
        authority: [],
        answer: star.answer.map((one) => ({ ...one, owner: parseName('x.star.d.lab.') })),
      }
    }
    expect((await ask({ tree: made, attack }, 'ns.x.star.d.lab.', 'A')).verdict.status).toBe('bogus')
  })
})
