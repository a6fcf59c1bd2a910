import { isAtOrBelow, lastLabels, type Name, parentName, plainName, ROOT } from '../wire/name.ts'
import { RR_TYPES } from '../wire/rr-type.ts'
import type { RrSet } from '../wire/rrset.ts'
import type { Chain } from './chain.ts'
import { collectDenial } from './collect-denial.ts'
import { EDE } from './extended-error.ts'
import type { Session } from './session.ts'
import { earlierSpan, type Span } from './span.ts'
import { bogus, describeSet, insecure, secure, type Verdict } from './verdict.ts'
import { claimedSigners, signedLabelCount, verifyRrset } from './verify-rrset.ts'
import type { SecureZone, ZoneTrust } from './zone-trust.ts'

/** Different signers of one set that are looked into. An honest set has one. */
const SIGNERS = 3

/** A verdict with the zone it was reached in and how long it may be kept. */
export interface Judged {
  readonly verdict: Verdict
  readonly trust: ZoneTrust
  readonly ttlSeconds: number
  /** The time of the signature, or of the first to end of those that a denial rests on; absent where none was found good. */
  readonly span?: Span | null
}

/**
 * Judges one set of an answer. The signature names its zone, and the chain of trust must lead to exactly that zone; a set
 * without a signature is fine only where the chain proves that nothing is signed.
 *
 * @param authority the sets beside it, among which a wildcard's answer needs its denial (RFC 4035 section 5.3.4)
 */
export async function validateSet(
  set: RrSet,
  authority: readonly RrSet[],
  chain: Chain,
  session: Session,
): Promise<Judged> {
  const home = homeOf(set.owner, set.type)
  const signers = claimedSigners(set).filter((signer) => maySign(signer, set.owner, set.type, chain))
  let last: Judged | null = null
  for (const signer of signers.slice(0, SIGNERS)) {
    const trust = await chain.trustTowards(signer, session)
    if (trust.status !== 'secure') last = { verdict: trust.verdict, trust, ttlSeconds: set.ttl }
    else if (trust.zone !== signer) {
      const verdict = bogus(
        `${describeSet(set.owner, set.type)} is signed by ${plainName(signer)}, which is no zone`,
        signer,
      )
      last = { verdict, trust, ttlSeconds: 0 }
    } else last = judgeSigned(set, authority, trust, session)
    if (last.verdict.status === 'secure' || last.verdict.status === 'insecure') return last
  }
  if (last !== null) return last
  const trust = await chain.trustTowards(home, session)
  if (trust.status !== 'secure') return { verdict: trust.verdict, trust, ttlSeconds: set.ttl }
  const verdict = bogus(`${describeSet(set.owner, set.type)} is not signed`, set.owner, EDE.rrsigMissing)
  return { verdict, trust, ttlSeconds: 0 }
}

/** Where the data of a type at a name belongs: DS to the parent's side of a cut (RFC 4035 section 2.4). */
export function homeOf(name: Name, type: number): Name {
  return type === RR_TYPES.DS ? parentName(name) : name
}

/**
 * True when a zone may sign that type at that name: no zone signs its own DS records, and none above the nearest trust anchor
 * counts, or the word of an unsigned zone would undo the anchor.
 */
export function maySign(signer: Name, owner: Name, type: number, chain: Chain): boolean {
  if (type === RR_TYPES.DS && signer === owner && owner !== ROOT) return false
  const top = chain.anchorOf(homeOf(owner, type))
  return top === null || isAtOrBelow(signer, top)
}

function judgeSigned(set: RrSet, authority: readonly RrSet[], trust: SecureZone, session: Session): Judged {
  const result = verifyRrset(set, trust.zone, trust.keys, session)
  if (!result.ok) return { verdict: result.verdict, trust, ttlSeconds: 0 }
  const { ttlSeconds, span } = result
  if (result.labels === signedLabelCount(set.owner)) return { verdict: secure(trust.zone), trust, ttlSeconds, span }
  if (set.type === RR_TYPES.DNAME) {
    return { verdict: bogus('a DNAME record comes from a wildcard', set.owner), trust, ttlSeconds: 0 }
  }
  const denial = collectDenial(authority, trust.zone, trust.keys, session)
  const absent = denial.prover.noCloserMatch(set.owner, lastLabels(set.owner, result.labels))
  if (absent.proved && !absent.optOut) {
    return { verdict: secure(trust.zone), trust, ttlSeconds, span: earlierSpan(span, denial.span) }
  }
  if (absent.proved) {
    return { verdict: insecure('an opt-out span covers the name of a wildcard answer', set.owner), trust, ttlSeconds }
  }
  return { verdict: denial.excuse, trust, ttlSeconds: denial.excuse.status === 'insecure' ? ttlSeconds : 0 }
}
