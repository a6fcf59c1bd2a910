import type { TlsVersion } from '../../base/answer.ts'
import type { Choice, Knowledge } from './knowledge.ts'

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
  for (const { offer, selected } of choices) {
    const passedOver = offer.suites.slice(0, offer.suites.indexOf(selected.suite))
    if (passedOver.some((suite) => answers.get(suite)?.state === 'accepted')) return 'server'
  }
  return choices.some((one) => choices.some((other) => followsOffer(one, other))) ? 'client' : 'unknown'
}

/**
 * The accepted suites of a version in the server's own order, as far as that order is proved: the first element beats all
 * others, the second all but the first, and so on. Empty unless the server prefers.
 */
export function serverOrder(knowledge: Evidence, version: TlsVersion): readonly number[] {
  if (knowledge.preference[version] !== 'server') return []
  const beaten = beatenBy(openChoices(knowledge, version))
  const left = new Set([...knowledge.suites[version]].filter(([, a]) => a.state === 'accepted').map(([suite]) => suite))
  const order: number[] = []
  while (left.size > 0) {
    const best = [...left].find((suite) => beatsAll(suite, left, beaten))
    if (best === undefined) return order
    order.push(best)
    left.delete(best)
  }
  return order
}

/** Choices of a version that nothing but the order of suites can have decided. */
function openChoices(knowledge: Evidence, version: TlsVersion): readonly Choice[] {
  return knowledge.choices.filter(
    ({ offer, selected }) =>
      selected.version === version && !offer.groupsNarrowed && offer.signatures === 'all' && offer.extensions === 'all',
  )
}

function followsOffer(one: Choice, other: Choice): boolean {
  const [a, b] = [one.selected.suite, other.selected.suite]
  if (a === b || !one.offer.suites.includes(b) || !other.offer.suites.includes(a)) return false
  const before = (choice: Choice, x: number, y: number): boolean =>
    choice.offer.suites.indexOf(x) < choice.offer.suites.indexOf(y)
  return before(one, a, b) && before(other, b, a)
}

function beatenBy(choices: readonly Choice[]): ReadonlyMap<number, ReadonlySet<number>> {
  const beaten = new Map<number, Set<number>>()
  for (const { offer, selected } of choices) {
    const losers = beaten.get(selected.suite) ?? new Set<number>()
    for (const suite of offer.suites) if (suite !== selected.suite) losers.add(suite)
    beaten.set(selected.suite, losers)
  }
  return beaten
}

/** True when a chain of proved comparisons leads from `suite` to every other one that is left. */
function beatsAll(suite: number, left: ReadonlySet<number>, beaten: ReadonlyMap<number, ReadonlySet<number>>): boolean {
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
