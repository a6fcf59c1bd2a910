import type { Name } from '../wire/name.ts'
import { RR_TYPES } from '../wire/rr-type.ts'
import type { RrSet } from '../wire/rrset.ts'
import { type DenialProver, type DenialResult, UNPROVED } from './denial.ts'
import { nsecProver } from './denial-nsec.ts'
import { type HashBudget, nsec3Prover, readNsec3Records } from './denial-nsec3.ts'
import { EDE } from './extended-error.ts'
import { earlierSpan, type Span } from './span.ts'
import { bogus, insecure, type Verdict } from './verdict.ts'
import { signedLabelCount, type VerifyContext, verifyRrset } from './verify-rrset.ts'
import type { ZoneKey } from './zone-key.ts'

/** The denials that an authority section holds for one zone, all signatures checked. */
export interface CollectedDenial {
  readonly prover: DenialProver
  /** Why a proof that is missing is missing: a bad signature, too many iterations, or simply no record. */
  readonly excuse: Verdict
  /** Set when the section holds something that spoils every negative answer: a bad SOA, or a gap that leaves the zone. */
  readonly spoiled: Verdict | null
  /** How long a negative answer may be kept, in seconds. */
  readonly ttlSeconds: number
  /** The time of the signature that ends first. */
  readonly span: Span | null
}

/** What a collection needs: the limits of the question and of its hashes. */
export type DenialContext = VerifyContext & { readonly hashes: HashBudget }

/** Sorts out the NSEC, NSEC3 and SOA sets of an authority section that `zone` has signed. */
export function collectDenial(
  authority: readonly RrSet[],
  zone: Name,
  keys: readonly ZoneKey[],
  context: DenialContext,
): CollectedDenial {
  let excuse = bogus('nothing proves that there is no such record', zone, EDE.nsecMissing)
  let spoiled: Verdict | null = null
  let ttlSeconds = Number.POSITIVE_INFINITY
  let span: Span | null = null
  const sound: RrSet[] = []
  for (const set of authority) {
    if (set.type !== RR_TYPES.NSEC && set.type !== RR_TYPES.NSEC3 && set.type !== RR_TYPES.SOA) continue
    const result = verifyRrset(set, zone, keys, context)
    // A denial or an SOA record is never a wildcard's child: such a record would speak for a place it was not signed for.
    const inPlace = result.ok && result.labels === signedLabelCount(set.owner)
    if (result.ok && inPlace) {
      sound.push(set)
      ttlSeconds = Math.min(ttlSeconds, result.ttlSeconds)
      span = earlierSpan(span, result.span)
      continue
    }
    const verdict = result.ok ? bogus('a record of denial comes from a wildcard', set.owner) : result.verdict
    if (set.type === RR_TYPES.SOA) spoiled ??= verdict
    else excuse = verdict
  }
  const provers: DenialProver[] = []
  const nsec = nsecProver(ofType(sound, RR_TYPES.NSEC), zone)
  if (nsec === null) spoiled ??= bogus('an NSEC record claims names outside its zone', zone)
  else provers.push(nsec)
  for (const chain of readNsec3Records(ofType(sound, RR_TYPES.NSEC3), zone)) {
    if (chain.iterations <= context.policy.nsec3Iterations) {
      provers.push(nsec3Prover(chain, zone, context.hashes))
      continue
    }
    const text = `the zone hashes names ${chain.iterations} times, more than ${context.policy.nsec3Iterations}`
    excuse = insecure(text, zone, EDE.nsec3Iterations)
  }
  return { prover: firstOf(provers), excuse, spoiled, ttlSeconds: Number.isFinite(ttlSeconds) ? ttlSeconds : 0, span }
}

function ofType(sets: readonly RrSet[], type: number): readonly RrSet[] {
  return sets.filter((set) => set.type === type)
}

/** A zone that changes from NSEC to NSEC3 may send both: whichever proves it, proves it. */
function firstOf(provers: readonly DenialProver[]): DenialProver {
  const any = (question: (prover: DenialProver) => DenialResult): DenialResult => {
    for (const prover of provers) {
      const result = question(prover)
      if (result.proved) return result
    }
    return UNPROVED
  }
  return {
    noName: (name) => any((prover) => prover.noName(name)),
    noData: (name, type) => any((prover) => prover.noData(name, type)),
    noCloserMatch: (name, encloser) => any((prover) => prover.noCloserMatch(name, encloser)),
  }
}
