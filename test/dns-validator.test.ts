import { beforeAll, describe, expect, it } from 'vitest'
import type { Validated } from '../src/dns/dnssec/validator.ts'
import { generateSigningKey } from '../src/dns/generate-signing-key.ts'
import type { DnssecStatus } from '../src/dns/lookup.ts'
import { buildSignedTree, type SignedTree } from '../src/dns/signed-tree.ts'
import { formatName, parseName } from '../src/dns/wire/name.ts'
import { RR_TYPES } from '../src/dns/wire/rr-type.ts'
import { ask, CONTENT, NSEC3, ROOT_TEXT, TIMES, tree } from './dns-signed-lab.ts'

/** Questions to a zone `d.lab.` with CONTENT and what each must be. */
const questions: {
  name: string
  type: string
  outcome: Validated['outcome']
  status: DnssecStatus
  optOut?: DnssecStatus
}[] = [
  { name: 'd.lab.', type: 'MX', outcome: 'records', status: 'secure' },
  { name: 'D.LAB.', type: 'MX', outcome: 'records', status: 'secure' },
  { name: 'mixed.d.lab.', type: 'MX', outcome: 'records', status: 'secure' },
  { name: 'd.lab.', type: 'DNSKEY', outcome: 'records', status: 'secure' },
  { name: 'd.lab.', type: 'DS', outcome: 'records', status: 'secure' },
  { name: '_25._tcp.mail.d.lab.', type: 'TLSA', outcome: 'records', status: 'secure' },
  { name: 'alias.d.lab.', type: 'A', outcome: 'records', status: 'secure' },
  { name: 'x.wild.d.lab.', type: 'A', outcome: 'records', status: 'secure', optOut: 'insecure' },
  { name: 'x.y.wild.d.lab.', type: 'A', outcome: 'records', status: 'secure', optOut: 'insecure' },
  { name: '*.wild.d.lab.', type: 'A', outcome: 'records', status: 'secure' },
  { name: 'x.walias.d.lab.', type: 'A', outcome: 'records', status: 'secure', optOut: 'insecure' },
  { name: 'x.wild.d.lab.', type: 'MX', outcome: 'nodata', status: 'secure', optOut: 'insecure' },
  { name: 'mail.d.lab.', type: 'AAAA', outcome: 'nodata', status: 'secure' },
  { name: 'ent.b.d.lab.', type: 'A', outcome: 'nodata', status: 'secure' },
  { name: 'b.d.lab.', type: 'A', outcome: 'nodata', status: 'secure' },
  { name: 'none.d.lab.', type: 'A', outcome: 'nxdomain', status: 'secure', optOut: 'insecure' },
  { name: 'a.b.none.d.lab.', type: 'A', outcome: 'nxdomain', status: 'secure', optOut: 'insecure' },
  { name: '_25._tcp.none.d.lab.', type: 'TLSA', outcome: 'nxdomain', status: 'secure', optOut: 'insecure' },
  { name: 'mail.d.lab.', type: 'DS', outcome: 'nodata', status: 'secure' },
  { name: 'unsigned.d.lab.', type: 'DS', outcome: 'nodata', status: 'secure', optOut: 'insecure' },
  { name: 'lab.', type: 'NS', outcome: 'records', status: 'secure' },
  { name: '.', type: 'SOA', outcome: 'records', status: 'secure' },
  { name: '.', type: 'DS', outcome: 'nodata', status: 'secure' },
  { name: 'nope.', type: 'A', outcome: 'nxdomain', status: 'secure' },
]

const manners = [
  { name: 'algorithm 13, NSEC', zone: {} },
  { name: 'algorithm 13, NSEC3', zone: { denial: NSEC3 } },
  {
    name: 'algorithm 13, NSEC3 without salt or iterations',
    zone: { denial: { ...NSEC3, iterations: 0, salt: new Uint8Array(0) } },
  },
  { name: 'algorithm 13, NSEC3 with opt-out', zone: { denial: { ...NSEC3, optOut: true } }, optOut: true },
  { name: 'algorithm 14, NSEC', zone: { algorithm: 14 } },
  { name: 'algorithm 15, NSEC3', zone: { algorithm: 15, denial: NSEC3 } },
  { name: 'algorithm 16, NSEC', zone: { algorithm: 16 } },
  { name: 'algorithm 8, NSEC', zone: { algorithm: 8 } },
  { name: 'algorithm 10, NSEC3', zone: { algorithm: 10, denial: NSEC3 } },
  { name: 'algorithm 5, NSEC', zone: { algorithm: 5 } },
  { name: 'algorithm 7, NSEC3', zone: { algorithm: 7, denial: NSEC3 } },
  { name: 'DS records with SHA-384', zone: { digests: [4] } },
  { name: 'a DS record with SHA-1 alone', zone: { digests: [1] } },
  {
    name: 'a key for keys and one for the zone',
    zone: { keys: [generateSigningKey(13, 257), generateSigningKey(13, 256)] },
  },
  { name: 'two algorithms', zone: { keys: [generateSigningKey(13, 257), generateSigningKey(15, 257)] } },
]

describe.each(manners)('a zone signed with $name', ({ zone, ...rest }) => {
  let made: SignedTree
  beforeAll(() => {
    made = tree({ origin: 'd.lab.', ...zone })
  })

  it.each(questions)('$name $type is $outcome, $status', async ({ name, type, outcome, status, optOut }) => {
    const found = await ask({ tree: made }, name, type)
    expect(found.verdict).toMatchObject({ status: 'optOut' in rest ? (optOut ?? status) : status })
    expect(found.outcome).toBe(outcome)
    if (found.verdict.status === 'secure') expect(found.verdict.ede).toBeNull()
  })

  it('shows its chain', async () => {
    const found = await ask({ tree: made }, 'd.lab.', 'MX')
    expect(found.links.map((link) => link.zone)).toEqual(['.', 'lab', 'd.lab'])
    expect(found.links.every((link) => link.dnskey.length > 0 && link.ds.length > 0)).toBe(true)
    expect(found.links.at(-1)?.signatureExpires).toBe(
      new Date(TIMES.expiration * 1_000).toISOString().replace('.000', ''),
    )
    expect(found.queries).toBeGreaterThan(0)
    expect(found.verifications).toBeGreaterThan(4)
  })
})

describe('what is not signed', () => {
  const below = { origin: 'unsigned.d.lab.', text: `${CONTENT}signed NS ns`, algorithm: null } as const
  const island = { origin: 'signed.unsigned.d.lab.', text: CONTENT }
  const cases = [
    { name: 'www.unsigned.d.lab.', type: 'A' },
    { name: 'mail.unsigned.d.lab.', type: 'A' },
    { name: 'alias.unsigned.d.lab.', type: 'A' },
    { name: 'mail.signed.unsigned.d.lab.', type: 'A' },
    { name: 'none.signed.unsigned.d.lab.', type: 'A' },
  ]
  const denials = [
    { name: 'NSEC', denial: { kind: 'nsec' } as const },
    { name: 'NSEC3', denial: NSEC3 },
    { name: 'opt-out', denial: { ...NSEC3, optOut: true } },
  ]

  describe.each(denials)('below a proof by $name', ({ denial }) => {
    const made = tree({ origin: 'd.lab.', denial }, below, island)
    it.each(cases)('$name $type is insecure', async ({ name, type }) => {
      expect((await ask({ tree: made }, name, type)).verdict).toMatchObject({ status: 'insecure', ede: null })
    })
  })

  it('an alias from a signed zone into an unsigned one is insecure', async () => {
    const made = tree({ origin: 'd.lab.', text: `${CONTENT}out CNAME mail.unsigned.d.lab.` }, below)
    const found = await ask({ tree: made }, 'out.d.lab.', 'A')
    expect(found).toMatchObject({ outcome: 'records', verdict: { status: 'insecure' } })
    expect(found.aliases.map(formatName)).toEqual(['mail.unsigned.d.lab.'])
  })

  it('without an anchor above, everything is indeterminate', async () => {
    const made = tree({ origin: 'd.lab.' })
    expect((await ask({ tree: { ...made, anchors: [] } }, 'd.lab.', 'MX')).verdict).toMatchObject({
      status: 'indeterminate',
      ede: 5,
    })
  })

  it('a negative anchor makes what is below insecure', async () => {
    const made = tree({ origin: 'd.lab.' })
    const policy = { negativeAnchors: [parseName('d.lab.')] }
    expect((await ask({ tree: made, policy }, 'mail.d.lab.', 'A')).verdict.status).toBe('insecure')
    expect((await ask({ tree: made, policy }, 'lab.', 'NS')).verdict.status).toBe('secure')
  })

  it('DS records of unknown algorithms and digests', async () => {
    const unknown = (text: string): Promise<Validated> =>
      ask(
        {
          tree: buildSignedTree(
            [
              { origin: '.', text: ROOT_TEXT },
              { origin: 'lab.', text: `${ROOT_TEXT}\nd DS ${text}\nd NS ns` },
              { origin: 'd.lab.', text: CONTENT },
            ],
            TIMES,
          ),
        },
        'd.lab.',
        'MX',
      )
    expect((await unknown('1 253 2 00')).verdict).toMatchObject({ status: 'insecure', ede: 1 })
    expect((await unknown('1 13 99 00')).verdict).toMatchObject({ status: 'insecure', ede: 2 })
    expect((await unknown(`1 13 2 ${'00'.repeat(32)}`)).verdict).toMatchObject({ status: 'bogus', ede: 9 })
  })

  it('SHA-1 algorithms count as unknown when the policy says so', async () => {
    const made = tree({ origin: 'd.lab.', algorithm: 7 })
    expect((await ask({ tree: made, policy: { sha1Algorithms: false } }, 'd.lab.', 'MX')).verdict).toMatchObject({
      status: 'insecure',
      ede: 1,
    })
  })

  it('a SHA-1 DS record does not help where a SHA-256 one fails', async () => {
    const key = generateSigningKey(13)
    const first = tree({ origin: 'd.lab.', keys: [key], digests: [1, 2] })
    expect((await ask({ tree: first }, 'd.lab.', 'MX')).verdict.status).toBe('secure')
    const text = `${ROOT_TEXT}\nd NS ns\nd DS ${key.tag} 13 2 ${'00'.repeat(32)}\n`
    const sha1 = buildSignedTree(
      [
        { origin: 'lab.', text: ROOT_TEXT },
        { origin: 'd.lab.', text: CONTENT, keys: [key], digests: [1] },
      ],
      TIMES,
    )
    const ds = sha1.zones.flatMap((zone) => [...(zone.nodes.get(parseName('d.lab.'))?.get(RR_TYPES.DS)?.rdatas ?? [])])
    const both = `${text}d DS \\# ${ds[0]?.length} ${Buffer.from(ds[0] ?? []).toString('hex')}`
    const made = buildSignedTree(
      [
        { origin: '.', text: ROOT_TEXT },
        { origin: 'lab.', text: both },
        { origin: 'd.lab.', text: CONTENT, keys: [key] },
      ],
      TIMES,
    )
    expect((await ask({ tree: made }, 'd.lab.', 'MX')).verdict).toMatchObject({ status: 'bogus', ede: 9 })
  })

  it('more NSEC3 iterations than the limit make a denial insecure, and nothing else', async () => {
    const made = tree({ origin: 'd.lab.', denial: { ...NSEC3, iterations: 151 } })
    expect((await ask({ tree: made }, 'none.d.lab.', 'A')).verdict).toMatchObject({ status: 'insecure', ede: 27 })
    expect((await ask({ tree: made }, 'x.wild.d.lab.', 'A')).verdict).toMatchObject({ status: 'insecure', ede: 27 })
    expect((await ask({ tree: made }, 'd.lab.', 'MX')).verdict.status).toBe('secure')
    const allowed = tree({ origin: 'd.lab.', denial: { ...NSEC3, iterations: 150 } })
    expect((await ask({ tree: allowed }, 'none.d.lab.', 'A')).verdict.status).toBe('secure')
  })
})
