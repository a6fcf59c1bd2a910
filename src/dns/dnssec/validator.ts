import { lowerName, type Name } from '../wire/name.ts'
import { createChain } from './chain.ts'
import { DEFAULT_POLICY, type ValidationPolicy } from './policy.ts'
import { type Fetch, openSession } from './session.ts'
import { ROOT_ANCHORS, type TrustAnchor } from './trust-anchors.ts'
import { type ValidatedAnswer, validateAnswer } from './validate-answer.ts'
import { createVerifier } from './verifier.ts'

/** How a validator is made. */
export interface ValidatorOptions {
  readonly fetch: Fetch
  /** Seconds since 1970; signatures are judged at this time. */
  readonly nowSeconds: () => number
  /** Default {@link ROOT_ANCHORS}. */
  readonly anchors?: readonly TrustAnchor[]
  readonly policy?: Partial<ValidationPolicy>
}

/** A judged answer with what it cost. */
export interface Validated extends ValidatedAnswer {
  readonly queries: number
  readonly verifications: number
}

/** Judges questions; it remembers chains of trust and checked signatures between them. */
export interface Validator {
  validate(name: Name, type: number, signal?: AbortSignal): Promise<Validated>
}

/**
 * A DNSSEC validator (RFC 4035 section 5). It does no I/O: `fetch` brings each answer, from whatever source, and nothing
 * that it brings is believed without a signature that leads to a trust anchor.
 */
export function createValidator(options: ValidatorOptions): Validator {
  const { fetch, nowSeconds, anchors = ROOT_ANCHORS } = options
  const policy: ValidationPolicy = { ...DEFAULT_POLICY, ...options.policy }
  const chain = createChain(anchors)
  const verifier = createVerifier(policy)
  return {
    async validate(name, type, signal) {
      const before = verifier.verifications
      const session = openSession(fetch, policy, verifier, nowSeconds(), signal)
      const answer = await validateAnswer(lowerName(name), type, chain, session)
      return { ...answer, queries: session.spent.queries, verifications: verifier.verifications - before }
    },
  }
}
