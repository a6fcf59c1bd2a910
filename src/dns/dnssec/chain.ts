import { InFlight } from '../in-flight.ts'
import { TtlCache } from '../ttl-cache.ts'
import { isAtOrBelow, labelCount, lastLabels, type Name, plainName } from '../wire/name.ts'
import { RR_TYPES } from '../wire/rr-type.ts'
import type { RrSet } from '../wire/rrset.ts'
import { collectDenial } from './collect-denial.ts'
import { usableSigners } from './delegation-signer.ts'
import { EDE } from './extended-error.ts'
import { type Asked, ask, isSpent, type Session } from './session.ts'
import { anchorAbove, type TrustAnchor } from './trust-anchors.ts'
import { bogus, indeterminate, insecure } from './verdict.ts'
import { signedLabelCount, verifyRrset } from './verify-rrset.ts'
import { endLink, proveKeys, type SecureZone, TROUBLE_SECONDS, untrusted, type ZoneTrust } from './zone-trust.ts'

/** Zones and cuts that are remembered. */
const CACHE_ENTRIES = 50_000

/** The longest time a step is remembered. */
const CACHE_SECONDS = 3_600

/** What one more label means for a chain that has reached a secure zone. */
type Step =
  /** A zone begins here. */
  | { readonly kind: 'zone'; readonly trust: ZoneTrust }
  /** No zone begins here; go on. */
  | { readonly kind: 'inside'; readonly ttlSeconds: number }
  /** The name is absent or an alias: no zone can begin here or below. */
  | { readonly kind: 'end'; readonly ttlSeconds: number }

/**
 * The chain of trust: walks from the trust anchor towards a name, one label at a time, asking at each whether a zone
 * begins there (RFC 4035 section 5.2). Steps are remembered for their TTL and shared between questions.
 */
export interface Chain {
  /** The trust in the deepest zone at or above the target that the target can belong to. */
  trustTowards(target: Name, session: Session): Promise<ZoneTrust>
  /** The zone of the anchor with which trust in a name begins; zones above it have no say there. Null without an anchor. */
  anchorOf(name: Name): Name | null
}

/** Makes a chain with its own memory. */
export function createChain(anchors: readonly TrustAnchor[]): Chain {
  const memory = new TtlCache<Step>(CACHE_ENTRIES)
  const flights = new InFlight<Step>()

  async function trustTowards(target: Name, session: Session): Promise<ZoneTrust> {
    if (session.policy.negativeAnchors.some((name) => isAtOrBelow(target, name))) {
      return untrusted(target, insecure('a negative trust anchor switches validation off here', target), [])
    }
    const anchor = anchorAbove(anchors, target)
    if (anchor === null) {
      return untrusted(target, indeterminate('there is no trust anchor above the name', target, EDE.indeterminate), [])
    }
    const asked = prefetch(anchor, target, session)
    const first = await remembered(`anchor ${anchor.zone}`, session, (own) => startAtAnchor(anchor, own, asked))
    let trust =
      first.kind === 'zone' ? first.trust : untrusted(anchor.zone, bogus('the anchor has no zone', anchor.zone), [])
    for (let labels = labelCount(anchor.zone) + 1; labels <= labelCount(target); labels += 1) {
      if (trust.status !== 'secure') return trust
      const parent = trust
      const name = lastLabels(target, labels)
      const step = await remembered(`${parent.zone} ${name}`, session, (own) => takeStep(parent, name, own, asked))
      if (step.kind === 'end') return trust
      if (step.kind === 'zone') trust = step.trust
    }
    return trust
  }

  /**
   * Asks at once for what a cold chain will need: the anchor's keys, every DS set on the way, the target's keys. Only for
   * steps that nobody remembers.
   */
  function prefetch(anchor: TrustAnchor, target: Name, session: Session): Asker {
    const running = new Map<string, Promise<Asked>>()
    const asker: Asker = (name, type, own) => {
      const key = `${name} ${type}`
      const found = running.get(key) ?? ask(own, name, type)
      running.set(key, found)
      return found
    }
    const now = session.nowSeconds * 1_000
    const depth = labelCount(target)
    const cold = memory.get(`anchor ${anchor.zone}`, now) === undefined
    if (!cold || depth > PREFETCH_LABELS) return asker
    const early: (readonly [Name, number])[] = [[anchor.zone, RR_TYPES.DNSKEY]]
    for (let labels = labelCount(anchor.zone) + 1; labels <= depth; labels += 1) {
      early.push([lastLabels(target, labels), RR_TYPES.DS])
    }
    // Others may come to wait for these answers, so that this caller's giving up must not stop them; their timeouts do.
    const patient: Session = { ...session, signal: undefined }
    for (const [name, type] of early) asker(name, type, patient).catch(() => {})
    return asker
  }

  async function remembered(key: string, session: Session, work: (own: Session) => Promise<Step>): Promise<Step> {
    const now = session.nowSeconds * 1_000
    const known = memory.get(key, now)
    if (known !== undefined) return known
    return flights.join(key, session.signal, async (signal) => {
      const step = await work({ ...session, signal })
      const seconds = step.kind === 'zone' ? step.trust.ttlSeconds : step.ttlSeconds
      if (!isSpent(session)) memory.set(key, step, now + Math.min(seconds, CACHE_SECONDS) * 1_000)
      return step
    })
  }

  return { trustTowards, anchorOf: (name) => anchorAbove(anchors, name)?.zone ?? null }
}

type Reply = Extract<Asked, { ok: true }>

type Asker = (name: Name, type: number, session: Session) => Promise<Asked>

/** Deeper targets are asked for step by step: many labels are seldom many zones. */
const PREFETCH_LABELS = 4

async function startAtAnchor(anchor: TrustAnchor, session: Session, asked: Asker): Promise<Step> {
  const usable = usableSigners(anchor.ds, session.policy)
  if (!usable.ok) {
    const verdict = insecure(`no trust anchor of ${plainName(anchor.zone)} can be used here`, anchor.zone, usable.ede)
    return { kind: 'zone', trust: untrusted(anchor.zone, verdict, [endLink(anchor.zone, anchor.ds)]) }
  }
  const reply = await asked(anchor.zone, RR_TYPES.DNSKEY, session)
  if (!reply.ok) return { kind: 'zone', trust: untrusted(anchor.zone, reply.verdict, []) }
  const keys = answerSet(reply, anchor.zone, RR_TYPES.DNSKEY)
  const trust = proveKeys(anchor.zone, usable.signers, keys, [], session)
  if (!session.policy.everyAnchorAlgorithm) return { kind: 'zone', trust }
  const algorithms = new Set(usable.signers.map((ds) => ds.algorithm))
  for (const algorithm of algorithms.size > 1 ? algorithms : []) {
    const signers = usable.signers.filter((ds) => ds.algorithm === algorithm)
    const alone = proveKeys(anchor.zone, signers, keys, [], session)
    if (alone.status !== 'secure') return { kind: 'zone', trust: alone }
  }
  return { kind: 'zone', trust }
}

async function takeStep(parent: SecureZone, name: Name, session: Session, asked: Asker): Promise<Step> {
  const reply = await asked(name, RR_TYPES.DS, session)
  if (!reply.ok) return { kind: 'zone', trust: untrusted(name, reply.verdict, parent.links) }
  const ds = answerSet(reply, name, RR_TYPES.DS)
  if (ds !== undefined) return followDs(parent, ds, session, asked)
  if (reply.answer.length > 0) return judgeAlias(parent, name, reply, session)
  return judgeAbsence(parent, name, reply, session)
}

/** The parent vouches for keys: fetch and prove them. */
async function followDs(parent: SecureZone, ds: RrSet, session: Session, asked: Asker): Promise<Step> {
  const zone = ds.owner
  const result = verifyRrset(ds, parent.zone, parent.keys, session)
  if (!result.ok) return { kind: 'zone', trust: untrusted(zone, result.verdict, parent.links) }
  if (result.labels !== signedLabelCount(zone)) {
    return { kind: 'zone', trust: untrusted(zone, bogus('a DS record comes from a wildcard', zone), parent.links) }
  }
  const usable = usableSigners(ds.rdatas, session.policy)
  if (!usable.ok) {
    const links = [...parent.links, endLink(zone, ds.rdatas)]
    return { kind: 'zone', trust: untrusted(zone, insecure(usable.reason, zone, usable.ede), links, result.ttlSeconds) }
  }
  const reply = await asked(zone, RR_TYPES.DNSKEY, session)
  if (!reply.ok) return { kind: 'zone', trust: untrusted(zone, reply.verdict, parent.links) }
  const keys = answerSet(reply, zone, RR_TYPES.DNSKEY)
  const trust = proveKeys(zone, usable.signers, keys, parent.links, session)
  return { kind: 'zone', trust: { ...trust, ttlSeconds: Math.min(trust.ttlSeconds, result.ttlSeconds) } }
}

/** An alias has no zone below it; but that it is one must be signed, and where a wildcard made it, that the name has nothing. */
function judgeAlias(parent: SecureZone, name: Name, { answer: sets, authority }: Reply, session: Session): Step {
  const alias =
    sets.find((set) => set.type === RR_TYPES.CNAME && set.owner === name && set.signatures.length > 0) ??
    sets.find((set) => set.type === RR_TYPES.DNAME && set.owner !== name && isAtOrBelow(name, set.owner))
  if (alias === undefined) {
    const verdict = bogus(`the answer to DS of ${plainName(name)} is about something else`, name, EDE.rrsigMissing)
    return { kind: 'zone', trust: untrusted(name, verdict, parent.links) }
  }
  const result = verifyRrset(alias, parent.zone, parent.keys, session)
  if (!result.ok) return { kind: 'zone', trust: untrusted(name, result.verdict, parent.links) }
  const { ttlSeconds } = result
  if (result.labels === signedLabelCount(alias.owner)) {
    return { kind: alias.type === RR_TYPES.DNAME ? 'end' : 'inside', ttlSeconds }
  }
  if (alias.type === RR_TYPES.DNAME) {
    return { kind: 'zone', trust: untrusted(name, bogus('a DNAME record comes from a wildcard', name), parent.links) }
  }
  const denial = collectDenial(authority, parent.zone, parent.keys, session)
  const absent = denial.prover.noCloserMatch(name, lastLabels(name, result.labels))
  if (absent.proved && !absent.optOut) return { kind: 'inside', ttlSeconds: Math.min(ttlSeconds, denial.ttlSeconds) }
  const verdict = absent.proved ? insecure('an opt-out span covers the name of a wildcard answer', name) : denial.excuse
  return { kind: 'zone', trust: untrusted(name, verdict, parent.links) }
}

/** No DS record: proven not to be there, or withheld. */
function judgeAbsence(parent: SecureZone, name: Name, { authority }: Reply, session: Session): Step {
  const denial = collectDenial(authority, parent.zone, parent.keys, session)
  const unsigned = (): Step => {
    const verdict = insecure(`the delegation of ${plainName(name)} is not signed`, name)
    const links = [...parent.links, endLink(name, [])]
    return { kind: 'zone', trust: untrusted(name, verdict, links, denial.ttlSeconds) }
  }
  if (denial.spoiled !== null) return { kind: 'zone', trust: untrusted(name, denial.spoiled, parent.links) }
  const noDs = denial.prover.noData(name, RR_TYPES.DS)
  if (noDs.proved) {
    return noDs.delegation || noDs.optOut ? unsigned() : { kind: 'inside', ttlSeconds: denial.ttlSeconds }
  }
  const noName = denial.prover.noName(name)
  if (noName.proved) return noName.optOut ? unsigned() : { kind: 'end', ttlSeconds: denial.ttlSeconds }
  const ttlSeconds = denial.excuse.status === 'insecure' ? denial.ttlSeconds : TROUBLE_SECONDS
  return { kind: 'zone', trust: untrusted(name, denial.excuse, parent.links, ttlSeconds) }
}

function answerSet({ answer }: Reply, owner: Name, type: number): RrSet | undefined {
  return answer.find((set) => set.owner === owner && set.type === type)
}
