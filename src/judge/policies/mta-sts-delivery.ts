import type { Unknown } from '../../base/answer.ts'
import { matchMx } from '../../mtasts/match.ts'
import type { Policy } from '../../mtasts/policy.ts'
import { whySilent } from '../conversation.ts'
import { handshakesFail } from '../handshakes-fail.ts'
import type { DomainSubject, ExchangerSubject } from '../subject.ts'
import { validatesFor } from './validates.ts'

/** Why a sender that enforces a policy does not deliver to an exchanger. */
export type UnfulfilledWhy = 'not-in-policy' | 'no-starttls' | 'no-handshake' | 'certificate'

/** An exchanger as a sender that enforces a policy sees it. */
export interface EnforcedHost {
  readonly host: string
  /** Null while it is not known. */
  readonly accepts: boolean | null
  readonly why: UnfulfilledWhy | null
  readonly unknown: Unknown | null
}

/**
 * Which exchangers a sender that enforces the policy delivers to: a name in the policy, STARTTLS, and a trusted certificate
 * for the name, on every address (RFC 8461 section 5).
 */
export function mtaStsDelivery({ exchangers }: DomainSubject, policy: Policy): readonly EnforcedHost[] {
  return exchangers().map((subject) => enforced(subject, policy))
}

function enforced({ exchanger: { host }, servers }: ExchangerSubject, policy: Policy): EnforcedHost {
  const fails = (why: UnfulfilledWhy): EnforcedHost => ({ host, accepts: false, why, unknown: null })
  if (matchMx(host, policy.mx) === null) return fails('not-in-policy')
  const onMx = servers.filter(({ server }) => server.mode === 'starttls')
  if (onMx.some(({ server }) => server.smtp.starttls.state === 'refused')) return fails('no-starttls')
  if (onMx.some((subject) => handshakesFail(subject).verdict === 'found')) return fails('no-handshake')
  const validity = onMx.map((subject) => validatesFor(subject, host))
  if (validity.includes(false)) return fails('certificate')
  if (validity.length > 0 && validity.every((valid) => valid === true)) {
    return { host, accepts: true, why: null, unknown: null }
  }
  const silent = onMx.find((_, at) => validity[at] === null)
  return { host, accepts: null, why: null, unknown: silent === undefined ? 'unreachable' : whySilent(silent.server) }
}
