import type { Unknown } from '../base/answer.ts'
import type { ServerFacts } from '../facts/server-facts.ts'
import { whySilent } from './conversation.ts'
import { handshakesFail } from './handshakes-fail.ts'
import type { AddressRule, DomainRule, ExchangerRule, Rule } from './rule.ts'
import type { AddressSubject, DomainSubject, ExchangerSubject, SubjectRef, Subjects } from './subject.ts'
import { NOT_APPLICABLE, open, type Verdict } from './verdict.ts'

/** What one rule says of one subject. */
export interface Ruling<Some extends Rule = Rule> {
  readonly rule: Some
  readonly subject: SubjectRef
  readonly verdict: Verdict
}

/** What the rules say of the whole domain. */
export function askDomain(rules: readonly DomainRule[], subject: DomainSubject): readonly Ruling[] {
  const ref: SubjectRef = { domain: subject.facts.domain, mx: null, address: null, port: null }
  return rules.map((rule) => ({ rule, subject: ref, verdict: rule.check(subject) }))
}

/** What the rules say of an exchanger. */
export function askExchanger(rules: readonly ExchangerRule[], subject: ExchangerSubject): readonly Ruling[] {
  const ref: SubjectRef = { domain: subject.facts.domain, mx: subject.exchanger.host, address: null, port: null }
  return rules.map((rule) => ({ rule, subject: ref, verdict: rule.check(subject) }))
}

/** What the rules say of a surveyed address. */
export function askAddress(rules: readonly AddressRule[], subject: AddressSubject): readonly Ruling[] {
  const { host, address, port, mode, smtp } = subject.server
  const ref: SubjectRef = { domain: subject.facts.domain, mx: host, address, port }
  const refused = mode === 'starttls' && smtp.starttls.state === 'refused'
  const noTls = refused || handshakesFail(subject).verdict === 'found'
  const why = whyCutShort(subject.server)
  return rules.map((rule) => {
    const verdict = rule.check(subject)
    if (verdict.verdict !== 'unknown') return { rule, subject: ref, verdict }
    // Where a server has no TLS, what is unknown of its TLS is not a gap in our knowledge.
    if (rule.tls && noTls) return { rule, subject: ref, verdict: NOT_APPLICABLE }
    const isCutShort = verdict.why === 'not-asked' && why !== null && rule.optIn === undefined
    return { rule, subject: ref, verdict: isCutShort ? open(why) : verdict }
  })
}

/** Why a server could not be asked at all; null when it could be. What was not asked then was not left out by choice. */
function whyCutShort(server: ServerFacts): Unknown | null {
  const learnt = Object.values(server.versions).some(({ state }) => state !== 'unknown')
  return learnt || server.smtp.failure === null ? null : whySilent(server)
}

/** For a server that was not surveyed every question is open. */
export function askUnsurveyed(
  rules: readonly AddressRule[],
  { domain, unsurveyed }: Subjects,
): readonly (readonly Ruling[])[] {
  return unsurveyed.map(({ host, address, port, why }) => {
    const ref: SubjectRef = { domain: domain.facts.domain, mx: host, address, port }
    return rules.map((rule) => ({ rule, subject: ref, verdict: open(rule.optIn === undefined ? why : 'not-asked') }))
  })
}
