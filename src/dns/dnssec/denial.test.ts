import { describe, expect, it } from 'vitest'
import { parseName } from '../wire/name.ts'
import { parseRdata, type Token } from '../wire/presentation.ts'
import { parseRrType, RR_TYPES } from '../wire/rr-type.ts'
import type { RrSet } from '../wire/rrset.ts'
import { nsecProver } from './denial-nsec.ts'
import { nsec3Prover, readNsec3Records } from './denial-nsec3.ts'

function set(type: 'NSEC' | 'NSEC3', line: string): RrSet {
  const [owner = '', ...data] = line.split(' ')
  const tokens = data.map((raw): Token => ({ raw, quoted: false }))
  return {
    owner: parseName(owner.toLowerCase()),
    type: RR_TYPES[type],
    ttl: 1,
    rdatas: [parseRdata(RR_TYPES[type], tokens)],
    signatures: [],
  }
}

/** One row: records, what is asked of them, whether they prove it. */
const nsec: {
  name: string
  records: string[]
  ask: ['noName', string] | ['noData', string, string] | ['noCloserMatch', string, string]
  proved: boolean
}[] = [
  {
    name: 'a gap for name and wildcard',
    records: ['a.z. c.z. A', 'z. a.z. SOA NS'],
    ask: ['noName', 'b.z.'],
    proved: true,
  },
  { name: 'a gap without the wildcard', records: ['a.z. c.z. A'], ask: ['noName', 'b.z.'], proved: false },
  { name: 'one gap for both', records: ['z. c.z. SOA NS'], ask: ['noName', 'b.z.'], proved: true },
  { name: 'the last gap', records: ['m.z. z. A', 'z. a.z. SOA'], ask: ['noName', 'n.z.'], proved: true },
  {
    name: 'the end of a gap is not in it',
    records: ['a.z. c.z. A', 'z. a.z. SOA'],
    ask: ['noName', 'c.z.'],
    proved: false,
  },
  {
    name: 'the beginning of a gap is not in it',
    records: ['a.z. c.z. A', 'z. a.z. SOA'],
    ask: ['noName', 'a.z.'],
    proved: false,
  },
  {
    name: 'a gap that ends below the name',
    records: ['a.z. x.b.z. A', 'z. a.z. SOA'],
    ask: ['noName', 'b.z.'],
    proved: false,
  },
  { name: 'the same gap denies data there', records: ['a.z. x.b.z. A'], ask: ['noData', 'b.z.', 'A'], proved: true },
  {
    name: 'a gap at a delegation',
    records: ['b.z. d.z. NS', 'z. b.z. SOA NS'],
    ask: ['noName', 'c.b.z.'],
    proved: false,
  },
  {
    name: 'a gap at a DNAME',
    records: ['b.z. d.z. DNAME', 'z. b.z. SOA NS'],
    ask: ['noName', 'c.b.z.'],
    proved: false,
  },
  { name: 'the type is listed', records: ['b.z. d.z. A'], ask: ['noData', 'b.z.', 'A'], proved: false },
  { name: 'the type is not listed', records: ['b.z. d.z. A'], ask: ['noData', 'b.z.', 'MX'], proved: true },
  { name: 'CNAME is listed', records: ['b.z. d.z. CNAME'], ask: ['noData', 'b.z.', 'MX'], proved: false },
  { name: 'the parent about data at a cut', records: ['b.z. d.z. NS'], ask: ['noData', 'b.z.', 'MX'], proved: false },
  { name: 'the parent about DS at a cut', records: ['b.z. d.z. NS'], ask: ['noData', 'b.z.', 'DS'], proved: true },
  { name: 'the child about DS at its apex', records: ['z. d.z. NS SOA'], ask: ['noData', 'z.', 'DS'], proved: false },
  {
    name: 'a wildcard without the type',
    records: ['a.z. c.z. A', '*.z. a.z. A'],
    ask: ['noData', 'b.z.', 'MX'],
    proved: true,
  },
  {
    name: 'a wildcard with the type',
    records: ['a.z. c.z. A', '*.z. a.z. MX'],
    ask: ['noData', 'b.z.', 'MX'],
    proved: false,
  },
  {
    name: 'a wildcard at the wrong encloser',
    records: ['a.b.z. c.b.z. A', '*.z. a.b.z. A'],
    ask: ['noData', 'b.b.z.', 'MX'],
    proved: false,
  },
  { name: 'the wildcard applies', records: ['a.z. c.z. A'], ask: ['noCloserMatch', 'b.z.', 'z.'], proved: true },
  {
    name: 'a closer encloser exists',
    records: ['a.b.z. c.b.z. A'],
    ask: ['noCloserMatch', 'b.b.z.', 'z.'],
    proved: false,
  },
]

describe('NSEC', () => {
  it.each(nsec)('$name: $ask', ({ records, ask, proved }) => {
    const prover = nsecProver(
      records.map((line) => set('NSEC', line)),
      parseName('z.'),
    )
    const [how, name, other = ''] = ask
    const result =
      how === 'noName'
        ? prover?.noName(parseName(name))
        : how === 'noData'
          ? prover?.noData(parseName(name), parseRrType(other) ?? 0)
          : prover?.noCloserMatch(parseName(name), parseName(other))
    expect(result?.proved).toBe(proved)
  })

  it('refuses a zone that speaks about others', () => {
    expect(nsecProver([set('NSEC', 'a.z. b.y. A')], parseName('z.'))).toBeNull()
    expect(nsecProver([set('NSEC', 'a.z. . A')], parseName('z.'))).toBeNull()
  })
})

/** The zone of RFC 5155 appendix A, as far as its examples in appendix B need it. */
const EXAMPLE = [
  '0p9mhaveqvm6t7vbl5lop2u3t2rp3tom.example. 1 1 12 aabbccdd 2t7b4g4vsa5smi47k61mv5bv1a22bojr MX DNSKEY NS SOA NSEC3PARAM RRSIG',
  'b4um86eghhds6nea196smvmlo4ors995.example. 1 1 12 aabbccdd gjeqe526plbf1g8mklp59enfd789njgi MX RRSIG',
  '35mthgpgcu1qg68fab165klnsnk3dpvl.example. 1 1 12 aabbccdd b4um86eghhds6nea196smvmlo4ors995 NS DS RRSIG',
  '2t7b4g4vsa5smi47k61mv5bv1a22bojr.example. 1 1 12 aabbccdd 2vptu5timamqttgl4luu9kg21e0aor3s A RRSIG',
  'ji6neoaepv8b5o6k4ev33abha8ht9fgc.example. 1 1 12 aabbccdd k8udemvp1j2f7eg6jebps17vp3n8i58h',
  'k8udemvp1j2f7eg6jebps17vp3n8i58h.example. 1 1 12 aabbccdd kohar7mbb8dc2ce8a9qvl8hon4k53uhi',
  'q04jkcevqvmu85r014c7dkba38o0ji5r.example. 1 1 12 aabbccdd r53bq7cc2uvmubfu5ocmm6pers9tk9en A RRSIG',
  'r53bq7cc2uvmubfu5ocmm6pers9tk9en.example. 1 1 12 aabbccdd t644ebqk9bibcna874givr6joj62mlhv MX RRSIG',
]

function rfc5155(rounds = 10_000): ReturnType<typeof nsec3Prover> {
  const zone = parseName('example.')
  const [chain] = readNsec3Records(
    EXAMPLE.map((line) => set('NSEC3', line)),
    zone,
  )
  if (chain === undefined) throw new Error('no records')
  return nsec3Prover(chain, zone, { roundsLeft: rounds, known: new Map() })
}

describe('NSEC3, the examples of RFC 5155 appendix B', () => {
  it('B.1 name error', () =>
    expect(rfc5155().noName(parseName('a.c.x.w.example.'))).toMatchObject({ proved: true, optOut: true }))
  it('B.2 no data', () =>
    expect(rfc5155().noData(parseName('ns1.example.'), RR_TYPES.MX)).toMatchObject({ proved: true, optOut: false }))
  it('B.2.1 no data at an empty non-terminal', () =>
    expect(rfc5155().noData(parseName('y.w.example.'), RR_TYPES.A)).toMatchObject({ proved: true, optOut: false }))
  it('B.3 an unsigned delegation in an opt-out span', () =>
    expect(rfc5155().noData(parseName('c.example.'), RR_TYPES.DS)).toMatchObject({ proved: true, optOut: true }))
  it('B.4 a wildcard answer', () =>
    expect(rfc5155().noCloserMatch(parseName('a.z.w.example.'), parseName('w.example.'))).toMatchObject({
      proved: true,
    }))
  it('B.5 no data at a wildcard', () =>
    expect(rfc5155().noData(parseName('a.z.w.example.'), RR_TYPES.AAAA)).toMatchObject({ proved: true }))
  it('B.6 no DS at the apex of the child', () =>
    expect(rfc5155().noData(parseName('example.'), RR_TYPES.DS)).toMatchObject({ proved: false }))
  it('data that exists is not denied', () =>
    expect(rfc5155().noData(parseName('ns1.example.'), RR_TYPES.A).proved).toBe(false))
  it('nothing is proved once the hashes are spent', () =>
    expect(rfc5155(20).noName(parseName('a.c.x.w.example.')).proved).toBe(false))
})

describe('readNsec3Records', () => {
  it('ignores unknown hashes and flags, foreign owners and odd lengths; keeps chains apart', () => {
    const hash = 'a'.repeat(32)
    const records = [
      `${hash}.z. 2 0 1 - ${hash} A`,
      `${hash}.z. 1 2 1 - ${hash} A`,
      `${hash}.y. 1 0 1 - ${hash} A`,
      `${hash}.sub.z. 1 0 1 - ${hash} A`,
      `${hash}.z. 1 0 1 - ${'a'.repeat(16)} A`,
      `no-hash.z. 1 0 1 - ${hash} A`,
      `${hash}.z. 1 0 1 - ${hash} A`,
      `${hash}.z. 1 0 2 - ${hash} A`,
    ]
    const chains = readNsec3Records(
      records.map((line) => set('NSEC3', line)),
      parseName('z.'),
    )
    expect(chains.map((chain) => [chain.iterations, chain.records.length])).toEqual([
      [1, 1],
      [2, 1],
    ])
  })
})
