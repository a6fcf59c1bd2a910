import { ProbeError } from '../base/failure.ts'

interface Flight<Value> {
  readonly work: Promise<Value>
  readonly controller: AbortController
  waiting: number
}

/**
 * Joins callers that want the same thing at the same time. A caller that gives up leaves the others alone; when the last
 * one has given up, the work itself is stopped.
 */
export class InFlight<Value> {
  readonly #flights = new Map<string, Flight<Value>>()

  /** @throws ProbeError `cancelled` when this caller's signal fires; otherwise whatever the work throws */
  async join(
    key: string,
    signal: AbortSignal | undefined,
    start: (signal: AbortSignal) => Promise<Value>,
  ): Promise<Value> {
    if (signal?.aborted === true) throw new ProbeError({ code: 'cancelled' })
    const flight = this.#flights.get(key) ?? this.#launch(key, start)
    if (signal === undefined) {
      flight.waiting += 1
      return flight.work
    }
    flight.waiting += 1
    return new Promise<Value>((resolve, reject) => {
      const giveUp = (): void => {
        flight.waiting -= 1
        if (flight.waiting === 0) {
          this.#flights.delete(key)
          flight.controller.abort()
        }
        reject(new ProbeError({ code: 'cancelled' }))
      }
      signal.addEventListener('abort', giveUp, { once: true })
      flight.work.then(resolve, reject).finally(() => signal.removeEventListener('abort', giveUp))
    })
  }

  #launch(key: string, start: (signal: AbortSignal) => Promise<Value>): Flight<Value> {
    const controller = new AbortController()
    const work = start(controller.signal).finally(() => {
      if (this.#flights.get(key)?.controller === controller) this.#flights.delete(key)
    })
    // A flight that everybody has left still ends, and its end is nobody's business.
    work.catch(() => {})
    const flight: Flight<Value> = { work, controller, waiting: 0 }
    this.#flights.set(key, flight)
    return flight
  }
}
