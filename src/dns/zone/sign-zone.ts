import type { Rrsig } from '../dnssec/signed-data.ts'
import { signedData } from '../dnssec/signed-data.ts'
import { signedLabelCount } from '../dnssec/verify-rrset.ts'
import type { Name } from '../wire/name.ts'
import { writeRdata } from '../wire/rdata.ts'
import { RR_TYPES } from '../wire/rr-type.ts'
import type { RrSet } from '../wire/rrset.ts'
import { buildDenial, type DenialOptions, type UnsignedDenial } from './build-denial.ts'
import { concerns, corruptSignature, type Fault, trapKeys, trapSignatures, wrongDs } from './fault.ts'
import type { SigningKey } from './signing-key.ts'
import { delegationAbove, isDelegation, makeNodes, setAt, setsOf, type Zone } from './zone.ts'

/** How a zone is signed. */
export interface SignOptions {
  /** Keys with the SEP flag sign the keys, the others the zone; where there is only one kind, it signs everything. */
  readonly keys: readonly SigningKey[]
  /** Seconds since 1970. */
  readonly inception: number
  readonly expiration: number
  readonly denial: DenialOptions
  /** What to do wrong. Default nothing. */
  readonly faults?: readonly Fault[]
}

/** A day, by which faulty signatures miss the present. */
const DAY_SECONDS = 86_400

/**
 * Signs a zone (RFC 4035 section 2): publishes the keys, chains the names with NSEC or NSEC3, and signs every set over
 * which the zone has authority. NS records and glue of delegations stay unsigned.
 */
export function signZone(zone: Zone, options: SignOptions): Zone {
  const faults = options.faults ?? []
  const withKeys = publish(zone, options, faults)
  const denial = buildDenial(withKeys, options.denial, faults)
  const sign = (set: RrSet): RrSet => ({ ...set, signatures: signaturesOf(set, zone.origin, options) })
  const signed = [...setsOf(withKeys), ...nsecSets(denial)].map((set) =>
    isSigned(withKeys, set) ? alter(sign(set), zone.origin, faults) : set,
  )
  const nodes = makeNodes(zone.origin, signed)
  switch (denial.kind) {
    case 'nsec':
      return { origin: zone.origin, nodes, denial: { kind: 'nsec', owners: denial.sets.map((set) => set.owner) } }
    case 'nsec3': {
      const hashes = denial.entries.map(({ hash, set }) => ({ hash, set: alter(sign(set), zone.origin, faults) }))
      const { salt, iterations } = denial
      return { origin: zone.origin, nodes, denial: { kind: 'nsec3', hashes, salt, iterations } }
    }
    default:
      return denial satisfies never
  }
}

function nsecSets(denial: UnsignedDenial): readonly RrSet[] {
  return denial.kind === 'nsec' ? denial.sets : []
}

/** The zone with its DNSKEY set, its NSEC3PARAM set, and those faults that are there before signing. */
function publish(zone: Zone, options: SignOptions, faults: readonly Fault[]): Zone {
  const soa = setAt(zone, zone.origin, RR_TYPES.SOA)
  const ttl = soa?.ttl ?? 0
  const apexSet = (type: number, rdatas: readonly Uint8Array[]): RrSet => ({
    owner: zone.origin,
    type,
    ttl,
    rdatas,
    signatures: [],
  })
  const traps = faults.flatMap((fault) => (fault.kind === 'key-trap' ? trapKeys(fault.keys) : []))
  const sets = setsOf(zone)
    .filter((set) => set.type !== RR_TYPES.DNSKEY)
    .map((set) => {
      const wrong = faults.some((fault) => fault.kind === 'wrong-ds' && fault.name === set.owner)
      return set.type === RR_TYPES.DS && wrong ? wrongDs(set) : set
    })
  const added = [apexSet(RR_TYPES.DNSKEY, [...options.keys.map((key) => key.rdata), ...traps])]
  if (options.denial.kind === 'nsec3') {
    const { iterations, salt } = options.denial
    added.push(apexSet(RR_TYPES.NSEC3PARAM, [writeRdata('NSEC3PARAM', { algorithm: 1, flags: 0, iterations, salt })]))
  }
  return { origin: zone.origin, nodes: makeNodes(zone.origin, [...sets, ...added]), denial: { kind: 'none' } }
}

/** True for sets over which the zone has authority. RFC 4035 section 2.2. */
function isSigned(zone: Zone, set: RrSet): boolean {
  const cut = delegationAbove(zone, set.owner)
  if (cut === null) return true
  const parentSide = set.type === RR_TYPES.DS || set.type === RR_TYPES.NSEC
  return cut === set.owner && isDelegation(zone, cut) && parentSide
}

function signaturesOf(set: RrSet, zone: Name, options: SignOptions): readonly Uint8Array[] {
  const keys = keysFor(set.type, options.keys)
  const faults = (options.faults ?? []).filter((fault) => concerns(fault, set, zone))
  const has = (kind: Fault['kind']): boolean => faults.some((fault) => fault.kind === kind)
  if (has('stripped')) return []
  let { inception, expiration } = options
  if (has('expired')) {
    expiration = inception - DAY_SECONDS
    inception -= 2 * DAY_SECONDS
  }
  if (has('not-yet-valid')) {
    inception = expiration + DAY_SECONDS
    expiration += 2 * DAY_SECONDS
  }
  const signatures = keys.map((key) => signSet(set, zone, key, inception, expiration))
  if (has('corrupt')) return signatures.map(corruptSignature)
  const trap = faults.find((fault) => fault.kind === 'key-trap')
  const [template] = signatures
  return trap === undefined || template === undefined ? signatures : trapSignatures(set, template, trap.signatures)
}

/** One signature over a set: the data of its RRSIG record. */
export function signSet(set: RrSet, zone: Name, key: SigningKey, inception: number, expiration: number): Uint8Array {
  const rrsig: Rrsig = {
    typeCovered: set.type,
    algorithm: key.algorithm,
    labels: signedLabelCount(set.owner),
    originalTtl: set.ttl,
    expiration,
    inception,
    keyTag: key.tag,
    signer: zone,
    signature: new Uint8Array(0),
  }
  const signature = key.sign(signedData(rrsig, set.owner, set.type, set.rdatas))
  return writeRdata('RRSIG', { ...rrsig, signature })
}

function keysFor(type: number, keys: readonly SigningKey[]): readonly SigningKey[] {
  const wanted = type === RR_TYPES.DNSKEY || type === RR_TYPES.CDS || type === RR_TYPES.CDNSKEY ? 1 : 0
  const fitting = keys.filter((key) => (key.flags & 1) === wanted)
  return fitting.length > 0 ? fitting : keys
}

/** Faults that come after signing: data that is no longer what was signed. */
function alter(set: RrSet, zone: Name, faults: readonly Fault[]): RrSet {
  const fault = faults.find((one) => one.kind === 'altered' && concerns(one, set, zone))
  return fault?.kind === 'altered' ? { ...set, rdatas: fault.rdatas } : set
}
