/** A bounded map whose entries end at a time; the oldest entry makes room. Times are milliseconds of the caller's clock. */
export class TtlCache<Value> {
  readonly #entries = new Map<string, { readonly value: Value; readonly untilMilliseconds: number }>()
  readonly #limit: number

  constructor(limit: number) {
    this.#limit = limit
  }

  get(key: string, nowMilliseconds: number): Value | undefined {
    const entry = this.#entries.get(key)
    if (entry === undefined) return undefined
    if (entry.untilMilliseconds > nowMilliseconds) return entry.value
    this.#entries.delete(key)
    return undefined
  }

  set(key: string, value: Value, untilMilliseconds: number): void {
    this.#entries.delete(key)
    this.#entries.set(key, { value, untilMilliseconds })
    if (this.#entries.size <= this.#limit) return
    const oldest = this.#entries.keys().next()
    if (oldest.done !== true) this.#entries.delete(oldest.value)
  }

  delete(key: string): void {
    this.#entries.delete(key)
  }
}
