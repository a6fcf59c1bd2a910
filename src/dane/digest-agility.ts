import { MATCHING, type UsableTlsa } from './tlsa.ts'

/**
 * The records that count: for each pair of usage and selector those with the strongest digest, and those in full. A digest
 * that the client knows but holds for weaker is passed over, so that breaking it gains an attacker nothing as long as a
 * stronger one is published beside it.
 *
 * @see RFC 7671 section 9, RFC 7672 section 5
 */
export function strongestDigests(usable: readonly UsableTlsa[]): readonly UsableTlsa[] {
  const strongest = new Map<string, number>()
  for (const { usage, selector, matching } of usable) {
    const pair = `${usage} ${selector}`
    strongest.set(pair, Math.max(strongest.get(pair) ?? MATCHING.full, matching))
  }
  return usable.filter(
    ({ usage, selector, matching }) => matching === MATCHING.full || matching === strongest.get(`${usage} ${selector}`),
  )
}
