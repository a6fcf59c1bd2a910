import type { TlsVersion } from '../../base/answer.ts'
import type { Knowledge } from './knowledge.ts'
import { chaChaLast, isChaCha, needsCertificateCurve, needsGroup, rankOf, suiteUniverse } from './universe.ts'

type Evidence = Pick<Knowledge, 'choices' | 'suites' | 'preference'>

/**
 * Whose order decides in a version, as far as the choices prove it.
 *
 * `server`: it once passed over an accepted suite that stood earlier in the client's list. `client`: of two suites that were
 * offered together it took each once, the one that stood first.
 */
export function preferenceOf(knowledge: Evidence, version: TlsVersion): 'server' | 'client' | 'unknown' {
  if (knowledge.preference[version] !== 'unknown') return knowledge.preference[version]
  const choices = openChoices(knowledge, version)
  const answers = knowledge.suites[version]
  for (const { suites, selected } of choices) {
    const passedOver = suites.slice(0, suites.indexOf(selected))
    if (passedOver.some((suite) => answers.get(suite)?.state === 'accepted')) return 'server'
  }
  return choices.some((one) => choices.some((other) => followsOffer(one, other))) ? 'client' : 'unknown'
}

/**
 * Suites to offer, in this order, to learn whose order decides: those that an earlier choice was made from, the other way
 * round, and what was chosen last of all. A server with an order of its own chooses the same again and so passes over the
 * others; one that goes by the client's chooses another one. Both are proofs if one of the others is known to be accepted.
 *
 * @param isSure whether one of the others must be known to be accepted
 * @returns null when no choice so far allows for such an offer
 */
export function oppositeOffer(knowledge: Evidence, version: TlsVersion, isSure: boolean): readonly number[] | null {
  const answers = knowledge.suites[version]
  const universe = new Set(suiteUniverse(version))
  const isAccepted = (suite: number): boolean => answers.get(suite)?.state === 'accepted'
  const isPossible = (suite: number): boolean => universe.has(suite) && (isAccepted(suite) || !answers.has(suite))
  const offers = openChoices(knowledge, version).flatMap(({ suites, selected }) => {
    const others = chaChaLast(suites.filter((suite) => suite !== selected && isPossible(suite)).toReversed())
    const [first] = others
    const isOffer = isAccepted(selected) && first !== undefined && !isChaCha(first)
    return isOffer && (!isSure || others.some(isAccepted)) ? [[...others, selected]] : []
  })
  return offers.toSorted((a, b) => b.length - a.length)[0] ?? null
}

/** Two accepted suites of a version that are as different as may be, to be compared; null when there are no two. */
export function unequalPair(knowledge: Evidence, version: TlsVersion): readonly [number, number] | null {
  const known = chaChaLast(accepted(knowledge, version).toSorted((a, b) => rankOf(a) - rankOf(b)))
  const usual = known.filter((suite) => !isChaCha(suite))
  const [first, last] = [known[0], usual.length > 1 ? usual.at(-1) : known[1]]
  return first === undefined || last === undefined ? null : [first, last]
}

/**
 * The accepted suites of a version in the server's own order, as far as that order is proved: the first element beats all
 * others, the second all but the first, and so on. Empty unless the server prefers.
 */
export function serverOrder(knowledge: Evidence, version: TlsVersion): readonly number[] {
  if (knowledge.preference[version] !== 'server') return []
  const beaten = beatenBy(knowledge, version)
  const order = likelyOrder(knowledge, version, beaten)
  // Before a gap only those are placed that are known to beat everything behind it.
  return provedSteps(order, beaten).includes(false) ? order.slice(0, firstUnproved(order, beaten)) : order
}

/**
 * Two neighbours in the likely order of which nobody knows who wins; null when the order is proved as a whole. Asking about
 * them, and then about the next such pair, sorts the list by insertion.
 */
export function unprovedPair(knowledge: Evidence, version: TlsVersion): readonly [number, number] | null {
  if (knowledge.preference[version] !== 'server') return null
  const beaten = beatenBy(knowledge, version)
  const order = likelyOrder(knowledge, version, beaten)
  const gap = provedSteps(order, beaten).indexOf(false)
  const [a, b] = gap < 0 ? [] : chaChaLast(order.slice(gap, gap + 2))
  return a === undefined || b === undefined ? null : [a, b]
}

/** An order that contradicts no proof: of those that nobody left beats, the strongest goes first, as in most servers' lists. */
function likelyOrder(knowledge: Evidence, version: TlsVersion, beaten: Beaten): readonly number[] {
  const universe = suiteUniverse(version)
  const left = accepted(knowledge, version).toSorted(
    (a, b) => rankOf(a) - rankOf(b) || universe.indexOf(a) - universe.indexOf(b),
  )
  const order: number[] = []
  while (left.length > 0) {
    const at = left.findIndex((suite) => !left.some((other) => other !== suite && beaten.get(other)?.has(suite)))
    order.push(...left.splice(Math.max(0, at), 1))
  }
  return order
}

/** For each two neighbours of an order whether the first is known to beat the second. */
function provedSteps(order: readonly number[], beaten: Beaten): readonly boolean[] {
  return order.slice(1).map((suite, at) => beaten.get(order[at] ?? -1)?.has(suite) ?? false)
}

/** How many of the order's first suites are known, by chains of proof, to beat all that come after them. */
function firstUnproved(order: readonly number[], beaten: Beaten): number {
  const at = order.findIndex((suite, place) => !beatsAll(suite, new Set(order.slice(place)), beaten))
  return at < 0 ? order.length : at
}

/**
 * Choices of a version that nothing but the order of suites can have decided, with the suites that really competed. Where
 * groups were left out, a suite that needs none may have won for that; and an ECDSA suite may have lost because its
 * certificate's curve was not offered (RFC 8422 section 5.1). A server with an order of its own may let ChaCha20 go first for
 * a client whose list begins with it, because that client is slow at AES (OpenSSL's SSL_OP_PRIORITIZE_CHACHA).
 */
function openChoices(knowledge: Evidence, version: TlsVersion): readonly Competition[] {
  return knowledge.choices.flatMap(({ offer, selected }) => {
    const isFree = offer.signatures === 'all' && !offer.fallbackScsv && !offer.ticket && !offer.sessionId
    if (selected.version !== version || !isFree) return []
    const [first] = offer.suites
    if (isChaCha(selected.suite) && first !== undefined && isChaCha(first)) {
      // Among themselves they were chosen by the usual order.
      return offer.groupsNarrowed ? [] : [{ suites: offer.suites.filter(isChaCha), selected: selected.suite }]
    }
    if (!offer.groupsNarrowed) return [{ suites: offer.suites, selected: selected.suite }]
    if (!needsGroup(selected.suite)) return []
    const suites = offer.suites.filter((suite) => version === 'tls13' || !needsCertificateCurve(suite))
    return suites.includes(selected.suite) ? [{ suites, selected: selected.suite }] : []
  })
}

/** Suites that competed, in the client's order, and the one that won. */
interface Competition {
  readonly suites: readonly number[]
  readonly selected: number
}

function followsOffer(one: Competition, other: Competition): boolean {
  const [a, b] = [one.selected, other.selected]
  if (a === b || !one.suites.includes(b) || !other.suites.includes(a)) return false
  const before = ({ suites }: Competition, x: number, y: number): boolean => suites.indexOf(x) < suites.indexOf(y)
  return before(one, a, b) && before(other, b, a)
}

/** For each accepted suite the accepted suites that once lost to it. */
type Beaten = ReadonlyMap<number, ReadonlySet<number>>

function beatenBy(knowledge: Evidence, version: TlsVersion): Beaten {
  const isAccepted = new Set(accepted(knowledge, version))
  const beaten = new Map<number, Set<number>>()
  for (const { suites, selected } of openChoices(knowledge, version)) {
    const losers = beaten.get(selected) ?? new Set<number>()
    for (const suite of suites) if (suite !== selected && isAccepted.has(suite)) losers.add(suite)
    beaten.set(selected, losers)
  }
  return beaten
}

function accepted(knowledge: Evidence, version: TlsVersion): readonly number[] {
  return [...knowledge.suites[version]].filter(([, { state }]) => state === 'accepted').map(([suite]) => suite)
}

/** True when a chain of proved comparisons leads from `suite` to every other one that is left. */
function beatsAll(suite: number, left: ReadonlySet<number>, beaten: Beaten): boolean {
  const reached = new Set([suite])
  const queue = [suite]
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    for (const loser of beaten.get(next) ?? []) {
      if (!left.has(loser) || reached.has(loser)) continue
      reached.add(loser)
      queue.push(loser)
    }
  }
  return reached.size === left.size
}
