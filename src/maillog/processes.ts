import { detached } from './session.ts'

/** Processes that are remembered at once. A busy server has some hundreds; a central log of many servers some thousands. */
const PROCESSES = 50_000

/**
 * What each process of a log is doing, by `host program[number]`. The one that was met first is forgotten when there are too
 * many: it has most probably ended.
 */
export class Processes<State> {
  readonly #states = new Map<string, State>()
  readonly #make: () => State

  constructor(make: () => State) {
    this.#make = make
  }

  of(key: string): State {
    const known = this.#states.get(key)
    if (known !== undefined) return known
    if (this.#states.size >= PROCESSES) {
      for (const oldest of this.#states.keys()) {
        this.#states.delete(oldest)
        break
      }
    }
    const made = this.#make()
    this.#states.set(detached(key), made)
    return made
  }

  all(): Iterable<State> {
    return this.#states.values()
  }
}
