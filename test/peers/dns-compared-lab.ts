import { generateSigningKey } from '../../src/dns/generate-signing-key.ts'
import type { Resolver } from '../../src/dns/lookup.ts'
import { buildSignedTree, type SignedTree, type TreeZone } from '../../src/dns/signed-tree.ts'
import { parseName } from '../../src/dns/wire/name.ts'
import { formatRdata } from '../../src/dns/wire/presentation.ts'
import { type DnsType, RR_TYPES } from '../../src/dns/wire/rr-type.ts'
import { CONTENT, NSEC3, ROOT_TEXT } from '../dns-signed-lab.ts'
import type { Answer } from './resolver-peers.ts'

/** The signed lab in which our validator and those of others are compared: zones signed well and wrongly, and questions. */
const NOW_SECONDS = Math.floor(Date.now() / 1_000)
const TIMES = { inception: NOW_SECONDS - 86_400, expiration: NOW_SECONDS + 30 * 86_400 }

/** Zones that are signed well, each in its manner. */
const MANNERS: readonly Omit<TreeZone, 'text'>[] = [
  { origin: 'nsec.lab.' },
  { origin: 'nsec3.lab.', denial: NSEC3 },
  { origin: 'optout.lab.', denial: { ...NSEC3, optOut: true } },
  { origin: 'p384.lab.', algorithm: 14, digests: [4] },
  { origin: 'ed25519.lab.', algorithm: 15, denial: NSEC3 },
  { origin: 'ed448.lab.', algorithm: 16 },
  { origin: 'rsa256.lab.', algorithm: 8 },
  { origin: 'rsa512.lab.', algorithm: 10, denial: NSEC3 },
  { origin: 'sha1ds.lab.', digests: [1] },
  { origin: 'bothds.lab.', digests: [1, 2] },
  { origin: 'twokeys.lab.', keys: [generateSigningKey(13, 257), generateSigningKey(13, 256)] },
  { origin: 'plain.lab.', algorithm: null },
  { origin: 'island.lab.', digests: [] },
  { origin: 'iterations.lab.', denial: { ...NSEC3, iterations: 151 } },
]

/** Zones that are signed wrongly. Names inside a fault are those of the zone. */
const FAULTY: readonly Omit<TreeZone, 'text'>[] = [
  { origin: 'expired.lab.', faults: [{ kind: 'expired', name: parseName('mail.expired.lab.'), type: 1 }] },
  { origin: 'future.lab.', faults: [{ kind: 'not-yet-valid', name: parseName('mail.future.lab.'), type: 1 }] },
  { origin: 'corrupt.lab.', faults: [{ kind: 'corrupt', name: parseName('mail.corrupt.lab.'), type: 1 }] },
  { origin: 'stripped.lab.', faults: [{ kind: 'stripped', name: parseName('mail.stripped.lab.'), type: 1 }] },
  { origin: 'badkeys.lab.', faults: [{ kind: 'corrupt', name: parseName('badkeys.lab.'), type: 48 }] },
  { origin: 'oldkeys.lab.', faults: [{ kind: 'expired', name: parseName('oldkeys.lab.'), type: 48 }] },
  { origin: 'wrongds.lab.' },
  { origin: 'badnsec.lab.', faults: [{ kind: 'corrupt', name: parseName('mail.badnsec.lab.'), type: 47 }] },
  { origin: 'badnsec3.lab.', denial: NSEC3, faults: [{ kind: 'corrupt', name: parseName('badnsec3.lab.'), type: 50 }] },
  {
    origin: 'listed.lab.',
    faults: [{ kind: 'wrong-types', name: parseName('mail.listed.lab.'), types: [1, 28, 46, 47] }],
  },
  { origin: 'cut.lab.', faults: [{ kind: 'wrong-types', name: parseName('mail.cut.lab.'), types: [2, 46, 47] }] },
  {
    origin: 'reach.lab.',
    faults: [{ kind: 'overreaching-nsec', name: parseName('mixed.reach.lab.'), next: parseName('zz.lab.') }],
  },
  { origin: 'badsoa.lab.', faults: [{ kind: 'corrupt', name: parseName('badsoa.lab.'), type: RR_TYPES.SOA }] },
]

/** What is asked of every zone. */
export const QUESTIONS: readonly (readonly [label: string, type: DnsType])[] = [
  ['', 'MX'],
  ['', 'DNSKEY'],
  ['', 'DS'],
  ['mail.', 'A'],
  ['mail.', 'AAAA'],
  ['_25._tcp.mail.', 'TLSA'],
  ['mixed.', 'MX'],
  ['alias.', 'A'],
  ['x.wild.', 'A'],
  ['x.wild.', 'MX'],
  ['x.walias.', 'A'],
  ['ent.b.', 'A'],
  ['none.', 'A'],
  ['_25._tcp.none.', 'TLSA'],
  ['unsigned.', 'DS'],
]

export const lab: readonly TreeZone[] = [...MANNERS, ...FAULTY].map((zone) => ({ ...zone, text: CONTENT }))
export const tree: SignedTree = buildSignedTree(
  [
    { origin: '.', text: ROOT_TEXT },
    { origin: 'lab.', text: ROOT_TEXT, faults: [{ kind: 'wrong-ds', name: parseName('wrongds.lab.') }] },
    ...lab,
  ],
  TIMES,
)
/** The trust anchor as the data of a DS record. */
export const anchor: string = `${formatRdata(RR_TYPES.DS, tree.anchors[0]?.ds[0] ?? new Uint8Array(0))}`

/** Our own verdict; what cannot be proved is refused. */
export async function ourAnswer(resolver: Resolver, name: string, type: DnsType): Promise<Answer> {
  const { dnssec } = await resolver.lookup(name, type)
  if (dnssec.status === 'secure' || dnssec.status === 'insecure') return dnssec.status
  return 'refused'
}
