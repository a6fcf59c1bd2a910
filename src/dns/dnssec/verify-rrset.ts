import { attemptSync } from '../../base/failure.ts'
import { isAtOrBelow, isWildcard, labelCount, lastLabels, lowerName, type Name, wildcardOf } from '../wire/name.ts'
import { readRdata } from '../wire/rdata.ts'
import type { RrSet } from '../wire/rrset.ts'
import { formatTime, serialDistance } from '../wire/serial-time.ts'
import { EDE } from './extended-error.ts'
import { CHECKS_PER_SET, isSupportedAlgorithm, KEYS_PER_TAG, type ValidationPolicy } from './policy.ts'
import { type Rrsig, signedData, signerOf } from './signed-data.ts'
import type { Span } from './span.ts'
import { bogus, describeSet, type Verdict } from './verdict.ts'
import type { Verifier } from './verifier.ts'
import type { ZoneKey } from './zone-key.ts'

/** What the check of a set needs to know. */
export interface VerifyContext {
  readonly policy: ValidationPolicy
  readonly verifier: Verifier
  /** Seconds since 1970. */
  readonly nowSeconds: number
  /** Signature checks that the question may still cost. */
  readonly budget: { checksLeft: number }
}

/** The outcome for one set. */
export type SetResult =
  | {
      readonly ok: true
      /** The labels that were signed: fewer than the owner has when a wildcard made the answer (RFC 4035 section 5.3.4). */
      readonly labels: number
      readonly algorithm: number
      /** The time of the signature that was found good. */
      readonly span: Span
      /** How long the set may be kept, in seconds (RFC 4035 section 5.3.3). */
      readonly ttlSeconds: number
    }
  | { readonly ok: false; readonly verdict: Verdict }

/**
 * Checks a set against the keys of a zone: some signature of the set must be made by that zone, be within its time, and
 * verify with one of the keys (RFC 4035 section 5.3). Collisions of key tags and heaps of signatures are bounded.
 */
export function verifyRrset(set: RrSet, zone: Name, keys: readonly ZoneKey[], context: VerifyContext): SetResult {
  const what = (): string => describeSet(set.owner, set.type)
  if (set.signatures.length === 0) {
    return { ok: false, verdict: bogus(`${what()} is not signed`, set.owner, EDE.rrsigMissing) }
  }
  let worst: Verdict | null = null
  let checks = 0
  for (const rdata of set.signatures) {
    const read = attemptSync(() => readRdata('RRSIG', rdata))
    if (!read.ok) continue
    const rrsig = read.value
    const objection = objectionTo(rrsig, set, zone, context)
    if (objection !== null) {
      worst = objection
      continue
    }
    const candidates = keys
      .filter((key) => key.tag === rrsig.keyTag && key.algorithm === rrsig.algorithm)
      .slice(0, KEYS_PER_TAG)
    if (candidates.length === 0) {
      worst = bogus(
        `${what()} is signed with key ${rrsig.keyTag}, which its zone does not have`,
        set.owner,
        EDE.dnskeyMissing,
      )
      continue
    }
    const owner = signedOwner(set.owner, rrsig.labels)
    if (owner === null) continue
    const data = signedData(rrsig, owner, set.type, set.rdatas)
    for (const key of candidates) {
      checks += 1
      context.budget.checksLeft -= 1
      if (checks > CHECKS_PER_SET || context.budget.checksLeft < 0) {
        return { ok: false, verdict: bogus(`${what()} needs more signature checks than is reasonable`, set.owner) }
      }
      if (context.verifier.check(key, data, rrsig.signature)) return accepted(set, rrsig, context.nowSeconds)
    }
    worst = bogus(`the signature of ${what()} with key ${rrsig.keyTag} is wrong`, set.owner)
  }
  const unfit = (): Verdict => bogus(`no signature of ${what()} is made by its zone`, set.owner, EDE.rrsigMissing)
  return { ok: false, verdict: worst ?? unfit() }
}

/** The names of the zones that claim to have signed the set, deepest first; only those that could have. */
export function claimedSigners(set: RrSet): readonly Name[] {
  const signers = set.signatures.flatMap((rdata) => {
    const signer = attemptSync(() => signerOf(rdata))
    return signer.ok ? [signer.value] : []
  })
  return [...new Set(signers)]
    .filter((signer) => isAtOrBelow(set.owner, signer))
    .sort((a, b) => labelCount(b) - labelCount(a))
}

/** Labels of an owner as the RRSIG counts them: without a leading asterisk. RFC 4034 section 3.1.3. */
export function signedLabelCount(owner: Name): number {
  return labelCount(owner) - (isWildcard(owner) ? 1 : 0)
}

function objectionTo(rrsig: Rrsig, set: RrSet, zone: Name, context: VerifyContext): Verdict | null {
  const what = (): string => describeSet(set.owner, set.type)
  if (rrsig.typeCovered !== set.type || lowerName(rrsig.signer) !== zone || !isAtOrBelow(set.owner, zone)) {
    return bogus(`no signature of ${what()} is made by its zone`, set.owner, EDE.rrsigMissing)
  }
  if (rrsig.labels > signedLabelCount(set.owner) || rrsig.labels < labelCount(zone)) {
    return bogus(`the signature of ${what()} counts its labels wrongly`, set.owner)
  }
  if (!isSupportedAlgorithm(rrsig.algorithm, context.policy)) {
    return bogus(`${what()} has no signature of an algorithm known here`, set.owner, EDE.unsupportedAlgorithm)
  }
  const { nowSeconds } = context
  if (serialDistance(nowSeconds % 0x1_0000_0000, rrsig.expiration) < 0) {
    return bogus(`the signature of ${what()} expired at ${formatTime(rrsig.expiration)}`, set.owner, EDE.expired)
  }
  if (serialDistance(rrsig.inception, nowSeconds % 0x1_0000_0000) < 0) {
    const text = `the signature of ${what()} is not valid before ${formatTime(rrsig.inception)}`
    return bogus(text, set.owner, EDE.notYetValid)
  }
  return null
}

/** The name under which the set was signed: its owner, or the wildcard from which the owner was made. */
function signedOwner(owner: Name, labels: number): Name | null {
  return labels === signedLabelCount(owner) ? owner : wildcardOf(lastLabels(owner, labels))
}

function accepted(set: RrSet, rrsig: Rrsig, nowSeconds: number): SetResult {
  const left = serialDistance(nowSeconds % 0x1_0000_0000, rrsig.expiration)
  return {
    ok: true,
    labels: rrsig.labels,
    algorithm: rrsig.algorithm,
    span: { begins: nowSeconds - serialDistance(rrsig.inception, nowSeconds % 0x1_0000_0000), ends: nowSeconds + left },
    ttlSeconds: Math.max(0, Math.min(set.ttl, rrsig.originalTtl, left)),
  }
}
