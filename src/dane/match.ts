import type { TlsaRecord } from '../dns/lookup.ts'
import { createMatcher } from './association.ts'
import { strongestDigests } from './digest-agility.ts'
import { failedBy, type Judged, leadingFault, type MatchFault, type RecordOutcome } from './match-outcome.ts'
import { type PresentedChain, presentChain } from './presented-chain.ts'
import { MATCHING, SELECTOR, USAGE, type UsableTlsa, usabilityOf } from './tlsa.ts'
import { judgeAnchor, judgePkixAnchor, judgePkixPath, withoutLeaf } from './trust-anchor.ts'

/** A chain, the records that shall vouch for it, and what they are judged by. */
export interface MatchInput {
  /** One secure TLSA set. */
  readonly records: readonly TlsaRecord[]
  /** The certificates as the server sent them, its own first; empty for one that showed none. */
  readonly chainDer: readonly Uint8Array[]
  /** Names of which one must stand in a certificate below a trust anchor: A-labels. */
  readonly referenceNames: readonly string[]
  /** ISO 8601. */
  readonly now: string
  /** Roots that usages 0 and 1 are checked against. Without them such records are unusable, as they are in SMTP. */
  readonly pkixRoots?: readonly Uint8Array[]
  /** Check the name for usage 3 too, against unknown key shares. Right for HTTP, wrong for SMTP (RFC 7672 section 3.2.1). */
  readonly endEntityNames?: boolean
}

/** The record that vouched, and the place of its certificate: 0 for the server's own, 1 for the one above. */
export interface Matched {
  readonly usage: number
  readonly selector: number
  readonly matching: number
  readonly depth: number
}

/** What a TLSA set says of a chain. `records` has an outcome for each record, in the order given. */
export type MatchVerdict =
  | { readonly verdict: 'authenticated'; readonly matched: Matched; readonly records: readonly RecordOutcome[] }
  | { readonly verdict: 'failed'; readonly fault: MatchFault; readonly records: readonly RecordOutcome[] }
  /** No record can be used: TLS is mandatory, authentication is not (RFC 7672 section 2.2). */
  | { readonly verdict: 'unusable'; readonly records: readonly RecordOutcome[] }

/**
 * Matches a chain against a TLSA set: one record that vouches for it is enough. Every record gets its outcome, also when
 * another one has authenticated the server already.
 *
 * @see RFC 6698 section 2.1, RFC 7671 sections 5 and 9, RFC 7672 section 3
 */
export function matchChain(input: MatchInput): MatchVerdict {
  const { chainDer, referenceNames, now, pkixRoots, endEntityNames = false } = input
  return judgeRecords(input.records, pkixRoots !== undefined, (usable) => {
    const chain = presentChain({
      chainDer,
      supplied: usable.filter(suppliesAnchor).map(({ data }) => data),
      roots: pkixRoots ?? [],
      referenceNames,
      now: Date.parse(now),
    })
    return (tlsa) => judge(tlsa, chain, endEntityNames)
  })
}

/**
 * Matches a raw public key (RFC 7250), which only records of usage 3 and selector 1 can vouch for.
 *
 * @param spki the SubjectPublicKeyInfo that the server showed
 * @see RFC 7671 section 5.1
 */
export function matchRawKey(records: readonly TlsaRecord[], spki: Uint8Array): MatchVerdict {
  const matches = createMatcher()
  return judgeRecords(records, false, () => (tlsa) => {
    if (tlsa.usage !== USAGE.daneEe || tlsa.selector !== SELECTOR.key) return failedBy('needs-certificate')
    return matches({ der: spki, spki }, tlsa) ? { state: 'matched', depth: 0 } : failedBy('digest-mismatch')
  })
}

type Judge = (tlsa: UsableTlsa) => Judged

function judgeRecords(
  records: readonly TlsaRecord[],
  pkix: boolean,
  prepare: (usable: readonly UsableTlsa[]) => Judge,
): MatchVerdict {
  const parsed = records.map((record) => ({ record, usability: usabilityOf(record, pkix) }))
  const usable = parsed.flatMap(({ usability }) => (usability.usable ? [usability.tlsa] : []))
  const counted = new Set(strongestDigests(usable))
  const judgeOne = prepare([...counted])
  const outcomes = parsed.map(({ record, usability }): RecordOutcome => {
    if (!usability.usable) return { record, state: 'unusable', why: usability.why }
    return counted.has(usability.tlsa) ? { record, ...judgeOne(usability.tlsa) } : { record, state: 'weaker-digest' }
  })
  return verdictOf(outcomes)
}

function judge(tlsa: UsableTlsa, chain: PresentedChain, endEntityNames: boolean): Judged {
  switch (tlsa.usage) {
    case USAGE.daneEe:
      return judgeEndEntity(tlsa, chain, endEntityNames)
    case USAGE.daneTa:
      return judgeAnchor(tlsa, chain)
    case USAGE.pkixEe: {
      const own = judgeEndEntity(tlsa, chain, true)
      return own.state === 'matched' ? judgePkixPath(chain) : own
    }
    case USAGE.pkixTa:
      return judgePkixAnchor(tlsa, chain)
    default:
      return tlsa.usage satisfies never
  }
}

/** The server's own certificate and nothing else: no chain, no date, and in SMTP no name. RFC 7672 section 3.1.1. */
function judgeEndEntity(tlsa: UsableTlsa, chain: PresentedChain, checkName: boolean): Judged {
  const [leaf] = chain.sent
  if (leaf === undefined || (leaf.spki === null && tlsa.selector === SELECTOR.key)) return withoutLeaf(chain)
  if (!chain.matches(leaf, tlsa)) return failedBy('digest-mismatch')
  return checkName && !chain.isNamed ? failedBy('name-mismatch', 0) : { state: 'matched', depth: 0 }
}

/** A record that holds an authority's certificate in full stands in for one that was not sent. */
function suppliesAnchor({ usage, selector, matching }: UsableTlsa): boolean {
  const isAnchor = usage === USAGE.daneTa || usage === USAGE.pkixTa
  return isAnchor && selector === SELECTOR.certificate && matching === MATCHING.full
}

/** The match nearest to the server's own certificate is told; among equals the higher usage, which asks for less. */
function verdictOf(records: readonly RecordOutcome[]): MatchVerdict {
  const matched = records
    .flatMap((one) => (one.state === 'matched' ? [one] : []))
    .toSorted((a, b) => a.depth - b.depth || b.record.usage - a.record.usage)[0]
  if (matched !== undefined) {
    const { record, depth } = matched
    const { usage, selector, matching } = record
    return { verdict: 'authenticated', matched: { usage, selector, matching, depth }, records }
  }
  return records.some(({ state }) => state === 'failed')
    ? { verdict: 'failed', fault: leadingFault(records), records }
    : { verdict: 'unusable', records }
}
