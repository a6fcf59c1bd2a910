import { attemptSync, fail } from '../../base/failure.ts'
import type { ResourceRecord } from '../wire/message.ts'
import { isAtOrBelow, lowerName, type Name, parseName, ROOT } from '../wire/name.ts'
import { parseRdata, type Token } from '../wire/presentation.ts'
import { readRdata, writeRdata } from '../wire/rdata.ts'
import { parseRrType, RR_TYPES } from '../wire/rr-type.ts'
import { type Entry, objectionOf, splitMasterFile } from '../zone/master-file.ts'
import { digestOf } from './delegation-signer.ts'
import { KEY_FLAGS, keyTag } from './zone-key.ts'

/** DS records from which trust begins, by zone in lower case. */
export interface TrustAnchor {
  readonly zone: Name
  /** Data of DS records. */
  readonly ds: readonly Uint8Array[]
}

/**
 * The keys of the root: 20326 since 2017, 38696 published for the roll that begins in 2026.
 *
 * @see https://data.iana.org/root-anchors/root-anchors.xml
 */
export const ROOT_ANCHORS: readonly TrustAnchor[] = [
  {
    zone: ROOT,
    ds: [
      rootDs('20326 8 2 E06D44B80B8F1D39A95C0B0D7C65D08458E880409BBC683457104237C7F8EC8D'),
      rootDs('38696 8 2 683D2D0ACB8C9B712A1948B27F741219298D0A450D612C483AF444A4C0FB2B16'),
    ],
  },
]

/** What the failures of a text of anchors call it. */
const DOCUMENT = 'trust anchor file'

/**
 * Reads trust anchors from the text of a file of DS or DNSKEY records in master file form, as unbound's
 * `trust-anchor-file` and `dig . DNSKEY` give them.
 *
 * @throws ProbeError `document-invalid` with the line, when one is no such record, or there is none at all
 */
export function parseTrustAnchors(text: string): readonly TrustAnchor[] {
  const records = splitMasterFile(text, DOCUMENT).map((entry) => {
    const read = attemptSync(() => readAnchor(entry))
    return read.ok ? read.value : refuse(`line ${entry.line}`, objectionOf(read.failure))
  })
  const anchors = anchorsOfRecords(records)
  return anchors.length > 0 ? anchors : refuse('line 1', 'there is no DS or DNSKEY record')
}

/** Owner, then TTL and class in any order or none, type and data. The owner is never left out: each line stands for itself. */
function readAnchor({ line, ownerOmitted, tokens }: Entry): Pick<ResourceRecord, 'owner' | 'type' | 'rdata'> {
  const at = tokens.findIndex(({ raw }) => isAnchorType(parseRrType(raw)))
  const [owner, ...between] = tokens.slice(0, Math.max(0, at))
  const type = parseRrType(tokens[at]?.raw ?? '')
  const isBetween = ({ raw }: Token): boolean => /^(?:IN|CLASS1|[0-9]+)$/i.test(raw)
  const isOwnerless = owner === undefined || (ownerOmitted && isBetween(owner))
  if (type === null || isOwnerless || !between.every(isBetween)) {
    return refuse(`line ${line}`, 'a DS or DNSKEY record is expected, with its owner')
  }
  return { owner: parseName(owner.raw), type, rdata: parseRdata(type, tokens.slice(at + 1)) }
}

/** Anchors from records; those of other types than DS and DNSKEY, and revoked keys (RFC 5011 section 2.1), are passed over. */
export function anchorsOfRecords(
  records: readonly Pick<ResourceRecord, 'owner' | 'type' | 'rdata'>[],
): readonly TrustAnchor[] {
  const byZone = new Map<Name, Uint8Array[]>()
  for (const { owner, type, rdata } of records) addAnchor(byZone, lowerName(owner), type, rdata)
  return [...byZone].map(([zone, ds]) => ({ zone, ds }))
}

/** The anchor nearest above a name, or null when there is none. */
export function anchorAbove(anchors: readonly TrustAnchor[], name: Name): TrustAnchor | null {
  let nearest: TrustAnchor | null = null
  for (const anchor of anchors) {
    const isAbove = isAtOrBelow(name, anchor.zone)
    if (isAbove && (nearest === null || anchor.zone.length > nearest.zone.length)) nearest = anchor
  }
  return nearest
}

function addAnchor(byZone: Map<Name, Uint8Array[]>, zone: Name, type: number, rdata: Uint8Array): void {
  if (!isAnchorType(type)) return
  if (type === RR_TYPES.DNSKEY && (readRdata('DNSKEY', rdata).flags & KEY_FLAGS.revoked) !== 0) return
  const ds = type === RR_TYPES.DS ? rdata : dsOfKey(zone, rdata)
  byZone.set(zone, [...(byZone.get(zone) ?? []), ds])
}

function isAnchorType(type: number | null): boolean {
  return type === RR_TYPES.DS || type === RR_TYPES.DNSKEY
}

/** A key as the SHA-256 DS record that vouches for it. */
export function dsOfKey(zone: Name, keyRdata: Uint8Array, digestType = 2): Uint8Array {
  const { algorithm } = readRdata('DNSKEY', keyRdata)
  const digest = digestOf(zone, keyRdata, digestType) ?? new Uint8Array(0)
  return writeRdata('DS', { keyTag: keyTag(keyRdata), algorithm, digestType, digest })
}

function rootDs(text: string): Uint8Array {
  return parseRdata(
    RR_TYPES.DS,
    text.split(' ').map((raw): Token => ({ raw, quoted: false })),
  )
}

function refuse(at: string, reason: string): never {
  return fail({ code: 'document-invalid', document: DOCUMENT, at, reason })
}
