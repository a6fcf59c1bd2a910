import type { Failure } from '../../base/failure.ts'
import { ALIAS_LIMIT } from '../alias-chain.ts'
import type { ChainLink } from '../lookup.ts'
import { isAtOrBelow, labelCount, lowerName, NAME_OCTETS, type Name, plainName } from '../wire/name.ts'
import { readRdata } from '../wire/rdata.ts'
import { RCODES, RR_TYPES } from '../wire/rr-type.ts'
import type { RrSet } from '../wire/rrset.ts'
import type { Chain } from './chain.ts'
import { collectDenial } from './collect-denial.ts'
import { EDE } from './extended-error.ts'
import { ask, type Session } from './session.ts'
import { earlierSpan, type Span } from './span.ts'
import { homeOf, type Judged, maySign, validateSet } from './validate-set.ts'
import { bogus, indeterminate, insecure, secure, type Verdict, worse } from './verdict.ts'
import { claimedSigners } from './verify-rrset.ts'
import type { ZoneTrust } from './zone-trust.ts'

/** A question answered and judged. */
export interface ValidatedAnswer {
  readonly verdict: Verdict
  /** What the answer says; to be believed as far as the verdict goes. Null when there is no answer. */
  readonly outcome: 'records' | 'nodata' | 'nxdomain' | null
  /** The set at the end of the aliases. */
  readonly set: RrSet | null
  /** Targets of the aliases, in order. */
  readonly aliases: readonly Name[]
  readonly ttlSeconds: number
  /** Of the signatures that were found good, over aliases, set or denial, the time of the one that ends first. */
  readonly span: Span | null
  /** The chain of trust to the zone that decided. */
  readonly links: readonly ChainLink[]
}

interface Progress {
  verdict: Verdict
  links: readonly ChainLink[]
  ttlSeconds: number
  span: Span | null
  readonly aliases: Name[]
}

/**
 * Asks a question and judges everything its answer rests on: each alias in its own zone, the set at the end or the proof
 * that there is none. The worst link decides.
 */
export async function validateAnswer(
  name: Name,
  type: number,
  chain: Chain,
  session: Session,
): Promise<ValidatedAnswer> {
  const progress: Progress = { verdict: secure(name), links: [], ttlSeconds: 0x7fff_ffff, span: null, aliases: [] }
  let at = lowerName(name)
  for (;;) {
    const reply = await ask(session, at, type)
    if (!reply.ok) return finish(progress, reply.verdict, null, null)
    const { rcode, answer, authority, signatures } = reply
    if (signatures !== null) {
      return finish(progress, indeterminate('signatures are not signed themselves', at, null), 'records', signatures)
    }
    const before = at
    for (;;) {
      if (type === RR_TYPES.ANY) {
        const all = answer.filter((one) => one.owner === at && !isMadeByDname(one, answer))
        if (all.length > 0) return endWithAll(progress, all, authority, chain, session)
      }
      const set = answer.find((one) => one.owner === at && one.type === type)
      if (set !== undefined) return endWithSet(progress, set, authority, chain, session)
      const alias = findAlias(answer, at)
      if (alias === null) break
      if (alias.objection !== null) return finish(progress, bogus(alias.objection, at), null, null)
      note(progress, await validateSet(alias.set, authority, chain, session))
      at = alias.target
      progress.aliases.push(at)
      if (progress.aliases.length > ALIAS_LIMIT) {
        const failure: Failure = { code: 'dns-alias-limit', name: plainName(name), limit: ALIAS_LIMIT }
        return finish(progress, indeterminate('the chain of aliases is too long', name, EDE.other, failure), null, null)
      }
    }
    const unfinished = at !== before && !endsHere(rcode, authority)
    if (!unfinished) return endWithout(progress, at, type, rcode, authority, chain, session)
  }
}

/** True when a message that led through aliases also answers for their end, if only with a denial. */
function endsHere(rcode: number, authority: readonly RrSet[]): boolean {
  return rcode === RCODES.NXDOMAIN || authority.some((set) => set.type === RR_TYPES.SOA)
}

async function endWithSet(
  progress: Progress,
  set: RrSet,
  authority: readonly RrSet[],
  chain: Chain,
  session: Session,
): Promise<ValidatedAnswer> {
  const judged = await validateSet(set, authority, chain, session)
  note(progress, judged)
  return finish(progress, progress.verdict, 'records', set)
}

/** ANY gives whatever a server has at the name; each set must stand on its own. */
async function endWithAll(
  progress: Progress,
  sets: readonly RrSet[],
  authority: readonly RrSet[],
  chain: Chain,
  session: Session,
): Promise<ValidatedAnswer> {
  for (const set of sets) note(progress, await validateSet(set, authority, chain, session))
  return finish(progress, progress.verdict, 'records', sets[0] ?? null)
}

async function endWithout(
  progress: Progress,
  at: Name,
  type: number,
  rcode: number,
  authority: readonly RrSet[],
  chain: Chain,
  session: Session,
): Promise<ValidatedAnswer> {
  const outcome = rcode === RCODES.NXDOMAIN ? 'nxdomain' : 'nodata'
  note(progress, await validateDenial(at, type, outcome, authority, chain, session))
  return finish(progress, progress.verdict, outcome, null)
}

/** Judges that a name or a type does not exist. */
async function validateDenial(
  name: Name,
  type: number,
  outcome: 'nxdomain' | 'nodata',
  authority: readonly RrSet[],
  chain: Chain,
  session: Session,
): Promise<Judged> {
  const signer = denialSigner(authority, name, type, chain)
  const trust: ZoneTrust = await chain.trustTowards(signer ?? homeOf(name, type), session)
  const ttlSeconds = soaTtl(authority)
  if (trust.status !== 'secure') return { verdict: trust.verdict, trust, ttlSeconds }
  if (signer === null || trust.zone !== signer) {
    const text = `nothing proves the absence of ${plainName(name)}, whose zone is signed`
    return { verdict: bogus(text, name, EDE.nsecMissing), trust, ttlSeconds: 0 }
  }
  const denial = collectDenial(authority, trust.zone, trust.keys, session)
  if (denial.spoiled !== null) return { verdict: denial.spoiled, trust, ttlSeconds: 0 }
  const result = outcome === 'nxdomain' ? denial.prover.noName(name) : denial.prover.noData(name, type)
  if (!result.proved) {
    // The zone may say that the name is not its own: below an unsigned delegation nothing needs a proof.
    const below = await chain.trustTowards(homeOf(name, type), session)
    if (below.status === 'insecure') return { verdict: below.verdict, trust: below, ttlSeconds }
    return { verdict: denial.excuse, trust, ttlSeconds: denial.excuse.status === 'insecure' ? denial.ttlSeconds : 0 }
  }
  const verdict = result.optOut ? insecure('an opt-out span covers the name', name) : secure(trust.zone)
  return { verdict, trust, ttlSeconds: Math.min(ttlSeconds, denial.ttlSeconds), span: denial.span }
}

/** The deepest zone that claims to have signed the denial, or null when nobody does. */
function denialSigner(authority: readonly RrSet[], name: Name, type: number, chain: Chain): Name | null {
  const signers = authority
    .filter((set) => set.type === RR_TYPES.NSEC || set.type === RR_TYPES.NSEC3 || set.type === RR_TYPES.SOA)
    .flatMap(claimedSigners)
    .filter((signer) => isAtOrBelow(name, signer) && maySign(signer, name, type, chain))
  return signers.toSorted((a, b) => labelCount(b) - labelCount(a))[0] ?? null
}

function soaTtl(authority: readonly RrSet[]): number {
  const soa = authority.find((set) => set.type === RR_TYPES.SOA)
  return soa === undefined ? 0 : Math.min(soa.ttl, readRdata('SOA', soa.rdatas[0] ?? new Uint8Array(0)).minimum)
}

interface FoundAlias {
  /** The set that must be signed: the CNAME, or the DNAME from which it was made. */
  readonly set: RrSet
  readonly target: Name
  /** Why it cannot be followed, in words; null when it can. */
  readonly objection: string | null
}

/** True for an unsigned CNAME below a DNAME of the same answer. */
function isMadeByDname(set: RrSet, answer: readonly RrSet[]): boolean {
  if (set.type !== RR_TYPES.CNAME || set.signatures.length > 0) return false
  return answer.some(
    (one) => one.type === RR_TYPES.DNAME && one.owner !== set.owner && isAtOrBelow(set.owner, one.owner),
  )
}

/** The alias at a name. An unsigned CNAME counts only as the work of a DNAME above it (RFC 6672 section 5.3.1). */
function findAlias(answer: readonly RrSet[], at: Name): FoundAlias | null {
  const cname = answer.find((set) => set.owner === at && set.type === RR_TYPES.CNAME)
  const target = cname === undefined ? null : lowerName(readRdata('CNAME', cname.rdatas[0] ?? new Uint8Array(0)).name)
  const dname = answer.find((set) => set.type === RR_TYPES.DNAME && set.owner !== at && isAtOrBelow(at, set.owner))
  if (cname !== undefined && target !== null && (cname.signatures.length > 0 || dname === undefined)) {
    return { set: cname, target, objection: cname.rdatas.length > 1 ? 'the name is an alias of several names' : null }
  }
  if (dname === undefined) return null
  const newEnding = lowerName(readRdata('DNAME', dname.rdatas[0] ?? new Uint8Array(0)).target)
  const made = (at.slice(0, at.length - dname.owner.length) + newEnding) as Name
  return { set: dname, target: made, objection: objectionTo(dname, made, target) }
}

/** What is wrong with a DNAME set, the name that it makes of another, and the CNAME that the server made of it, if any. */
function objectionTo(dname: RrSet, made: Name, target: Name | null): string | null {
  if (dname.rdatas.length > 1) return `${plainName(dname.owner)} has more than one DNAME record`
  if (made.length > NAME_OCTETS) return 'a DNAME record makes a name that is too long'
  return target === null || target === made ? null : 'a CNAME record is not what its DNAME record makes'
}

function note(progress: Progress, judged: Judged): void {
  const verdict = worse(progress.verdict, judged.verdict)
  // The chain shown is that of the link that decided, or of the last one while all are secure.
  if (verdict !== progress.verdict || progress.verdict.status === 'secure') progress.links = judged.trust.links
  progress.verdict = verdict.status === 'secure' ? judged.verdict : verdict
  progress.ttlSeconds = Math.min(progress.ttlSeconds, judged.ttlSeconds)
  progress.span = earlierSpan(progress.span, judged.span ?? null)
}

function finish(
  progress: Progress,
  verdict: Verdict,
  outcome: ValidatedAnswer['outcome'],
  set: RrSet | null,
): ValidatedAnswer {
  const { aliases, links, ttlSeconds, span } = progress
  return { verdict: worse(verdict, progress.verdict), outcome, set, aliases, ttlSeconds, span, links }
}
