import type { TlsVersion } from '../../src/base/answer.ts'
import type { Failure } from '../../src/base/failure.ts'
import { type Knowledge, nothingKnown } from '../../src/tls/planner/knowledge.ts'
import { learn } from '../../src/tls/planner/learn.ts'
import type { HelloOffer } from '../../src/tls/planner/offer.ts'
import { offerSuites } from '../../src/tls/planner/offers.ts'
import type { HandshakeOutcome, HelloOutcome } from '../../src/tls/planner/outcome.ts'
import { plainSelection } from '../../src/tls/planner/plain-selection.ts'
import type { Probe } from '../../src/tls/planner/probe.ts'
import { suiteUniverse } from '../../src/tls/planner/universe.ts'

/** An offer of everything at a version and below, with changes. */
export function offering(version: TlsVersion, changes: Partial<HelloOffer> = {}): HelloOffer {
  return { ...offerSuites(nothingKnown(), version, suiteUniverse(version)), ...changes }
}

/** A choice without anything special about it. */
export const selecting: typeof plainSelection = plainSelection

/** A probe of one hello. */
export function asking(offer: HelloOffer, goal = 'goal'): Probe {
  return { kind: 'hello', goal, offer }
}

/** A fatal alert. */
export function alert(description: number): HelloOutcome {
  return { kind: 'alert', level: 2, description }
}

/** A silence. */
export const SILENCE: HelloOutcome = {
  kind: 'inconclusive',
  why: 'timeout',
  failure: { code: 'stream-timeout', during: 'tls', milliseconds: 1 } satisfies Failure,
}

/** One probe and what came of it. */
export type Step = readonly [probe: Probe, outcome: HelloOutcome | HandshakeOutcome]

/** What is known after these probes, which are numbered from 0. */
export function knowing(...steps: readonly Step[]): Knowledge {
  return steps.reduce((known, [probe, outcome], by) => learn(known, probe, outcome, by), nothingKnown())
}
