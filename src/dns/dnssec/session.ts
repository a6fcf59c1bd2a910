import type { Attempt, Failure } from '../../base/failure.ts'
import type { Message } from '../wire/message.ts'
import { lowerName, type Name, plainName } from '../wire/name.ts'
import { RCODES, RR_TYPES, rcodeName, rrTypeName } from '../wire/rr-type.ts'
import { groupRrSets, type RrSet, rrSetOf } from '../wire/rrset.ts'
import type { HashBudget } from './denial-nsec3.ts'
import { EDE } from './extended-error.ts'
import {
  CHECKS_PER_QUESTION,
  NSEC3_ROUNDS_PER_QUESTION,
  QUERIES_PER_QUESTION,
  type ValidationPolicy,
} from './policy.ts'
import { indeterminate, type Verdict } from './verdict.ts'
import type { Verifier } from './verifier.ts'
import type { VerifyContext } from './verify-rrset.ts'

/** Gets the answer to one question from upstream, with signatures. Cancelled work rejects with ProbeError `cancelled`. */
export type Fetch = (name: Name, type: number, signal?: AbortSignal) => Promise<Attempt<Message>>

/** Everything one question may use, and what it has used: the limits against hostile zones live here. */
export interface Session extends VerifyContext {
  readonly fetch: Fetch
  readonly hashes: HashBudget
  readonly signal: AbortSignal | undefined
  /** Counted in one place, because a session is copied when it works for others. */
  readonly spent: { queries: number }
}

/** Opens the session of one question. */
export function openSession(
  fetch: Fetch,
  policy: ValidationPolicy,
  verifier: Verifier,
  nowSeconds: number,
  signal?: AbortSignal,
): Session {
  return {
    fetch,
    policy,
    verifier,
    nowSeconds,
    signal,
    spent: { queries: 0 },
    budget: { checksLeft: CHECKS_PER_QUESTION },
    hashes: { roundsLeft: NSEC3_ROUNDS_PER_QUESTION, known: new Map() },
  }
}

/** True when a question has come to a limit. What it has learnt last is about itself and about nothing that others ask. */
export function isSpent({ spent, budget, hashes }: Session): boolean {
  return spent.queries > QUERIES_PER_QUESTION || budget.checksLeft < 0 || hashes.roundsLeft < 0
}

/** A usable reply with its sections sorted into sets, or the verdict that there is none. */
export type Asked =
  | {
      readonly ok: true
      readonly rcode: number
      readonly answer: readonly RrSet[]
      readonly authority: readonly RrSet[]
      /** RRSIG records of the answer as a set of their own, where that type was asked for. */
      readonly signatures: RrSet | null
    }
  | { readonly ok: false; readonly verdict: Verdict }

/**
 * Asks upstream. Silence and server failures are never a statement about the name: the verdict is indeterminate, so that
 * nobody who can make a server fail can make a zone look unsigned (RFC 7672 section 2.1.1).
 */
export async function ask(session: Session, name: Name, type: number): Promise<Asked> {
  const what = (): string => `${rrTypeName(type)} of ${plainName(name)}`
  session.spent.queries += 1
  if (session.spent.queries > QUERIES_PER_QUESTION) {
    return refused('the answer needs more queries than is reasonable', name, EDE.other)
  }
  const fetched = await session.fetch(name, type, session.signal)
  if (!fetched.ok) {
    const { failure } = fetched
    if (failure.code === 'dns-rcode')
      return refused(`${what()} is answered with ${failure.rcode}`, name, EDE.networkError, failure)
    return refused(`there is no answer to ${what()} (${failure.code})`, name, EDE.unreachable, failure)
  }
  const { rcode } = fetched.value
  if (rcode !== RCODES.NOERROR && rcode !== RCODES.NXDOMAIN) {
    const failure: Failure = { code: 'dns-rcode', server: '', name: plainName(name), rcode: rcodeName(rcode) }
    return refused(`${what()} is answered with ${failure.rcode}`, name, EDE.networkError, failure)
  }
  const { answer, authority } = fetched.value
  const signatures = type === RR_TYPES.RRSIG ? signaturesAt(name, answer) : null
  return { ok: true, rcode, answer: groupRrSets(answer), authority: groupRrSets(authority), signatures }
}

function signaturesAt(name: Name, answer: Message['answer']): RrSet | null {
  const rrsigs = answer.filter((record) => record.type === RR_TYPES.RRSIG && lowerName(record.owner) === name)
  return rrsigs.length === 0 ? null : rrSetOf(rrsigs, [])
}

function refused(reason: string, name: Name, ede: number, failure?: Failure): Asked {
  const unproven: Failure = { code: 'dns-mismatch', server: '', name: plainName(name), reason }
  return { ok: false, verdict: indeterminate(reason, name, ede, failure ?? unproven) }
}
