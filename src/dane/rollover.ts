import type { TlsaRecord } from '../dns/lookup.ts'
import { certificateSubject, generateTlsa, subjectOfChain, type TlsaSubject } from './generate.ts'
import { type MatchVerdict, matchChain, matchRawKey } from './match.ts'
import { USAGE, usabilityOf } from './tlsa.ts'
import { formatTlsa } from './tlsa-text.ts'

/**
 * How a domain keeps its records ahead of its keys.
 *
 * - `3+3`: `3 1 1` of the key in use and of the next one
 * - `3+2`: `3 1 1` of the key in use and `2 1 1` of the authority that signs every one of them
 */
export type RolloverScheme = '3+3' | '3+2'

/** A server's chain, its own certificate first, or its key while there is no certificate for it yet. */
export type RolloverSide =
  | { readonly kind: 'chain'; readonly chainDer: readonly Uint8Array[] }
  | { readonly kind: 'key'; readonly spki: Uint8Array }

/** What a rollover starts from. */
export interface RolloverInput {
  /** The TLSA base domain, for the name in certificates. */
  readonly name: string
  readonly scheme: RolloverScheme
  readonly current: RolloverSide
  readonly next: RolloverSide
  /** The records in the zone; by default those of `current` in the scheme. */
  readonly published?: readonly TlsaRecord[]
  /** Of the TLSA set in the zone. */
  readonly ttlSeconds: number
  /** ISO 8601. */
  readonly now: string
}

/** One thing to do, not before its date. */
export interface RolloverStep {
  /** `publish` records beside the others, `switch` every server to the next chain, `withdraw` records. */
  readonly action: 'publish' | 'switch' | 'withdraw'
  /** ISO 8601, UTC. */
  readonly notBefore: string
  /** Records that are added or withdrawn. */
  readonly records: readonly TlsaRecord[]
  /** The whole set once it is done. */
  readonly published: readonly TlsaRecord[]
}

/** A schedule. Empty steps mean that there is nothing to do. */
export interface RolloverPlan {
  readonly scheme: RolloverScheme
  /** True when the records in the zone vouch for the next chain already, so that nobody need wait for it. */
  readonly isCovered: boolean
  /** True when the key stays the same. */
  readonly keepsKey: boolean
  readonly steps: readonly RolloverStep[]
}

/** Caches hold the old set for up to one TTL, and secondaries take their time: twice is what RFC 7671 section 8.1 asks for. */
const TTLS = 2

/**
 * Plans the change from one key to the next so that at no time a sender sees records without the server's key: the next
 * record is published first, the server changes when no cache holds the set without it, and the old record goes last, once
 * there is no way back.
 *
 * @throws ProbeError `wire-malformed`
 * @see RFC 7671 sections 8.1 to 8.4
 */
export function planRollover(input: RolloverInput): RolloverPlan {
  const { scheme, current, next, ttlSeconds } = input
  const published = input.published ?? recordsOf(current, scheme, [])
  const wanted = recordsOf(next, scheme, published)
  const isCovered = covers(published, next, input)
  const added = without(wanted, published)
  const withdrawn = without(published, wanted)
  const keepsKey = keyRecord(current).data === keyRecord(next).data
  const now = Date.parse(input.now)
  const wait = TTLS * ttlSeconds * 1_000
  const switched = now + (isCovered ? 0 : wait)
  const both = [...published, ...added]
  const publish: RolloverStep = { action: 'publish', notBefore: iso(now), records: added, published: both }
  const change: RolloverStep = { action: 'switch', notBefore: iso(switched), records: [], published: both }
  const withdraw: RolloverStep = {
    action: 'withdraw',
    notBefore: iso(switched + wait),
    records: withdrawn,
    published: wanted,
  }
  const isSame = added.length === 0 && withdrawn.length === 0
  const steps = [
    ...(added.length > 0 ? [publish] : []),
    ...(isSame && keepsKey && sameChain(current, next) ? [] : [change]),
    ...(withdrawn.length > 0 ? [withdraw] : []),
  ]
  return { scheme, isCovered, keepsKey, steps }
}

/**
 * Whether a set is ready for the next key: it names two server keys, or a server key and an authority. Null when a change of
 * key would have to wait.
 */
export function rolloverReadiness(records: readonly TlsaRecord[]): RolloverScheme | null {
  const usable = records.filter((record) => usabilityOf(record).usable)
  const own = usable.filter(({ usage }) => usage === USAGE.daneEe)
  if (own.length > 0 && usable.some(({ usage }) => usage === USAGE.daneTa)) return '3+2'
  // One key under two digests is still one key.
  const kinds = Map.groupBy(own, ({ selector, matching }) => `${selector} ${matching}`)
  return [...kinds.values()].some((same) => new Set(same.map(({ data }) => data.toLowerCase())).size > 1) ? '3+3' : null
}

/** The records of a side. A key without a certificate has no authority yet: those in the zone are kept for it. */
function recordsOf(
  side: RolloverSide,
  scheme: RolloverScheme,
  published: readonly TlsaRecord[],
): readonly TlsaRecord[] {
  const own = keyRecord(side)
  if (scheme === '3+3') return [own]
  if (side.kind === 'key') return [own, ...published.filter(({ usage }) => usage === USAGE.daneTa)]
  const anchor = subjectOfChain(side.chainDer, USAGE.daneTa)
  return [own, generateTlsa(anchor, { usage: 2, selector: 1, matching: 1 })]
}

function keyRecord(side: RolloverSide): TlsaRecord {
  const subject: TlsaSubject = side.kind === 'key' ? side : certificateSubject(side.chainDer[0] ?? new Uint8Array(0))
  return generateTlsa(subject, { usage: 3, selector: 1, matching: 1 })
}

function covers(records: readonly TlsaRecord[], next: RolloverSide, { name, now }: RolloverInput): boolean {
  const match: MatchVerdict =
    next.kind === 'key'
      ? matchRawKey(records, next.spki)
      : matchChain({ records, chainDer: next.chainDer, referenceNames: [name], now })
  return match.verdict === 'authenticated'
}

function without(records: readonly TlsaRecord[], others: readonly TlsaRecord[]): readonly TlsaRecord[] {
  const known = new Set(others.map(keyOf))
  return records.filter((record) => !known.has(keyOf(record)))
}

function keyOf(record: TlsaRecord): string {
  return formatTlsa(record).toLowerCase()
}

function sameChain(current: RolloverSide, next: RolloverSide): boolean {
  if (current.kind !== 'chain' || next.kind !== 'chain') return true
  const fingerprint = ({ chainDer }: typeof current): string =>
    chainDer.map((der) => Buffer.from(der).toString('base64')).join(' ')
  return fingerprint(current) === fingerprint(next)
}

function iso(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/\.\d{3}Z$/, 'Z')
}
