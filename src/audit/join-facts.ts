import { isSettled } from '../base/answer.ts'
import { STAPLES } from '../base/limits.ts'
import type { ChainFact, DhFact, ServerFacts, StapleFact, StartTlsTally } from '../facts/server-facts.ts'

/**
 * The facts of a survey that went on from earlier ones: answers are the later survey's, which knew the earlier; what is a
 * collection (chains, parameters, handshakes, connections) holds both; what was seen once and is open now stays seen.
 */
export function joinFacts(earlier: ServerFacts, later: ServerFacts): ServerFacts {
  const sawMore = later.smtp.ehloAfterTls !== null || earlier.smtp.ehlo === null
  return {
    ...later,
    at: earlier.at,
    smtp: {
      ...(sawMore ? later.smtp : earlier.smtp),
      starttlsTally: joinTallies(earlier.smtp.starttlsTally, later.smtp.starttlsTally),
      relay: isSettled(earlier.smtp.relay.answer) ? earlier.smtp.relay : later.smtp.relay,
    },
    dh: unique([...earlier.dh, ...later.dh], dhKey),
    chains: unique([...earlier.chains, ...later.chains], chainKey),
    staples: joinStaples(earlier, later),
    verification: earlier.verification.state === 'unknown' ? later.verification : earlier.verification,
    features: isSettled(later.features.earlyData)
      ? later.features
      : { ...later.features, earlyData: earlier.features.earlyData },
    earlyData: later.earlyData ?? earlier.earlyData,
    handshakes: [...earlier.handshakes, ...later.handshakes],
    probes: [...earlier.probes, ...later.probes],
  }
}

function joinTallies(one: StartTlsTally, other: StartTlsTally): StartTlsTally {
  return {
    accepted: one.accepted + other.accepted,
    missing: one.missing + other.missing,
    mangled: one.mangled + other.mangled,
    refusedTemporarily: one.refusedTemporarily + other.refusedTemporarily,
    refused: one.refused + other.refused,
  }
}

/** The later survey's first: a response has an end, and there is room for some only. */
function joinStaples(earlier: ServerFacts, later: ServerFacts): readonly StapleFact[] {
  const known = new Set(later.staples.map(({ response }) => response))
  return [...later.staples, ...earlier.staples.filter(({ response }) => !known.has(response))].slice(0, STAPLES)
}

function dhKey({ version, suite, primeSha256 }: DhFact): string {
  return `${version} ${suite} ${primeSha256}`
}

function chainKey({ certificates }: ChainFact): string {
  return certificates.join(' ')
}

function unique<Value>(values: readonly Value[], key: (value: Value) => string): readonly Value[] {
  return [...new Map(values.toReversed().map((value) => [key(value), value])).values()].toReversed()
}
