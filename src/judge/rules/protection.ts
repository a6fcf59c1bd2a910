import { protectionOf } from '../policies/protection.ts'
import type { DomainRule } from '../rule.ts'
import type { DomainSubject } from '../subject.ts'
import { CLEAR, found, NOT_APPLICABLE, open, type Verdict } from '../verdict.ts'

const none: DomainRule = {
  code: 'protection-none',
  scope: 'domain',
  severity: 'medium',
  title: 'Nothing protects mail against a downgrade',
  source: ['RFC 3207 section 6', 'RFC 7672 section 1.3', 'RFC 8461 section 1'],
  explain:
    'STARTTLS alone is a kindness between strangers: somebody on the path who removes one line from the server’s reply, or answers with an error, gets the mail in clear, and whoever shows any certificate reads along. DANE and an enforced MTA-STS policy tell senders what to insist on. This domain has neither in working order.',
  fix: {
    any: 'Publish an MTA-STS policy in the mode `enforce`, and TLSA records where the zone is signed: `wiretight setup DOMAIN` writes what is needed.',
    change: 'mta-sts',
  },
  verify: 'wiretight check {domain} --only protection-none',
  check: (subject) => byState(subject, 'none'),
}

const firstUseOnly: DomainRule = {
  code: 'protection-first-use-only',
  scope: 'domain',
  severity: 'info',
  title: 'MTA-STS protects, but not the first message',
  source: ['RFC 8461 section 10.2', 'RFC 8461 section 2'],
  explain:
    'Senders that hold the MTA-STS policy defer mail rather than hand it to an attacker. One that has never fetched the policy, or has not written for longer than max_age, can be kept from fetching it and then notices nothing. DANE closes that gap, and reaches senders that do not know MTA-STS.',
  fix: { any: 'Sign the zones of the domain and of its exchangers, and publish TLSA records.', change: 'dane' },
  verify: 'wiretight dane check {domain}',
  check: (subject) => byState(subject, 'first-use'),
}

const full: DomainRule = {
  code: 'protection-full',
  scope: 'domain',
  severity: 'info',
  title: 'DANE protects mail from the first message on',
  source: ['RFC 7672 section 1.3'],
  explain:
    'The zones are signed, and every exchanger shows the certificates that its TLSA records vouch for. Senders that validate DANE deliver to these servers or not at all. Nothing is to be done; keep the records ahead of the certificates.',
  fix: { any: 'Nothing. Publish the record of the next key before you change keys: `wiretight dane rollover`.' },
  verify: 'wiretight dane check {domain}',
  check: (subject) => byState(subject, 'full'),
}

/** What all of it amounts to: whether somebody on the path can read the mail of a domain. */
export const PROTECTION_RULES: readonly DomainRule[] = [none, firstUseOnly, full]

function byState(subject: DomainSubject, wanted: 'none' | 'first-use' | 'full'): Verdict {
  const protection = protectionOf(subject)
  if (protection === null) return NOT_APPLICABLE
  if (protection.state === 'unknown') return open(protection.why)
  // That the policy protects is known, and that it is all there is may not be.
  if (protection.state === 'first-use' && protection.open !== null && wanted !== 'none') return open(protection.open)
  return protection.state === wanted ? found({ kind: 'protection', state: wanted }) : CLEAR
}
