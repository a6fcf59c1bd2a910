import type { Unknown } from '../base/answer.ts'
import type { DomainFacts, ExchangerFacts } from '../facts/domain-facts.ts'

/** A lookup as rules of DNS look at it, whatever its records are. */
export type AnyLookup = Omit<NonNullable<DomainFacts['mx']>, 'records'>

/**
 * What came of a lookup, as far as trust goes. Every lookup has exactly one state, so that no two rules report the same one.
 *
 * - `trusted`: the answer is proved, or proved to need no proof
 * - `unjudged`: there is an answer, and nobody tried to prove it
 * - `silent`: there is no answer
 * - `denial`: a question whose true answer is “there is none” fails, beside others about the same host that do not
 * - `bogus`, `indeterminate`: there is an answer, but its proof is wrong, or could not be followed to its end
 */
export type LookupState = 'trusted' | 'unjudged' | 'silent' | 'denial' | 'bogus' | 'indeterminate'

/**
 * All lookups about one exchanger that senders make, too. This is the one place that knows which there are: whether what is
 * absent can be proved, and how long proofs hold, is asked of all of them.
 */
export function exchangerLookups(exchanger: ExchangerFacts): readonly AnyLookup[] {
  return [...addressLookups(exchanger), ...exchanger.tlsa.flatMap(({ tried }) => tried)]
}

function addressLookups({ v4, v6 }: ExchangerFacts): readonly AnyLookup[] {
  const lookups: readonly (AnyLookup | null)[] = [v4, v6]
  return lookups.filter((lookup) => lookup !== null)
}

/** Every lookup that shows where mail to the domain goes, each with those about the same host. */
export function routeLookups({ mx, exchangers }: DomainFacts): readonly (readonly [AnyLookup, readonly AnyLookup[]])[] {
  const ofExchangers = exchangers.flatMap((exchanger) => {
    const lookups = addressLookups(exchanger)
    return lookups.map((lookup) => [lookup, lookups] as const)
  })
  return mx === null ? ofExchangers : [[mx, [mx]], ...ofExchangers]
}

/** @param siblings all lookups about the same host */
export function stateOf(lookup: AnyLookup, siblings: readonly AnyLookup[]): LookupState {
  const { status, claimed } = lookup.dnssec
  const isProvedBeside = siblings.some(({ outcome, dnssec }) => outcome !== 'failed' && dnssec.status === 'secure')
  if (status === 'bogus') {
    const denies = claimed === 'nodata' || claimed === 'nxdomain'
    return denies && isProvedBeside ? 'denial' : 'bogus'
  }
  if (lookup.outcome !== 'failed') return status === 'indeterminate' ? 'unjudged' : 'trusted'
  if (status === 'indeterminate' && claimed !== undefined) return 'indeterminate'
  // In a signed zone silence is no answer either: who validates cannot go on without one (RFC 7672 section 2.1.1). That
  // questions for TLSA are not answered has a rule of its own, `dane-lookup-failed`.
  return isProvedBeside && lookup.type !== 'TLSA' ? 'denial' : 'silent'
}

/** Why the question that a lookup was to settle stays open. */
export function whyOpen(lookup: AnyLookup): Unknown {
  if (lookup.outcome !== 'failed') return 'not-asked'
  return lookup.failure?.code === 'dns-timeout' ? 'timeout' : 'unreachable'
}
