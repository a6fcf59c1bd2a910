import { type Attempt, attempt, attemptSync, type Failure, ProbeError } from '../base/failure.ts'
import { printable } from '../base/printable.ts'
import { cachedLookups, failedLookup } from './cached-lookups.ts'
import type { ValidationPolicy } from './dnssec/policy.ts'
import type { Fetch } from './dnssec/session.ts'
import { isoSpan } from './dnssec/span.ts'
import type { TrustAnchor } from './dnssec/trust-anchors.ts'
import { createValidator, type Validated } from './dnssec/validator.ts'
import type { Dnssec, Lookup, Resolver } from './lookup.ts'
import { recordOf } from './record.ts'
import type { Upstream } from './transport/upstream.ts'
import { type Name, parseName, plainName } from './wire/name.ts'
import { type DnsType, parseRrType, RR_TYPES } from './wire/rr-type.ts'

/** Lookups that the cache holds. */
const CACHE_ENTRIES = 50_000

/** Types that are questions about servers rather than names: OPT, transfers, and ANY, which nobody need answer in full (RFC 8482). */
const UNASKED: ReadonlySet<number> = new Set([RR_TYPES.OPT, RR_TYPES.IXFR, RR_TYPES.AXFR, RR_TYPES.ANY])

/** How a validating resolver is made. */
export interface ValidatingResolverOptions {
  /** Where answers come from: a pool of recursive servers, or the iterating upstream. Nothing it says is believed. */
  readonly upstream: Upstream
  /** True when the upstream recurses for us. Default true. */
  readonly recursionDesired?: boolean
  /** Default: the root's keys. */
  readonly anchors?: readonly TrustAnchor[]
  readonly policy?: Partial<ValidationPolicy>
  /** Milliseconds since 1970, for signatures and the cache. Default `Date.now`. */
  readonly now?: () => number
}

/**
 * A resolver that validates every answer itself, from the trust anchor down. Bogus data is never handed out: such a lookup
 * has failed, and says why.
 */
export function createValidatingResolver(options: ValidatingResolverOptions): Resolver {
  const { upstream, recursionDesired = true, now = Date.now, anchors, policy } = options
  const fetch: Fetch = async (name, type, signal) => {
    const reply = await attempt(() => upstream.ask({ name, type, dnssec: true, recursionDesired }, signal))
    if (!reply.ok && reply.failure.code === 'cancelled') throw new ProbeError(reply.failure)
    return reply
  }
  const validator = createValidator({
    fetch,
    nowSeconds: () => Math.floor(now() / 1_000),
    ...(anchors === undefined ? {} : { anchors }),
    ...(policy === undefined ? {} : { policy }),
  })
  const lookup = cachedLookups({
    entries: CACHE_ENTRIES,
    now,
    ask: async (name, type, signal) => {
      const question = parseQuestion(name, type)
      if (!question.ok) return question
      const { name: asked, type: number } = question.value
      return { ok: true, value: lookupOf(asked, type, await validator.validate(asked, number, signal)) }
    },
  })
  return { lookup, description: `validating here, through ${upstream.description}` }
}

interface ParsedQuestion {
  readonly name: Name
  readonly type: number
}

function parseQuestion(name: string, type: DnsType): Attempt<ParsedQuestion> {
  return attemptSync(() => {
    const number = parseRrType(type)
    if (number === null || UNASKED.has(number)) {
      throw new ProbeError({
        code: 'option-invalid',
        option: 'type',
        reason: `${printable(type, 40)} is no type to ask for`,
      })
    }
    return { name: parseName(name), type: number }
  })
}

function lookupOf(name: Name, type: DnsType, validated: Validated): Lookup<unknown> {
  const { verdict, links, queries, verifications, outcome, set, span } = validated
  const dnssec: Dnssec = {
    status: verdict.status,
    ede: verdict.ede,
    reason: verdict.reason,
    at: plainName(verdict.at),
    chain: links,
    ...(span === null ? {} : { signature: isoSpan(span) }),
    cost: { queries, verifications },
  }
  const plain = plainName(name)
  const claimed = outcome === null ? {} : { claimed: outcome }
  const failed = (failure: Failure): Lookup<unknown> => {
    return { ...failedLookup(plain, type, failure), dnssec: { ...dnssec, ...claimed } }
  }
  if (verdict.status === 'bogus' || outcome === null || verdict.failure !== undefined) {
    return failed(verdict.failure ?? { code: 'dnssec-bogus', name: plain, reason: verdict.reason })
  }
  const records = attemptSync(() => (set?.rdatas ?? []).map((rdata) => recordOf(type, rdata)))
  if (!records.ok) return failed(records.failure)
  return {
    name: plain,
    type,
    outcome,
    records: records.value,
    cnames: validated.aliases.map(plainName),
    dnssec,
    ttlSeconds: validated.ttlSeconds,
  }
}
