import type { Failure, FailureCode } from '../base/failure.ts'
import type { ProbeRecord } from '../facts/server-facts.ts'
import { VERSION_NAMES } from '../registry/versions.ts'
import type { AddressSubject } from './subject.ts'
import { CLEAR, found, NOT_APPLICABLE, open, settle, type Verdict } from './verdict.ts'

/** Whether TLS starts and then comes to nothing: every version is refused, or what comes is no TLS. */
export function handshakesFail({ server: { mode, smtp, versions, probes: all } }: AddressSubject): Verdict {
  const probes = all.filter(({ goal }) => goal !== NOT_OF_TLS)
  if (mode === 'starttls' && smtp.starttls.state === 'refused') return NOT_APPLICABLE
  if (mode === 'starttls' && smtp.starttls.state === 'unknown') return open(smtp.starttls.why)
  const answers = VERSION_NAMES.map((version) => versions[version])
  if (answers.some(({ state }) => state === 'accepted')) return CLEAR
  const failure = onlyGarbage(probes) ?? cutEachTime(probes)
  if (failure !== null) return found({ kind: 'failure', failure })
  const unsettled = answers.flatMap((answer) => (answer.state === 'unknown' ? [answer.why] : []))
  if (unsettled.length > 0) return settle([], unsettled, 0)
  return found({ kind: 'versions-refused', versions: VERSION_NAMES })
}

/** The goal of the one connection that asks nothing about TLS. */
const NOT_OF_TLS = 'open-relay'

/** Failures that mean: what came in the place of TLS was none. */
const GARBAGE: ReadonlySet<FailureCode> = new Set(['tls-not-tls', 'wire-malformed'])

/**
 * What came in the place of TLS, when it came more than once and nothing else ever came. Whatever a server says to a
 * hello of SSL 2.0, which looks like nothing of today, does not count.
 */
function onlyGarbage(probes: readonly ProbeRecord[]): Failure | null {
  if (probes.some(({ outcome, goal }) => outcome !== 'failed' && goal !== 'ssl2')) return null
  const garbage = probes.flatMap(({ failure }) => (failure !== null && GARBAGE.has(failure.code) ? [failure] : []))
  return garbage.length > 1 ? (garbage[0] ?? null) : null
}

/** Ends by which hello after hello is answered, and so was a whole handshake, before it means that there is no TLS. */
const CUTS = 10

/** How the whole handshake was cut, when every hello was cut as well and there were many of them. */
function cutEachTime(probes: readonly ProbeRecord[]): Failure | null {
  const handshake = probes.find(({ goal }) => goal.startsWith('handshake'))?.failure
  const isCut = handshake?.code === 'stream-reset' || handshake?.code === 'stream-closed'
  const hellos = probes.filter(({ goal }) => !goal.startsWith('handshake'))
  const cuts = hellos.filter(({ detail }) => detail === 'reset' || detail === 'closed')
  return isCut && cuts.length === hellos.length && cuts.length >= CUTS ? handshake : null
}
