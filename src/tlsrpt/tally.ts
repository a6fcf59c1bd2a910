/** Keys that one tally tells apart. Reports are written by strangers; a key beyond them is counted under {@link OTHERS}. */
export const TALLY_KEYS = 10_000

/** Where everything is counted for which there was no place of its own. */
export const OTHERS = '(others)'

/** Sums by a key of one or more texts, in bounded memory. */
export class Tally<Sum extends { failed: number }> {
  readonly #sums = new Map<string, { readonly key: readonly (string | null)[]; readonly sum: Sum }>()
  readonly #empty: () => Sum

  constructor(empty: () => Sum) {
    this.#empty = empty
  }

  /** The sum of a key, to be added to. */
  of(key: readonly (string | null)[]): Sum {
    const known = this.#sums.get(JSON.stringify(key))
    if (known !== undefined) return known.sum
    const kept = this.#sums.size < TALLY_KEYS ? key : key.map(() => OTHERS)
    const name = JSON.stringify(kept)
    const entry = this.#sums.get(name) ?? { key: kept, sum: this.#empty() }
    this.#sums.set(name, entry)
    return entry.sum
  }

  /** All sums, those with the most failures first, equal ones in the order of their coming. */
  list<Item>(make: (key: readonly (string | null)[], sum: Sum) => Item): readonly Item[] {
    return [...this.#sums.values()]
      .toSorted((a, b) => b.sum.failed - a.sum.failed)
      .map(({ key, sum }) => make(key, sum))
  }
}
