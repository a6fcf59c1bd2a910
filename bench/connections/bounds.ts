import type { PostfixConfiguration } from '../../test/peers/harness/postfix.ts'
import type { Measurement } from './measure.ts'

/** What a plan may take at most against one of the three receivers, over eight lanes. */
interface Bound {
  readonly plan: 'quick' | 'full'
  readonly receiver: PostfixConfiguration
  readonly connections: number
  /** At a round trip of 50 ms. */
  readonly seconds: number
}

/** A plan that needs more has become worse. */
const BOUNDS: readonly Bound[] = [
  { plan: 'quick', receiver: 'hard', connections: 7, seconds: 0.8 },
  { plan: 'quick', receiver: 'default', connections: 11, seconds: 1.3 },
  { plan: 'quick', receiver: 'weak', connections: 14, seconds: 1.6 },
  { plan: 'full', receiver: 'hard', connections: 24, seconds: 4 },
  { plan: 'full', receiver: 'default', connections: 95, seconds: 8 },
  { plan: 'full', receiver: 'weak', connections: 135, seconds: 13 },
]

/** Lanes and distance for which the bounds hold. */
const LANES = 8
const ROUND_TRIP_MILLISECONDS = 50

/** Seconds of processor time, of whatever receiver. */
const CPU_SECONDS = { quick: 0.3, full: 0.5 } as const

/** A bound beside what was measured. */
export interface BoundCheck extends Bound {
  readonly cpuBound: number
  readonly measured: Measurement
}

/** Puts each bound beside its measurement; a bound whose plan was not measured is left out. */
export function checkBounds(measurements: readonly Measurement[]): readonly BoundCheck[] {
  return BOUNDS.flatMap((bound) => {
    const measured = measurements.find(
      ({ contender, receiver, roundTripMilliseconds }) =>
        contender.wiretight?.plan === bound.plan &&
        contender.wiretight.lanes === LANES &&
        receiver === bound.receiver &&
        roundTripMilliseconds === ROUND_TRIP_MILLISECONDS,
    )
    return measured === undefined ? [] : [{ ...bound, cpuBound: CPU_SECONDS[bound.plan], measured }]
  })
}

/** Bounds on connections that were missed, in words. Seconds are the machine's, and no failure of the plan. */
export function missedConnections(
  measurements: readonly Measurement[],
  checks: readonly BoundCheck[],
): readonly string[] {
  return checks.flatMap(({ plan, receiver, connections }) =>
    measurements
      .filter((one) => one.contender.wiretight?.plan === plan && one.receiver === receiver)
      .filter((one) => one.connections.most > connections)
      .map(
        (one) =>
          `${one.contender.name} took ${one.connections.most} connections against ${receiver} at ` +
          `${one.roundTripMilliseconds} ms; the bound is ${connections}`,
      ),
  )
}
