import { attempt, type Failure, ProbeError } from '../base/failure.ts'
import { ROOT_ANCHORS, type TrustAnchor } from './dnssec/trust-anchors.ts'
import { createValidator } from './dnssec/validator.ts'
import type { Upstream } from './transport/upstream.ts'
import { ROOT } from './wire/name.ts'
import { RR_TYPES } from './wire/rr-type.ts'

/** What an upstream is good for. */
export type Diagnosis =
  | { readonly kind: 'good' }
  /** It answers, but not with what a validator needs: signatures are missing, or nothing fits the trust anchor. */
  | { readonly kind: 'strips'; readonly reason: string }
  /** Nobody answers, or the answers are none. */
  | { readonly kind: 'unreachable'; readonly reason: string; readonly failure: Failure }

/**
 * Finds out whether an upstream can be validated behind: it must give the keys of the root so that they verify. Mail queues
 * have hung for days on resolvers that lose signatures, so this is asked before anything else.
 *
 * @throws ProbeError `cancelled`
 */
export async function diagnoseUpstream(
  upstream: Upstream,
  nowSeconds: number,
  anchors: readonly TrustAnchor[] = ROOT_ANCHORS,
  signal?: AbortSignal,
): Promise<Diagnosis> {
  const zone = anchors[0]?.zone ?? ROOT
  const validator = createValidator({
    anchors,
    nowSeconds: () => nowSeconds,
    fetch: async (name, type, own) => {
      const reply = await attempt(() => upstream.ask({ name, type, dnssec: true, recursionDesired: true }, own))
      if (!reply.ok && reply.failure.code === 'cancelled') throw new ProbeError(reply.failure)
      return reply
    },
  })
  const { verdict } = await validator.validate(zone, RR_TYPES.DNSKEY, signal)
  if (verdict.status === 'secure') return { kind: 'good' }
  const { reason, failure } = verdict
  if (failure !== undefined && failure.code !== 'dns-rcode') return { kind: 'unreachable', reason, failure }
  return { kind: 'strips', reason }
}
